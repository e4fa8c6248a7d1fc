//! What a violation says: expectations and findings in words, never a value.

use alloc::string::String;

use crate::message::{counted, push_count, push_start};
use crate::schema::{Bounds, Decimal, Format, Node, Object, Shape, Types};

/// The most characters of a wrong enum value that a violation shows.
const SHOWN: usize = 16;

/// What a node expects, such as `an integer from 0 to 2147483647 or null`. Of several types only the names: where one's
/// bounds are broken, its own node is told.
pub(crate) fn expected(node: &Node) -> String {
    if node.types == Types::ANY {
        return "any JSON value".into();
    }
    let mut text = String::new();
    let mut parts = Parts { text: &mut text, node };
    parts.string();
    if !parts.simple(Types::NUMBER, "a number") {
        parts.simple(Types::INTEGER, "an integer");
    }
    if let Shape::Limits(limits) = node.shape {
        for limit in limits {
            let [lead, number] = limit.words();
            parts.text.push_str(lead);
            parts.text.push_str(number);
        }
    }
    parts.simple(Types::BOOLEAN, "a boolean");
    if parts.simple(Types::ARRAY, "an array")
        && let Some(items) = node.items()
    {
        push_bounds(parts.text, items.count, "items");
        parts.text.push_str(if items.unique.is_some() { ", no item twice" } else { "" });
    }
    parts.simple(Types::OBJECT, "an object");
    parts.simple(Types::NULL, "null");
    text
}

/// Alternatives, joined by "or".
struct Parts<'t> {
    text: &'t mut String,
    node: &'t Node,
}

impl Parts<'_> {
    /// Adds an alternative, where the node allows these types; says whether it does.
    fn simple(&mut self, types: Types, part: &str) -> bool {
        let allowed = self.node.types.has(types);
        if allowed {
            if !self.text.is_empty() {
                self.text.push_str(" or ");
            }
            self.text.push_str(part);
        }
        allowed
    }

    fn string(&mut self) {
        let format = match self.node.shape {
            Shape::Values(_) => "one of ",
            Shape::Text { format: Some(Format::DateTime), .. } => "a date-time such as 2026-01-31T12:00:00Z",
            Shape::Text { format: Some(Format::Uuid), .. } => "a UUID",
            _ => "a string",
        };
        if !self.simple(Types::STRING, format) {
            return;
        }
        for (index, value) in self.node.values().iter().enumerate() {
            self.text.push_str(if index > 0 { ", \"" } else { "\"" });
            self.text.push_str(value);
            self.text.push('"');
        }
        if let Shape::Text { length, .. } = self.node.shape {
            push_bounds(self.text, length, "characters");
        }
    }
}

fn push_bounds(text: &mut String, Bounds { least, most }: Bounds, of: &str) {
    text.push_str(match (least, most) {
        (0, Bounds::UNBOUNDED) => return,
        (0, _) => " of at most ",
        (_, Bounds::UNBOUNDED) => " of at least ",
        _ => " of ",
    });
    if least > 0 {
        push_count(text, least.into());
    }
    if least > 0 && most != Bounds::UNBOUNDED {
        text.push_str(" to ");
    }
    if most != Bounds::UNBOUNDED {
        push_count(text, most.into());
    }
    text.push(' ');
    text.push_str(of);
}

/// A string that was found: its length, and where an enum was expected its start too.
pub(crate) fn found_string(value: &str, node: &Node) -> String {
    let length = value.chars().count();
    let mut text = counted("a string of ", length, "character");
    if !node.values().is_empty() {
        text.push_str(" that starts with \"");
        push_start(&mut text, value, SHOWN);
        text.push('"');
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
    let kind = match (number.is_integer(), text.starts_with('-')) {
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
