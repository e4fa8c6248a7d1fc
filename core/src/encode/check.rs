//! Whether one value fits its node.

use super::format::has_format;
use crate::schema::{Bounds, Code, Decimal, Limit, Node, Shape, Types};

/// Checks a number of this type.
pub(crate) fn number(node: &Node, types: Types, value: &Decimal<'_>) -> Option<Code> {
    if !node.types.has(types) {
        return Some(Code::Type);
    }
    let Shape::Limits(limits) = node.shape else { return None };
    limits.iter().find(|limit| !limit.holds(value)).map(Limit::code)
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
