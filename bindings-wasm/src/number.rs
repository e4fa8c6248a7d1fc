//! Numbers as JavaScript has them.

use snowgauge_core::Now;

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

/// The time on JavaScript's clocks, in milliseconds: `wall` since 1970, `mono` since any moment that stays the same.
pub(crate) const fn now(wall: f64, mono: f64) -> Now {
    Now { wall: whole(wall), mono: whole(mono) }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn odd_numbers_become_whole_ones() {
        assert_eq!([1.9, -5.0, f64::NAN, f64::INFINITY].map(whole), [1, 0, 0, u64::MAX]);
    }
}
