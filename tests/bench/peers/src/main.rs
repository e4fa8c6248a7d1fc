//! Builds one event in three ways, in turns: snowgauge, `serde_json` without any check, and the published Rust tracker.
//! Prints the times and their ratios; fails where snowgauge misses its budget.

use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;

use snowgauge_bench::rounds::{Contender, run};
use snowgauge_bench::{Sample, ours::Typed, reference};
use snowgauge_bench_peers::peer::{self, Peer};
use snowgauge_core::Framing::{InternalEvents, SelfDescribing};

const ROUNDS: usize = 2_001;
/// How many events each contender makes in a round: enough that reading the clock does not count.
const TIMES: u32 = 100;

/// At most the time that `serde_json` takes for the same bytes.
const OF_REFERENCE: f64 = 1.0;
/// At most an eighth of the time that the published tracker takes for the same event.
const OF_PEER: f64 = 1.0 / 8.0;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let sample = &Sample::default();
    peer::check(sample)?;
    let mut internal = Typed::new(sample, InternalEvents)?;
    let mut describing = Typed::new(sample, SelfDescribing)?;
    let (mut peer, mut cloning) = (Peer::new(sample), Peer::new(sample));
    let data = peer::data(sample);
    let mut contenders = [
        Contender::new("snowgauge, internal_events", || internal.encode(black_box(sample))),
        Contender::new("serde_json, same bytes", || reference::payload(black_box(sample), InternalEvents)),
        Contender::new("snowgauge, self_describing", || describing.encode(black_box(sample))),
        Contender::new("serde_json, same bytes", || reference::payload(black_box(sample), SelfDescribing)),
        Contender::new("snowplow_tracker 0.2.0", || peer.track(peer::data(black_box(sample)))),
        Contender::new("  its data cloned, not made", || cloning.track(black_box(&data).clone())),
        Contender::new("  its id and times alone", peer::draw),
    ];
    run(&mut contenders, ROUNDS, TIMES);
    Ok(report(&contenders))
}

/// Prints the table; success where snowgauge keeps its budgets. The tracker is measured by the quicker way to feed it,
/// and spared its id and times, which the others are given.
fn report(contenders: &[Contender<'_>; 7]) -> ExitCode {
    let [internal, internal_reference, describing, describing_reference, peer, cloning, drawing] = contenders;
    println!(
        "{:<28}{:>7}{:>16}{:>21}",
        "one gkg_query_executed", "ns", "of serde_json", "of snowplow_tracker"
    );
    let mut kept = true;
    for (ours, reference) in [(internal, internal_reference), (describing, describing_reference)] {
        let (of_reference, of_peer) = (ours.ratio(reference), ours.ratio_without(cloning, drawing));
        kept &= of_reference <= OF_REFERENCE && of_peer <= OF_PEER;
        println!("{:<28}{:>7.0}{of_reference:>16.2}{of_peer:>21.3}", ours.name, ours.nanoseconds());
        println!("{:<28}{:>7.0}", reference.name, reference.nanoseconds());
    }
    for part in [peer, cloning, drawing] {
        println!("{:<28}{:>7.0}", part.name, part.nanoseconds());
    }
    let verdict = if kept { "kept" } else { "MISSED" };
    println!("{:<35}{OF_REFERENCE:>16.2}{OF_PEER:>21.3}  {verdict}", "budget, at most");
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
