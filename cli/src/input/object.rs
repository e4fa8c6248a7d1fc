//! The members of a JSON object, each as it was written: what they hold is for the core to read.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// One member: its name, and its value as JSON text.
pub(crate) type Member<'l> = (Cow<'l, str>, &'l str);

/// The members of an object, in the order in which they stand there. Of a name that is there twice the last one counts,
/// as in Snowplow's pipeline.
#[derive(Debug, Default)]
pub(crate) struct Object<'l>(Vec<Member<'l>>);

impl<'l> Object<'l> {
    /// Takes a text apart; `None` where it is no JSON object.
    pub(crate) fn read(text: &'l str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Leaves out members whose name comes again.
    fn of(mut members: Vec<Member<'l>>) -> Self {
        let mut seen = HashSet::new();
        members.reverse();
        members.retain(|(name, _)| seen.insert(name.clone()));
        members.reverse();
        Self(members)
    }

    /// The value of a member.
    pub(crate) fn get(&self, name: &str) -> Option<&'l str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    /// The text of a member that is a string.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'l, str>> {
        self.get(name).and_then(text_of)
    }

    /// Whether there is a member of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The members, in their order.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Member<'l>> {
        self.0.iter()
    }

    /// The names that are none of these, in their order.
    pub(crate) fn others<'o>(&'o self, known: &'o [&str]) -> impl Iterator<Item = &'o str> {
        self.members().map(|(name, _)| &**name).filter(|name| !known.contains(name))
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
            members.push((name.0, value.get()));
        }
        Ok(Object::of(members))
    }
}

/// A string, borrowed where nothing in it is escaped.
#[derive(serde::Deserialize)]
struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

/// What a JSON string says; `None` for another value, and for half a surrogate pair.
pub(crate) fn text_of(json: &str) -> Option<Cow<'_, str>> {
    serde_json::from_str(json).ok().map(|Text(text)| text)
}

/// The kind of a JSON value, in words.
pub(crate) fn kind_of(json: &str) -> &'static str {
    match json.bytes().next() {
        Some(b'"') if text_of(json).is_none() => "a string with an unpaired surrogate",
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stay_as_they_were_written() {
        let object = Object::read(r#" {"a":1.50, "b\u0020":{"x" : [1e400]},"a": "\u00fc" } "#).unwrap();
        let members: Vec<_> = object.members().map(|(name, value)| (&**name, *value)).collect();
        assert_eq!(members, [("b ", r#"{"x" : [1e400]}"#), ("a", r#""\u00fc""#)]);
        assert_eq!(object.text("a").as_deref(), Some("ü"));
        assert_eq!(object.others(&["a"]).collect::<Vec<_>>(), ["b "]);
        for text in ["", "[]", "{", r#"{"a":1}}"#, r#"{"a":NaN}"#] {
            assert!(Object::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn deep_values_cost_no_stack() {
        let text = format!(r#"{{"a":{}{}}}"#, "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(Object::read(&text).unwrap().get("a").map(str::len), Some(400_000));
    }
}
