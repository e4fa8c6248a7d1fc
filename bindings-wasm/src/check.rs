//! Checking without tracking.

use snowgauge_core::encode::read;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::input::Input;
use crate::violations::ViolationList;

/// All that is wrong with the self-describing datum in `input`.
#[wasm_bindgen]
pub fn validate(input: &Input, end: usize) -> ViolationList {
    let mut lines = input.lines(end);
    let uri = lines.take();
    let text = lines.take();
    snowgauge_core::validate(uri, |to| read(text, to)).into()
}

/// All that is wrong with the event in `input` and its entities.
#[wasm_bindgen]
pub fn check(input: &Input, end: usize) -> ViolationList {
    let violations = match input.parse(end) {
        Ok(parsed) => snowgauge_core::check(&parsed.event, &parsed.entities()),
        Err(violations) => Some(violations),
    };
    violations.into()
}
