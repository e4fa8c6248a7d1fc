//! The formats that Snowplow's validator enforces, to the letter of its code: what it takes, a sender may send.
//!
//! For a date-time that is `com.ethlo.time:itu` 1.7.0, which is wider than RFC 3339 in some places and narrower in others.

use crate::schema::Format;

/// Whether a text has the form that its schema asks for.
pub(super) fn has_format(text: &str, format: Format) -> bool {
    match format {
        Format::DateTime => is_date_time(text.as_bytes()),
        Format::Uuid => fits(text.as_bytes(), b"hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"),
    }
}

/// Whether a text is made as a mask says: `d` is a digit, `h` a hexadecimal digit, `t` what parts a date from a time,
/// and anything else itself.
fn fits(text: &[u8], mask: &[u8]) -> bool {
    let byte_fits = |(byte, mask): (&u8, &u8)| match mask {
        b'd' => byte.is_ascii_digit(),
        b'h' => byte.is_ascii_hexdigit(),
        b't' => matches!(byte, b'T' | b't' | b' '),
        mask => byte == mask,
    };
    text.len() == mask.len() && text.iter().zip(mask).all(byte_fits)
}

/// A date-time as Snowplow's validator takes it: seconds and an offset have to be there.
fn is_date_time(text: &[u8]) -> bool {
    let Some((head, tail)) = text.split_first_chunk() else { return false };
    let Some([hours, minutes]) = after_fraction(tail).and_then(hours_and_minutes) else { return false };
    let [y1, y2, y3, y4, _, m1, m2, _, d1, d2, _, h1, h2, _, i1, i2, _, s1, s2] = *head;
    let (year, month, day) = (number(y1, y2) * 100 + number(y3, y4), number(m1, m2), number(d1, d2));
    let (hour, minute, second) = (number(h1, h2), number(i1, i2), number(s1, s2));
    let is_leap = || [hour - hours, minute - minutes] == [23, 59] && ends_with_leap_second(year, month, day);
    fits(head, b"dddd-dd-ddtdd:dd:dd")
        && (1..=days(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && (second < 60 || second == 60 && is_leap())
}

/// How many days a month has.
const fn days(year: i16, month: i16) -> i16 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

/// What follows the fraction of a second: none, or a point and digits. Of these there may be nine, or more where the
/// validator, which reads them into 32 bits, makes less than a second of them.
fn after_fraction(text: &[u8]) -> Option<&[u8]> {
    let [b'.', rest @ ..] = text else { return Some(text) };
    let mut rest = rest;
    let mut nanoseconds = 0_i32;
    while let [digit @ b'0'..=b'9', tail @ ..] = rest {
        nanoseconds = nanoseconds.wrapping_mul(10).wrapping_add(i32::from(digit & 0xf));
        rest = tail;
    }
    (0..1_000_000_000).contains(&nanoseconds).then_some(rest)
}

/// The hours and minutes of an offset of at most 18 hours. The character between the two goes unread; it is one UTF-16
/// unit, as Java counts.
fn hours_and_minutes(offset: &[u8]) -> Option<[i16; 2]> {
    let [sign, h1, h2, unread @ .., m1, m2] = offset else {
        return matches!(offset, b"Z" | b"z").then_some([0, 0]);
    };
    let (hours, minutes) = (number(*h1, *h2), number(*m1, *m2));
    let is_within = minutes < 60 && hours * 60 + minutes <= 18 * 60;
    let continues = |byte: &u8| (0x80..0xc0).contains(byte);
    let is_one_unit = (1..=3).contains(&unread.len()) && unread.iter().skip(1).all(continues);
    if !is_within || !is_one_unit || !fits(&[*h1, *h2, *m1, *m2], b"dddd") {
        return None;
    }
    match sign {
        b'+' => Some([hours, minutes]),
        // `-00:00` says that the offset is unknown.
        b'-' if hours + minutes > 0 => Some([-hours, -minutes]),
        _ => None,
    }
}

/// The years whose June or December ends with a leap second, as the validator lists them (it has 1988 for 1987).
const JUNE: u64 = bits(&[1972, 1981, 1982, 1983, 1985, 1992, 1993, 1994, 1997, 2012, 2015]);
const DECEMBER: u64 =
    bits(&[1971, 1972, 1973, 1974, 1975, 1976, 1977, 1978, 1988, 1989, 1990, 1995, 1998, 2005, 2008, 2016]);

/// A set of years, the first of which may be 1971, as bits.
const fn bits(mut years: &[i16]) -> u64 {
    let mut bits = 0;
    while let [year, rest @ ..] = years {
        bits |= 1 << (*year - 1971);
        years = rest;
    }
    bits
}

/// Whether a day ends with a leap second. It is the day of the text, not that of UTC: so the validator looks.
fn ends_with_leap_second(year: i16, month: i16, day: i16) -> bool {
    let years = match (month, day) {
        (6, 30) => JUNE,
        (12, 31) => DECEMBER,
        _ => 0,
    };
    u32::try_from(year - 1971).is_ok_and(|year| years.checked_shr(year).unwrap_or(0) & 1 == 1)
}

/// The number that two digits make.
const fn number(tens: u8, ones: u8) -> i16 {
    (tens & 0xf) as i16 * 10 + (ones & 0xf) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_times_are_judged_as_snowplow_does() {
        // What Snowplow's validator said of each.
        let good = [
            "2026-01-31T12:00:00Z",
            "2024-02-29T23:59:59.123456789+05:30",
            "2026-01-31t12:00:00z",
            "2026-01-31 12:00:00Z",
            "2026-01-31T12:00:00.Z",
            "2026-01-31T12:00:00.+01:00",
            "2026-01-31T12:00:00+01x00",
            "2026-01-31T12:00:00+01é00",
            "2026-01-31T12:00:00+01\u{ffff}00",
            "2026-01-31T12:00:00.4294967296Z",
            "2026-01-31T12:00:00+18:00",
            "2026-01-31T12:00:00-00:01",
            "2026-01-31T12:00:00.0000000001Z",
            "2000-02-29T00:00:00-01:00",
            "0000-02-29T00:00:00+00:00",
            "9999-12-31T23:59:59.999999999Z",
            "2016-12-31T23:59:60Z",
            "2016-12-31 23:59:60.5z",
            "2016-12-31T18:59:60-05:00",
            "2016-12-31T23:29:60-00:30",
            "2015-06-30T23:59:60+00:00",
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
            "2026-01-31T12:00:00.9999999999Z",
            "2026-01-31T12:00:00-00:00",
            "2026-01-31T12:00:00+18:01",
            "2026-01-31T12:00:00+24:00",
            "2026-01-31T12:00:00+01:60",
            "2026-01-31T12:00:00+01🦀00",
            "2026-01-31_12:00:00Z",
            "2026-01-31T12:00:00Zé",
            "2026-01-31T12:00:00+0530",
            "2026-01-31T12:00:00+5:30",
            "é026-01-31T12:00:00Z",
            "2026-01-31T12:00:00 Z",
            "2026-01-31T12:00:00Z\n",
            "2016-12-31T23:59:61Z",
            "2016-12-31T22:59:60Z",
            "2016-12-30T23:59:60Z",
            "2016-06-30T23:59:60Z",
            "2026-12-31T23:59:60Z",
            "2017-01-01T00:59:60+01:00",
            "2016-12-31T04:59:60-19:00",
            "2016-12-31T23:59:60",
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
