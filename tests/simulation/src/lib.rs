//! The outbox under a virtual clock: no socket, no thread, no disk, and yet what these do.
//!
//! - [`lives`]: random lives of a tracker, its collector, its network and its store, checked after every step.
//! - [`fleet`]: ten thousand trackers and one collector that goes away for ten minutes.
//! - [`states`]: all short lives, not only some.
// A breach ends the life that met it by a panic, whose message says what was expected; the runner counts it.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

pub mod dice;
pub mod fleet;
pub mod lives;
