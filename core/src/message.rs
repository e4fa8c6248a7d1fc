//! Messages from their parts. One way for all of them, without the machinery of `core::fmt`: it keeps the web module small.

use alloc::string::String;
use alloc::vec::Vec;

use crate::ascii::push_number;

/// The template, with the next part for each `%` in it.
pub(crate) fn sentence(template: &str, parts: &[&str]) -> String {
    let mut text = String::new();
    let mut parts = parts.iter();
    for character in template.chars() {
        match character {
            '%' => text.push_str(parts.next().copied().unwrap_or_default()),
            character => text.push(character),
        }
    }
    text
}

/// `lead`, a count, and its noun in the right number.
pub(crate) fn counted(lead: &str, count: usize, noun: &str) -> String {
    let mut text = String::from(lead);
    push_count(&mut text, count as u64);
    text.push(' ');
    text.push_str(noun);
    if count != 1 {
        text.push('s');
    }
    text
}

/// Appends a number.
pub(crate) fn push_count(text: &mut String, count: u64) {
    let mut digits = Vec::new();
    push_number(&mut digits, count);
    for digit in digits {
        text.push(char::from(digit));
    }
}

/// Appends the start of a text that a host has given, with U+FFFD for control characters.
pub(crate) fn push_start(text: &mut String, given: &str, most_characters: usize) {
    for character in given.chars().take(most_characters) {
        text.push(if character.is_control() { char::REPLACEMENT_CHARACTER } else { character });
    }
}
