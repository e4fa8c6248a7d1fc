//! NDJSON from outside: lines of whatever length, and the members of the object that each holds.

mod lines;
mod object;

pub(crate) use lines::{Content, Lines, MOST_BYTES};
pub(crate) use object::{Object, kind_of, text_of};
