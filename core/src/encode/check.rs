//! Whether one value fits its node.

use alloc::string::String;
use core::cmp::Ordering;

use super::facts::Facts;
use super::format::has_format;
use super::number::Decimal;
use crate::schema::{Code, Condition, Node, NullRule, Object, Types};

/// Checks an integer: its text, and its value unless that is beyond any bound.
pub(super) fn integer(node: &Node, text: &str, value: Option<i64>) -> Option<Code> {
    if !node.types.has(Types::INTEGER) {
        return Some(Code::Type);
    }
    let beyond = if text.starts_with('-') { Ordering::Less } else { Ordering::Greater };
    range(node, &|bound| value.map_or(beyond, |value| value.cmp(&bound)))
}

/// Checks a number with fraction or exponent.
pub(super) fn decimal(node: &Node, value: &Decimal) -> Option<Code> {
    if !node.types.has(Types::NUMBER) {
        return Some(Code::Type);
    }
    range(node, &|bound| value.compare(bound))
}

fn range(node: &Node, compare: &dyn Fn(i64) -> Ordering) -> Option<Code> {
    if node.minimum.is_some_and(|minimum| compare(minimum) == Ordering::Less) {
        return Some(Code::Minimum);
    }
    node.maximum.is_some_and(|maximum| compare(maximum) == Ordering::Greater).then_some(Code::Maximum)
}

/// Checks a string; says which of its enum's values it is, where it has one.
pub(super) fn string(node: &Node, text: &str) -> Result<Option<u8>, Code> {
    if !node.types.has(Types::STRING) {
        return Err(Code::Type);
    }
    if !node.values.is_empty() {
        let index = node.values.iter().position(|value| *value == text);
        return index.ok_or(Code::Enum).map(|index| u8::try_from(index).ok());
    }
    // Bytes bound code points from above: counting is only for what might be too long.
    if text.len() > node.max_length as usize && text.chars().count() > node.max_length as usize {
        return Err(Code::MaxLength);
    }
    if node.min_length > 0 && text.chars().count() < node.min_length as usize {
        return Err(Code::MinLength);
    }
    if node.format.is_some_and(|format| !has_format(text, format)) { Err(Code::Format) } else { Ok(None) }
}

/// Whether a rule's condition holds. It does not where its field is at fault itself: that has been reported.
pub(super) fn condition_holds(condition: &Condition, object: &Object, facts: &Facts) -> bool {
    if let Some(value) = facts.value(condition.field) {
        return (value == condition.value) != condition.unless;
    }
    let required =
        object.properties.get(usize::from(condition.field)).is_some_and(|property| property.required);
    condition.unless && !required && facts.is_null(condition.field)
}

/// What a rule expects, such as `null while result_status is "success" (Null on success.)`.
pub(super) fn describe_rule(rule: &NullRule, object: &Object) -> String {
    let property = object.properties.get(usize::from(rule.condition.field));
    let value = property.and_then(|property| property.node.values.get(usize::from(rule.condition.value)));
    [
        if rule.condition.unless { "null unless " } else { "null while " },
        property.map_or("", |property| property.name),
        " is \"",
        value.copied().unwrap_or_default(),
        "\" (",
        rule.because,
        ")",
    ]
    .concat()
}
