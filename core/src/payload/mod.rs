//! The tracker protocol: an event as the collector takes it.

mod check;
mod documents;
mod encoder;
mod envelope;
pub mod field;
mod fields;
mod form;
#[expect(clippy::module_inception, reason = "it holds the payload itself")]
mod payload;
mod plan;
mod set;
mod url;

pub use check::{check, check_with, validate, validate_with};
pub use encoder::Encoder;
pub(crate) use envelope::Envelope;
pub(crate) use fields::Values;
pub use fields::{Fields, TooLong, Truncated};
pub use form::Form;
pub use payload::Payload;
