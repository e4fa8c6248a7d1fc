//! Texts of numbers, and what a text is worth.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};

use crate::dice::Dice;

/// Steps for `multipleOf`; the first four are whole.
pub const STEPS: [&str; 10] = ["1", "2", "12", "1000", "0.01", "0.5", "2.5", "0.001", "1.1", "7e-1"];

/// Bounds, and where values are drawn near.
const BOUNDS: [&str; 12] = [
    "0",
    "1",
    "-1",
    "10",
    "100",
    "-5000",
    "0.5",
    "19.99",
    "-0.001",
    "9007199254740992",
    "-9007199254740992",
    "4503599627370496.5",
];

/// Bounds beyond 2^53.
const FAR_BOUNDS: [&str; 6] = [
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551616",
    "-99999999999999999999",
    "99999999999999999999.999999999999999",
];

/// A bound for a schema; `near`: within 2^53.
pub fn bound(dice: &mut Dice, near: bool) -> String {
    let of: &[&str] = if near || dice.percent(70) { &BOUNDS } else { &FAR_BOUNDS };
    (*dice.pick(of)).to_owned()
}

/// A number that is near one of `bounds`, or anything that JSON calls a number.
pub fn near(dice: &mut Dice, bounds: &[&str]) -> String {
    if dice.percent(15) {
        return wild(dice);
    }
    let base = if bounds.is_empty() || dice.percent(20) {
        bound(dice, false)
    } else {
        (*dice.pick(bounds)).to_owned()
    };
    let Some(value) = Exact::parse(&base) else { return base };
    let off =
        *dice.pick(&["0", "0", "1", "-1", "0.5", "-0.5", "0.01", "-0.01", "1e-25", "-1e-25", "12", "1000"]);
    let sum = Exact::parse(off).map_or(value.clone(), |off| value.plus(&off));
    spelled(dice, &sum)
}

/// Numbers that are rare and have to be right.
fn wild(dice: &mut Dice) -> String {
    const WILD: [&str; 24] = [
        "-0",
        "-0.0",
        "0.0",
        "0e0",
        "-0e5",
        "1e2",
        "3.0",
        "3e0",
        "1E400",
        "-1e400",
        "1e-400",
        "1e30",
        "1606938044258990275541962092341162602522202993782792835301376",
        "9007199254740993",
        "1e21",
        "1000000000000000000000",
        "10000000000000000000000",
        "0.1000000000000000055511151231257827",
        "5e-324",
        "1.7976931348623157e308",
        "123456789012345678901234567890.5",
        "0.30000000000000004",
        "1e9999",
        "1e2147483648",
    ];
    (*dice.pick(&WILD)).to_owned()
}

/// One of the ways to write a number.
fn spelled(dice: &mut Dice, value: &Exact) -> String {
    let plain = value.to_string();
    match dice.below(8) {
        0 if !plain.contains(['.', 'e']) => format!("{plain}.0"),
        1 if !plain.contains(['.', 'e']) => format!("{plain}e0"),
        2 if plain.contains('.') => format!("{plain}00"),
        3 => {
            let places = i64::try_from(dice.below(7)).unwrap_or(0) - 3;
            let shifted = Exact { exponent: value.exponent - places, ..value.clone() };
            format!("{shifted}{}{places}", dice.pick(&["e", "E"]))
        }
        _ => plain,
    }
}

/// The worth of a number's text: `mantissa × 10^exponent`.
#[derive(Clone, Debug)]
pub struct Exact {
    mantissa: BigInt,
    exponent: i64,
}

impl Exact {
    /// The largest exponent that is worked with: beyond it a number would fill the memory.
    pub const MOST_EXPONENT: i64 = 5_000;

    /// The worth of a text in JSON's form; `None` where its exponent is too far from zero.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i64 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mantissa = format!("{whole}{fraction}").parse().ok()?;
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        (exponent.abs() <= Self::MOST_EXPONENT).then_some(Self { mantissa, exponent })
    }

    /// Both mantissas on the lower of the two exponents.
    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i64) {
        let exponent = self.exponent.min(other.exponent);
        let scaled = |number: &Self| {
            let places = u32::try_from(number.exponent - exponent).unwrap_or(0);
            &number.mantissa * BigInt::from(BigUint::from(10_u8).pow(places))
        };
        (scaled(self), scaled(other), exponent)
    }

    fn plus(&self, other: &Self) -> Self {
        let (one, two, exponent) = self.aligned(other);
        Self { mantissa: one + two, exponent }
    }

    /// Whether it is below (`Less`), on or above (`Greater`) another number.
    pub fn compare(&self, other: &Self) -> Ordering {
        let (one, two, _) = self.aligned(other);
        one.cmp(&two)
    }

    /// Whether it is a multiple of `step`, which is not zero.
    pub fn is_multiple_of(&self, step: &Self) -> bool {
        let (value, step, _) = self.aligned(step);
        value % step == BigInt::ZERO
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.compare(other).is_eq()
    }
}

/// Without an exponent.
impl std::fmt::Display for Exact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.mantissa < BigInt::ZERO { "-" } else { "" };
        let digits = self.mantissa.magnitude().to_string();
        if self.exponent >= 0 {
            let zeros = if digits == "0" { 0 } else { usize::try_from(self.exponent).unwrap_or(0) };
            return write!(f, "{sign}{digits}{}", "0".repeat(zeros));
        }
        let places = usize::try_from(-self.exponent).unwrap_or(0);
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        write!(f, "{sign}{whole}.{fraction}")
    }
}
