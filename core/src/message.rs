//! Messages from their parts. One way for all of them, without the machinery of `core::fmt` and of `char`s: it keeps the
//! web module small.

use alloc::string::String;

/// The template, with the next part for each `%` in it.
pub(crate) fn sentence(template: &str, parts: &[&str]) -> String {
    let mut text = String::new();
    push_filled(&mut text, template, usize::MAX, parts, false);
    text
}

/// `lead`, a count, and its noun in the right number.
pub(crate) fn counted(lead: &str, count: usize, noun: &str) -> String {
    let mut text = String::from(lead);
    push_count(&mut text, count);
    text += " ";
    text += noun;
    if count != 1 {
        text += "s";
    }
    text
}

/// Appends a number.
pub(crate) fn push_count(text: &mut String, count: usize) {
    if count > 9 {
        push_count(text, count / 10);
    }
    let digit = count % 10;
    *text += "0123456789".get(digit..digit + 1).unwrap_or_default();
}

/// Appends the start of a text that a host has given, with U+FFFD for control characters.
pub(crate) fn push_start(text: &mut String, given: &str, most_characters: usize) {
    push_filled(text, given, most_characters, &[], false);
}

/// Appends a reference token, the start of a name, to a JSON pointer (RFC 6901), with U+FFFD for control characters.
pub(crate) fn push_token(pointer: &mut String, name: &str, most_characters: usize) {
    *pointer += "/";
    push_filled(pointer, name, most_characters, &[], true);
}

/// Appends the start of a template, with the parts, as far as there are any, for each `%` in it, U+FFFD for control
/// characters and in a pointer its escapes.
fn push_filled(text: &mut String, template: &str, most_characters: usize, parts: &[&str], in_pointer: bool) {
    let (bytes, mut parts) = (template.as_bytes(), parts);
    let mut start = 0;
    for _ in 0..most_characters {
        let Some(first) = bytes.get(start) else { return };
        let length = match first {
            ..0x80 => 1,
            ..0xe0 => 2,
            ..0xf0 => 3,
            _ => 4,
        };
        *text += match (first, parts) {
            (b'%', [part, rest @ ..]) => {
                parts = rest;
                part
            }
            (b'~', _) if in_pointer => "~0",
            (b'/', _) if in_pointer => "~1",
            (..b' ' | 0x7f, _) => "\u{fffd}",
            (0xc2, _) if matches!(bytes.get(start + 1), Some(..0xa0)) => "\u{fffd}",
            _ => template.get(start..start + length).unwrap_or_default(),
        };
        start += length;
    }
}
