//! Types and values in Python.

use crate::model::Kind;
use crate::targets::values::{Dialect, literal};

/// The type of a value, as an annotation.
pub(super) fn annotation(kind: &Kind, or_none: bool) -> String {
    let plain = match kind {
        Kind::Boolean => "bool".into(),
        Kind::Integer(_) => "int".into(),
        Kind::Number(_) => "float".into(),
        Kind::Text { .. } => "str".into(),
        Kind::Enum { values, .. } => return format!("Literal[{}]", literals(values, or_none).join(", ")),
        Kind::Array { items, .. } => format!("Sequence[{}]", annotation(&items.kind, items.nullable)),
        Kind::Object(object) if !object.name.is_empty() => object.name.clone(),
        Kind::Object(_) | Kind::FreeObject(None) => "Mapping[str, object]".into(),
        Kind::FreeObject(Some(node)) => format!("Mapping[str, {}]", annotation(&node.kind, node.nullable)),
        Kind::Mixed(kinds) => {
            kinds.iter().map(|kind| annotation(kind, false)).collect::<Vec<_>>().join(" | ")
        }
    };
    if or_none { format!("{plain} | None") } else { plain }
}

/// The texts of an enum as literals, with None if it is allowed.
pub(super) fn literals(values: &[String], or_none: bool) -> Vec<String> {
    let none = or_none.then(|| "None".to_owned());
    values.iter().map(|text| literal(text)).chain(none).collect()
}

/// How example values are written.
pub(super) const VALUES: Dialect =
    Dialect { null: "None", booleans: ["False", "True"], bare_keys: false, step: 4 };
