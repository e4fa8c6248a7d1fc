//! What people see: colors where there is a terminal, and nothing that would take the terminal over.

use std::borrow::Cow;
use std::io::IsTerminal;

/// A text that came from outside, fit to be shown: what a terminal would obey, or what would be seen in another order than it
/// stands there, becomes visible.
///
/// The characters are those of Unicode's categories Cc, Zl and Zp, and those of Cf that change how others are shown: marks
/// and overrides of direction, joiners, tags.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// Whether a character does something to a terminal rather than being seen.
pub(crate) fn is_hidden(character: char) -> bool {
    let does_more_than_show = matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    character.is_control() || does_more_than_show
}

/// Colors, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    /// Colors on a terminal, unless its user does not want any (<https://no-color.org>).
    pub(crate) fn on(stream: &impl IsTerminal) -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { on: stream.is_terminal() && !unwanted }
    }

    /// What matters most.
    pub(crate) fn strong(self, text: &str) -> Cow<'_, str> {
        self.with("1", text)
    }

    /// What goes wrong.
    pub(crate) fn wrong(self, text: &str) -> Cow<'_, str> {
        self.with("31", text)
    }

    /// What goes well.
    pub(crate) fn good(self, text: &str) -> Cow<'_, str> {
        self.with("32", text)
    }

    /// What matters least.
    pub(crate) fn faint(self, text: &str) -> Cow<'_, str> {
        self.with("2", text)
    }

    /// A text between an SGR sequence (ECMA-48) and its end.
    fn with<'t>(self, code: &str, text: &'t str) -> Cow<'t, str> {
        if self.on { Cow::Owned(format!("\x1b[{code}m{text}\x1b[0m")) } else { Cow::Borrowed(text) }
    }
}

/// A number of things: `1 line`, `2 lines`.
pub(crate) fn counted(number: u64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        assert_eq!(shown("\x1b[31mred\x1b]0;title\x07"), r"\u{1b}[31mred\u{1b}]0;title\u{7}");
        assert_eq!(shown("\u{9b}2J\u{202e}txt\u{2066}\r\n"), r"\u{9b}2J\u{202e}txt\u{2066}\u{d}\u{a}");
        assert!(matches!(shown("<b>Grüße, 世界 👋</b>"), Cow::Borrowed(_)));
    }
}
