//! The formats that Snowplow's validator enforces.

use crate::schema::Format;

/// Whether a text has the form that its schema asks for.
pub(super) fn has_format(text: &str, format: Format) -> bool {
    match format {
        Format::DateTime => is_date_time(text),
        Format::Uuid => fits(text.as_bytes(), b"hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"),
    }
}

/// Whether a text is made as a mask says: `d` is a digit, `h` a hexadecimal digit, a space any byte, and anything else
/// itself.
fn fits(text: &[u8], mask: &[u8]) -> bool {
    let byte_fits = |(byte, mask): (&u8, &u8)| match mask {
        b'd' => byte.is_ascii_digit(),
        b' ' => true,
        b'h' => byte.is_ascii_hexdigit(),
        mask => byte == mask,
    };
    text.len() == mask.len() && text.iter().zip(mask).all(byte_fits)
}

/// A date-time as Snowplow's validator takes it: RFC 3339 with seconds, and some more and some less. A space may stand
/// for the `T`, a point without digits is fine, and between the hours and minutes of an offset any character is; a
/// second has at most nine digits after the point, an offset is at most 18 hours and never `-00:00`.
fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else { return false };
    let Some((time, rest)) = rest.split_at_checked(9) else { return false };
    let (date, time) = (date.as_bytes(), time.as_bytes());
    let fraction = match rest.as_bytes() {
        [b'.', digits @ ..] => digits.iter().take_while(|byte| byte.is_ascii_digit()).count() + 1,
        _ => 0,
    };
    let offset = rest.get(fraction..).and_then(offset_minutes);
    match offset {
        Some(offset) if fraction <= 10 && is_date(date) && is_time(time) => {
            number(time, 7) < 60 || is_leap_second(date, time, offset)
        }
        _ => false,
    }
}

fn is_date(text: &[u8]) -> bool {
    if !fits(text, b"dddd-dd-dd") {
        return false;
    }
    let (century, year, month, day) = (number(text, 0), number(text, 2), number(text, 5), number(text, 8));
    let leap = if year == 0 { century % 4 == 0 } else { year % 4 == 0 };
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// With what stands between date and time; the 60th second is still to be looked at.
fn is_time(text: &[u8]) -> bool {
    let lead = matches!(text.first(), Some(b'T' | b't' | b' '));
    lead && fits(text, b" dd:dd:dd") && number(text, 1) < 24 && number(text, 4) < 60 && number(text, 7) <= 60
}

/// How many minutes a time is ahead of UTC; `None` for what is no offset.
fn offset_minutes(text: &str) -> Option<i16> {
    let sign = match text.as_bytes().first()? {
        b'Z' | b'z' if text.len() == 1 => return Some(0),
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let hours = text.get(1..3)?;
    let mut rest = text.get(3..)?.chars();
    // Java counts UTF-16 units, and looks at the digits around this one alone.
    let is_one_unit = rest.next()?.len_utf16() == 1;
    let minutes = rest.as_str();
    if !is_one_unit || !fits(hours.as_bytes(), b"dd") || !fits(minutes.as_bytes(), b"dd") {
        return None;
    }
    let (hours, minutes) = (number(hours.as_bytes(), 0), number(minutes.as_bytes(), 0));
    let offset = sign * (i16::from(hours) * 60 + i16::from(minutes));
    let is_offset = minutes < 60 && (-18 * 60..=18 * 60).contains(&offset) && (sign > 0 || offset != 0);
    is_offset.then_some(offset)
}

/// Whether the 60th second of this minute was one: the list is that of Snowplow's library, which knows no leap second of
/// 1979 and 1987, and one of 1988.
fn is_leap_second(date: &[u8], time: &[u8], offset: i16) -> bool {
    const JUNES: [u8; 11] = [72, 81, 82, 83, 85, 92, 93, 94, 97, 112, 115];
    const DECEMBERS: [u8; 16] = [71, 72, 73, 74, 75, 76, 77, 78, 88, 89, 90, 95, 98, 105, 108, 116];
    let minute = i16::from(number(time, 1)) * 60 + i16::from(number(time, 4)) - offset;
    let years: &[u8] = match (number(date, 5), number(date, 8)) {
        (6, 30) => &JUNES,
        (12, 31) => &DECEMBERS,
        _ => &[],
    };
    let since_1900 = match number(date, 0) {
        19 => number(date, 2),
        20 => number(date, 2) + 100,
        _ => 0,
    };
    minute == 23 * 60 + 59 && years.contains(&since_1900)
}

/// The number that the two digits at `at` make.
fn number(text: &[u8], at: usize) -> u8 {
    let digit = |at: usize| text.get(at).map_or(0, |byte| byte.wrapping_sub(b'0') % 10);
    digit(at) * 10 + digit(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_times_are_judged_as_snowplow_does() {
        let good = [
            "2026-01-31T12:00:00Z",
            "2024-02-29T23:59:59.123456789+05:30",
            "2026-01-31t12:00:00z",
            "2000-02-29T00:00:00-01:00",
            "0000-02-29T00:00:00+00:00",
            "2026-01-31 12:00:00.Z",
            "2026-01-31T12:00:00+05é30",
            "2026-01-31T12:00:00-18:00",
            "2016-12-31T23:59:60Z",
            "2015-06-30T17:29:60.5-06:30",
        ];
        let bad = [
            "",
            "2026-01-31",
            "2026-01-31T12:00Z",
            "2026-01-31T12:00:00",
            "2026-02-29T12:00:00Z",
            "1900-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T12:60:00Z",
            "2026-01-31T12:00:60Z",
            "2026-01-31T12:00:00..5Z",
            "2026-01-31T12:00:00.1234567890Z",
            "2026-01-31T12:00:00-00:00",
            "2026-01-31T12:00:00+18:01",
            "2026-01-31T12:00:00+05🦀30",
            "2016-12-31T22:59:60Z",
            "2014-12-31T23:59:60Z",
            "2016-12-31T23:59:61Z",
            "2026-01-31_12:00:00Z",
            "2026-01-31T12:00:00Zé",
            "2026-01-31T12:00:00+0530",
            "é026-01-31T12:00:00Z",
        ];
        for text in good {
            assert!(has_format(text, Format::DateTime), "{text}");
        }
        for text in bad {
            assert!(!has_format(text, Format::DateTime), "{text}");
        }
    }

    #[test]
    fn uuids_are_canonical() {
        assert!(has_format("D3F1A2B4-7e8c-4fff-bfff-ffffffffffff", Format::Uuid));
        for bad in [
            "",
            "d3f1a2b47e8c4fffbfffffffffffffff",
            "{d3f1a2b4-7e8c-4fff-bfff-ffffffffffff}",
            "d3f1a2b4-7e8c-4fff-bfff-fffffffffffg",
        ] {
            assert!(!has_format(bad, Format::Uuid), "{bad}");
        }
    }
}
