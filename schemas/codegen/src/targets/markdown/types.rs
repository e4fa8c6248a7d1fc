//! What a value may be, in words.

use super::code;
use crate::model::{Bound, Decimal, Format, Kind, Node, Numbers};

/// What a value may be, with its bounds in parentheses.
pub(in crate::targets) fn described(node: &Node) -> String {
    let null = if node.nullable { " or null" } else { "" };
    format!("{}{null}", type_of(&node.kind))
}

fn type_of(kind: &Kind) -> String {
    let (name, facts) = match kind {
        Kind::Boolean => ("boolean", vec![]),
        Kind::Integer(numbers) => ("integer", numeric(numbers)),
        Kind::Number(numbers) => ("number", numeric(numbers)),
        Kind::Text { min_length, max_length, format } => {
            ("string", vec![format.map(format_name), range(*min_length, *max_length, "character")])
        }
        Kind::Enum { values, .. } => ("enum", values.iter().map(|text| Some(code(text))).collect()),
        Kind::Array { min_items, max_items, unique_items, .. } => (
            "array",
            vec![range(*min_items, *max_items, "item"), unique_items.then(|| "no item twice".into())],
        ),
        Kind::Object(object) if object.name.is_empty() => ("object", vec![]),
        Kind::Object(object) => ("object", vec![Some(format!("`{}`, see below", object.name))]),
        Kind::FreeObject(None) => ("object", vec![Some("any fields".into())]),
        Kind::FreeObject(Some(node)) => {
            ("object", vec![Some(format!("any fields, each: {}", described(node)))])
        }
        Kind::Mixed(kinds) => return kinds.iter().map(type_of).collect::<Vec<_>>().join(" or "),
    };
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    match kind {
        Kind::Array { items, .. } if items.nullable || matches!(items.kind, Kind::Mixed(_)) => {
            format!("{name}{facts} of ({})", described(items))
        }
        Kind::Array { items, .. } => format!("{name}{facts} of {}", described(items)),
        _ => format!("{name}{facts}"),
    }
}

fn format_name(format: Format) -> String {
    match format {
        Format::DateTime => "RFC 3339 date-time".into(),
        Format::Uuid => "UUID".into(),
    }
}

/// The bounds of a number, and its step.
fn numeric(numbers: &Numbers) -> Vec<Option<String>> {
    let Numbers { minimum, maximum, multiple_of } = numbers;
    let part = |words, limit: &Option<Bound>| {
        limit.map(|limit| format!("{} {}", limit.word(words), bound(limit.number)))
    };
    let range = match (minimum, maximum) {
        (Some(least), Some(most)) if !least.exclusive && !most.exclusive => {
            vec![Some(format!("{} to {}", bound(least.number), bound(most.number)))]
        }
        _ => vec![part(["at least", "above"], minimum), part(["at most", "below"], maximum)],
    };
    [range, vec![multiple_of.map(|step| format!("in steps of {step}"))]].concat()
}

/// A bound; the greatest integer of 64 bits in a form that can be recognised.
fn bound(number: Decimal) -> String {
    if number == Decimal::from(i64::MAX) { "2^63-1".into() } else { number.to_string() }
}

/// The bounds of a count of units, if there are any.
fn range(least: Option<u32>, most: Option<u32>, unit: &str) -> Option<String> {
    let unit = if most.or(least)? == 1 { unit.to_owned() } else { format!("{unit}s") };
    Some(match (least, most) {
        (Some(least), Some(most)) => format!("{least} to {most} {unit}"),
        (Some(least), None) => format!("at least {least} {unit}"),
        (_, most) => format!("at most {} {unit}", most.unwrap_or_default()),
    })
}
