//! JSON numbers as exact decimals: Snowplow's validator sees them so, and no text of a number passes through an f64.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::iter::repeat;

use crate::ascii::push_number;

/// A number as its text says it, to the last digit: `d.igits × 10^exponent`.
///
/// # Examples
///
/// ```
/// use core::cmp::Ordering;
/// use snowgauge_core::schema::Decimal;
/// const PRICE: Decimal<'_> = Decimal::new("19.99");
/// assert_eq!(PRICE.compare(&Decimal::new("1.9990e1")), Ordering::Equal);
/// assert!(PRICE.is_multiple_of(&Decimal::new("0.01")));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Decimal<'t> {
    text: &'t str,
    /// The digits in ASCII, from the first that is not zero; the point may stand among them. Empty for zero.
    digits: &'t [u8],
    /// The power of ten that the first digit counts.
    exponent: i32,
    /// Whether it is below zero.
    negative: bool,
    /// Whether it is written as an integer.
    is_integer: bool,
}

/// The exponent of zero: below that of any other number.
const ZERO: i32 = i32::MIN;

/// The most digits of an integer.
const MOST_DIGITS: i64 = 1000;

/// The largest exponent that Java's `BigDecimal` holds.
const MOST_EXPONENT: i64 = i32::MAX as i64;

impl<'t> Decimal<'t> {
    /// The number with this text, which has to have the form of a JSON number. Made for tables, where what
    /// [`parse`](Self::parse) refuses would be a mistake; it becomes zero.
    #[must_use]
    pub const fn new(text: &'t str) -> Self {
        match Self::parse(text) {
            Ok(decimal) => decimal,
            Err(_) => Self { text, digits: &[], exponent: ZERO, negative: false, is_integer: true },
        }
    }

    /// Takes apart a text that has the form of a JSON number, before which a plus may stand.
    ///
    /// # Errors
    ///
    /// What it is, in words, where Snowplow's pipeline cannot read it as it is or in its canonical form: an integer has
    /// at most 1000 digits (Jackson's limit, beyond which enrich throws), and of an exponent beyond what Java's
    /// `BigDecimal` holds (its scale has 32 bits) the pipeline makes a text.
    #[expect(clippy::cast_possible_truncation, reason = "what has more than 32 bits is an error")]
    pub const fn parse(text: &'t str) -> Result<Self, &'static str> {
        let mut rest = text.as_bytes();
        let mut digits = rest;
        let (mut significant, mut fraction, mut power) = (0_i64, 0_i64, 0_i64);
        let (mut negative, mut is_integer, mut sign) = (false, true, 1);
        // What stands behind the digits: an exponent, from its letter on.
        let mut behind: &[u8] = &[];
        while let [byte, tail @ ..] = rest {
            match *byte {
                b'-' if behind.is_empty() => negative = true,
                b'-' => sign = -1,
                b'+' => {}
                b'.' => is_integer = false,
                b'e' | b'E' => (is_integer, behind) = (false, rest),
                digit if !behind.is_empty() => {
                    // One beyond 32 bits stays so.
                    if power <= MOST_EXPONENT {
                        power = power * 10 + (digit & 0xf) as i64;
                    }
                }
                digit => {
                    if significant == 0 {
                        digits = rest;
                    }
                    significant += (significant > 0 || digit != b'0') as i64;
                    fraction += !is_integer as i64;
                }
            }
            rest = tail;
        }
        power *= sign;
        if is_integer && significant > MOST_DIGITS {
            return Err("an integer of more than 1000 digits");
        }
        let last_place = power - fraction;
        let first_place = last_place + significant - 1;
        if power > MOST_EXPONENT || first_place > MOST_EXPONENT || last_place < -MOST_EXPONENT {
            return Err("a number with an exponent beyond 32 bits");
        }
        let mut exponent = first_place as i32;
        match digits.split_at_checked(digits.len() - behind.len()) {
            Some((head, _)) if significant > 0 => digits = head,
            _ => {
                is_integer &= !negative;
                (digits, exponent, negative) = (&[], ZERO, false);
            }
        }
        Ok(Self { text, digits, exponent, negative, is_integer })
    }

    /// The number with this text, which is an integer of at most 20 digits as machines write them: typed values need not
    /// be taken apart.
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "at most 20 digits")]
    pub(crate) fn of_integer(text: &'t str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
        if digits == b"0" {
            return Self { text, digits: &[], exponent: ZERO, negative: false, is_integer: true };
        }
        let exponent = digits.len() as i32 - 1;
        Self { text, digits, exponent, negative: digits.len() < text.len(), is_integer: true }
    }

    /// Its text, as it was given.
    #[must_use]
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// Whether it is written as an integer, as Snowplow's validator sees it: without fraction and exponent (3.0 and 3e0
    /// are none), and not as `-0`.
    #[must_use]
    pub const fn is_integer(&self) -> bool {
        self.is_integer
    }

    /// Whether its magnitude is below 1e308 and not below the least double above zero, or zero.
    pub(crate) const fn is_double(&self) -> bool {
        self.exponent == ZERO || -324 <= self.exponent && self.exponent <= 307
    }

    /// Whether it is below (`Less`), on or above (`Greater`) another number.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        if self.negative != other.negative {
            return other.negative.cmp(&self.negative);
        }
        let (mut mine, mut others) = (self.digits, other.digits);
        // The first digit's place decides, or else the first digit that differs.
        let mut order = self.exponent.cmp(&other.exponent);
        while order.is_eq() && !(mine.is_empty() && others.is_empty()) {
            order = next_digit(&mut mine).cmp(&next_digit(&mut others));
        }
        if self.negative { order.reverse() } else { order }
    }

    /// Whether it is a whole multiple of `step`, whatever the size of either.
    #[must_use]
    pub fn is_multiple_of(&self, step: &Self) -> bool {
        let divisor: Vec<u8> = step.digits().collect();
        let places = self.last_place() - step.last_place();
        // More zeros change nothing: every 2 and 5 in the divisor has met its own by then, and there are less than four for
        // each of its digits.
        let zeros = (0..places).take(4 * divisor.len()).map(|_| b'0');
        // Long division, of which only the rest is wanted.
        let mut rest = Vec::new();
        for digit in self.digits().chain(zeros) {
            if digit != b'0' || !rest.is_empty() {
                rest.push(digit);
            }
            while take_away(&mut rest, &divisor) {}
        }
        self.digits.is_empty() || places >= 0 && rest.is_empty()
    }

    /// The power of ten that the last digit counts.
    fn last_place(&self) -> i64 {
        i64::from(self.exponent) + 1 - i64::try_from(self.digits().count()).unwrap_or(i64::MAX)
    }

    /// The digits, from the first that is not zero to the last that is not.
    fn digits(&self) -> impl Iterator<Item = u8> + use<'t> {
        self.trimmed().iter().copied().filter(|byte| *byte != b'.')
    }

    /// The same as they stand in the text, maybe with the point among them.
    const fn trimmed(&self) -> &'t [u8] {
        let mut digits = self.digits;
        while let [head @ .., b'0' | b'.'] = digits {
            digits = head;
        }
        digits
    }

    /// Appends the canonical text: what ECMAScript's `Number.prototype.toString` (and RFC 8785) would write for it,
    /// with all of its digits.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        if self.digits.is_empty() {
            return out.push(b'0');
        }
        if self.negative {
            out.push(b'-');
        }
        let is_plain = matches!(self.exponent, -6..=20);
        let first_place = if is_plain { self.exponent } else { 0 };
        let mut digits = self.trimmed();
        let mut place = first_place.max(0);
        while place >= 0 || !digits.is_empty() {
            if place == -1 {
                out.push(b'.');
            }
            out.push(if place > first_place { b'0' } else { next_digit(&mut digits) });
            place -= 1;
        }
        if !is_plain {
            out.extend_from_slice(if self.exponent < 0 { b"e-" } else { b"e+" });
            push_number(out, self.exponent.unsigned_abs().into());
        }
    }
}

/// Takes a number away from another one, if it is not greater: whether it did. Both are digits without zeros before them.
fn take_away(from: &mut Vec<u8>, number: &[u8]) -> bool {
    if number.is_empty() || (from.len(), from.as_slice()) < (number.len(), number) {
        return false;
    }
    let mut borrowed = 0;
    for (digit, other) in from.iter_mut().rev().zip(number.iter().rev().chain(repeat(&b'0'))) {
        let less = other - b'0' + borrowed;
        borrowed = u8::from(*digit < b'0' + less);
        *digit = *digit + 10 * borrowed - less;
    }
    let zeros = from.iter().take_while(|digit| **digit == b'0').count();
    from.drain(..zeros);
    true
}

/// Takes the next digit; behind the last there are only zeros.
fn next_digit(digits: &mut &[u8]) -> u8 {
    while let Some((digit, rest)) = digits.split_first() {
        *digits = rest;
        if *digit != b'.' {
            return *digit;
        }
    }
    b'0'
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn canonical(text: &str) -> String {
        let mut out = Vec::new();
        Decimal::parse(text).unwrap().write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_integer_of_a_machine_is_what_its_text_says() {
        for number in [0, 1, -1, 10, 100, 340, -18_874_368, i128::from(i64::MIN), i128::from(u64::MAX)] {
            let text = alloc::format!("{number}");
            let (whole, parsed) = (Decimal::of_integer(&text), Decimal::parse(&text).unwrap());
            assert_eq!(alloc::format!("{whole:?}"), alloc::format!("{parsed:?}"));
        }
    }

    #[test]
    fn every_text_of_a_number_has_one_canonical_text() {
        // Right-hand sides: what Node prints for String(left).
        let cases = [
            ("0", "0"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("0e5", "0"),
            ("127.40", "127.4"),
            ("1e2", "100"),
            ("3.0", "3"),
            ("100", "100"),
            ("1.5e-6", "0.0000015"),
            ("1.5e-7", "1.5e-7"),
            ("123456789012345680000", "123456789012345680000"),
            ("1e21", "1e+21"),
            ("1.25e21", "1.25e+21"),
            ("-12.5E+1", "-125"),
            ("0.000001", "0.000001"),
            ("1e-7", "1e-7"),
            ("0.00100e0001", "0.01"),
            ("5e-324", "5e-324"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
            ("1e400", "1e+400"),
            ("1E2147483647", "1e+2147483647"),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(text), expected, "{text}");
        }
    }

    #[test]
    fn what_java_cannot_hold_is_unreadable() {
        let long = "1".repeat(1001);
        let held = ["0", "-0", "1e2147483647", "1e-2147483647", "1.5e-2147483646", "0e2147483647"];
        for text in
            held.into_iter().chain([&long[1..], &[&long, ".5"].concat(), "1e0000000000000000000000001"])
        {
            assert!(Decimal::parse(text).is_ok(), "{text}");
        }
        let beyond = [
            "1e2147483648",
            "1e-2147483648",
            "1.5e-2147483647",
            "1.0e2147483648",
            "100e2147483647",
            "0e9999999999",
            "0e99999999999999999999",
            "1e-99999999999999999999",
            "0.00000000000000000000000000000000001e-2147483640",
        ];
        for text in beyond.into_iter().chain([&*long, &["-", &long].concat()]) {
            assert!(Decimal::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn comparison_is_exact() {
        let cases = [
            ("0.5", "0", Ordering::Greater),
            ("-0.5", "0", Ordering::Less),
            ("5e-1", "1", Ordering::Less),
            ("-1.5", "-1", Ordering::Less),
            ("-1.5", "-2", Ordering::Greater),
            ("100", "100.00", Ordering::Equal),
            ("1e2", "100", Ordering::Equal),
            ("0.1", "0.10000000000000000000001", Ordering::Less),
            ("10", "9", Ordering::Greater),
            ("12", "1.3e1", Ordering::Less),
            ("9223372036854775807", "9223372036854775807", Ordering::Equal),
            ("9223372036854775808", "9223372036854775807", Ordering::Greater),
            ("9223372036854775807.1", "9223372036854775807", Ordering::Greater),
            ("1e400", "9223372036854775807", Ordering::Greater),
            ("-1e400", "-9223372036854775808", Ordering::Less),
            ("1e2147483647", "1e2147483646", Ordering::Greater),
            ("1e-2147483647", "0", Ordering::Greater),
            ("-1e-2147483647", "0", Ordering::Less),
            ("-0", "0.0e7", Ordering::Equal),
        ];
        for (text, bound, expected) in cases {
            let (one, two) = (Decimal::new(text), Decimal::new(bound));
            assert_eq!(one.compare(&two), expected, "{text} against {bound}");
            assert_eq!(two.compare(&one), expected.reverse(), "{bound} against {text}");
        }
    }

    #[test]
    fn multiples_are_exact() {
        let cases = [
            ("19.99", "0.01", true),
            ("19.991", "0.01", false),
            ("-19.99", "0.01", true),
            ("5", "0.01", true),
            ("0", "3", true),
            ("1e400", "0.01", true),
            ("1e400", "3", false),
            ("3e400", "3", true),
            ("1e-400", "0.01", false),
            ("7.50", "2.5", true),
            ("6", "2.5", false),
            ("1e2", "25", true),
            ("1e2", "100", true),
            ("10", "100", false),
            ("300", "150", true),
            ("9007199254740993", "3", true),
            ("9007199254740994", "3", false),
            ("1e2147483647", "1024", true),
            ("123456789012345678901234567890", "1234567890", true),
            ("0.000000000000000001", "0.000000000000000001", true),
            ("4", "999999999999999999", false),
            ("5", "9223372036854775807", false),
            ("18446744073709551614", "9223372036854775807", true),
            ("18446744073709551615", "18446744073709551616", false),
            ("36893488147419103232", "18446744073709551616", true),
            (
                "246913578024691357802469135780246913578024691357802",
                "123456789012345678901234567890123456789012345678901",
                true,
            ),
            (
                "246913578024691357802469135780246913578024691357803",
                "123456789012345678901234567890123456789012345678901",
                false,
            ),
            // 2^70: it takes 70 zeros.
            ("1e70", "1180591620717411303424", true),
            ("1e69", "1180591620717411303424", false),
            ("5", "0", false),
            ("0", "0", true),
        ];
        for (text, step, expected) in cases {
            assert_eq!(Decimal::new(text).is_multiple_of(&Decimal::new(step)), expected, "{text} of {step}");
        }
    }
}
