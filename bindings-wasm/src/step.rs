//! What JavaScript is to do next, and numbers as it has them.

#![expect(clippy::float_cmp, reason = "wasm-bindgen's macro compares a number with an enum's values")]

use wasm_bindgen::prelude::wasm_bindgen;

/// What JavaScript is to do next; what with is handed out.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing before something else happens.
    Idle,
    /// Nothing before something else happens or the moment `number` comes.
    Wait,
    /// Start the request `number` with the body handed out.
    Send,
    /// Tell the outcome handed out as lines: its words (event id, reason, status or 0, attempts), then its violations.
    Outcome,
    /// The flush `number` is over: all was delivered.
    Flushed,
    /// The flush `number` is over: not all was delivered.
    Unflushed,
}

/// A JavaScript number as a whole one: cut off, never below zero, 0 where it is NaN.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` does just what is said above"
)]
pub(crate) const fn whole(number: f64) -> u64 {
    number as u64
}

/// A number as JavaScript has it: exact up to 2^53, which milliseconds and counters of requests do not reach.
#[expect(clippy::cast_precision_loss, reason = "said above; a deadline beyond is never reached anyway")]
pub(crate) const fn number(whole: u64) -> f64 {
    whole as f64
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn odd_numbers_become_whole_ones() {
        assert_eq!([1.9, -5.0, f64::NAN, f64::INFINITY].map(whole), [1, 0, 0, u64::MAX]);
    }
}
