//! What is handed out.

use snowgauge_core::Violation;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::state::with_state;

/// What the last call has handed out. There is one for all trackers: JavaScript runs one call at a time, and takes what it
/// hands out before the next.
#[derive(Debug)]
pub(crate) struct Out {
    pub(crate) number: f64,
    /// Text, or a request's body.
    pub(crate) bytes: Vec<u8>,
}

/// The address of what was handed out.
#[wasm_bindgen]
pub fn out() -> *const u8 {
    with_state(|state| state.out.bytes.as_ptr())
}

/// How many bytes were handed out.
#[wasm_bindgen]
pub fn out_length() -> usize {
    with_state(|state| state.out.bytes.len())
}

/// The number that was handed out.
#[wasm_bindgen]
pub fn number() -> f64 {
    with_state(|state| state.out.number)
}

/// How much room is kept for good, in bytes: plenty for usual events. What a huge one needed is given back.
pub(crate) const KEPT: usize = 64 * 1024;

impl Out {
    pub(crate) const fn new() -> Self {
        Self { number: 0.0, bytes: Vec::new() }
    }

    /// Forgets what was handed out before.
    pub(crate) fn clear(&mut self) {
        if self.bytes.capacity() > KEPT {
            self.bytes = Vec::new();
        }
        self.bytes.clear();
    }

    /// Hands out a line more.
    pub(crate) fn push_line(&mut self, line: &str) {
        if !self.bytes.is_empty() {
            self.bytes.push(b'\n');
        }
        self.bytes.extend_from_slice(line.as_bytes());
    }

    /// Hands out a line with a number more.
    pub(crate) fn push_number(&mut self, number: u64) {
        self.push_line(itoa::Buffer::new().format(number));
    }

    /// Hands out a line with words more, a space behind each.
    pub(crate) fn push_words(&mut self, words: impl Iterator<Item = &'static str>) {
        self.push_line("");
        for word in words {
            self.bytes.extend_from_slice(word.as_bytes());
            self.bytes.push(b' ');
        }
    }

    /// Hands out violations, each in six lines: code, pointer, expected, found, schema, and all of it as one sentence. None
    /// of them holds a line feed: the core shows no control character that a host has given.
    pub(crate) fn push_violations(&mut self, violations: &[Violation]) {
        for violation in violations {
            let Violation { pointer, expected, found, schema, .. } = violation;
            for line in &[violation.code.as_str(), pointer, expected, found, schema, &violation.message()] {
                self.push_line(line);
            }
        }
    }
}
