//! Whether one value fits its node.

use alloc::string::String;
use core::cmp::Ordering;

use super::facts::Facts;
use super::number::Decimal;
use crate::schema::{Code, Condition, Format, Node, NullRule, Object, Types};

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
    match node.format {
        Some(Format::DateTime) if !is_date_time(text) => Err(Code::Format),
        Some(Format::Uuid) if !is_uuid(text) => Err(Code::Format),
        _ => Ok(None),
    }
}

/// A date-time as Snowplow's validator takes it: seconds and an offset are there, the offset is not `-00:00`, and a
/// second has at most nine digits after the point.
fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else { return false };
    let Some((time, rest)) = rest.strip_prefix(['T', 't']).and_then(|rest| rest.split_at_checked(8)) else {
        return false;
    };
    let (fraction, offset) = rest.find(['Z', 'z', '+', '-']).map_or((rest, ""), |at| rest.split_at(at));
    is_date(date) && is_time(time) && is_fraction(fraction) && is_offset(offset)
}

fn is_date(text: &str) -> bool {
    let (Some(year), Some(month), Some(day)) = (digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2))
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day) && separated(text, b'-', [4, 7])
}

fn is_time(text: &str) -> bool {
    let (Some(hour), Some(minute), Some(second)) =
        (digits(text, 0, 2), digits(text, 3, 2), digits(text, 6, 2))
    else {
        return false;
    };
    hour < 24 && minute < 60 && second < 60 && separated(text, b':', [2, 5])
}

fn is_fraction(text: &str) -> bool {
    match text.strip_prefix('.') {
        Some(digits) => (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()),
        None => text.is_empty(),
    }
}

fn is_offset(text: &str) -> bool {
    if text.eq_ignore_ascii_case("z") {
        return true;
    }
    let (Some(hours), Some(minutes)) = (digits(text, 1, 2), digits(text, 4, 2)) else { return false };
    text.len() == 6 && text.as_bytes().get(3) == Some(&b':') && hours < 24 && minutes < 60 && text != "-00:00"
}

fn digits(text: &str, start: usize, count: usize) -> Option<u32> {
    let part = text.get(start..start + count)?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
}

fn separated(text: &str, by: u8, at: [usize; 2]) -> bool {
    at.iter().all(|index| text.as_bytes().get(*index) == Some(&by))
}

/// A UUID in its canonical form: 8-4-4-4-12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_times_are_judged_as_snowplow_does() {
        let good = [
            "2026-01-31T12:00:00Z",
            "2024-02-29T23:59:59.123456789+05:30",
            "2026-01-31t12:00:00z",
            "2000-02-29T00:00:00-01:00",
        ];
        let bad = [
            "",
            "2026-01-31",
            "2026-01-31T12:00Z",
            "2026-01-31T12:00:00",
            "2026-02-29T12:00:00Z",
            "1900-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T12:00:00.Z",
            "2026-01-31T12:00:00.1234567890Z",
            "2026-01-31T12:00:00-00:00",
            "2026-01-31 12:00:00Z",
            "2026-01-31T12:00:00Zé",
            "2026-01-31T12:00:00+0530",
            "é026-01-31T12:00:00Z",
        ];
        assert_eq!(good.map(is_date_time), [true; 4]);
        assert_eq!(bad.map(is_date_time), [false; 15]);
    }

    #[test]
    fn uuids_are_canonical() {
        assert!(is_uuid("D3F1A2B4-7e8c-4fff-bfff-ffffffffffff"));
        for bad in [
            "",
            "d3f1a2b47e8c4fffbfffffffffffffff",
            "{d3f1a2b4-7e8c-4fff-bfff-ffffffffffff}",
            "d3f1a2b4-7e8c-4fff-bfff-fffffffffffg",
        ] {
            assert!(!is_uuid(bad), "{bad}");
        }
    }
}
