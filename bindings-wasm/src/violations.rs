//! What is wrong with an event, for JavaScript to read.

#![expect(clippy::float_cmp, reason = "wasm-bindgen's macro compares a number with an enum's values")]

use snowgauge_core::{Violation, Violations};
use wasm_bindgen::prelude::wasm_bindgen;

/// A list of violations.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct ViolationList(Vec<Violation>);

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

#[wasm_bindgen]
impl ViolationList {
    /// How many there are.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// One part of one of them; nothing where there are not so many.
    pub fn part(&self, index: usize, part: Part) -> Option<String> {
        let violation = self.0.get(index)?;
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

impl From<Vec<Violation>> for ViolationList {
    fn from(list: Vec<Violation>) -> Self {
        Self(list)
    }
}

impl From<Option<Violations>> for ViolationList {
    fn from(violations: Option<Violations>) -> Self {
        Self(violations.map(Violations::into_vec).unwrap_or_default())
    }
}
