//! Types and values in Python.

use serde_json::Value;

use crate::model::Kind;

/// The type of a value, as an annotation; a long list of literals is broken over lines as ruff does it.
pub(super) fn annotation(kind: &Kind) -> String {
    match kind {
        Kind::Boolean => "bool".into(),
        Kind::Integer { .. } => "int".into(),
        Kind::Number { .. } => "float".into(),
        Kind::Text { .. } => "str".into(),
        Kind::Enum { values, .. } => {
            format!("Literal[{}]", values.iter().map(|text| literal(text)).collect::<Vec<_>>().join(", "))
        }
        Kind::Array { items, .. } => format!("Sequence[{}]", annotation(&items.kind)),
        Kind::Object(object) => object.name.clone(),
        Kind::FreeObject => "Mapping[str, object]".into(),
    }
}

/// A value as Python code.
pub(super) fn expression(value: &Value) -> String {
    match value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Array(items) => format!("[{}]", items.iter().map(expression).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| format!("{}: {}", literal(key), expression(value));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    Value::from(text).to_string()
}
