//! What the text of a field may be, as enrich reads it.

use alloc::string::String;

use super::field::{Field, PAYLOAD_DATA, PLATFORMS, PLATFORMS_IN_WORDS};
use super::fields::TooLong;
use super::url::can_be_split;
use crate::encode::{check, describe, push_name};
use crate::message::{counted, push_count};
use crate::schema::{Bounds, Code, Decimal, Format, Limit, Node, Shape, Types, Violation};

/// What the text of a field may be. No control character may be in any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Up to so many UTF-16 units.
    Text(u16),
    /// A URL that can be split into its parts, of up to so many UTF-16 units.
    Url(u16),
    /// One of [`PLATFORMS`].
    Platform,
    /// A UUID with its hyphens.
    Uuid,
    /// An integer of 32 bits.
    Integer,
    /// Milliseconds since 1970, in the years 0 to 9999.
    Milliseconds,
    /// Width and height, such as `1920x1080`.
    Dimensions,
    /// A decimal number.
    Decimal,
    /// What the tracker itself writes.
    Written,
}

static PLATFORM: Node =
    Node { types: Types::STRING, shape: Shape::Values(&PLATFORMS), words: PLATFORMS_IN_WORDS };

static UUID: Node = Node {
    types: Types::STRING,
    shape: Shape::Text { length: Bounds { least: 0, most: Bounds::UNBOUNDED }, format: Some(Format::Uuid) },
    words: "a UUID",
};

static INTEGER: Node = Node {
    types: Types::INTEGER,
    shape: Shape::Limits(&[Limit::minimum("-2147483648"), Limit::maximum("2147483647")]),
    words: "an integer from -2147483648 to 2147483647",
};

static MILLISECONDS: Node = Node {
    types: Types::INTEGER,
    shape: Shape::Limits(&[Limit::minimum("-62167219200000"), Limit::maximum("253402300799999")]),
    words: "an integer from -62167219200000 to 253402300799999",
};

impl Field {
    /// What is wrong with a text of this field, if anything: for hosts that check payloads which were made elsewhere. The
    /// pointer names the field's key on the wire.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge_core::payload::field::VIEWPORT;
    /// assert!(VIEWPORT.check("1920x1080").is_none());
    /// let violation = VIEWPORT.check("wide").expect("it is no width and height");
    /// assert_eq!(violation.pointer, "/vp");
    /// ```
    pub fn check(&self, text: &str) -> Option<Violation> {
        let Misfit { code, found } = self.form.fit(text, TooLong::Reject).err()?;
        let mut pointer = String::new();
        push_name(&mut pointer, self.name);
        Some(Violation { code, pointer, expected: self.form.expected(), found, schema: PAYLOAD_DATA.into() })
    }
}

/// What is wrong with a text.
pub(crate) struct Misfit {
    pub(super) code: Code,
    pub(super) found: String,
}

impl Form {
    const fn limit(self) -> Option<u16> {
        match self {
            Self::Text(limit) | Self::Url(limit) => Some(limit),
            _ => None,
        }
    }

    /// As much of a text, which is not empty, as is sent: all of it, or where it may be cut as much as the field holds; no
    /// character is parted.
    ///
    /// # Errors
    ///
    /// What is wrong with that.
    pub(crate) fn fit(self, text: &str, too_long: TooLong) -> Result<&str, Misfit> {
        let limit = self.limit().map_or(usize::MAX, usize::from);
        let (mut units, mut length, mut has_control) = (0, 0, false);
        for byte in text.bytes() {
            let more = units + utf16_units(byte);
            if more > limit && too_long == TooLong::Truncate {
                break;
            }
            (units, length) = (more, length + 1);
            has_control |= byte < b' ' || byte == 0x7f;
        }
        let text = text.get(0..length).unwrap_or_default();
        let code = if units > limit {
            Code::MaxLength
        } else if has_control {
            Code::Format
        } else if let Some(code) = self.code(text) {
            code
        } else {
            return Ok(text);
        };
        let found = match (code, &Decimal::parse(text)) {
            (Code::Enum, _) => describe::found_string(text, &PLATFORM),
            (Code::Minimum | Code::Maximum, Ok(number)) => describe::found_number(number),
            _ => counted("a text of ", units, "UTF-16 unit"),
        };
        Err(Misfit { code, found })
    }

    /// The kind of misfit of a text that is neither too long nor has a control character.
    fn code(self, text: &str) -> Option<Code> {
        let fits = match self {
            Self::Text(_) | Self::Written => true,
            Self::Url(_) => can_be_split(text.as_bytes()),
            Self::Dimensions => is_dimensions(text),
            Self::Platform => return check::string(&PLATFORM, text).err(),
            Self::Uuid => return check::string(&UUID, text).err(),
            Self::Integer => return check_integer(&INTEGER, text),
            Self::Milliseconds => return check_integer(&MILLISECONDS, text),
            // One with a huge exponent would become as many digits somewhere in the pipeline.
            Self::Decimal => {
                matches!(&Decimal::parse(text), Ok(number) if number.is_double() && is_decimal(text.as_bytes()))
            }
        };
        if fits { None } else { Some(Code::Format) }
    }

    /// Whether it is that of numbers, which have one text each on the wire, whatever the host's language writes.
    pub(super) const fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Milliseconds | Self::Decimal)
    }

    /// What would have fitted, in words.
    pub(crate) fn expected(self) -> String {
        let mut text = String::from(match self {
            Self::Url(_) => "a URL with a sound structure, of 1 to ",
            Self::Dimensions => "width and height such as 1920x1080",
            Self::Decimal => "a decimal number between -1e308 and 1e308",
            Self::Text(_) => "1 to ",
            Self::Written => "a text without control characters",
            Self::Platform => PLATFORM.words,
            Self::Uuid => UUID.words,
            Self::Integer => INTEGER.words,
            Self::Milliseconds => MILLISECONDS.words,
        });
        if let Some(limit) = self.limit() {
            push_count(&mut text, limit.into());
            text.push_str(" UTF-16 units, none of them a control character");
        }
        text
    }
}

/// The UTF-16 units of the character that begins with this byte; none for a byte inside of one.
const fn utf16_units(byte: u8) -> usize {
    match byte {
        0x80..0xc0 => 0,
        0xf0.. => 2,
        _ => 1,
    }
}

/// `WxH`, two integers of 31 bits.
fn is_dimensions(text: &str) -> bool {
    let (mut sides, mut side, mut digits) = (1, 0_u64, 0);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                side = side * 10 + u64::from(byte & 0xf);
                digits += 1;
            }
            b'x' if digits > 0 => (sides, side, digits) = (sides + 1, 0, 0),
            _ => return false,
        }
        if side > 0x7fff_ffff {
            return false;
        }
    }
    sides == 2 && digits > 0
}

/// The kind of misfit of an integer as enrich reads it: with or without a plus.
fn check_integer(node: &Node, text: &str) -> Option<Code> {
    match &Decimal::parse(text) {
        Ok(number) if are_digits(text.as_bytes(), false) => check::number(node, Types::INTEGER, number),
        _ => Some(Code::Format),
    }
}

/// Whether a text is a number in the grammar of Java's `BigDecimal`.
fn is_decimal(text: &[u8]) -> bool {
    match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(e) => {
            let (mantissa, exponent) = text.split_at(e);
            are_digits(mantissa, true) && are_digits(exponent.get(1..).unwrap_or_default(), false)
        }
        None => are_digits(text, true),
    }
}

/// Whether a text is digits, before which a sign may stand and among which a point.
fn are_digits(text: &[u8], may_have_point: bool) -> bool {
    let (mut digits, mut is_whole) = (0, may_have_point);
    for (place, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'+' | b'-' if place == 0 => {}
            b'.' if is_whole => is_whole = false,
            _ => return false,
        }
    }
    digits > 0
}

#[cfg(test)]
mod tests {
    use super::super::field;

    #[test]
    fn a_field_that_has_no_form_of_its_own_is_told_in_words() {
        let violation = field::ENTITIES.check("a\tb").expect("a tab is a control character");
        assert_eq!(
            violation.message().split(", found").next(),
            Some("/co: expected a text without control characters")
        );
        assert!(field::ENTITIES.check("{}").is_none());
    }
}
