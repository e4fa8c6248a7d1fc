//! JSON as Snowplow reads it: numbers keep the text they were written with, a repeated key keeps its last value, a lone
//! surrogate becomes `?`.
//!
//! `serde_json::Value` holds numbers as `u64`, `i64` or `f64`, so it cannot tell `3` from `3e0` or 2^200 from a float;
//! Snowplow's validator can ([`schema`] has the rules).

mod object;
mod read;
pub(crate) mod schema;

use std::borrow::Cow;

use serde::ser::{Error, Serialize, Serializer};
use serde_json::value::RawValue;

pub(crate) use object::Object;
pub(crate) use read::parse;

/// One JSON value, most of it borrowed from its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Json<'a> {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(Cow<'a, str>),
    /// A string, unescaped.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object.
    Object(Object<'a>),
}

impl<'a> Json<'a> {
    /// The members, when this is an object.
    pub(crate) fn as_object(&self) -> Option<&Object<'a>> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The text, when this is a string.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(literal) => serialize_number(literal, serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter()),
        }
    }
}

/// Writes a number as it was read. Most are integers, which are the same when written anew; but for `-0`.
fn serialize_number<S: Serializer>(literal: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match literal.parse::<i64>() {
        Ok(integer) if integer != 0 => serializer.serialize_i64(integer),
        _ => serde_json::from_str::<&RawValue>(literal).map_err(S::Error::custom)?.serialize(serializer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers_as_they_were_read() {
        let text = r#"{"a":[1e400,-0,0,-7,42,3.10,18446744073709551616,null,true],"b":"ü\n"}"#;
        assert_eq!(serde_json::to_string(&parse(text).unwrap()).unwrap(), text);
    }
}
