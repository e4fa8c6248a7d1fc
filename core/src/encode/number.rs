//! JSON numbers as exact decimals: Snowplow's validator sees them so, and no text of a number passes through an f64.

use alloc::vec::Vec;

/// A number's text, taken apart: its value is `0.digits × 10^point`.
pub(super) struct Decimal {
    pub(super) negative: bool,
    /// The significant digits in ASCII, without leading and trailing zeros; empty for zero.
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// Takes apart a text that has the form of a JSON number.
    pub(super) fn parse(text: &str) -> Self {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = whole.bytes().chain(fraction.bytes());
        let leading = all.clone().take_while(|digit| *digit == b'0').count();
        let mut digits: Vec<u8> = all.skip(leading).collect();
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        let shift = to_i64(whole.len()).saturating_sub(to_i64(leading));
        let point = if digits.is_empty() { 0 } else { shift.saturating_add(parse_exponent(exponent)) };
        Self { negative, digits, point }
    }

    /// Appends the canonical text: what ECMAScript's `Number.prototype.toString` (and RFC 8785) would write for it,
    /// with all of its digits.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let count = to_i64(self.digits.len());
        if count == 0 {
            out.push(b'0');
            return;
        }
        if self.negative {
            out.push(b'-');
        }
        match self.point {
            point if (count..=21).contains(&point) => {
                out.extend_from_slice(&self.digits);
                out.extend((count..point).map(|_| b'0'));
            }
            point @ 1..=21 => self.write_split(out, usize::try_from(point).unwrap_or_default()),
            point @ -5..=0 => {
                out.extend_from_slice(b"0.");
                out.extend((point..0).map(|_| b'0'));
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

    fn write_split(&self, out: &mut Vec<u8>, at: usize) {
        let (whole, fraction) = self.digits.split_at(at.min(self.digits.len()));
        out.extend_from_slice(whole);
        if !fraction.is_empty() {
            out.push(b'.');
            out.extend_from_slice(fraction);
        }
    }

    /// Whether it is below (`Less`), on or above (`Greater`) a whole number.
    pub(super) fn compare(&self, bound: i64) -> core::cmp::Ordering {
        let (whole, has_fraction) = self.whole();
        let signed = if self.negative { -whole } else { whole };
        let beyond = if self.negative { core::cmp::Ordering::Less } else { core::cmp::Ordering::Greater };
        signed.cmp(&i128::from(bound)).then(if has_fraction { beyond } else { core::cmp::Ordering::Equal })
    }

    /// The magnitude's whole part, `i128::MAX` where it is larger, and whether a fraction follows.
    fn whole(&self) -> (i128, bool) {
        let places = usize::try_from(self.point).unwrap_or_default();
        let fraction = self.digits.len() > places;
        if self.digits.is_empty() || places == 0 {
            return (0, fraction);
        }
        if places > 38 {
            return (i128::MAX, fraction);
        }
        let digits = self.digits.iter().copied().chain(core::iter::repeat(b'0')).take(places);
        (
            digits.fold(0_i128, |value, digit| {
                value.saturating_mul(10).saturating_add(i128::from(digit - b'0'))
            }),
            fraction,
        )
    }
}

fn to_i64(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// An exponent of any length; one beyond ±10^18 is held at that.
fn parse_exponent(text: &str) -> i64 {
    const MOST: i64 = 1_000_000_000_000_000_000;
    let negative = text.starts_with('-');
    let digits = text.trim_start_matches(['-', '+']).bytes();
    let value = digits.fold(0_i64, |value, digit| {
        value.saturating_mul(10).saturating_add(i64::from(digit.saturating_sub(b'0'))).min(MOST)
    });
    if negative { -value } else { value }
}

/// Whether a number's text is an integer as Snowplow's validator sees it: no fraction, no exponent (3.0 and 3e0 are
/// refused), and not `-0`.
pub(super) fn is_integer(text: &str) -> bool {
    text != "-0" && !text.contains(['.', 'e', 'E'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use core::cmp::Ordering;

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
