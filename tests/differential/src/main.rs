//! `snowgauge-differential CASES [SEED]` compares that many generated cases, `snowgauge-differential own` every change of a
//! good datum of the plan's schemas. Either prints one line; with `--print` also every case as a line of JSON, for other
//! judges: `schema`, `text`, `good`.

use std::io::{BufWriter, Write as _, stdout};
use std::process::ExitCode;
use std::time::Instant;

use serde_json::json;
use snowgauge_differential::own;
use snowgauge_differential::run::{Count, run};
use snowgauge_differential::subject::{Disagreement, Subject, Verdict};

const USAGE: &str = "usage: snowgauge-differential (CASES [SEED] | own) [--print]";

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let prints = arguments.iter().any(|text| text == "--print");
    arguments.retain(|text| text != "--print");
    let mut out = BufWriter::new(stdout());
    let mut tell = |subject: &Subject, text: &str, verdict: Verdict| {
        if prints && verdict != Verdict::Apart {
            let line = json!({ "schema": subject.json, "text": text, "good": verdict == Verdict::Good });
            // A reader that goes away has seen enough.
            _ = writeln!(out, "{line}");
        }
    };
    let start = Instant::now();
    let numbers: Option<Vec<u64>> = arguments.iter().map(|text| text.parse().ok()).collect();
    let result = match (&*arguments, numbers.as_deref()) {
        ([word], _) if word == "own" => run_own(&mut tell),
        (_, Some([cases])) => run(*cases, 1, &mut tell),
        (_, Some([cases, seed])) => run(*cases, *seed, &mut tell),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    _ = out.flush();
    report(&arguments.join(", seed "), result, start)
}

/// Compares every change of a good datum of the plan's schemas.
fn run_own(tell: &mut impl FnMut(&Subject, &str, Verdict)) -> Result<Count, Box<Disagreement>> {
    let mut count = Count::default();
    for own in own::all() {
        count.schemas += 1;
        for text in own.mutations() {
            let verdict = own.subject.compare(&text)?;
            count.add(verdict);
            tell(&own.subject, &text, verdict);
        }
    }
    Ok(count)
}

fn report(what: &str, result: Result<Count, Box<Disagreement>>, start: Instant) -> ExitCode {
    match result {
        Ok(count) => {
            let Count { schemas, good, bad, apart } = count;
            let (cases, seconds) = (count.compared(), start.elapsed().as_secs_f64());
            eprintln!(
                "{what}: {cases} cases of {schemas} schemas compared in {seconds:.1} s: {good} good, {bad} bad, 0 disagreements; {apart} more could not be compared"
            );
            ExitCode::SUCCESS
        }
        Err(disagreement) => {
            eprintln!("{what}: the core and the jsonschema crate disagree\n{disagreement}");
            ExitCode::FAILURE
        }
    }
}
