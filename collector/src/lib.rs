//! A local Snowplow collector for development and tests, as Snowplow Micro is, without a JVM.
//!
//! It takes what a tracker sends, decides for every event whether Snowplow would accept it, and says so on Micro's API
//! (`/micro/all`, `/micro/good`, `/micro/bad`, `/micro/reset`). Its judge shares nothing with snowgauge's core: two
//! independent judges that must agree.
//!
//! ```text
//! request ──► server ──► judge: envelope ──► fields ──► entities ──► memory ──► micro, summary ──► answer
//!               ▲                                          ▲           └──────► store ──► file
//!             faults                                     iglu (schemas)
//! ```
//!
//! # Examples
//!
//! ```
//! use snowgauge_collector::{Collector, Options};
//!
//! let collector = Collector::start(&Options { port: 0, ..Options::default() })?;
//! assert!(collector.url().starts_with("http://127.0.0.1:"));
//! collector.stop();
//! # Ok::<(), snowgauge_collector::StartError>(())
//! ```

mod atomic;
mod collector;
mod faults;
mod iglu;
mod json;
mod judge;
mod memory;
mod micro;
mod options;
mod program;
mod refused;
mod request;
mod schemas;
mod server;
mod store;
mod summary;
#[cfg(test)]
mod testing;
mod timestamp;

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use collector::{Collector, StartError};
pub use iglu::RegistryError;
pub use options::{Command, HELP, Options, UsageError, parse_arguments};
pub use program::run;
pub use schemas::{Schemas, Unfit};
