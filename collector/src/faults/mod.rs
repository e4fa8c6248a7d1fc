//! Faults on demand: what a tracker has to survive, done to it on purpose and the same way in every run.
//!
//! A specification ([`Plan`]) is a list of rules. Each request to a tracker endpoint has a number, from 1, and the first rule
//! that it meets is carried out; the rest of the API is never touched. [`Wire`] is the socket, for those faults that happen
//! below HTTP.

mod draw;
mod members;
mod plan;
mod switch;
mod text;
mod turn;
mod wire;

use std::fmt;

pub(crate) use plan::{Absence, Action, Pace, Plan};
pub(crate) use switch::{Faults, Presence, Socket};
pub(crate) use turn::Turn;
pub(crate) use wire::{Control, Wire};

/// What is wrong with a specification: where, what was expected, what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SpecError(String);

impl fmt::Display for SpecError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "faults: {}", self.0)
    }
}

impl Plan {
    /// Reads a specification: JSON, the short form, or `off`.
    pub(crate) fn parse(text: &str) -> Result<Self, SpecError> {
        match text.trim() {
            "off" | "" => Ok(Self::default()),
            json if json.starts_with('{') => {
                let value = serde_json::from_str(json).map_err(|error| SpecError(error.to_string()))?;
                Self::from_json(value)
            }
            short => Self::from_json(text::to_json(short)?),
        }
    }
}

#[cfg(test)]
mod tests;
