//! Tracks one event, and says how it ended and, if it did not arrive, what stands in the way.
//!
//! `cargo run --example send URL`: first try it with `snowgauge-collector`, which listens on `http://127.0.0.1:9090`.

use std::time::Duration;

use snowgauge::entities::CodeSuggestionsContext;
use snowgauge::events::SuggestionRequested;
use snowgauge::{Event, Tracker};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let collector = std::env::args().nth(1).ok_or("expected the collector's URL")?;
    let tracker = Tracker::builder(collector)
        .app_id("example")
        .on_outcome(|outcome| println!("{}", outcome.reason))
        .on_connection(|notice| println!("{}: {notice}", notice.code()))
        .build()?;
    let context =
        CodeSuggestionsContext::builder().prefix_length(120).suffix_length(8).language("rust").build();
    tracker.track(SuggestionRequested::new().with(&context))?;
    tracker.shutdown(Duration::from_secs(2)).wait();
    Ok(())
}
