//! How long `track` takes while the collector hangs, without a store and with one: what a host feels of an outage.
//!
//! `cargo run --release --package snowgauge-bench --bin outage [EVENTS] [THREADS]` prints a line for each kind of delivery. Two
//! threads track at a steady pace, as a service does, so that a call meets whatever the tracker's own threads are at. On a
//! machine that does something else besides, the last columns show that instead: the first row is the measure for it,
//! two microseconds of work that waits for nothing.

use std::net::TcpListener;
use std::time::{Duration, Instant};
use std::{env, hint, thread};

use snowgauge::entities::CodeSuggestionsContext;
use snowgauge::events::SuggestionRequested;
use snowgauge::{Builder, Durability, Event, Tracker};

/// How a tracker is to be made.
type Kind = (&'static str, fn(Builder) -> Builder);

/// How long a thread waits from one event to the next.
const PACE: Duration = Duration::from_micros(200);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argument =
        |index, default| env::args().nth(index).map_or(Ok(default), |number| number.parse::<usize>());
    let (events, threads) = (argument(1, 20_000)?, argument(2, 2)?);
    // The system accepts connections for it; nobody reads them.
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", silent.local_addr()?);
    let directory = tempfile::tempdir()?;
    println!("{:<20}{:>10}{:>10}{:>10}{:>10}{:>10}", "microseconds", "p50", "p99", "p99.9", "p99.99", "most");
    show("nothing", &measure(events, threads, || work_for(Duration::from_micros(2))));
    let kinds: [Kind; 3] = [
        ("memory", |builder| builder),
        ("store, process", |builder| builder),
        ("store, power", |builder| builder.durability(Durability::Power)),
    ];
    for (name, set) in kinds {
        let mut builder = set(Tracker::builder(&url).app_id("bench").proxy("direct").max_events(1_000_000));
        if name.starts_with("store") {
            builder = builder.store(directory.path().join(name));
        }
        let tracker = builder.build()?;
        let context =
            CodeSuggestionsContext::builder().prefix_length(120).suffix_length(8).language("rust").build();
        let track = || drop(tracker.track(SuggestionRequested::new().with(&context)));
        show(name, &measure(events, threads, track));
        assert_eq!(tracker.stats().accepted, (events / threads * threads) as u64, "{name}: all were taken");
        let _ = tracker.shutdown(Duration::ZERO).wait();
    }
    Ok(())
}

/// How long each call takes, sorted.
fn measure(events: usize, threads: usize, call: impl Fn() + Sync) -> Vec<Duration> {
    let work = || {
        let mut times = Vec::with_capacity(events / threads);
        for _ in 0..events / threads {
            let start = Instant::now();
            call();
            times.push(start.elapsed());
            // A thread that sleeps is woken late, by the clock's coarseness: that would be a pace of its own.
            work_for(PACE.saturating_sub(start.elapsed()));
        }
        times
    };
    let mut times = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect::<Vec<_>>()
    });
    times.sort_unstable();
    times
}

fn work_for(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        hint::spin_loop();
    }
}

fn show(name: &str, times: &[Duration]) {
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index"
        )]
        let index = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1e6)
    };
    let [p50, p99, p999, p9999, most] = [0.5, 0.99, 0.999, 0.9999, 1.0].map(at);
    println!("{name:<20}{p50:>10.1}{p99:>10.1}{p999:>10.1}{p9999:>10.1}{most:>10.1}");
}
