//! The native drive loop (`bindings-rust/src/delivery`) in every order in which its threads can take turns.
//!
//! Its source is included as it is; what it stands on is replaced: the locks and threads by loom's, the clock by one that
//! stands, the network by an answer. As no time passes, no deadline wakes anybody: a wake-up that is lost is a deadlock, and
//! loom tells.
#![allow(clippy::missing_panics_doc)] // That is how a model fails.

mod clock;
#[allow(dead_code, clippy::pedantic, reason = "only a part is used here; it is judged where it belongs")]
#[path = "../../../bindings-rust/src/delivery/mod.rs"]
mod delivery;
pub mod models;
#[allow(dead_code, reason = "only a part is used here")]
#[path = "../../../bindings-rust/src/process.rs"]
mod process;
#[allow(dead_code, clippy::pedantic, reason = "only a part is used here; it is judged where it belongs")]
#[path = "../../../bindings-rust/src/store/mod.rs"]
mod store;
mod sync;
mod transport;
