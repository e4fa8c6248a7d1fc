//! A service like GKG (the Knowledge Graph), cut down to where its product analytics come from.
//!
//! Read `analytics.rs` first: it is the one module that knows snowgauge, and the one that a service of yours would have
//! too. `graph.rs` stands in for the work; `workload.rs` makes some; `mistakes.rs` shows what wrong events are told.

mod analytics;
mod graph;
mod mistakes;
mod report;
mod signature;
mod workload;

use std::error::Error;
use std::time::Duration;

use analytics::Analytics;
use snowgauge::{Event, Tracker};

/// How long a service that is stopped may wait for its last events.
const SHUTDOWN: Duration = Duration::from_secs(5);

fn main() -> Result<(), Box<dyn Error>> {
    let collector = std::env::args().nth(1).ok_or("usage: snowgauge-example-gkg COLLECTOR_URL")?;
    let analytics = Analytics::new(Tracker::builder(collector))?;

    workload::run(&analytics);
    println!("{} events tracked by {} threads", analytics.tracked(), workload::THREADS);

    analytics.track(signature::event().with(&signature::context()).with(&signature::standard()));
    let mistakes = mistakes::make(analytics.tracker());
    // The events before and after a refused one are unharmed.
    analytics.namespace_enabled(&workload::administrator(), "8819234");

    // In an async fn: `.shutdown(SHUTDOWN).await`. The completion is a future, of no particular runtime.
    let flushed = analytics.tracker().shutdown(SHUTDOWN).wait();
    if !flushed.is_complete() {
        eprintln!("{} events were not delivered within {SHUTDOWN:?}", flushed.pending + flushed.failed);
    }
    println!("{}", report::line(&analytics, workload::EVENTS + 2, &mistakes));
    Ok(())
}
