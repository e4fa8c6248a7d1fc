//! What is handed over, both ways.

use core::cell::RefCell;

use snowgauge_core::{EventId, Violation, Violations};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::lines::Lines;

/// What is handed over. In: first 16 random bytes for an event's id, then text, as [`Lines`]. Out: what the last call or
/// [`Step`](crate::Step) says is there.
///
/// There is one for all trackers: JavaScript runs one call at a time, and takes what one hands out before the next.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    room: Vec<u8>,
    pub(crate) number: f64,
    pub(crate) text: String,
    pub(crate) body: Vec<u8>,
}

thread_local! {
    static EXCHANGE: RefCell<Exchange> = const {
        RefCell::new(Exchange { room: Vec::new(), number: 0.0, text: String::new(), body: Vec::new() })
    };
}

/// Lets `call` use the exchange.
pub(crate) fn with_exchange<T>(call: impl FnOnce(&mut Exchange) -> T) -> T {
    EXCHANGE.with_borrow_mut(call)
}

/// How many bytes stand before the text.
const RANDOM: usize = 16;

/// How much room is kept for good, in bytes: plenty for usual events. What a huge one needed is given back.
pub(crate) const KEPT: usize = 64 * 1024;

/// Makes room for `length` bytes and gives its address in the module's memory, which may have grown by this.
#[wasm_bindgen]
pub fn reserve(length: usize) -> *mut u8 {
    with_exchange(|Exchange { room, .. }| {
        if room.len() < length || (room.len() > KEPT && length <= KEPT) {
            *room = vec![0; length];
        }
        room.as_mut_ptr()
    })
}

/// The number that was handed out.
#[wasm_bindgen]
pub fn number() -> f64 {
    with_exchange(|exchange| exchange.number)
}

/// The text that was handed out.
#[wasm_bindgen]
pub fn take_text() -> String {
    with_exchange(|exchange| core::mem::take(&mut exchange.text))
}

/// The request's body that was handed out.
#[wasm_bindgen]
pub fn take_body() -> Vec<u8> {
    with_exchange(|exchange| core::mem::take(&mut exchange.body))
}

impl Exchange {
    /// The id that the random bytes make.
    pub(crate) fn event_id(&self) -> EventId {
        EventId::from_random(self.room.first_chunk().copied().unwrap_or_default())
    }

    /// The text that ends at `end`, line by line.
    pub(crate) fn lines(&self, end: usize) -> Lines<'_> {
        let text = self.room.get(RANDOM..end).unwrap_or_default();
        // JavaScript's TextEncoder has written it: it is UTF-8.
        Lines::new(str::from_utf8(text).unwrap_or_default())
    }

    /// Hands out what is wrong, as lines.
    pub(crate) fn tell(&mut self, violations: Option<&Violations>) {
        self.text.clear();
        push_violations(&mut self.text, violations.map_or(&[], Violations::as_slice));
    }
}

/// Appends violations, each as six lines: code, pointer, expected, found, schema, and all of it as one sentence. None of
/// them holds a line feed: the core shows no control character that a host has given.
pub(crate) fn push_violations(text: &mut String, violations: &[Violation]) {
    for violation in violations {
        let Violation { pointer, expected, found, schema, .. } = violation;
        for line in [violation.code.as_str(), pointer, expected, found, schema, &violation.message()] {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line);
        }
    }
}
