//! Checking without tracking.

use snowgauge_core::encode::read;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::exchange::Exchange;

/// Hands out all that is wrong with the self-describing datum in `exchange`.
#[wasm_bindgen]
pub fn validate(exchange: &mut Exchange, end: usize) {
    let (uri, text) = exchange.lines(end).next().unwrap_or_default();
    let violations = snowgauge_core::validate(uri, |to| read(text, to));
    exchange.tell(violations);
}

/// Hands out all that is wrong with the event in `exchange` and its entities.
#[wasm_bindgen]
pub fn check(exchange: &mut Exchange, end: usize) {
    let violations = match exchange.lines(end).event() {
        Ok(lines) => snowgauge_core::check(&lines.event, &lines.entities()),
        Err(violations) => Some(violations),
    };
    exchange.tell(violations);
}
