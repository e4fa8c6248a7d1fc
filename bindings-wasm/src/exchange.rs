//! What is handed over, both ways.

#![expect(clippy::float_cmp, reason = "wasm-bindgen's macro compares a number with an enum's values")]

use snowgauge_core::{EventId, Violation, Violations};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::lines::Lines;

/// What is handed over. In: first 16 random bytes for an event's id, then text, as [`Lines`]. Out: what the last call or
/// [`Step`](crate::Step) says is there.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Exchange {
    room: Vec<u8>,
    pub(crate) number: f64,
    pub(crate) text: String,
    pub(crate) body: Vec<u8>,
    pub(crate) violations: Vec<Violation>,
}

/// The parts of a violation.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// The stable code.
    Code,
    /// The JSON pointer.
    Pointer,
    /// What would have fitted.
    Expected,
    /// What was there.
    Found,
    /// The schema's URI.
    Schema,
    /// All of it as one sentence.
    Message,
}

/// How many bytes stand before the text.
const RANDOM: usize = 16;

/// How much room is kept for good, in bytes: plenty for usual events. What a huge one needed is given back.
pub(crate) const KEPT: usize = 64 * 1024;

#[wasm_bindgen]
impl Exchange {
    /// An empty one.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for `length` bytes and gives its address in the module's memory, which may have grown by this.
    pub fn reserve(&mut self, length: usize) -> *mut u8 {
        if self.room.len() > KEPT && length <= KEPT {
            self.room = Vec::new();
        }
        if self.room.len() < length {
            self.room.resize(length, 0);
        }
        self.room.as_mut_ptr()
    }

    /// The number that was handed out.
    #[wasm_bindgen(getter)]
    pub fn number(&self) -> f64 {
        self.number
    }

    /// The text that was handed out.
    pub fn take_text(&mut self) -> String {
        core::mem::take(&mut self.text)
    }

    /// The request's body that was handed out.
    pub fn take_body(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.body)
    }

    /// How many violations were handed out.
    #[wasm_bindgen(getter)]
    pub fn violations(&self) -> usize {
        self.violations.len()
    }

    /// One part of one of the violations; nothing where there are not so many.
    pub fn violation(&self, index: usize, part: Part) -> Option<String> {
        let violation = self.violations.get(index)?;
        Some(match part {
            Part::Code => violation.code.as_str().into(),
            Part::Pointer => violation.pointer.clone(),
            Part::Expected => violation.expected.clone(),
            Part::Found => violation.found.clone(),
            Part::Schema => violation.schema.clone(),
            Part::Message => violation.message(),
        })
    }
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

    /// Hands out what is wrong.
    pub(crate) fn tell(&mut self, violations: Option<Violations>) {
        self.violations = violations.map(Violations::into_vec).unwrap_or_default();
    }
}
