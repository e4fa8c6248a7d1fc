//! Takes the members out of a JSON object one by one, and says exactly what is wrong with one.

use std::fmt::Display;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::SpecError;

/// The members of one object that nobody has taken yet.
pub(super) struct Members {
    at: String,
    rest: Map<String, Value>,
}

impl Members {
    /// The members of the object at a JSON pointer.
    pub(super) fn new(at: String, value: Value) -> Result<Self, SpecError> {
        match value {
            Value::Object(rest) => Ok(Self { at, rest }),
            other => Err(SpecError::new(&at, "an object", &other)),
        }
    }

    /// What is left, which at first is everything.
    pub(super) fn given(&self) -> &Map<String, Value> {
        &self.rest
    }

    /// A member that has to be there.
    pub(super) fn missing(&self, name: &str, expected: &str) -> SpecError {
        SpecError::new(&self.pointer(name), expected, &"nothing")
    }

    /// A whole number within a range.
    pub(super) fn whole(&mut self, name: &str, range: RangeInclusive<u64>) -> Result<Option<u64>, SpecError> {
        let expected = if *range.end() == u64::MAX {
            format!("a whole number of at least {}", range.start())
        } else {
            format!("a whole number from {} to {}", range.start(), range.end())
        };
        self.take(name, &expected, |value| value.as_u64().filter(|number| range.contains(number)))
    }

    /// A whole number within a range that has to be there.
    pub(super) fn required(&mut self, name: &str, range: RangeInclusive<u64>) -> Result<u64, SpecError> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        self.whole(name, range)?.ok_or_else(|| self.missing(name, &expected))
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>, SpecError> {
        self.take(name, "true or false", Value::as_bool)
    }

    /// A text.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, SpecError> {
        self.take(name, "a text", |value| value.as_str().map(str::to_owned))
    }

    /// The value of a header: a text of printable ASCII, or a whole number.
    pub(super) fn text_or_number(&mut self, name: &str) -> Result<Option<String>, SpecError> {
        self.take(name, "a number of seconds or an HTTP date", |value| match value {
            Value::String(text) => {
                let is_printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
                is_printable.then(|| text.clone())
            }
            value => value.as_u64().map(|number| number.to_string()),
        })
    }

    /// One of these words.
    pub(super) fn one_of<'a>(&mut self, name: &str, words: &[&'a str]) -> Result<Option<&'a str>, SpecError> {
        let expected = format!("one of {}", words.join(", "));
        self.take(name, &expected, |value| words.iter().copied().find(|word| value.as_str() == Some(word)))
    }

    /// An array; empty when it is not there.
    pub(super) fn list(&mut self, name: &str) -> Result<Vec<Value>, SpecError> {
        Ok(self.take(name, "an array", |value| value.as_array().cloned())?.unwrap_or_default())
    }

    /// A part of all requests, that follows on those `taken` by the rules before: `from` and `to`.
    pub(super) fn share(&mut self, taken: &mut f64) -> Result<Option<(f64, f64)>, SpecError> {
        // So many tenths can be added up without going over 1 by a rounding error.
        const SLACK: f64 = 1e-9;
        let from = *taken;
        let left = 1.0 - from;
        let expected = format!("a number above 0 and at most {left:.6}, which the shares before it leave");
        let share = self.take("share", &expected, |value| {
            value.as_f64().filter(|share| *share > 0.0 && *share <= left + SLACK)
        })?;
        *taken += share.unwrap_or_default();
        Ok(share.map(|share| (from, from + share)))
    }

    /// Nothing may be left.
    pub(super) fn finish(&self, what: &str, allowed: &[&str]) -> Result<(), SpecError> {
        match self.rest.keys().next() {
            None => Ok(()),
            Some(name) => {
                let expected = format!("only the members that {what} has ({})", allowed.join(", "));
                Err(SpecError::new(&self.pointer(name), &expected, &format!("`{name}`")))
            }
        }
    }

    fn take<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, SpecError> {
        let Some(value) = self.rest.remove(name) else {
            return Ok(None);
        };
        read(&value).map(Some).ok_or_else(|| SpecError::new(&self.pointer(name), expected, &value))
    }

    fn pointer(&self, name: &str) -> String {
        format!("{}/{name}", self.at)
    }
}

impl SpecError {
    fn new(at: &str, expected: &str, found: &dyn Display) -> Self {
        let place = if at.is_empty() { "the whole" } else { at };
        Self(format!("{place}: expected {expected}, found {found}"))
    }
}
