//! Reads the text of one tracker-protocol field into the value that enrich makes of it.

use std::borrow::Cow;

use fluent_uri::UriRef;
use uuid::Uuid;

use crate::timestamp::Timestamp;

/// The platforms that enrich knows.
const PLATFORMS: [&str; 9] = ["web", "iot", "app", "mob", "pc", "cnsl", "tv", "srv", "headset"];

/// The event types, by their code in `e`; the last two codes are of old trackers.
const EVENT_TYPES: [(&str, &str); 8] = [
    ("se", "struct"),
    ("ue", "unstruct"),
    ("pv", "page_view"),
    ("pp", "page_ping"),
    ("tr", "transaction"),
    ("ti", "transaction_item"),
    ("ev", "struct"),
    ("ad", "ad_impression"),
];

/// Cleans a text as enrich does: a tab becomes four spaces, ASCII control characters go, empty becomes nothing.
pub(crate) fn clean(text: &str) -> Option<Cow<'_, str>> {
    if text.bytes().all(|byte| !byte.is_ascii_control()) {
        return (!text.is_empty()).then_some(Cow::Borrowed(text));
    }
    let text: String = text.replace('\t', "    ").chars().filter(|c| !c.is_ascii_control()).collect();
    (!text.is_empty()).then_some(Cow::Owned(text))
}

/// The length that enrich compares with a limit: UTF-16 units.
pub(crate) fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A platform code.
pub(crate) fn platform(text: &str) -> Option<&'static str> {
    PLATFORMS.into_iter().find(|platform| *platform == text)
}

/// The event type that a code in `e` stands for.
pub(crate) fn event_type(code: &str) -> Option<&'static str> {
    EVENT_TYPES.into_iter().find(|(known, _)| *known == code).map(|(_, event_type)| event_type)
}

/// A canonical UUID: hyphenated, any version, either case.
pub(crate) fn uuid(text: &str) -> Option<Uuid> {
    // The parser also takes braces, `urn:uuid:` and no hyphens, all of which have another length.
    Uuid::try_parse(text).ok().filter(|_| text.len() == 36)
}

/// A 32-bit integer, with a sign if it likes.
pub(crate) fn integer(text: &str) -> Option<i32> {
    text.parse().ok()
}

/// Whole milliseconds since 1970, within the years 0 to 9999.
pub(crate) fn timestamp(text: &str) -> Option<Timestamp> {
    text.parse().ok().and_then(Timestamp::from_millis)
}

/// `0` or `1`.
pub(crate) fn flag(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}

/// `WxH`, each a 32-bit integer without a sign.
pub(crate) fn dimensions(text: &str) -> Option<(i32, i32)> {
    let side = |digits: &str| {
        let plain = digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|_| plain)
    };
    let (width, height) = text.split_once('x')?;
    Some((side(width)?, side(height)?))
}

/// A decimal number in Java's grammar: `1`, `-1.5`, `.5`, `1.`, `1e3`. The result is the nearest double.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at)?, Some(text.get(at + 1..)?)),
        None => (text, None),
    };
    let mantissa = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let well_formed = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| exponent.parse::<i32>().is_ok());
    text.parse().ok().filter(|_| well_formed)
}

/// Whether enrich can split a URL into its parts. It tries Java's parser and then a lenient one, so a character that
/// should have been percent-encoded is fine; a broken structure (scheme, port, brackets of a host) is not.
pub(crate) fn is_splittable_uri(text: &str) -> bool {
    let path = path_start(text);
    let mut escaped = String::with_capacity(text.len());
    let mut in_fragment = false;
    for (at, c) in text.char_indices() {
        let is_stray = match c {
            '[' | ']' => at >= path,
            // Of a URL with several, all but the first belong to the fragment.
            '#' => std::mem::replace(&mut in_fragment, true),
            '%' => !is_percent_encoded(text.as_bytes().get(at..).unwrap_or_default()),
            _ => !c.is_ascii_graphic() || "\"<>\\^`{|}".contains(c),
        };
        if is_stray {
            escaped.push_str("%20");
        } else {
            escaped.push(c);
        }
    }
    UriRef::parse(escaped.as_str()).is_ok()
}

fn is_percent_encoded(bytes: &[u8]) -> bool {
    matches!(bytes, [_, a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

/// Where the path begins: behind the authority, if there is one.
fn path_start(text: &str) -> usize {
    let hierarchy = text.find([':', '/', '?', '#']).filter(|at| text.get(*at..*at + 1) == Some(":"));
    let start = hierarchy.map_or(0, |colon| colon + 1);
    match text.get(start..).and_then(|rest| rest.strip_prefix("//")) {
        Some(rest) => start + 2 + rest.find(['/', '?', '#']).unwrap_or(rest.len()),
        None => start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning() {
        for (text, expected) in [
            ("a", Some("a")),
            ("a\tb", Some("a    b")),
            ("a\r\n\u{0}\u{7f}b", Some("ab")),
            // Control characters beyond ASCII stay.
            ("\u{85}", Some("\u{85}")),
            ("\n", None),
            ("", None),
        ] {
            assert_eq!(clean(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(utf16_len("a😀"), 3);
    }

    #[test]
    fn uuids() {
        for (text, good) in [
            ("5a305bf5-32fc-40d9-b0e8-66052f0f2c95", true),
            ("5A305BF5-32FC-40D9-B0E8-66052F0F2C95", true),
            ("00000000-0000-0000-0000-000000000000", true),
            ("019a305b-32fc-7001-8000-66052f0f2c95", true),
            ("{5a305bf5-32fc-40d9-b0e8-66052f0f2c95}", false),
            ("5a305bf532fc40d9b0e866052f0f2c95", false),
            ("urn:uuid:5a305bf5-32fc-40d9-b0e8-66052f0f2c95", false),
            ("5a305bf5-32fc-40d9-b0e8-66052f0f2c9", false),
            (" 5a305bf5-32fc-40d9-b0e8-66052f0f2c95", false),
            ("", false),
        ] {
            assert_eq!(uuid(text).is_some(), good, "{text}");
        }
    }

    #[test]
    fn timestamps() {
        for (text, good) in [
            ("1630238465748", true),
            ("+1630238465748", true),
            ("1630238465", true),
            ("-1", true),
            ("-62167219200000", true),
            ("-62167219200001", false),
            ("253402300799999", true),
            ("253402300800000", false),
            ("1630238465748.0", false),
            ("1e3", false),
            ("", false),
            ("99999999999999999999", false),
            (" 1", false),
        ] {
            assert_eq!(timestamp(text).is_some(), good, "{text}");
        }
    }

    #[test]
    fn decimals() {
        for (text, good) in [
            ("1", true),
            ("-1.5", true),
            ("+1.5", true),
            ("1e3", true),
            ("1E+3", true),
            (".5", true),
            ("1.", true),
            ("007", true),
            ("", false),
            (".", false),
            ("e3", false),
            ("1e", false),
            ("1,5", false),
            ("NaN", false),
            ("Infinity", false),
            ("inf", false),
            ("1 ", false),
            ("0x1", false),
            ("--1", false),
        ] {
            assert_eq!(decimal(text).is_some(), good, "{text}");
        }
    }

    #[test]
    fn dimensions_flags_and_integers() {
        for (text, good) in [
            ("1x1", true),
            ("1920x1080", true),
            ("x1", false),
            ("1x", false),
            ("1x1x1", false),
            ("+1x1", false),
        ] {
            assert_eq!(dimensions(text).is_some(), good, "{text}");
        }
        assert_eq!(dimensions("2147483648x1"), None);
        assert_eq!([flag("1"), flag("0"), flag("true"), flag("")], [Some(true), Some(false), None, None]);
        assert_eq!(
            [integer("+5"), integer("-5"), integer("5.0"), integer("2147483648")],
            [Some(5), Some(-5), None, None]
        );
    }

    #[test]
    fn urls() {
        for (text, good) in [
            ("https://gitlab.com/a?b=c#d", true),
            ("/relative", true),
            ("https://gitlab.com/a b|c{d}", true),
            ("https://gitlab.com/100%", true),
            ("https://ü.example/ö", true),
            ("https://[::1]:8080/", true),
            ("https://gitlab.com/a[0]?labels[]=x#[y]", true),
            ("https://gitlab.com/#a#b", true),
            ("a[b]", true),
            ("https://a[b]/", false),
            ("https://gitlab.com:port/", false),
            ("https://[::1/", false),
            ("1http://gitlab.com", false),
            ("://gitlab.com", false),
        ] {
            assert_eq!(is_splittable_uri(text), good, "{text}");
        }
    }
}
