//! Checking without tracking.

use snowgauge_core::Violations;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::event::StreamEvent;
use crate::state::with_state;
use crate::stream::Stream;

/// Hands out all that is wrong with a self-describing datum: a part, whatever its kind.
#[wasm_bindgen]
pub fn validate(datum: &str) {
    let datum = Stream::new(datum).part().unwrap_or_default();
    tell(snowgauge_core::validate(datum.name, |to| datum.push(to)).as_ref());
}

/// Hands out all that is wrong with an event, and with its entities.
#[wasm_bindgen]
pub fn check(event: &str) {
    let violations = match StreamEvent::read(Stream::new(event)) {
        Ok(event) => snowgauge_core::check(&event, &[]),
        Err(violations) => Some(violations),
    };
    tell(violations.as_ref());
}

fn tell(violations: Option<&Violations>) {
    with_state(|state| {
        state.out.clear();
        state.out.push_violations(violations.map_or(&[], Violations::as_slice));
    });
}
