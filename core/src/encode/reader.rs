//! JSON text as tokens.

use alloc::string::String;

use super::escape::clean_length;
use super::writer::Writer;
use crate::message::push_count;

/// Reads one JSON value and pushes it into a writer.
///
/// Strict as RFC 8259, with one courtesy: the words by which hosts show values that JSON does not have (`NaN`,
/// `Infinity`, `undefined`, `function`…) are reported where they stand and reading goes on, so that their field is named.
/// Any other fault ends the reading; it is reported with the byte at which it was met.
pub fn read(text: &str, to: &mut Writer<'_>) {
    let depth = to.depth();
    let unescaped = core::mem::take(to.room_for_text());
    let mut reader = Reader { text, at: 0, to, unescaped, is_behind_value: false };
    let result = reader.value().and_then(|()| reader.end());
    if let Err(Fault { expected }) = result {
        let found = reader.found();
        reader.to.syntax(depth, reader.is_behind_value, expected, &found);
    }
    *reader.to.room_for_text() = reader.unescaped;
}

/// Why reading ended early; at which byte is the reader's position.
struct Fault {
    expected: &'static str,
}

type Result<T = ()> = core::result::Result<T, Fault>;

const fn fault<T>(expected: &'static str) -> Result<T> {
    Err(Fault { expected })
}

struct Reader<'t, 'r, 'w> {
    text: &'t str,
    at: usize,
    to: &'r mut Writer<'w>,
    /// The last string that held escapes, without them.
    unescaped: String,
    /// Whether a value was read last, and no comma since.
    is_behind_value: bool,
}

/// A string that was read.
enum Read<'t> {
    /// As it stands in the text.
    Verbatim(&'t str),
    /// With escapes, which are resolved in [`Reader::unescaped`].
    Unescaped,
    /// With half a surrogate pair.
    Unpaired,
}

/// Words for what JSON does not have, as hosts write them, and what a violation calls them.
const NOT_JSON: [(&str, &str); 8] = [
    ("NaN", "NaN"),
    ("Infinity", "Infinity"),
    ("-Infinity", "-Infinity"),
    ("undefined", "undefined"),
    ("function", "a function"),
    ("symbol", "a symbol"),
    ("circular", "an object that contains itself"),
    ("throwing", "an object that cannot be read"),
];

impl<'t> Reader<'t, '_, '_> {
    fn value(&mut self) -> Result {
        self.space();
        self.is_behind_value = false;
        match self.peek() {
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => self.string_value(),
            Some(b'-') if self.rest().starts_with("-Infinity") => self.word(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word(),
            _ => fault("a JSON value"),
        }?;
        self.is_behind_value = true;
        Ok(())
    }

    fn object(&mut self) -> Result {
        if !self.to.begin_object() {
            return self.skip_container();
        }
        self.at += 1;
        self.space();
        if !self.take(b'}') {
            loop {
                self.space();
                self.name()?;
                self.value()?;
                self.space();
                if self.take(b'}') {
                    break;
                }
                self.expect(b',', "a comma or the object's end")?;
            }
        }
        self.to.end_object();
        Ok(())
    }

    fn name(&mut self) -> Result {
        self.is_behind_value = false;
        if self.peek() != Some(b'"') {
            return fault("a field's name in quotes");
        }
        match self.string()? {
            Read::Verbatim(name) => self.to.key(name),
            Read::Unescaped => self.to.key(&self.unescaped),
            Read::Unpaired => {
                self.to.key(&self.unescaped);
                self.to.unpaired_name();
            }
        }
        self.space();
        self.expect(b':', "a colon")
    }

    fn array(&mut self) -> Result {
        if !self.to.begin_array() {
            return self.skip_container();
        }
        self.at += 1;
        self.space();
        if !self.take(b']') {
            loop {
                self.value()?;
                self.space();
                if self.take(b']') {
                    break;
                }
                self.expect(b',', "a comma or the array's end")?;
            }
        }
        self.to.end_array();
        Ok(())
    }

    fn string_value(&mut self) -> Result {
        match self.string()? {
            Read::Verbatim(text) => self.to.string(text),
            Read::Unescaped => self.to.string(&self.unescaped),
            Read::Unpaired => self.to.unpaired_surrogate(),
        }
        Ok(())
    }

    /// Reads a string; the reader stands on its opening quote.
    fn string(&mut self) -> Result<Read<'t>> {
        self.at += 1;
        let plain = self.run();
        if self.take(b'"') {
            return Ok(Read::Verbatim(plain));
        }
        self.unescaped.clear();
        self.unescaped.push_str(plain);
        let mut whole = true;
        while !self.take(b'"') {
            self.expect(b'\\', "the string's end, and control characters escaped")?;
            whole &= self.escape()?;
            let plain = self.run();
            self.unescaped.push_str(plain);
        }
        Ok(if whole { Read::Unescaped } else { Read::Unpaired })
    }

    /// Takes the characters up to the next quote, backslash or control character.
    fn run(&mut self) -> &'t str {
        let rest = self.rest();
        let length = clean_length(rest.as_bytes());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Resolves one escape; the reader stands behind its backslash. False: it was half a surrogate pair.
    fn escape(&mut self) -> Result<bool> {
        let character = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return fault("one of the escapes that JSON has"),
        };
        self.at += 1;
        self.unescaped.push(character);
        Ok(true)
    }

    fn unicode_escape(&mut self) -> Result<bool> {
        let first = self.hexadecimal()?;
        let unit = match first {
            0xd800..=0xdbff if self.rest().starts_with("\\u") => {
                let back = self.at;
                self.at += 1;
                let second = self.hexadecimal()?;
                if (0xdc00..=0xdfff).contains(&second) {
                    0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                } else {
                    self.at = back;
                    first
                }
            }
            unit => unit,
        };
        self.unescaped.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        Ok(char::from_u32(unit).is_some())
    }

    /// Reads `uXXXX`.
    fn hexadecimal(&mut self) -> Result<u32> {
        let digits = self.text.as_bytes().get(self.at + 1..self.at + 5).unwrap_or_default();
        let mut unit = Some(0);
        for digit in digits {
            let digit = char::from(*digit).to_digit(16);
            unit = unit.and_then(|unit| digit.map(|digit| unit << 4 | digit));
        }
        let Some(unit) = unit.filter(|_| !digits.is_empty()) else { return fault("four hexadecimal digits") };
        self.at += 5;
        Ok(unit)
    }

    fn number(&mut self) -> Result {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        self.to.number(self.text.get(start..self.at).unwrap_or_default());
        Ok(())
    }

    fn digits(&mut self) -> Result {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { fault("a digit") } else { Ok(()) }
    }

    fn word(&mut self) -> Result {
        let rest = self.rest();
        let letters = |byte: u8| byte == b'-' || byte.is_ascii_alphabetic();
        let word = rest
            .get(..rest.bytes().position(|byte| !letters(byte)).unwrap_or(rest.len()))
            .unwrap_or_default();
        match word {
            "null" => self.to.null(),
            "true" => self.to.boolean(true),
            "false" => self.to.boolean(false),
            word => {
                let Some((_, found)) = NOT_JSON.iter().find(|(known, _)| *known == word) else {
                    return fault("a JSON value");
                };
                self.to.not_json(found);
            }
        }
        self.at += word.len();
        Ok(())
    }

    /// Passes over an object or array that nests too deeply, without recursion.
    fn skip_container(&mut self) -> Result {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Some(b'{' | b'[') => depth += 1,
                Some(b'}' | b']') => depth -= 1,
                Some(b'"') => {
                    self.string()?;
                    continue;
                }
                Some(_) => {}
                None => return fault("the end of an object or array"),
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn end(&mut self) -> Result {
        self.space();
        if self.at == self.text.len() { Ok(()) } else { fault("nothing after the value") }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result {
        if self.take(byte) { Ok(()) } else { fault(expected) }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What stands where the reading ended: never the text itself.
    fn found(&self) -> String {
        let what = if self.at < self.text.len() {
            "something else at byte "
        } else {
            "the end of the text at byte "
        };
        let mut found = String::from(what);
        push_count(&mut found, self.at);
        found
    }
}
