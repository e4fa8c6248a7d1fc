//! JSON strings, plain or inside another JSON string.

use alloc::vec::Vec;

use crate::ascii::hex;

/// Whether the JSON that is written is itself the content of a JSON string, as the values of a tracker payload are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Quoting {
    /// JSON as it is.
    Plain,
    /// JSON inside a JSON string: its quotes and backslashes are escaped once more.
    #[default]
    Inside,
}

impl Quoting {
    /// Appends a string's opening or closing quote.
    pub(super) fn push_quote(self, out: &mut Vec<u8>) {
        match self {
            Self::Plain => out.push(b'"'),
            Self::Inside => out.extend_from_slice(b"\\\""),
        }
    }

    /// Appends the quote that closes a member's name, with the colon behind it.
    pub(super) fn push_name_end(self, out: &mut Vec<u8>) {
        match self {
            Self::Plain => out.extend_from_slice(b"\":"),
            Self::Inside => out.extend_from_slice(b"\\\":"),
        }
    }
}

/// Appends the content of a string, given as UTF-8, without its quotes.
pub(crate) fn push_text(out: &mut Vec<u8>, text: &[u8], quoting: Quoting) {
    let mut rest = text;
    loop {
        let (clean, tail) = rest.split_at(clean_length(rest));
        out.extend_from_slice(clean);
        let Some((special, tail)) = tail.split_first() else { return };
        push_escape(out, *special, quoting);
        rest = tail;
    }
}

/// Appends a text as a JSON string: for hosts that have no serializer of their own.
///
/// # Examples
///
/// ```
/// let mut out = Vec::new();
/// snowgauge_core::encode::push_string(&mut out, "C\n\"#\"");
/// assert_eq!(out, br##""C\n\"#\"""##);
/// ```
pub fn push_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    push_text(out, text.as_bytes(), Quoting::Plain);
    out.push(b'"');
}

/// How many bytes a JSON string can hold as they are, before the first that it cannot.
pub(super) fn clean_length(text: &[u8]) -> usize {
    let mut length = 0;
    // Eight at a time, without a branch for each: processors do that at once.
    for block in text.as_chunks::<8>().0 {
        if block.iter().fold(false, |any, byte| any | needs_escape(*byte)) {
            break;
        }
        length += block.len();
    }
    while text.get(length).is_some_and(|byte| !needs_escape(*byte)) {
        length += 1;
    }
    length
}

const fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Appends the shortest escape that JSON has: what JavaScript, Python and serde_json write too.
fn push_escape(out: &mut Vec<u8>, byte: u8, quoting: Quoting) {
    let letter = match byte {
        b'"' | b'\\' => byte,
        // From backspace to carriage return; the vertical tab has none of its own.
        _ => b"btnufr".get(usize::from(byte).wrapping_sub(8)).copied().unwrap_or(b'u'),
    };
    // Inside a string every backslash and quote of the escape has one more before it.
    out.extend_from_slice(match quoting {
        Quoting::Plain => b"\\",
        Quoting::Inside if letter == byte => b"\\\\\\",
        Quoting::Inside => b"\\\\",
    });
    out.push(letter);
    if letter == b'u' {
        out.extend_from_slice(&[b'0', b'0', hex(byte >> 4), hex(byte & 0xf)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn written(text: &str, quoting: Quoting) -> String {
        let mut out = Vec::new();
        push_text(&mut out, text.as_bytes(), quoting);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn plain_text_agrees_with_serde_json() {
        let every: String = (0..0x250).filter_map(char::from_u32).chain("\u{2028}🦀".chars()).collect();
        assert_eq!(
            alloc::format!("\"{}\"", written(&every, Quoting::Plain)),
            serde_json::to_string(&every).unwrap()
        );
    }

    #[test]
    fn text_inside_a_string_agrees_with_escaping_twice() {
        let every: String = (0..0x250).filter_map(char::from_u32).collect();
        let inner = serde_json::to_string(&every).unwrap();
        let outer = serde_json::to_string(&inner).unwrap();
        assert_eq!(alloc::format!("\"\\\"{}\\\"\"", written(&every, Quoting::Inside)), outer);
    }
}
