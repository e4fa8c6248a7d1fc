//! What a violation says was found, in words, never the value. What was expected stands in the tables.

use alloc::string::String;

use crate::message::{counted, push_start};
use crate::schema::{Decimal, Node, Object};

/// The most characters of a wrong enum value that a violation shows.
const SHOWN: usize = 16;

/// A string that was found: its length, and where an enum was expected its start too.
pub(crate) fn found_string(value: &str, node: &Node) -> String {
    let length = value.chars().count();
    let mut text = counted("a string of ", length, "character");
    if !node.values().is_empty() {
        text.push_str(" that starts with \"");
        push_start(&mut text, value, SHOWN);
        text += "\"";
    }
    text
}

/// A number that was found: what kind it is and how long, not which.
pub(crate) fn found_number(number: &Decimal<'_>) -> String {
    let text = number.text();
    if text == "-0" {
        return "negative zero".into();
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let kind = match (number.is_integer(), text.as_bytes().starts_with(b"-")) {
        (true, false) => "an integer of ",
        (true, true) => "a negative integer of ",
        (false, false) => "a number with fraction or exponent of ",
        (false, true) => "a negative number with fraction or exponent of ",
    };
    counted(kind, digits, "digit")
}

/// The fields that an object may have.
pub(super) fn known_fields(object: &Object) -> String {
    let mut text = String::from("one of the fields ");
    for (index, property) in object.properties.iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        text.push_str(property.name);
    }
    text
}
