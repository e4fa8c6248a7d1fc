//! The tracker protocol: an event as the collector takes it.

mod check;
mod encoder;
mod envelope;
pub mod field;
mod plan;

pub use check::{check, validate};
pub use encoder::{Encoder, Payload};
pub(crate) use envelope::Envelope;
