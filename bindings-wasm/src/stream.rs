//! The stream that JavaScript writes.

use snowgauge_core::encode::Writer;
use snowgauge_core::{Code, Fields};

use crate::codes::token;

/// What JavaScript has written and is not read yet. All of it is UTF-8: codes and lengths are bytes below 128. What is
/// malformed reads as nothing.
///
/// A text is its length in bytes, as digits to base 64 of which the last has 64 added, and then its bytes. A part is a
/// byte that says what it is, and two texts: a name and the content. A value is a run of tokens: a byte each, with a text
/// where the token has one.
#[derive(Clone, Copy)]
pub(crate) struct Stream<'t>(&'t str);

/// Part of an event, or an option.
pub(crate) struct Part<'t> {
    /// What it is.
    pub(crate) kind: u8,
    /// Its name: that of an event or a field, or a schema's URI.
    pub(crate) name: &'t str,
    /// What it says.
    pub(crate) content: &'t str,
}

impl<'t> Stream<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self(text)
    }

    /// The same, for as long as the module runs.
    pub(crate) fn kept(self) -> Stream<'static> {
        Stream::new(String::from(self.0).leak())
    }

    /// How many bytes are not read yet.
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether all of it was read.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next code; behind the end one that means nothing, and that ends a length.
    pub(crate) fn byte(&mut self) -> u8 {
        let byte = self.0.as_bytes().first().copied().unwrap_or(u8::MAX);
        self.0 = self.0.get(1..).unwrap_or_default();
        byte
    }

    /// The next text.
    pub(crate) fn text(&mut self) -> &'t str {
        let mut length = 0_usize;
        loop {
            let digit = self.byte();
            length = (length << 6) | usize::from(digit & 63);
            if digit >= 64 {
                break;
            }
        }
        let (text, rest) = self.0.split_at_checked(length).unwrap_or_default();
        self.0 = rest;
        text
    }

    /// The next part.
    pub(crate) fn part(&mut self) -> Part<'t> {
        Part { kind: self.byte(), name: self.text(), content: self.text() }
    }

    /// Pushes the value that it is into a writer.
    pub(crate) fn push(mut self, to: &mut Writer<'_>) {
        // How many objects and arrays are open that nest too deeply.
        let mut beyond = 0_usize;
        while !self.is_empty() {
            let token = self.byte();
            let text = if token >= token::KEY { self.text() } else { "" };
            if beyond == 0 {
                beyond = usize::from(!push_token(token, text, to));
                continue;
            }
            match token {
                token::BEGIN_OBJECT | token::BEGIN_ARRAY => beyond += 1,
                token::END_OBJECT | token::END_ARRAY => beyond -= 1,
                _ => {}
            }
        }
    }
}

/// The number that these digits make. JavaScript writes nothing else, and no number beyond 2^53.
pub(crate) fn digits(text: &str) -> u64 {
    let mut number = 0_u64;
    for digit in text.bytes() {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0')));
    }
    number
}

impl Part<'_> {
    /// The number that the content says.
    pub(crate) fn number(&self) -> u64 {
        digits(self.content)
    }

    /// Sets the field that the part is about to the value that it says. Null is no value.
    pub(crate) fn set(&self, to: &mut Fields<'_>) {
        let mut value = Stream::new(self.content);
        let (code, found) = match value.byte() {
            token::STRING | token::NUMBER => return to.set(self.name, value.text()),
            token::NOT_JSON => (Code::NotJson, value.text()),
            token::UNPAIRED_STRING => (Code::UnpairedSurrogate, "a string with an unpaired surrogate"),
            token::FALSE | token::TRUE => (Code::Type, "a boolean"),
            token::BEGIN_ARRAY => (Code::Type, "an array"),
            token::BEGIN_OBJECT => (Code::Type, "an object"),
            _ => return,
        };
        to.refuse(self.name, code, found);
    }
}

/// Pushes one token. False: it begins what would nest too deeply; all up to its end has to be left out.
fn push_token(token: u8, text: &str, to: &mut Writer<'_>) -> bool {
    match token {
        token::NULL => to.null(),
        token::FALSE | token::TRUE => to.boolean(token == token::TRUE),
        token::BEGIN_OBJECT => return to.begin_object(),
        token::END_OBJECT => to.end_object(),
        token::BEGIN_ARRAY => return to.begin_array(),
        token::END_ARRAY => to.end_array(),
        token::UNPAIRED_STRING => to.unpaired_surrogate(),
        token::UNPAIRED_NAME => to.unpaired_name(),
        token::KEY => to.key(text),
        token::STRING => to.string(text),
        token::NUMBER => to.number(text),
        token::NOT_JSON => to.not_json(text),
        _ => {}
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{Part, Stream};
    use crate::codes::token;
    use snowgauge_core::validate;

    const STANDARD: &str = "iglu:com.gitlab/gitlab_standard/jsonschema/1-0-0";

    fn stream(bytes: &[u8]) -> Stream<'_> {
        Stream::new(str::from_utf8(bytes).unwrap())
    }

    #[test]
    fn lengths_have_any_number_of_digits() {
        let long = "x".repeat(70);
        let text = |digits: &[u8]| stream(&[digits, long.as_bytes()].concat()).text().len();
        assert_eq!([text(&[64 + 5]), text(&[1, 64 + 6]), text(&[0, 0, 0, 0, 1, 64])], [5, 70, 64]);
        // More than there is, or than can be, or no length at all: nothing.
        assert_eq!([text(&[1, 64 + 7]), text(&[63; 40]), stream(b"").text().len()], [0, 0, 0]);
        assert_eq!(stream("\u{41}é".as_bytes()).text(), "", "half a character");
    }

    #[test]
    fn parts_come_in_order() {
        let mut parts = stream(b"\x07Aa\x40\x02AbAc");
        for expected in [(7, "a", ""), (2, "b", "c"), (u8::MAX, "", "")] {
            assert_eq!(parts.is_empty(), expected.0 == u8::MAX);
            let Part { kind, name, content } = parts.part();
            assert_eq!((kind, name, content), expected);
        }
    }

    /// Every stream of up to four tokens: whatever comes, it is read to its end.
    #[test]
    fn malformed_values_do_no_harm() {
        let tokens = (0..=token::NOT_JSON + 1)
            .map(|token| if token < token::KEY { vec![token] } else { vec![token, 64 + 1, b'1'] });
        let tokens: Vec<Vec<u8>> = tokens.collect();
        let mut values = vec![Vec::new()];
        for _ in 0..4 {
            let longer =
                values.iter().flat_map(|value| tokens.iter().map(|token| [&value[..], token].concat()));
            values = longer.collect();
            for value in &values {
                let content = str::from_utf8(value).unwrap();
                let _ = validate(STANDARD, |to| Stream::new(content).push(to));
            }
        }
        assert_eq!(values.len(), 14_usize.pow(4));
    }

    #[test]
    fn what_nests_too_deeply_is_passed_over() {
        let mut content = vec![token::BEGIN_OBJECT, token::KEY, 64 + 5];
        content.extend_from_slice(b"extra");
        content.extend([token::BEGIN_ARRAY; 50]);
        content.extend([token::END_ARRAY; 50]);
        content.push(token::END_OBJECT);
        let content = str::from_utf8(&content).unwrap();
        let violations = validate(STANDARD, |to| Stream::new(content).push(to)).unwrap();
        let codes: Vec<_> = violations.as_slice().iter().map(|violation| violation.code.as_str()).collect();
        assert_eq!(codes, ["type", "max_depth", "required"]);
    }
}
