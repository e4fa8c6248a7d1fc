//! Types and values in Python.

use serde_json::Value;

use crate::model::Kind;

/// The type of a value, as an annotation.
pub(super) fn annotation(kind: &Kind, or_none: bool) -> String {
    let plain = match kind {
        Kind::Boolean => "bool".into(),
        Kind::Integer { .. } => "int".into(),
        Kind::Number { .. } => "float".into(),
        Kind::Text { .. } => "str".into(),
        Kind::Enum { values, .. } => return format!("Literal[{}]", literals(values, or_none).join(", ")),
        Kind::Array { items, .. } => format!("Sequence[{}]", annotation(&items.kind, false)),
        Kind::Object(object) => object.name.clone(),
        Kind::FreeObject => "Mapping[str, object]".into(),
    };
    if or_none { format!("{plain} | None") } else { plain }
}

/// The texts of an enum as literals, with None if it is allowed.
pub(super) fn literals(values: &[String], or_none: bool) -> Vec<String> {
    let none = or_none.then(|| "None".to_owned());
    values.iter().map(|text| literal(text)).chain(none).collect()
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
