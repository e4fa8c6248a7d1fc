//! Whether an object has a member twice, which `serde_json::Value` cannot tell.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Whether some object in a JSON text has a member twice. A text that is no JSON has none.
pub fn has_twins(text: &str) -> bool {
    let read = serde_json::from_str::<NoTwins>(text);
    read.is_err_and(|error| error.to_string().starts_with(TWICE))
}

const TWICE: &str = "a member is there twice";

/// Any value in which no object has a member twice.
struct NoTwins;

impl<'de> Deserialize<'de> for NoTwins {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for NoTwins {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    // Long numbers come this way too, as `arbitrary_precision` passes them.
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut names = BTreeSet::new();
        while let Some((name, Self)) = members.next_entry::<String, Self>()? {
            if !names.insert(name) {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::has_twins;

    #[test]
    fn twins_are_found_at_any_depth() {
        for text in [r#"{"a":1,"a":2}"#, r#"[{"b":{"a":1e400,"\u0061":[]}}]"#] {
            assert!(has_twins(text), "{text}");
        }
        for text in ["1.5", r#"[{"a":1},{"a":{"a":null}}]"#, r#"{"a":true,"b":"a"}"#, r#"{"a":1"#] {
            assert!(!has_twins(text), "{text}");
        }
    }
}
