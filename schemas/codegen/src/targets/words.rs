//! What a violation says was expected: of a value, and by a rule of the plan.

use crate::model::{Bound, EntityRule, Event, Format, Kind, Node, NullRule, Numbers, Object, Property};

/// What a node expects, such as `an integer from 0 to 2147483647 or null`.
pub(super) fn of_node(node: &Node) -> String {
    let kinds: &[Kind] = if let Kind::Mixed(kinds) = &node.kind { kinds } else { &[] };
    if node.nullable && kinds.len() == JSON_TYPES {
        return "any JSON value".into();
    }
    let null = if node.nullable { " or null" } else { "" };
    format!("{}{null}", of_kind(&node.kind))
}

/// How many types JSON has: null aside, and an integer is a number.
const JSON_TYPES: usize = 5;

/// What a value that is not null is expected to be. Of several types only the names: where one's bounds are broken, its own
/// node is told.
pub(super) fn of_kind(kind: &Kind) -> String {
    match kind {
        Kind::Mixed(kinds) => {
            let mut names: Vec<_> = kinds.iter().map(name).collect();
            names.sort_unstable();
            names.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(" or ")
        }
        Kind::Text { min_length, max_length, format } => {
            let what = match format {
                None => "a string",
                Some(Format::DateTime) => "a date-time such as 2026-01-31T12:00:00Z",
                Some(Format::Uuid) => "a UUID",
            };
            format!("{what}{}", bounds(*min_length, *max_length, "characters"))
        }
        Kind::Enum { values, .. } => {
            let values: Vec<_> = values.iter().map(|value| format!("\"{value}\"")).collect();
            format!("one of {}", values.join(", "))
        }
        Kind::Integer(numbers) | Kind::Number(numbers) => format!("{}{}", name(kind).1, limits(numbers)),
        Kind::Array { min_items, max_items, unique_items, .. } => {
            let unique = if *unique_items { ", no item twice" } else { "" };
            format!("an array{}{unique}", bounds(*min_items, *max_items, "items"))
        }
        Kind::Boolean | Kind::Object(_) | Kind::FreeObject(_) => name(kind).1.into(),
    }
}

/// A type's place among several, and its name.
const fn name(kind: &Kind) -> (u8, &'static str) {
    match kind {
        Kind::Text { .. } | Kind::Enum { .. } => (0, "a string"),
        Kind::Number(_) => (1, "a number"),
        Kind::Integer(_) => (1, "an integer"),
        Kind::Boolean => (2, "a boolean"),
        Kind::Array { .. } => (3, "an array"),
        Kind::Object(_) | Kind::FreeObject(_) | Kind::Mixed(_) => (4, "an object"),
    }
}

fn bounds(least: Option<u32>, most: Option<u32>, of: &str) -> String {
    match (least.unwrap_or(0), most) {
        (0, None) => String::new(),
        (0, Some(most)) => format!(" of at most {most} {of}"),
        (least, None) => format!(" of at least {least} {of}"),
        (least, Some(most)) => format!(" of {least} to {most} {of}"),
    }
}

fn limits(numbers: &Numbers) -> String {
    let Numbers { minimum, maximum, multiple_of } = numbers;
    let bound = |words, bound: &Option<Bound>| {
        bound.map(|bound| format!(" {} {}", bound.word(words), bound.number)).unwrap_or_default()
    };
    let step = multiple_of.map(|step| format!(" in steps of {step}")).unwrap_or_default();
    format!("{}{}{step}", bound(["from", "above"], minimum), bound(["to", "below"], maximum))
}

/// What a rule about a field of a datum expects, such as `null while result_status is "success" (Null on success.)`.
pub(super) fn of_null_rule(rule: &NullRule, object: &Object) -> String {
    let when = if rule.unless { "unless" } else { "while" };
    let (name, value) = field_and_value(object, rule.condition, rule.value);
    format!("null {when} {name} is \"{value}\" ({})", rule.because)
}

/// What a rule about a field of an event's entity expects, such as `"dap" for the event gkg_dap_session_summary (DAP-only.)`.
pub(super) fn of_entity_rule(rule: &EntityRule, event: &Event) -> String {
    let (_, value) = field_and_value(&rule.schema.root, rule.field, rule.value);
    format!("\"{value}\" for the event {} ({})", event.name, rule.because)
}

/// The name of an enum field, and one of its texts.
fn field_and_value(object: &Object, field: usize, value: usize) -> (&str, &str) {
    let property = object.properties.get(field);
    let value = property.and_then(Property::values).and_then(|values| values.get(value));
    (property.map_or("", |property| &property.name), value.map_or("", String::as_str))
}
