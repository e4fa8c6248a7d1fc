//! What the text of a field may be, as enrich reads it.

use alloc::string::String;

use super::field::{Field, PAYLOAD_DATA, PLATFORMS, PLATFORMS_IN_WORDS};
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
        let Misfit { code, found } = self.form.misfit(text)?;
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
    /// The form in the terms of a schema, where these can say it.
    const fn node(self) -> Option<&'static Node> {
        Some(match self {
            Self::Platform => &PLATFORM,
            Self::Uuid => &UUID,
            Self::Integer => &INTEGER,
            Self::Milliseconds => &MILLISECONDS,
            _ => return None,
        })
    }

    const fn limit(self) -> Option<u16> {
        match self {
            Self::Text(limit) | Self::Url(limit) => Some(limit),
            _ => None,
        }
    }

    /// As much of a text as the field holds, which is all where it has no limit; no character is parted.
    pub(super) fn cut(self, text: &str) -> &str {
        let limit = self.limit().map_or(usize::MAX, usize::from);
        let mut units = 0;
        for (index, byte) in text.bytes().enumerate() {
            units += utf16_units(byte);
            if units > limit {
                return text.get(..index).unwrap_or_default();
            }
        }
        text
    }

    /// What is wrong with a text that is not empty.
    pub(crate) fn misfit(self, text: &str) -> Option<Misfit> {
        let code = if self.cut(text).len() < text.len() {
            Code::MaxLength
        } else if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            Code::Format
        } else {
            self.code(text)?
        };
        let found = match (code, self.node()) {
            (Code::Enum, Some(node)) => describe::found_string(text, node),
            (Code::Minimum | Code::Maximum, _) => describe::found_number(&Decimal::new(text)),
            _ => counted("a text of ", text.bytes().map(utf16_units).sum(), "UTF-16 unit"),
        };
        Some(Misfit { code, found })
    }

    /// The kind of misfit of a text that is neither too long nor has a control character.
    fn code(self, text: &str) -> Option<Code> {
        let fits = match self {
            Self::Text(_) | Self::Written => true,
            Self::Url(_) => can_be_split(text.as_bytes()),
            Self::Dimensions => is_dimensions(text),
            Self::Platform | Self::Uuid => return check::string(self.node()?, text).err(),
            Self::Decimal | Self::Integer | Self::Milliseconds => match self.number(text) {
                Some(number) => return check::number(self.node()?, Types::INTEGER, &number),
                None => false,
            },
        };
        if fits { None } else { Some(Code::Format) }
    }

    /// A number as enrich reads it: with or without a plus, and where it is no integer in the grammar of Java's
    /// `BigDecimal`, of a magnitude that a double has too. One with a huge exponent would become as many digits somewhere
    /// in the pipeline. `None` also where the form is not of numbers.
    pub(super) fn number(self, text: &str) -> Option<Decimal<'_>> {
        let is_decimal = match self {
            Self::Decimal => true,
            Self::Integer | Self::Milliseconds => false,
            _ => return None,
        };
        if !is_number(text, is_decimal) {
            return None;
        }
        let number = Decimal::parse(text).ok()?;
        if is_decimal && !number.is_double() { None } else { Some(number) }
    }

    /// What would have fitted, in words.
    pub(crate) fn expected(self) -> String {
        let mut text = String::from(match self {
            Self::Url(_) => "a URL with a sound structure, of 1 to ",
            Self::Dimensions => "width and height such as 1920x1080",
            Self::Decimal => "a decimal number between -1e308 and 1e308",
            Self::Text(_) | Self::Written => "1 to ",
            form => form.node().map_or("", |node| node.words),
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
    let is_side = |side: Option<&str>| {
        let side = side.filter(|side| !matches!(side.as_bytes(), [] | [b'+' | b'-', ..]));
        side.is_some_and(|side| Form::Integer.code(side).is_none())
    };
    let x = text.bytes().position(|byte| byte == b'x').unwrap_or(0);
    is_side(text.get(..x)) && is_side(text.get(x + 1..))
}

/// Whether a text is a number, which may have a plus, and where it is no integer a point and an exponent too.
fn is_number(text: &str, is_decimal: bool) -> bool {
    let (mut digits, mut is_fraction, mut is_power) = (0, !is_decimal, !is_decimal);
    let mut before = b'e';
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' if !is_fraction && !is_power => is_fraction = true,
            b'e' | b'E' if !is_power && digits > 0 => (is_power, digits) = (true, 0),
            b'+' | b'-' if matches!(before, b'e' | b'E') => {}
            _ => return false,
        }
        before = byte;
    }
    digits > 0
}
