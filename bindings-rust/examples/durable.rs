//! Tracks events that outlive this program: `durable COLLECTOR DIRECTORY [COUNT]`.
//!
//! It prints `tracked ID` when an event was taken, `ended ID REASON` when it has left, and `store …` when something has
//! happened to the store. After `COUNT` events (or never) it gives them a second to leave, prints its counters, and ends as
//! a crash would: what it leaves, the next run sends.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::abort;
use std::time::Duration;
use std::{env, thread};

use snowgauge::entities::CodeSuggestionsContext;
use snowgauge::events::SuggestionRequested;
use snowgauge::{Event, Tracker};

/// How long it waits from one event to the next.
const PACE: Duration = Duration::from_micros(100);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args_os().skip(1);
    let (Some(collector), Some(directory)) = (arguments.next(), arguments.next()) else {
        return Err("expected COLLECTOR DIRECTORY [COUNT]".into());
    };
    let count = arguments.next().and_then(|count| count.to_str()?.parse().ok()).unwrap_or(u64::MAX);
    let tracker = Tracker::builder(collector.to_string_lossy())
        .app_id("durable")
        .linger(Duration::from_millis(2))
        .store(PathBuf::from(directory))
        .on_outcome(|outcome| say(&format!("ended {} {}", outcome.event_id, outcome.reason)))
        .on_store(|notice| say(&format!("store {}: {notice}", notice.code())))
        .build()?;
    let context =
        CodeSuggestionsContext::builder().prefix_length(120).suffix_length(8).language("rust").build();
    for _ in 0..count {
        if let Ok(id) = tracker.track(SuggestionRequested::new().with(&context)) {
            say(&format!("tracked {id}"));
        }
        thread::sleep(PACE);
    }
    tracker.flush(Duration::from_secs(1)).wait();
    for (name, count) in tracker.stats().entries() {
        say(&format!("{name} {count}"));
    }
    abort()
}

/// Writes a line at once: it is there when the program is not any more.
fn say(line: &str) {
    let mut line = line.to_owned();
    line.push('\n');
    // Nobody may be listening.
    drop(io::stdout().lock().write_all(line.as_bytes()));
}
