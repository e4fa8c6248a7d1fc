//! The decisions of snowgauge, and nothing else.
//!
//! This crate validates Snowplow events against their Iglu schemas, writes them as tracker-protocol payloads in the
//! same pass, and decides what is sent when, what is tried again and what is given up. It reads no clock, does no IO,
//! draws no random number and holds no lock: the host gives it all of these, so that the same inputs give the same
//! bytes in every language.
//!
//! # The run loop
//!
//! A host feeds the [`Outbox`] with events, responses and the time, and after each of these drains it until it says
//! how long to wait:
//!
//! ```
//! use snowgauge_core::{Config, Encoder, EventId, Now, Outbox, Output, Response, Scratch};
//! use snowgauge_core::encode::Text;
//!
//! let config = Config { app_id: "gkg".into(), ..Config::default() };
//! let encoder = Encoder::new(&config)?;
//! let mut outbox = Outbox::new(&config)?;
//!
//! // A call of the app. The host says when it is and gives 16 random bytes for the id.
//! let now = Now { wall: 1_764_000_000_000, mono: 0 };
//! let event = Text::event("gkg_namespace_enabled", r#"{"namespace_type":"group","enabled_by_user_id":"8819234"}"#)?;
//! let context = Text::entity("iglu:com.gitlab/knowledge_graph_context/jsonschema/1-0-0", r#"{
//!     "correlation_id":"d3f1a2b4","namespace_id":"14523891","root_namespace_id":"9812345","user_type":"bot",
//!     "source_type":"cli","tool_name":"query_graph","tier":"ultimate","deployment_type":"com"}"#)?;
//! let id = EventId::from_random([7; 16]);
//! let payload = encoder.encode(&event, &[&context], id, now.wall, &mut Scratch::default())?;
//! outbox.track(payload, now)?;
//!
//! // Drain it: start what it wants sent, note what it tells, and stop when it says until when to wait.
//! outbox.flush(now, 5_000);
//! let request = loop {
//!     match outbox.poll(now) {
//!         Output::Send(request) => break request,
//!         Output::Notice(_) => {}
//!         Output::Wait(_) => unreachable!("a flush sends at once"),
//!     }
//! };
//! assert!(request.body.starts_with(br#"{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/"#));
//!
//! // The collector has answered.
//! outbox.handle_response(request.id, Response::status(200), now);
//! assert_eq!(outbox.stats().delivered, 1);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod ascii;
mod config;
mod counts;
pub mod encode;
pub mod event;
mod id;
mod message;
pub mod outbox;
pub mod payload;
pub mod schema;
mod time;

pub use ascii::push_number;
pub use config::{Config, ConfigError, Framing, endpoint};
pub use counts::{CountKey, CountStats, Counted, RequestCounts};
pub use encode::Scratch;
pub use event::{Datum, Event};
pub use id::{EventId, RequestId};
pub use outbox::{Action, Outbox, Outcome, Output, Overflow, Reason, Request, Response, Stats};
pub use payload::{Encoder, Fields, Payload, TooLong, Truncated, check, check_with, validate, validate_with};
pub use schema::{Code, Violation, Violations};
pub use time::{Monotonic, Now, UnixMillis};
