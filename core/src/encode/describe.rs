//! What a violation says: expectations and findings in words, never a value.

use alloc::string::String;

use crate::schema::{Format, Node, Types};

/// The most characters of a wrong enum value that a violation shows.
const SHOWN: usize = 16;

/// What a node expects, such as `an integer from 0 to 2147483647, or null`.
pub(super) fn expected(node: &Node) -> String {
    let mut text = String::new();
    if node.types == Types::ANY {
        text.push_str("any JSON value");
        return text;
    }
    let mut parts = Parts { text: &mut text, count: 0 };
    if node.types.has(Types::STRING) {
        describe_string(&mut parts, node);
    }
    if node.types.has(Types::NUMBER) {
        parts.next("a number");
        push_range(parts.text, node);
    } else if node.types.has(Types::INTEGER) {
        parts.next("an integer");
        push_range(parts.text, node);
    }
    if node.types.has(Types::BOOLEAN) {
        parts.next("a boolean");
    }
    if node.types.has(Types::ARRAY) {
        parts.next("an array");
        push_bounds(parts.text, node.min_items, node.max_items, "items");
    }
    if node.types.has(Types::OBJECT) {
        parts.next("an object");
    }
    if node.types.has(Types::NULL) {
        parts.next("null");
    }
    text
}

/// Alternatives, joined by "or".
struct Parts<'t> {
    text: &'t mut String,
    count: u32,
}

impl Parts<'_> {
    fn next(&mut self, part: &str) {
        if self.count > 0 {
            self.text.push_str(" or ");
        }
        self.count += 1;
        self.text.push_str(part);
    }
}

fn describe_string(parts: &mut Parts<'_>, node: &Node) {
    if !node.values.is_empty() {
        parts.next("one of ");
        for (index, value) in node.values.iter().enumerate() {
            parts.text.push_str(if index > 0 { ", \"" } else { "\"" });
            parts.text.push_str(value);
            parts.text.push('"');
        }
        return;
    }
    parts.next(match node.format {
        Some(Format::DateTime) => "a date-time such as 2026-01-31T12:00:00Z",
        Some(Format::Uuid) => "a UUID",
        None => "a string",
    });
    push_bounds(parts.text, node.min_length, node.max_length, "characters");
}

fn push_range(text: &mut String, node: &Node) {
    if let Some(minimum) = node.minimum {
        text.push_str(" from ");
        text.push_str(itoa::Buffer::new().format(minimum));
    }
    if let Some(maximum) = node.maximum {
        text.push_str(" to ");
        text.push_str(itoa::Buffer::new().format(maximum));
    }
}

fn push_bounds(text: &mut String, least: u32, most: u32, of: &str) {
    let mut buffer = itoa::Buffer::new();
    match (least, most) {
        (0, Node::UNBOUNDED) => return,
        (0, most) => {
            text.push_str(" of at most ");
            text.push_str(buffer.format(most));
        }
        (least, Node::UNBOUNDED) => {
            text.push_str(" of at least ");
            text.push_str(buffer.format(least));
        }
        (least, most) => {
            text.push_str(" of ");
            text.push_str(buffer.format(least));
            text.push_str(" to ");
            text.push_str(itoa::Buffer::new().format(most));
        }
    }
    text.push(' ');
    text.push_str(of);
}

/// A string that was found: its length, and where an enum was expected its start too.
pub(super) fn found_string(value: &str, node: &Node) -> String {
    let length = value.chars().count();
    let mut text = counted("a string of ", length, "character");
    if !node.values.is_empty() {
        text.push_str(" that starts with \"");
        text.extend(
            value
                .chars()
                .take(SHOWN)
                .map(|character| if character.is_control() { '\u{fffd}' } else { character }),
        );
        text.push('"');
    }
    text
}

/// A number that was found, from its text: what kind it is and how long, not which.
pub(super) fn found_number(value: &str, integer: bool) -> String {
    if value == "-0" {
        return String::from("negative zero");
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let kind = match (integer, value.starts_with('-')) {
        (true, false) => "an integer of ",
        (true, true) => "a negative integer of ",
        (false, false) => "a number with fraction or exponent of ",
        (false, true) => "a negative number with fraction or exponent of ",
    };
    counted(kind, digits, "digit")
}

/// `lead`, a count, and its noun in the right number.
pub(super) fn counted(lead: &str, count: usize, noun: &str) -> String {
    let mut text = String::from(lead);
    text.push_str(itoa::Buffer::new().format(count));
    text.push(' ');
    text.push_str(noun);
    if count != 1 {
        text.push('s');
    }
    text
}
