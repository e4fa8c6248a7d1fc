//! JSON numbers as exact decimals: Snowplow's validator sees them so, and no text of a number passes through an f64.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// A number's text, taken apart: its value is `0.digits × 10^point`.
pub(crate) struct Decimal {
    pub(super) negative: bool,
    /// The significant digits in ASCII, without leading and trailing zeros; empty for zero.
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// Takes apart a text that has the form of a JSON number.
    pub(crate) fn parse(text: &str) -> Self {
        let mut decimal = Self { negative: false, digits: Vec::new(), point: 0 };
        let mut after_point = false;
        for (index, byte) in text.bytes().enumerate() {
            match byte {
                b'-' => decimal.negative = true,
                b'.' => after_point = true,
                b'e' | b'E' => {
                    decimal.point = decimal.point.saturating_add(parse_exponent(text.get(index + 1..)));
                    break;
                }
                digit => decimal.push(digit, after_point),
            }
        }
        while decimal.digits.last() == Some(&b'0') {
            decimal.digits.pop();
        }
        if decimal.digits.is_empty() {
            decimal.point = 0;
        }
        decimal
    }

    /// Adds a digit; zeros before the first other one only move the point.
    fn push(&mut self, digit: u8, after_point: bool) {
        let leading = self.digits.is_empty() && digit == b'0';
        if !leading {
            self.digits.push(digit);
        }
        if leading == after_point {
            self.point = self.point.saturating_add(if after_point { -1 } else { 1 });
        }
    }

    /// Appends the canonical text: what ECMAScript's `Number.prototype.toString` (and RFC 8785) would write for it,
    /// with all of its digits.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        if self.digits.is_empty() {
            out.push(b'0');
            return;
        }
        if self.negative {
            out.push(b'-');
        }
        let count = to_i64(self.digits.len());
        match self.point {
            point @ 1..=21 => {
                self.write_split(out, usize::try_from(point).unwrap_or_default());
                push_zeros(out, point - count);
            }
            point @ -5..=0 => {
                out.extend_from_slice(b"0.");
                push_zeros(out, -point);
                out.extend_from_slice(&self.digits);
            }
            point => {
                self.write_split(out, 1);
                let exponent = point.saturating_sub(1);
                out.extend_from_slice(if exponent < 0 { b"e-" } else { b"e+" });
                out.extend_from_slice(itoa::Buffer::new().format(exponent.unsigned_abs()).as_bytes());
            }
        }
    }

    /// Whether its magnitude is below 1e308 and not below the least double above zero, or zero.
    pub(crate) fn is_double(&self) -> bool {
        (-323..=308).contains(&self.point)
    }

    fn write_split(&self, out: &mut Vec<u8>, at: usize) {
        let (whole, fraction) = self.digits.split_at(at.min(self.digits.len()));
        out.extend_from_slice(whole);
        if !fraction.is_empty() {
            out.push(b'.');
            out.extend_from_slice(fraction);
        }
    }

    /// Whether it is below (`Less`), on or above (`Greater`) a whole number.
    pub(super) fn compare(&self, bound: i64) -> Ordering {
        let magnitude = self.compare_magnitude(bound.unsigned_abs());
        match (self.negative && !self.digits.is_empty(), bound < 0) {
            (false, false) => magnitude,
            (true, true) => magnitude.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    /// Compares without the signs: the place of the point decides, or else the first digit that differs.
    fn compare_magnitude(&self, bound: u64) -> Ordering {
        let mut buffer = itoa::Buffer::new();
        let bound = if bound == 0 { "" } else { buffer.format(bound) };
        let places = self.point.cmp(&to_i64(bound.len()));
        match (self.digits.is_empty(), bound.is_empty()) {
            // Zeros at the end count for nothing: these digits have none, the bound's may.
            (false, false) => places.then_with(|| {
                let significant = bound.bytes().rposition(|digit| digit != b'0').map_or(0, |last| last + 1);
                self.digits.as_slice().cmp(bound.as_bytes().get(..significant).unwrap_or_default())
            }),
            (mine, other) => other.cmp(&mine),
        }
    }
}

fn to_i64(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Appends this many zeros; none where it is below zero.
fn push_zeros(out: &mut Vec<u8>, count: i64) {
    for _ in 0..count {
        out.push(b'0');
    }
}

/// An exponent of any length; one beyond ±10^18 is held at that.
fn parse_exponent(text: Option<&str>) -> i64 {
    const MOST: i64 = 1_000_000_000_000_000_000;
    let mut value = 0_i64;
    let mut negative = false;
    for byte in text.unwrap_or_default().bytes() {
        match byte {
            b'-' => negative = true,
            b'+' => {}
            digit => {
                let digit = i64::from(digit.saturating_sub(b'0'));
                value = if value < MOST / 10 { value * 10 + digit } else { MOST };
            }
        }
    }
    if negative { -value } else { value }
}

/// Whether a number's text is an integer as Snowplow's validator sees it: no fraction, no exponent (3.0 and 3e0 are
/// refused), and not `-0`.
pub(super) fn is_integer(text: &str) -> bool {
    text != "-0" && !text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'))
}

/// Why Snowplow's pipeline could not read a number, as it is or in its canonical form: an integer has at most 1000 digits
/// (Jackson's limit, beyond which enrich throws), and of an exponent that a Java `BigDecimal` cannot hold it makes a text.
pub(super) fn unreadable(text: &str) -> Option<&'static str> {
    const MOST_DIGITS: i64 = 1000;
    let (mut digits, mut fraction, mut exponent) = (0_i64, 0_i64, 0_i64);
    let mut is_integer = true;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'-' => {}
            b'.' => is_integer = false,
            b'e' | b'E' => {
                is_integer = false;
                exponent = parse_exponent(text.get(index + 1..));
                break;
            }
            byte => {
                digits += i64::from(digits > 0 || byte != b'0');
                fraction += i64::from(!is_integer);
            }
        }
    }
    let scale = fraction - exponent;
    if is_integer {
        (digits > MOST_DIGITS).then_some("an integer of more than 1000 digits")
    } else if [exponent, scale, digits - scale - 1].into_iter().any(|part| i32::try_from(part).is_err()) {
        Some("a number with an exponent beyond 32 bits")
    } else {
        None
    }
}

/// The value of an integer's text; `None` where it is beyond 64 bits.
pub(crate) fn parse_integer(text: &str) -> Option<i64> {
    let mut value = 0_i64;
    for byte in text.bytes() {
        if byte != b'-' {
            // Below zero rather than above, where there is one number more. The bound is compared first, as a
            // multiplication that checks for overflow is done in 128 bits.
            let room = value >= i64::MIN / 10;
            value =
                room.then_some(value)?.wrapping_mul(10).checked_sub(i64::from(byte.wrapping_sub(b'0')))?;
        }
    }
    if text.starts_with('-') { Some(value) } else { value.checked_neg() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn canonical(text: &str) -> String {
        let mut out = Vec::new();
        Decimal::parse(text).write(&mut out);
        String::from_utf8(out).unwrap()
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
            ("1.5e-6", "0.0000015"),
            ("1.5e-7", "1.5e-7"),
            ("123456789012345680000", "123456789012345680000"),
            ("1e21", "1e+21"),
            ("1.25e21", "1.25e+21"),
            ("-12.5E+1", "-125"),
            ("0.000001", "0.000001"),
            ("1e-7", "1e-7"),
            ("5e-324", "5e-324"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
            ("1e400", "1e+400"),
            ("1E99999999999999999999", "1e+1000000000000000000"),
        ];
        for (text, expected) in cases {
            assert_eq!(canonical(text), expected, "{text}");
            assert_eq!(canonical(expected), expected, "{text}");
        }
    }

    #[test]
    fn what_java_cannot_hold_is_unreadable() {
        let long = "1".repeat(1001);
        for text in
            ["0", "-0", "1e2147483647", "1e-2147483647", "0e2147483647", &long[1..], &[&long, ".5"].concat()]
        {
            assert_eq!(unreadable(text), None, "{text}");
        }
        for text in
            ["1e2147483648", "1e-2147483648", "1.5e-2147483647", "100e2147483647", "0e9999999999", &long]
        {
            assert!(unreadable(text).is_some(), "{text}");
        }
    }

    #[test]
    fn integers_are_read_up_to_64_bits() {
        for number in [0, 1, -1, 42, i64::MAX, i64::MIN, i64::MAX - 1, i64::MIN + 1] {
            assert_eq!(parse_integer(&alloc::format!("{number}")), Some(number));
        }
        for beyond in
            ["9223372036854775808", "-9223372036854775809", "18446744073709551616", "92233720368547758070"]
        {
            assert_eq!(parse_integer(beyond), None, "{beyond}");
        }
    }

    #[test]
    fn comparison_is_exact() {
        let cases = [
            ("0.5", 0, Ordering::Greater),
            ("-0.5", 0, Ordering::Less),
            ("5e-1", 1, Ordering::Less),
            ("-1.5", -1, Ordering::Less),
            ("-1.5", -2, Ordering::Greater),
            ("100", 100, Ordering::Equal),
            ("1e2", 100, Ordering::Equal),
            ("9223372036854775807", i64::MAX, Ordering::Equal),
            ("9223372036854775808", i64::MAX, Ordering::Greater),
            ("9223372036854775807.1", i64::MAX, Ordering::Greater),
            ("1e400", i64::MAX, Ordering::Greater),
            ("-1e400", i64::MIN, Ordering::Less),
            ("-0", 0, Ordering::Equal),
        ];
        for (text, bound, expected) in cases {
            assert_eq!(Decimal::parse(text).compare(bound), expected, "{text} against {bound}");
        }
    }
}
