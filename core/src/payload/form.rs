//! What the text of a field may be, as enrich reads it.

use alloc::string::String;
use alloc::vec::Vec;

use super::url::can_be_split;
use crate::encode::{Decimal, check, describe, parse_integer};
use crate::message::{push_count, sentence};
use crate::schema::{Code, Node};

/// What the text of a field may be. No control character may be in any.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Up to so many UTF-16 units.
    Text(u16),
    /// A URL that can be split into its parts, of up to so many UTF-16 units.
    Url(u16),
    /// A text that this node allows.
    Value(&'static Node),
    /// An integer that this node allows.
    Integer(&'static Node),
    /// Width and height, such as `1920x1080`.
    Dimensions,
    /// A decimal number.
    Decimal,
    /// What the tracker itself writes.
    Written,
}

/// What is wrong with a text.
pub(crate) struct Misfit {
    pub(super) code: Code,
    pub(super) found: String,
}

impl Form {
    /// As much of a text as the field holds; a character is never parted.
    pub(super) fn cut<'t>(&self, text: &'t str) -> &'t str {
        let Some(limit) = self.limit() else { return text };
        // A byte of UTF-8 is at most one unit of UTF-16.
        if text.len() <= limit {
            return text;
        }
        let (mut units, mut end) = (0, 0);
        for character in text.chars() {
            units += character.len_utf16();
            if units > limit {
                break;
            }
            end += character.len_utf8();
        }
        text.get(..end).unwrap_or_default()
    }

    const fn limit(&self) -> Option<usize> {
        match self {
            Self::Text(limit) | Self::Url(limit) => Some(*limit as usize),
            _ => None,
        }
    }

    /// What is wrong with a text that is not empty.
    pub(crate) fn misfit(&self, text: &str) -> Option<Misfit> {
        let found = |code, found| Some(Misfit { code, found });
        if self.cut(text).len() < text.len() {
            let units = text.chars().map(char::len_utf16).sum();
            return found(Code::MaxLength, describe::counted("a string of ", units, "UTF-16 unit"));
        }
        if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return found(Code::Format, "a string with a control character".into());
        }
        let fits = match self {
            Self::Text(_) | Self::Written => true,
            Self::Url(_) => can_be_split(text),
            Self::Dimensions => is_dimensions(text),
            Self::Decimal => decimal(text).is_some(),
            Self::Value(node) => {
                let code = check::string(node, text).err()?;
                return found(code, describe::found_string(text, node));
            }
            Self::Integer(node) => match integer(text) {
                Some(digits) => {
                    let code = check::integer(node, digits, parse_integer(digits))?;
                    return found(code, describe::found_number(digits, true));
                }
                None => false,
            },
        };
        if fits {
            return None;
        }
        found(Code::Format, describe::counted("a string of ", text.chars().count(), "character"))
    }

    /// What would have fitted, in words.
    pub(crate) fn expected(&self) -> String {
        let lead = match self {
            Self::Text(_) | Self::Written => "1 to ",
            Self::Url(_) => "a URL with a sound structure, of 1 to ",
            Self::Value(node) | Self::Integer(node) => return describe::expected(node),
            Self::Dimensions => "width and height such as 1920x1080, each from 0 to 2147483647",
            Self::Decimal => "a decimal number between -1e308 and 1e308",
        };
        let mut text = sentence(&[lead]);
        if let Some(limit) = self.limit() {
            push_count(&mut text, limit as u64);
            text.push_str(" UTF-16 units, none of them a control character");
        }
        text
    }

    /// The text that goes on the wire for one that fits: numbers have one text each, whatever the host's language
    /// writes. `None`: the text as it is.
    pub(super) fn canonical(&self, text: &str) -> Option<String> {
        match self {
            Self::Integer(_) => Some(itoa::Buffer::new().format(parse_integer(integer(text)?)?).into()),
            Self::Decimal => {
                let mut canonical = Vec::new();
                decimal(text)?.write(&mut canonical);
                String::from_utf8(canonical).ok()
            }
            _ => None,
        }
    }
}

/// An integer's text without its plus, which enrich takes too.
fn integer(text: &str) -> Option<&str> {
    let digits = unsigned(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(if text.starts_with('+') { digits } else { text })
}

/// `WxH`, two integers of 31 bits.
fn is_dimensions(text: &str) -> bool {
    let is_side = |side: Option<&str>| {
        let digits = side.filter(|side| side.bytes().all(|byte| byte.is_ascii_digit()));
        digits
            .filter(|side| !side.is_empty())
            .and_then(parse_integer)
            .is_some_and(|side| side <= i32::MAX.into())
    };
    let x = text.bytes().position(|byte| byte == b'x').unwrap_or(0);
    is_side(text.get(..x)) && is_side(text.get(x + 1..))
}

/// A number in the grammar of Java's `BigDecimal`, of a magnitude that a double has too: one with a huge exponent would
/// become as many digits somewhere in the pipeline.
fn decimal(text: &str) -> Option<Decimal> {
    let mantissa_end = text.bytes().position(|byte| matches!(byte, b'e' | b'E')).unwrap_or(text.len());
    let (mantissa, exponent) = text.split_at_checked(mantissa_end)?;
    let (mut digits, mut points) = (0, 0);
    for byte in unsigned(mantissa).bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' => points += 1,
            _ => return None,
        }
    }
    let power = unsigned(exponent.get(1..).unwrap_or("0"));
    let is_power = !power.is_empty() && power.bytes().all(|byte| byte.is_ascii_digit());
    if digits == 0 || points > 1 || !is_power {
        return None;
    }
    let decimal = Decimal::parse(if text.starts_with('+') { unsigned(text) } else { text });
    decimal.is_double().then_some(decimal)
}

/// A number's text without its sign.
fn unsigned(text: &str) -> &str {
    if matches!(text.as_bytes(), [b'+' | b'-', ..]) { text.get(1..).unwrap_or_default() } else { text }
}
