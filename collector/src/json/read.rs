//! Text to [`Json`].
//!
//! `serde_json` checks the grammar and finds where each value ends ([`RawValue`]); a number then keeps its text. Each
//! level of nesting is scanned once more than the one above it, which the depth limit bounds.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Json, Object};

/// How many arrays and objects may contain one another: enrich refuses JSON nested deeper than 50.
pub(crate) const MAX_DEPTH: usize = 50;

/// How many digits an integer may have: Jackson's limit.
const MAX_DIGITS: usize = 1000;

/// Why a text is not JSON to Snowplow. It never quotes the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotJson {
    /// Not JSON at all.
    Syntax {
        /// Line of the first offence, from 1.
        line: usize,
        /// Column of the first offence in bytes, from 1.
        column: usize,
    },
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// An integer has more than [`MAX_DIGITS`] digits.
    TooLong,
}

impl fmt::Display for NotJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { line, column } => {
                write!(formatter, "not valid JSON (line {line}, column {column})")
            }
            Self::TooDeep => write!(formatter, "JSON nested deeper than {MAX_DEPTH}"),
            Self::TooLong => write!(formatter, "an integer of more than {MAX_DIGITS} digits"),
        }
    }
}

impl From<serde_json::Error> for NotJson {
    fn from(error: serde_json::Error) -> Self {
        Self::Syntax { line: error.line(), column: error.column() }
    }
}

/// Reads one JSON document.
pub(crate) fn parse(text: &str) -> Result<Json, NotJson> {
    let document: &RawValue = serde_json::from_str(text)?;
    build(document.get(), MAX_DEPTH)
}

/// Builds the value that `text`, already known to be one JSON value, stands for.
fn build(text: &str, depth_left: usize) -> Result<Json, NotJson> {
    Ok(match text.bytes().next() {
        Some(b'{') => {
            let depth_left = depth_left.checked_sub(1).ok_or(NotJson::TooDeep)?;
            let mut members = Object::new();
            for (Text(name), value) in serde_json::from_str::<Members<'_>>(text)?.0 {
                members.insert(name, build(value.get(), depth_left)?);
            }
            Json::Object(members)
        }
        Some(b'[') => {
            let depth_left = depth_left.checked_sub(1).ok_or(NotJson::TooDeep)?;
            let items = serde_json::from_str::<Items<'_>>(text)?.0;
            Json::Array(
                items.into_iter().map(|item| build(item.get(), depth_left)).collect::<Result<_, _>>()?,
            )
        }
        Some(b'"') => Json::String(serde_json::from_str::<Text>(text)?.0),
        Some(b't') => Json::Bool(true),
        Some(b'f') => Json::Bool(false),
        Some(b'n') => Json::Null,
        _ => number(text)?,
    })
}

/// A number, as it becomes one of Jackson's nodes: where that fails because of an exponent, Snowplow makes a text of it;
/// where an integer is too long, enrich throws, and the event is lost.
fn number(text: &str) -> Result<Json, NotJson> {
    let Some(exponent_at) = text.find(['e', 'E']) else {
        let too_long = !text.contains('.') && text.trim_start_matches('-').len() > MAX_DIGITS;
        return if too_long { Err(NotJson::TooLong) } else { Ok(Json::Number(text.into())) };
    };
    let (mantissa, exponent) = text.split_at(exponent_at);
    let fraction = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let scale = exponent
        .get(1..)
        .and_then(|digits| digits.parse::<i32>().ok())
        .and_then(|exponent| i32::try_from(i64::try_from(fraction).ok()? - i64::from(exponent)).ok());
    Ok(if scale.is_some() { Json::Number(text.into()) } else { Json::String(text.to_owned()) })
}

/// The members of an object in the order of the text, repeated keys included.
struct Members<'a>(Vec<(Text, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// The items of an array.
struct Items<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Items<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(Reader)
    }
}

/// A string or a key. It is read as bytes because `serde_json` then keeps a lone surrogate, as WTF-8, instead of
/// refusing it.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Text;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text, E> {
                text_of(bytes).map(Text).ok_or_else(|| E::custom("not a string"))
            }
        }
        deserializer.deserialize_bytes(Reader)
    }
}

/// WTF-8 to text, each lone surrogate replaced by `?`, which is what enrich stores.
fn text_of(bytes: &[u8]) -> Option<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let mut utf8 = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        // U+D800..=U+DFFF, and nothing else, is ED A0..BF xx.
        rest = match tail {
            [0xA0..=0xBF, _, after @ ..] if first == 0xED => {
                utf8.push(b'?');
                after
            }
            _ => {
                utf8.push(first);
                tail
            }
        };
    }
    String::from_utf8(utf8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> Json {
        Json::String(text.to_owned())
    }

    #[test]
    fn reads_what_snowplow_reads() {
        for (text, expected) in [
            ("null", Json::Null),
            (" true ", Json::Bool(true)),
            ("3.0", Json::Number("3.0".into())),
            ("-0", Json::Number("-0".into())),
            ("1e1000000", Json::Number("1e1000000".into())),
            (r#""\u00e9\n""#, string("é\n")),
            // A repeated key: the last one wins.
            (r#"{"a":1,"a":2}"#, Json::Object(Object::from([("a".to_owned(), Json::Number("2".into()))]))),
            // Lone surrogates, high and low, in values and in keys; a pair is a character.
            (r#""\ud800x""#, string("?x")),
            (r#""\udc00""#, string("?")),
            (r#""\ud83d\ude00""#, string("😀")),
            (r#""퟿\udfff""#, string("\u{d7ff}?")),
            (r#"{"\ud800":null}"#, Json::Object(Object::from([("?".to_owned(), Json::Null)]))),
        ] {
            assert_eq!(parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn refuses_what_snowplow_refuses() {
        for text in [
            "",
            "NaN",
            "Infinity",
            "01",
            "1.",
            "+1",
            "{\"a\":1,}",
            "{'a':1}",
            "\u{feff}{}",
            "{} {}",
            r#""\x""#,
            r#""\ud8""#,
            "\"\n\"",
        ] {
            assert!(matches!(parse(text), Err(NotJson::Syntax { .. })), "{text}");
        }
    }

    #[test]
    fn nesting_is_limited() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(parse(&nested(MAX_DEPTH + 1)), Err(NotJson::TooDeep));
        // Deep enough to overflow the stack of a reader that recurses before it counts.
        assert_eq!(parse(&nested(500_000)), Err(NotJson::TooDeep));
    }
}
