//! Text to [`Json`], in one pass.
//!
//! By hand, because no library reads JSON as Snowplow does: numbers keep their text, a lone surrogate is replaced, the depth
//! is counted before anything is built. Where the grammar is concerned, the tests hold it to `serde_json`.

use std::borrow::Cow;
use std::fmt;

use super::{Json, Object};

/// How many arrays and objects may contain one another: enrich refuses JSON nested deeper than 50.
pub(crate) const MAX_DEPTH: usize = 50;

/// How many digits an integer may have: Jackson's limit.
const MAX_DIGITS: usize = 1000;

/// Room for the rest of a string that has escapes, in bytes: most such strings are the JSON of some entities.
const UNESCAPED: usize = 1024;

/// Why a text is not JSON to Snowplow. It never quotes the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotJson {
    /// Not JSON at all.
    Syntax {
        /// Line of the first offence, from 1.
        line: usize,
        /// Column of the first offence in bytes, from 1.
        column: usize,
    },
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// An integer has more than [`MAX_DIGITS`] digits.
    TooLong,
}

impl fmt::Display for NotJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { line, column } => {
                write!(formatter, "not valid JSON (line {line}, column {column})")
            }
            Self::TooDeep => write!(formatter, "JSON nested deeper than {MAX_DEPTH}"),
            Self::TooLong => write!(formatter, "an integer of more than {MAX_DIGITS} digits"),
        }
    }
}

/// Reads one JSON document.
pub(crate) fn parse(text: &str) -> Result<Json<'_>, NotJson> {
    let mut reader = Reader { text, at: 0 };
    reader.skip_blanks();
    let value = reader.value(MAX_DEPTH)?;
    reader.skip_blanks();
    if reader.at == text.len() { Ok(value) } else { Err(reader.offence()) }
}

/// How far a text is read.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What stands here is not JSON.
    fn offence(&self) -> NotJson {
        let before = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let mut lines = before.split(|byte| *byte == b'\n');
        let column = lines.next_back().map_or(0, <[u8]>::len) + 1;
        NotJson::Syntax { line: lines.count() + 1, column }
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Takes a byte if it is there.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), NotJson> {
        if self.take(byte) { Ok(()) } else { Err(self.offence()) }
    }

    /// The text from `start` to here.
    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn value(&mut self, depth_left: usize) -> Result<Json<'a>, NotJson> {
        Ok(match self.peek() {
            Some(b'{') => self.object(depth_left.checked_sub(1).ok_or(NotJson::TooDeep)?)?,
            Some(b'[') => self.array(depth_left.checked_sub(1).ok_or(NotJson::TooDeep)?)?,
            Some(b'"') => Json::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Json::Bool(true))?,
            Some(b'f') => self.word("false", Json::Bool(false))?,
            Some(b'n') => self.word("null", Json::Null)?,
            _ => return Err(self.offence()),
        })
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Result<Json<'a>, NotJson> {
        for byte in word.bytes() {
            self.expect(byte)?;
        }
        Ok(value)
    }

    fn array(&mut self, depth_left: usize) -> Result<Json<'a>, NotJson> {
        let mut items = Vec::new();
        self.at += 1;
        self.skip_blanks();
        if self.take(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth_left)?);
            self.skip_blanks();
            if self.take(b']') {
                return Ok(Json::Array(items));
            }
            self.expect(b',')?;
            self.skip_blanks();
        }
    }

    fn object(&mut self, depth_left: usize) -> Result<Json<'a>, NotJson> {
        let start = self.at;
        let mut members = Vec::new();
        self.at += 1;
        self.skip_blanks();
        if self.take(b'}') {
            return Ok(Json::Object(Object::new(members, start..self.at)));
        }
        loop {
            let name = self.string()?;
            self.skip_blanks();
            self.expect(b':')?;
            self.skip_blanks();
            members.push((name, self.value(depth_left)?));
            self.skip_blanks();
            if self.take(b'}') {
                return Ok(Json::Object(Object::new(members, start..self.at)));
            }
            self.expect(b',')?;
            self.skip_blanks();
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, NotJson> {
        self.expect(b'"')?;
        let start = self.at;
        self.skip_plain();
        if self.take(b'"') {
            return Ok(Cow::Borrowed(self.text.get(start..self.at - 1).unwrap_or_default()));
        }
        let mut unescaped = String::with_capacity(self.at - start + UNESCAPED.min(self.text.len() - self.at));
        unescaped.push_str(self.since(start));
        while self.take(b'\\') {
            unescaped.push(self.escaped()?);
            let start = self.at;
            self.skip_plain();
            unescaped.push_str(self.since(start));
        }
        self.expect(b'"')?;
        Ok(Cow::Owned(unescaped))
    }

    /// Goes to the next byte of a string that does not stand for itself.
    fn skip_plain(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_special = |byte: &u8| matches!(*byte, b'"' | b'\\' | 0..=0x1F);
        self.at += rest.iter().position(is_special).unwrap_or(rest.len());
    }

    /// The character after a backslash; a surrogate without its other half is `?`, which is what enrich stores.
    fn escaped(&mut self) -> Result<char, NotJson> {
        let escape = self.peek().ok_or_else(|| self.offence())?;
        let c = match escape {
            b'"' | b'\\' | b'/' => char::from(escape),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                return self.code_point();
            }
            _ => return Err(self.offence()),
        };
        self.at += 1;
        Ok(c)
    }

    fn code_point(&mut self) -> Result<char, NotJson> {
        let unit = self.hex()?;
        if let 0xD800..=0xDBFF = unit {
            let after = self.at;
            if self.take(b'\\') && self.take(b'u') {
                let low = self.hex()?;
                if let 0xDC00..=0xDFFF = low {
                    let point = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                    return Ok(char::from_u32(point).unwrap_or('?'));
                }
            }
            // What follows stands for itself.
            self.at = after;
        }
        Ok(char::from_u32(unit).unwrap_or('?'))
    }

    fn hex(&mut self) -> Result<u32, NotJson> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            unit = unit * 16 + digit.ok_or_else(|| self.offence())?;
            self.at += 1;
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<Json<'a>, NotJson> {
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
        number(self.since(start))
    }

    /// At least one digit.
    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(self.offence()) }
    }
}

/// A number, as it becomes one of Jackson's nodes: where that fails because of an exponent, Snowplow makes a text of it;
/// where an integer is too long, enrich throws, and the event is lost.
fn number(text: &str) -> Result<Json<'_>, NotJson> {
    let Some(exponent_at) = text.find(['e', 'E']) else {
        let too_long =
            text.len() > MAX_DIGITS && !text.contains('.') && text.trim_start_matches('-').len() > MAX_DIGITS;
        return if too_long { Err(NotJson::TooLong) } else { Ok(Json::Number(Cow::Borrowed(text))) };
    };
    let (mantissa, exponent) = text.split_at(exponent_at);
    let fraction = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let scale = exponent
        .get(1..)
        .and_then(|digits| digits.parse::<i32>().ok())
        .and_then(|exponent| i32::try_from(i64::try_from(fraction).ok()? - i64::from(exponent)).ok());
    let text = Cow::Borrowed(text);
    Ok(if scale.is_some() { Json::Number(text) } else { Json::String(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> Json<'_> {
        Json::String(Cow::Borrowed(text))
    }

    fn object<'a>(name: &'a str, value: Json<'a>) -> Json<'a> {
        Json::Object(Object::new(vec![(Cow::Borrowed(name), value)], 0..0))
    }

    #[test]
    fn reads_what_snowplow_reads() {
        for (text, expected) in [
            ("null", Json::Null),
            (" true ", Json::Bool(true)),
            ("\r\n\t[ ]", Json::Array(Vec::new())),
            ("[1 , { }]", Json::Array(vec![Json::Number("1".into()), Json::Object(Object::default())])),
            ("3.0", Json::Number("3.0".into())),
            ("-0", Json::Number("-0".into())),
            ("1e1000000", Json::Number("1e1000000".into())),
            (r#""\u00e9\n\"\\\/\b\f\r\t""#, string("é\n\"\\/\u{8}\u{c}\r\t")),
            // A repeated key: the last one wins.
            (r#"{"a":1,"a":2}"#, object("a", Json::Number("2".into()))),
            // Lone surrogates, high and low, in values and in keys; a pair is a character.
            (r#""\ud800x""#, string("?x")),
            (r#""\ud800\u0041""#, string("?A")),
            (r#""\ud800\ud83d\ude00""#, string("?😀")),
            (r#""\ud800\n""#, string("?\n")),
            (r#""\udc00""#, string("?")),
            (r#""\ud83d\ude00""#, string("😀")),
            (r#""퟿\udfff""#, string("\u{d7ff}?")),
            (r#"{"\ud800":null}"#, object("?", Json::Null)),
        ] {
            assert_eq!(parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn refuses_what_snowplow_refuses() {
        for text in [
            "",
            " ",
            "NaN",
            "Infinity",
            "01",
            "1.",
            "1.e1",
            "1e",
            "-",
            "+1",
            ".5",
            "tru",
            "nul",
            "truex",
            "{\"a\":1,}",
            "{\"a\"}",
            "{\"a\":}",
            "{,}",
            "[,]",
            "[1,]",
            "[1 2]",
            "{'a':1}",
            "{a:1}",
            "\u{feff}{}",
            "{} {}",
            "[",
            "{",
            "\"",
            r#""\x""#,
            r#""\ud8""#,
            r#""\ud800\uZZZZ""#,
            "\"\n\"",
            "\"\u{1f}\"",
            "\u{a0}1",
        ] {
            assert!(matches!(parse(text), Err(NotJson::Syntax { .. })), "{text}");
        }
    }

    #[test]
    fn says_where() {
        for (text, line, column) in
            [("", 1, 1), ("{\"a\" 1}", 1, 6), ("{\n  \"a\": 1,\n  x}", 3, 3), ("[1", 1, 3)]
        {
            assert_eq!(parse(text), Err(NotJson::Syntax { line, column }), "{text}");
        }
    }

    #[test]
    fn nesting_is_limited() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(parse(&nested(MAX_DEPTH + 1)), Err(NotJson::TooDeep));
        // Deep enough to overflow the stack of a reader that recurses before it counts.
        assert_eq!(parse(&nested(500_000)), Err(NotJson::TooDeep));
        assert_eq!(parse(&"{\"a\":".repeat(500_000)), Err(NotJson::TooDeep));
    }

    #[test]
    fn integers_have_a_limit_of_digits() {
        assert!(parse(&"9".repeat(MAX_DIGITS)).is_ok());
        assert!(parse(&format!("-{}", "9".repeat(MAX_DIGITS))).is_ok());
        assert_eq!(parse(&"9".repeat(MAX_DIGITS + 1)), Err(NotJson::TooLong));
        assert!(parse(&format!("0.{}", "9".repeat(MAX_DIGITS + 1))).is_ok());
    }

    /// Every text that one edit makes of some JSON, be it JSON or not.
    fn edited() -> impl Iterator<Item = String> {
        const ROOTS: [&str; 5] = [
            r#"{"a":[1,-2.5e+3,0],"b":{"c":null,"d":true},"é":"\u00e9\n\ud83d\ude00"}"#,
            r#" [ "\\\"" , false , 10 , {} , [ ] ] "#,
            r#"{"schema":"iglu:a/b/jsonschema/1-0-0","data":{"n":1E2,"m":0.10}}"#,
            "-12.0e-1",
            r#""a/b""#,
        ];
        const INSERTED: [char; 22] = [
            '"', '\\', '{', '}', '[', ']', ',', ':', '-', '+', '.', '0', '1', 'e', 'u', 't', 'n', ' ', '\n',
            '\u{0}', 'é', '/',
        ];
        ROOTS.into_iter().flat_map(|root| {
            let places: Vec<usize> = root.char_indices().map(|(at, _)| at).chain([root.len()]).collect();
            places.into_iter().flat_map(move |at| {
                let (head, tail) = root.split_at(at);
                let rest = tail.chars().next().map_or("", |c| &tail[c.len_utf8()..]);
                let inserted = INSERTED
                    .into_iter()
                    .flat_map(move |c| [format!("{head}{c}{tail}"), format!("{head}{c}{rest}")]);
                inserted.chain([format!("{head}{rest}"), head.to_owned()])
            })
        })
    }

    #[test]
    fn agrees_with_serde_json() {
        let (mut good, mut bad) = (0, 0);
        for text in edited() {
            let ours = parse(&text);
            match serde_json::from_str::<serde_json::Value>(&text) {
                Ok(value) => {
                    let ours = ours.unwrap_or_else(|error| panic!("{text}: {error}"));
                    let again: serde_json::Value =
                        serde_json::from_str(&serde_json::to_string(&ours).unwrap()).unwrap();
                    assert_eq!(again, value, "{text}");
                    good += 1;
                }
                // It refuses lone surrogates, and numbers beyond a double.
                Err(_) if text.contains("\\ud") && ours.is_ok() => {}
                Err(error) => {
                    assert!(ours.is_err(), "{text}: {error}");
                    bad += 1;
                }
            }
        }
        assert!(good > 1000 && bad > 4000, "{good} good, {bad} bad");
    }
}
