//! Whether one value fits its node.

use core::cmp::Ordering;

use super::format::has_format;
use super::number::Decimal;
use crate::schema::{Bounds, Code, Node, Shape, Types};

/// Checks an integer: its text, and its value unless that is beyond any bound.
pub(crate) fn integer(node: &Node, text: &str, value: Option<i64>) -> Option<Code> {
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
    let Shape::Range(range) = node.shape else { return None };
    if range.minimum.is_some_and(|minimum| compare(minimum) == Ordering::Less) {
        return Some(Code::Minimum);
    }
    range.maximum.is_some_and(|maximum| compare(maximum) == Ordering::Greater).then_some(Code::Maximum)
}

/// Checks a string; says which of its enum's values it is, where it has one.
pub(crate) fn string(node: &Node, text: &str) -> Result<Option<u8>, Code> {
    if !node.types.has(Types::STRING) {
        return Err(Code::Type);
    }
    match node.shape {
        Shape::Values(values) => {
            let index = values.iter().position(|value| *value == text).ok_or(Code::Enum)?;
            Ok(u8::try_from(index).ok())
        }
        Shape::Text { length, format } => {
            check_length(text, length)?;
            if format.is_some_and(|format| !has_format(text, format)) { Err(Code::Format) } else { Ok(None) }
        }
        _ => Ok(None),
    }
}

/// Bytes bound code points from above: counting is only for what might be too long or too short.
fn check_length(text: &str, length: Bounds) -> Result<(), Code> {
    if length.least == 0 && text.len() <= length.most as usize {
        return Ok(());
    }
    match text.chars().count() {
        count if count > length.most as usize => Err(Code::MaxLength),
        count if count < length.least as usize => Err(Code::MinLength),
        _ => Ok(()),
    }
}
