//! What is handed over, both ways.

use snowgauge_core::{EventId, Violation, Violations};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::stream::Stream;
use crate::trackers::with_state;

/// What is handed over. In: first 16 random bytes for an event's id, then a [`Stream`]. Out: what the last call says is
/// there.
///
/// There is one for all trackers: JavaScript runs one call at a time, and takes what one hands out before the next.
#[derive(Debug)]
pub(crate) struct Exchange {
    room: Vec<u8>,
    pub(crate) number: f64,
    /// Text, or a request's body.
    pub(crate) out: Vec<u8>,
}

/// How many bytes stand before the stream.
const RANDOM: usize = 16;

/// How much room is kept for good, in bytes: plenty for usual events. What a huge one needed is given back.
pub(crate) const KEPT: usize = 64 * 1024;

/// Makes room for `length` bytes and gives its address in the module's memory, which may have grown by this.
#[wasm_bindgen]
pub fn reserve(length: usize) -> *const u8 {
    with_state(|state| {
        let room = &mut state.exchange.room;
        if room.len() < length || (room.len() > KEPT && length <= KEPT) {
            *room = vec![0; length];
        }
        room.as_ptr()
    })
}

/// The address of what was handed out.
#[wasm_bindgen]
pub fn out() -> *const u8 {
    with_state(|state| state.exchange.out.as_ptr())
}

/// How many bytes were handed out.
#[wasm_bindgen]
pub fn out_length() -> usize {
    with_state(|state| state.exchange.out.len())
}

/// The number that was handed out.
#[wasm_bindgen]
pub fn number() -> f64 {
    with_state(|state| state.exchange.number)
}

impl Exchange {
    pub(crate) const fn new() -> Self {
        Self { room: Vec::new(), number: 0.0, out: Vec::new() }
    }

    /// The id that the random bytes make.
    pub(crate) fn event_id(&self) -> EventId {
        EventId::from_random(self.room.first_chunk().copied().unwrap_or_default())
    }

    /// The stream that ends at `end`.
    pub(crate) fn stream(&self, end: usize) -> Stream<'_> {
        let bytes = self.room.get(RANDOM..end).unwrap_or_default();
        Stream::new(str::from_utf8(bytes).unwrap_or_default())
    }

    /// Forgets what was handed out before.
    pub(crate) fn clear(&mut self) {
        if self.out.capacity() > KEPT {
            self.out = Vec::new();
        }
        self.out.clear();
    }

    /// Hands out one text.
    pub(crate) fn tell_text(&mut self, text: &str) {
        self.clear();
        self.push_line(text);
    }

    /// Hands out what is wrong, as lines.
    pub(crate) fn tell(&mut self, violations: Option<&Violations>) {
        self.clear();
        self.push_violations(violations.map_or(&[], Violations::as_slice));
    }

    /// Appends violations, each as six lines: code, pointer, expected, found, schema, and all of it as one sentence. None
    /// of them holds a line feed: the core shows no control character that a host has given.
    pub(crate) fn push_violations(&mut self, violations: &[Violation]) {
        for violation in violations {
            let Violation { pointer, expected, found, schema, .. } = violation;
            for line in [violation.code.as_str(), pointer, expected, found, schema, &violation.message()] {
                self.push_line(line);
            }
        }
    }

    /// Appends a line.
    pub(crate) fn push_line(&mut self, line: &str) {
        if !self.out.is_empty() {
            self.out.push(b'\n');
        }
        self.out.extend_from_slice(line.as_bytes());
    }

    /// Appends a number as a line.
    pub(crate) fn push_number(&mut self, number: u64) {
        self.push_line(itoa::Buffer::new().format(number));
    }
}
