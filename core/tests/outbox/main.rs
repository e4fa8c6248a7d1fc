//! The outbox, driven by a host that is all numbers: no socket, no thread, and a clock that a test moves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

mod batching;
mod bisecting;
mod clocks;
mod closing;
mod flushing;
mod host;
mod leaving;
mod outage;
mod overflowing;
mod random;
mod refusing;
mod restoring;
mod retrying;
mod statuses;
mod store;
mod tokens;
