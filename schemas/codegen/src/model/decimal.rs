//! The numbers in a schema, exactly as they are written.

use std::fmt;
use std::str::FromStr;

/// A number of at most 20 digits before the point and 15 after it: what bounds are compared in, and more than enough
/// for one. In units of 10⁻¹⁵.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i128);

/// How many digits there may be before the point, and after it.
const DIGITS: (usize, usize) = (20, 15);

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// One.
    const ONE: i128 = 10_i128.pow(15);

    /// The number without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The number, if it is an integer of 64 bits.
    #[must_use]
    pub fn to_i64(self) -> Option<i64> {
        if self.0 % Self::ONE == 0 { i64::try_from(self.0 / Self::ONE).ok() } else { None }
    }

    /// Whether it is a multiple of `step`, which is not zero.
    #[must_use]
    pub const fn is_multiple_of(self, step: Self) -> bool {
        self.0 % step.0 == 0
    }

    /// How many digits it has, from the first that is not zero to the last that is not.
    #[must_use]
    pub fn significant_digits(self) -> usize {
        self.0.abs().to_string().trim_end_matches('0').len()
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self(i128::from(number) * Self::ONE)
    }
}

/// From the text of a JSON number without exponent.
impl FromStr for Decimal {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || whole.len() > DIGITS.0 || fraction.len() > DIGITS.1 {
            return Err(());
        }
        let padded = format!("{whole}{fraction:0<15}");
        if !padded.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(());
        }
        let number: i128 = padded.parse().map_err(|_| ())?;
        Ok(Self(if text.starts_with('-') { -number } else { number }))
    }
}

/// Without needless zeros.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0.abs() / Self::ONE, self.0.abs() % Self::ONE);
        let sign = if self.0 < 0 { "-" } else { "" };
        let text = format!("{sign}{whole}.{fraction:015}");
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_its_text() {
        for (text, shown) in [
            ("0", Some("0")),
            ("-0.0", Some("0")),
            ("19.990", Some("19.99")),
            ("-5000", Some("-5000")),
            ("100", Some("100")),
            ("0.000000000000001", Some("0.000000000000001")),
            ("99999999999999999999.999999999999999", Some("99999999999999999999.999999999999999")),
            ("100000000000000000000", None),
            ("0.0000000000000001", None),
            ("1e3", None),
            ("", None),
        ] {
            let found = text.parse::<Decimal>().ok().map(|number| number.to_string());
            assert_eq!(found.as_deref(), shown, "{text}");
        }
    }

    #[test]
    fn decimals_compare_as_numbers() {
        let number = |text: &str| text.parse::<Decimal>().expect("it is one");
        assert!(number("-1.5") < number("-1.25") && number("9") < number("10"));
        assert!(
            number("19.99").is_multiple_of(number("0.01"))
                && !number("19.991").is_multiple_of(number("0.01"))
        );
        assert_eq!((number("9223372036854775807").to_i64(), number("0.5").to_i64()), (Some(i64::MAX), None));
        assert_eq!((number("100").significant_digits(), number("-10.01").significant_digits()), (1, 4));
    }
}
