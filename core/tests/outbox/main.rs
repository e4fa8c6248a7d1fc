//! The outbox, driven by a host that is all numbers: no socket, no thread, and a clock that a test moves.

mod batching;
mod closing;
mod flushing;
mod host;
mod leaving;
mod refusing;
mod retrying;
mod simulation;
