//! `pattern` as Snowplow's validator runs it: a Java regular expression that may match anywhere in the text.
//!
//! The `regex` crate runs it, after the few spellings that mean something else in Java are translated. What has no
//! equivalent (look-around, back-references, possessive quantifiers, inline flags, `\b`, `\p{…}`) is an error when the
//! schema is loaded, never a guess.

use std::iter::Peekable;
use std::str::Chars;

use regex::Regex;

/// Java's line terminators, which `.` does not match.
const LINE_TERMINATORS: &str = r"\n\r\x{85}\x{2028}\x{2029}";

/// Compiles a Java regular expression. The error says what is not supported.
pub(crate) fn compile(java: &str) -> Result<Regex, String> {
    let translated = translate(java)?;
    Regex::new(&translated).map_err(|_| "not a regular expression that can be judged here".to_owned())
}

fn translate(java: &str) -> Result<String, String> {
    let mut out = String::with_capacity(java.len() + 16);
    let mut rest = java.chars().peekable();
    let mut class_depth = 0_usize;
    while let Some(c) = rest.next() {
        match c {
            '\\' => out.push_str(&escape(rest.next(), class_depth > 0)?),
            '[' => {
                // `[[:alpha:]]` is a class by name here, and a class of these characters in Java.
                if class_depth > 0 && rest.peek() == Some(&':') {
                    return Err("`[:` inside a character class is not supported".to_owned());
                }
                class_depth += 1;
                out.push('[');
            }
            ']' if class_depth > 0 => {
                class_depth -= 1;
                out.push(']');
            }
            _ if class_depth > 0 => class_member(c, &mut rest, &mut out)?,
            '(' => group(&mut rest, &mut out)?,
            '$' => end_of_input(&mut rest, &mut out)?,
            '.' => out.extend(["[^", LINE_TERMINATORS, "]"]),
            '*' | '+' | '?' | '}' => {
                out.push(c);
                if rest.peek() == Some(&'+') {
                    return Err("possessive quantifiers are not supported".to_owned());
                }
            }
            _ => out.push(c),
        }
    }
    Ok(out)
}

/// The character after a backslash. Java's `\d`, `\w` and `\s` are ASCII.
fn escape(escaped: Option<char>, in_class: bool) -> Result<String, String> {
    let c = escaped.ok_or("ends in a backslash")?;
    let (set, negated) = match c {
        'd' | 'D' => ("0-9", c == 'D'),
        'w' | 'W' => ("0-9A-Za-z_", c == 'W'),
        's' | 'S' => (r" \t\n\x0B\f\r", c == 'S'),
        't' | 'n' | 'r' | 'f' => return Ok(format!("\\{c}")),
        c if c.is_ascii_punctuation() => return Ok(regex::escape(&c.to_string())),
        c => return Err(format!("the escape `\\{c}` is not supported")),
    };
    Ok(match (negated, in_class) {
        (false, true) => set.to_owned(),
        (false, false) => format!("[{set}]"),
        (true, _) => format!("[^{set}]"),
    })
}

/// `--` and `~~` are operators inside a class here, and plain characters in Java.
fn class_member(c: char, rest: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    if matches!(c, '-' | '~') && rest.peek() == Some(&c) {
        return Err(format!("`{c}{c}` inside a character class is not supported"));
    }
    out.push(c);
    Ok(())
}

/// A group is `(`, `(?:` or `(?<name>`. Flags, as in `(?s)`, mean other things in Java, and `(?P<name>` nothing.
fn group(rest: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    out.push('(');
    if rest.next_if_eq(&'?').is_some() {
        out.push('?');
        if !matches!(rest.peek(), Some(':' | '<')) {
            return Err("of groups that begin with `(?` only `(?:` and `(?<name>` are supported".to_owned());
        }
    }
    Ok(())
}

/// `$` also matches before a final line terminator in Java.
fn end_of_input(rest: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    if !matches!(rest.peek(), None | Some(')' | '|')) {
        return Err("`$` is only supported at the end of an alternative".to_owned());
    }
    out.extend([r"(?:\r\n|[", LINE_TERMINATORS, r"])?\z"]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_like_java() {
        for (pattern, text, expected) in [
            // Unanchored.
            ("b", "abc", true),
            ("^b", "abc", false),
            // `$` also before a final newline.
            ("^a$", "a", true),
            ("^a$", "a\n", true),
            ("^a$", "a\r\n", true),
            ("^a$", "a\n\n", false),
            ("^(a|b$)", "b\n", true),
            // ASCII classes.
            (r"^\d$", "٣", false),
            (r"^\w$", "é", false),
            (r"^\s$", "\u{a0}", false),
            (r"^[\w.-]+$", "a.b-c_9", true),
            (r"^[^\s]+$", "a b", false),
            (r"^\S\D\W$", "aa.", true),
            (r"^[\D]$", "1", false),
            ("^.$", "\u{2028}", false),
            // Escaped punctuation.
            (r"^iglu:[a-zA-Z0-9\-_.]+\/x\$$", "iglu:com.gitlab/x$", true),
            (r"^[0-9]{2,3}?$", "123", true),
            // Groups.
            ("^(?:a|(?<second>b))$", "b", true),
        ] {
            assert_eq!(compile(pattern).unwrap().is_match(text), expected, "{pattern} on {text:?}");
        }
    }

    #[test]
    fn refuses_what_it_cannot_translate() {
        for pattern in [
            "(?=a)",
            "(?<=a)",
            "(?s)a",
            "(?m:^a)",
            "(?i)a",
            "(?P<a>a)",
            r"(a)\1",
            "a++",
            "a{2}+",
            r"\bx",
            r"\p{Alpha}",
            "a$b",
            "[a--b]",
            "[[:alpha:]]",
            "(",
            "\\",
        ] {
            assert!(compile(pattern).is_err(), "{pattern}");
        }
    }
}
