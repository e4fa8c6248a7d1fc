//! Checking without tracking.

use snowgauge_core::encode::read;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::exchange::with_exchange;

/// Hands out all that is wrong with the self-describing datum whose text ends at `end`.
#[wasm_bindgen]
pub fn validate(end: usize) {
    with_exchange(|exchange| {
        let (uri, text) = exchange.lines(end).next().unwrap_or_default();
        let violations = snowgauge_core::validate(uri, |to| read(text, to));
        exchange.tell(violations.as_ref());
    });
}

/// Hands out all that is wrong with the event whose text ends at `end`, and with its entities.
#[wasm_bindgen]
pub fn check(end: usize) {
    with_exchange(|exchange| {
        let violations = match exchange.lines(end).event() {
            Ok(lines) => snowgauge_core::check(&lines, &[]),
            Err(violations) => Some(violations),
        };
        exchange.tell(violations.as_ref());
    });
}
