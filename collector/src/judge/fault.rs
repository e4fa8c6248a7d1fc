//! Why an event or a request is bad.

use std::fmt;

use serde::{Serialize, Serializer};

/// How many faults of one event, or of one lost request, are told: a small body can have very many.
pub(crate) const MAX_FAULTS: usize = 100;

/// The kinds of fault; the names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// The body is larger than the collector keeps.
    SizeViolation,
    /// The request is no tracker-protocol payload; every event in it is lost.
    TrackerProtocolViolation,
    /// A field has a value that cannot be read.
    AtomicFieldParse,
    /// A field is too long.
    AtomicFieldLength,
    /// The event or an entity has no schema, or breaks it.
    SchemaViolation,
}

impl Code {
    /// The name, in the terms of Snowplow's failed events.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::SizeViolation => "size_violation",
            Self::TrackerProtocolViolation => "tracker_protocol_violation",
            Self::AtomicFieldParse => "atomic_field_parse_error",
            Self::AtomicFieldLength => "atomic_field_length_exceeded",
            Self::SchemaViolation => "schema_violation",
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One fault. It never holds a value that a tracker sent, only where it was and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Fault {
    /// The kind.
    pub(crate) code: Code,
    /// Where: a JSON pointer into the body, or a tracker-protocol key followed by a JSON pointer into its value.
    pub(crate) at: String,
    /// What was expected, and what was found.
    pub(crate) message: String,
}

impl Fault {
    /// A fault of one kind at one place.
    pub(crate) fn new(code: Code, at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, at: at.into(), message: message.into() }
    }

    /// The bytes that it holds.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.at.len() + self.message.len()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at `{}`: {}", self.code.as_str(), self.at, self.message)
    }
}
