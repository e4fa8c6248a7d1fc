//! Checking without tracking.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::event::StreamEvent;
use crate::trackers::with_state;

/// Hands out all that is wrong with the self-describing datum whose stream ends at `end`.
#[wasm_bindgen]
pub fn validate(end: usize) {
    with_state(|state| {
        let datum = state.exchange.stream(end).part();
        let violations = datum.and_then(|datum| snowgauge_core::validate(datum.name, |to| datum.push(to)));
        state.exchange.tell(violations.as_ref());
    });
}

/// Hands out all that is wrong with the event whose stream ends at `end`, and with its entities.
#[wasm_bindgen]
pub fn check(end: usize) {
    with_state(|state| {
        let violations = match StreamEvent::read(state.exchange.stream(end)) {
            Ok(event) => snowgauge_core::check(&event, &[]),
            Err(violations) => Some(violations),
        };
        state.exchange.tell(violations.as_ref());
    });
}
