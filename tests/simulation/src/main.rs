//! `snowgauge-simulation lives COUNT [FIRST]` lives so many random lives, `replay SEED` one of them, and tells it;
//! `fleet TRACKERS [SVG]` lets so many trackers meet an outage, and draws it.

use std::process::ExitCode;
use std::time::Instant;

use snowgauge_simulation::fleet::{self, OUTAGE, SCENARIOS};
use snowgauge_simulation::lives::coverage::Coverage;
use snowgauge_simulation::lives::live;
use snowgauge_simulation::lives::run::{Report, run, unmet};

const USAGE: &str = "usage: snowgauge-simulation (lives COUNT [FIRST] | replay SEED | fleet TRACKERS [SVG])";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<u64>().ok();
    match *words {
        ["lives", count] => number(count).map(|count| lives(0, count)),
        ["lives", count, first] => number(count).zip(number(first)).map(|(count, first)| lives(first, count)),
        ["replay", seed] => number(seed).map(replay),
        ["fleet", trackers] => number(trackers).map(|trackers| meet_outages(trackers, None)),
        ["fleet", trackers, svg] => number(trackers).map(|trackers| meet_outages(trackers, Some(svg))),
        _ => None,
    }
    .unwrap_or_else(|| {
        eprintln!("{USAGE}");
        ExitCode::from(2)
    })
}

/// From this many lives on, they have to have met everything.
const ENOUGH: u64 = 1_000;

fn lives(first: u64, count: u64) -> ExitCode {
    let start = Instant::now();
    // A life that fails says why in the report; its panic need not.
    std::panic::set_hook(Box::new(|_| {}));
    let Report { failures, lives, met } = run(first, count);
    for line in met.lines() {
        println!("{line}");
    }
    for (seed, what) in &failures {
        println!("seed {seed}: {what}\n  replay: make simulate SEED={seed}");
    }
    let unmet = if lives >= ENOUGH { unmet(&met) } else { Vec::new() };
    for sight in &unmet {
        println!("the lives were too quiet, none has met this: {sight}");
    }
    println!("{lives} lives in {:.1} s, {} have failed", start.elapsed().as_secs_f64(), failures.len());
    if failures.is_empty() && unmet.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn replay(seed: u64) -> ExitCode {
    live(seed, true, &mut Coverage::default());
    println!("seed {seed}: nothing happened that must not");
    ExitCode::SUCCESS
}

/// The seed of the fleet: its numbers are on record.
const FLEET_SEED: u64 = 1;

/// Prints a row of a table for each scenario.
fn meet_outages(trackers: u64, svg: Option<&str>) -> ExitCode {
    let mut runs = Vec::new();
    let mut is_good = true;
    println!(
        "| {trackers} trackers | requests/s before: mean, most | while away: most/s | of a tracker: median, most | \
         probes of a tracker | after: most/s | full | caught up after | delivered |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    );
    for scenario in SCENARIOS {
        let counts = fleet::run(scenario, trackers, FLEET_SEED);
        let ((mean, most), (median, worst)) = (counts.steady(), counts.per_tracker());
        println!(
            "| {} | {mean}, {most} | {} | {median}, {worst} | {} | {} | {} | {:.1} s | {} of {} |",
            scenario.name,
            counts.peak_in_outage(),
            counts.most_probes,
            counts.peak_after_return(),
            counts.refused,
            (counts.behind_until - OUTAGE.end) as f64 / 1e3,
            counts.delivered,
            counts.tracked
        );
        for breach in counts.breaches() {
            println!("FAILED: {}: {breach}", scenario.name);
            is_good = false;
        }
        runs.push((scenario, counts));
    }
    if let Some(path) = svg {
        std::fs::write(path, fleet::plot::plot(&runs)).expect("the picture can be written");
    }
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
