//! Lets the `jsonschema` crate judge [`Json`], with numbers as Snowplow's validator sees them.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{self, JsonNumber, Node, NodeIdentity};
use serde_json::{Number, Value};

use super::{Json, Object};

/// [`Json`] as an instance representation of the `jsonschema` crate.
pub(crate) struct Literal;

impl json::Json for Literal {
    type Node<'a> = &'a Json<'a>;
    type PreparedKey = String;
    type StringBuffer = Json<'static>;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(
        buffer: &mut Json<'static>,
        string: &str,
        f: impl for<'a> FnOnce(&'a Json<'a>) -> T,
    ) -> T {
        *buffer = Json::String(Cow::Owned(string.to_owned()));
        f(buffer)
    }
}

/// A number as it was written.
pub(crate) struct NumberLiteral<'a>(&'a str);

impl JsonNumber for NumberLiteral<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok().filter(|number: &f64| number.is_finite())
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    fn to_number(&self) -> Cow<'_, Number> {
        // Past `f64` a number is only ever compared with, or shown in place of, a finite one: the nearest will do.
        let nearest = if self.0.starts_with('-') { f64::MIN } else { f64::MAX };
        let number = serde_json::from_str(self.0).ok().or_else(|| Number::from_f64(nearest));
        Cow::Owned(number.unwrap_or_else(|| Number::from(0)))
    }

    fn is_written_as_integer(&self) -> bool {
        // Snowplow turns JSON into Jackson's nodes, where `3.0`, `3e0` and `-0` become decimals; draft 4, as its
        // validator implements it, looks at the kind of node and not at the value.
        !self.0.starts_with("-0") && !self.0.contains(['.', 'e', 'E'])
    }
}

impl<'a> Node<'a, Literal> for &'a Json<'a> {
    type Object = Members<'a>;
    type Array = &'a [Json<'a>];
    type Number = NumberLiteral<'a>;

    fn as_object(&self) -> Option<Members<'a>> {
        match self {
            Json::Object(members) => Some(Members(members)),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<&'a [Json<'a>]> {
        match self {
            Json::Array(items) => Some(items),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self {
            Json::String(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<NumberLiteral<'a>> {
        match self {
            Json::Number(literal) => Some(NumberLiteral(literal)),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    fn json_type(&self) -> JsonType {
        match self {
            Json::Null => JsonType::Null,
            Json::Bool(_) => JsonType::Boolean,
            Json::Number(_) => JsonType::Number,
            Json::String(_) => JsonType::String,
            Json::Array(_) => JsonType::Array,
            Json::Object(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match self {
            // Enums are mostly strings: no copy for them.
            Json::String(text) => expected.as_str() == Some(text.as_ref()),
            _ => json::cmp::equal(&self.to_value(), expected),
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match self {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(literal) => Value::Number(NumberLiteral(literal).to_number().into_owned()),
            Json::String(text) => Value::String(text.clone().into_owned()),
            Json::Array(items) => items.iter().map(|item| item.to_value().into_owned()).collect(),
            Json::Object(members) => {
                members.iter().map(|(name, value)| (name.to_owned(), value.to_value().into_owned())).collect()
            }
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref::<Json<'_>>(self).addr()))
    }
}

/// The members of an object.
pub(crate) struct Members<'a>(&'a Object<'a>);

impl<'a> json::Object<'a, Literal> for Members<'a> {
    type Node = &'a Json<'a>;
    type MemberName = &'a str;
    type MembersIter = MembersIter<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, key: &String) -> Option<&'a Json<'a>> {
        self.0.get(key)
    }

    fn members(&self) -> MembersIter<'a> {
        MembersIter(self.0.members().iter())
    }
}

/// Iterates over [`Members`].
pub(crate) struct MembersIter<'a>(std::slice::Iter<'a, (Cow<'a, str>, Json<'a>)>);

impl<'a> Iterator for MembersIter<'a> {
    type Item = (&'a str, &'a Json<'a>);

    /// Names that begin with `#` are passed over, as Snowplow's validator does when it looks for further members.
    fn next(&mut self) -> Option<Self::Item> {
        self.0.find(|(name, _)| !name.starts_with('#')).map(|(name, value)| (name.as_ref(), value))
    }
}

impl<'a> json::Array<'a, Literal> for &'a [Json<'a>] {
    type Node = &'a Json<'a>;
    type ElementsIter = std::slice::Iter<'a, Json<'a>>;

    fn len(&self) -> usize {
        <[Json<'_>]>::len(self)
    }

    fn elements(&self) -> std::slice::Iter<'a, Json<'a>> {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use jsonschema::json::conformance::{assert_conformance, document};

    use super::*;
    use crate::json::parse;

    #[test]
    fn keeps_the_contract_of_the_jsonschema_crate() {
        assert_conformance::<Literal>(&&parse(&document().to_string()).unwrap());
    }

    #[test]
    fn an_integer_is_one_by_its_spelling() {
        for (literal, expected) in [
            ("3", true),
            ("-3", true),
            ("0", true),
            ("9223372036854775808", true),
            ("1606938044258990275541962092341162602522202993782792835301376", true),
            ("3.0", false),
            ("3e0", false),
            ("1E30", false),
            ("-0", false),
        ] {
            assert_eq!(NumberLiteral(literal).is_written_as_integer(), expected, "{literal}");
        }
    }
}
