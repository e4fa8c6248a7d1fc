//! Messages from their parts. One way for all of them, without the machinery of `core::fmt`: it keeps the web module small.

use alloc::string::String;

/// The parts, one after the other.
pub(crate) fn sentence(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// Appends a number.
pub(crate) fn push_count(text: &mut String, count: u64) {
    text.push_str(itoa::Buffer::new().format(count));
}

/// Appends the start of a text that a host has given, with U+FFFD for control characters.
pub(crate) fn push_start(text: &mut String, given: &str, most_characters: usize) {
    for character in given.chars().take(most_characters) {
        text.push(if character.is_control() { char::REPLACEMENT_CHARACTER } else { character });
    }
}
