//! What a run has come to, in words. Each function says whether it was good.

use std::time::{Duration, Instant};

use snowgauge_simulation::fleet::plot::plot;
use snowgauge_simulation::fleet::{self, Counts, OUTAGE, SCENARIOS, Scenario};
use snowgauge_simulation::lives::coverage::Coverage;
use snowgauge_simulation::lives::live;
use snowgauge_simulation::lives::run::{Report, run, unmet};
use snowgauge_simulation::lives::short::{explore, trackers};

/// From this many lives on, they have to have met everything.
const ENOUGH: u64 = 1_000;

/// The seed of the fleet: its numbers are on record.
const FLEET_SEED: u64 = 1;

/// A failure says in the report why; its panic need not.
fn be_quiet() {
    std::panic::set_hook(Box::new(|_| {}));
}

/// Random lives: what they met, and which failed.
pub(crate) fn lives(first: u64, count: u64) -> bool {
    let start = Instant::now();
    be_quiet();
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
    failures.is_empty() && unmet.is_empty()
}

/// One life, step by step.
pub(crate) fn replay(seed: u64) -> bool {
    live(seed, true, &mut Coverage::default());
    println!("seed {seed}: nothing happened that must not");
    true
}

/// All short lives: a line for each small tracker.
pub(crate) fn short(depth: u64) -> bool {
    be_quiet();
    let mut is_good = true;
    for tracker in trackers() {
        let start = Instant::now();
        let short = explore(&tracker, usize::try_from(depth).unwrap_or(usize::MAX));
        let (name, states, steps) = (tracker.name, short.states, short.steps);
        let seconds = start.elapsed().as_secs_f64();
        println!("{name}: {depth} steps in a row, {states} states, {steps} steps taken, {seconds:.1} s");
        for failure in short.failures.iter().take(5) {
            println!("FAILED: {failure}");
        }
        is_good &= short.failures.is_empty();
    }
    is_good
}

/// A fleet: a row of a table for each scenario, and a picture.
pub(crate) fn fleet(trackers: u64, svg: Option<&str>) -> bool {
    println!(
        "| {trackers} trackers | before | away | of a tracker | probes | after | full | caught up | delivered |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    let runs = SCENARIOS.map(|scenario| (scenario, fleet::run(scenario, trackers, FLEET_SEED)));
    let mut is_good = true;
    for (scenario, counts) in &runs {
        println!("{}", row(scenario, counts));
        for breach in counts.breaches() {
            println!("FAILED: {}: {breach}", scenario.name);
            is_good = false;
        }
    }
    if let Some(path) = svg
        && let Err(error) = std::fs::write(path, plot(&runs))
    {
        println!("FAILED: {path}: {error}");
        is_good = false;
    }
    is_good
}

fn row(scenario: &Scenario, counts: &Counts) -> String {
    let ((mean, most), (median, worst)) = (counts.steady(), counts.per_tracker());
    let caught_up = Duration::from_millis(counts.behind_until - OUTAGE.end).as_secs_f64();
    let Counts { most_probes, refused, delivered, tracked, .. } = counts;
    format!(
        "| {} | {mean}, {most} | {} | {median}, {worst} | {most_probes} | {} | {refused} | {caught_up:.1} s | {delivered} of {tracked} |",
        scenario.name,
        counts.peak_in_outage(),
        counts.peak_after_return(),
    )
}
