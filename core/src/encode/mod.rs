//! Checking and writing a value in one pass.
//!
//! A host pushes its value token by token into a [`Writer`]; the writer checks each against the schema's table and
//! appends it to the payload at once. No tree is built and nothing is walked twice.

pub(crate) mod check;
pub(crate) mod describe;
mod encoded;
mod escape;
mod facts;
mod format;
mod frame;
mod order;
mod reader;
mod rules;
mod scratch;
mod text;
mod writer;

pub use encoded::Encoded;
pub use escape::push_string;
pub use reader::read;
pub use scratch::Scratch;
pub use text::{Text, TextEvent};
pub use writer::Writer;
pub(crate) use writer::write;

pub(crate) use escape::{Quoting, push_text};
pub(crate) use facts::Facts;
pub(crate) use frame::{Written, push_name};
