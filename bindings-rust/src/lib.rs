//! Validated Snowplow events, delivered without hurting the host and without losing one in silence.
//!
//! ```no_run
//! use std::time::Duration;
//! use snowgauge::entities::CodeSuggestionsContext;
//! use snowgauge::events::SuggestionRequested;
//! use snowgauge::{Event, Tracker};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let tracker = Tracker::builder("https://snowplow.example").app_id("gitlab_ai_gateway").build()?;
//! let context = CodeSuggestionsContext::builder().prefix_length(120).suffix_length(8).language("rust").build();
//! let id = tracker.track(SuggestionRequested::new().with(&context))?;
//! println!("tracked {id}");
//! let flushed = tracker.shutdown(Duration::from_secs(5)).await;   // or .wait() without a runtime
//! assert!(flushed.is_complete());
//! # Ok(())
//! # }
//! ```
//!
//! [`Tracker::track`] checks an event, encodes it and returns: it never blocks and does no IO. Threads of the tracker's
//! own deliver it, under any async runtime or none. Every event that was taken ends with exactly one [`Outcome`], which
//! [`Builder::on_outcome`] hears and [`Tracker::stats`] counts.
//!
//! A host's tests need no double of it: with the feature `testing` a tracker delivers into memory (`Builder::in_memory`), and what
//! came can be read back (`testing::Collector`). [`Tracker::disabled`] is for where nothing is to be sent.

mod builder;
mod clock;
mod counts;
mod delivery;
mod disabled;
mod process;
mod scope;
mod serialized;
mod store;
mod sync;
#[cfg(feature = "testing")]
pub mod testing;
mod tracker;
mod transport;

pub use builder::{Builder, OnInvalid};
pub use counts::RequestCounts;
pub use delivery::Completion;
pub use process::PerProcess;
pub use scope::Scope;
pub use serialized::Serialized;
pub use snowgauge_core::event::{
    Given, JsonText, PagePing, PageView, SelfDescribing, SelfDescribingJson, Strings, StructuredEvent,
    Subject, With, entities, events,
};
pub use snowgauge_core::outbox::{Flushed, Refused};
pub use snowgauge_core::{
    Action, Code, Config, ConfigError, CountKey, CountStats, Counted, Datum, Encoder, Event, EventId, Fields,
    Framing, Outcome, Overflow, Payload, Reason, Scratch, Stats, TooLong, Truncated, Violation, Violations,
    check, encode, endpoint, payload, schema, validate,
};
pub use store::{Durability, StoreNotice};
pub use tracker::{Prepared, TrackError, Tracker};
pub use transport::{ConnectionNotice, Proxy, TokenUse};
