//! The formats that Snowplow's validator enforces, to the letter of its code: what it takes, a sender may send.
//!
//! For a date-time that is `com.ethlo.time:itu` 1.7.0, which is wider than RFC 3339 in some places and narrower in others.

use crate::schema::Format;

/// Whether a text has the form that its schema asks for.
pub(super) fn has_format(text: &str, format: Format) -> bool {
    let text = text.as_bytes();
    match format {
        Format::DateTime => is_date_time(text).is_some_and(|fits| fits),
        Format::Uuid => read(text, b"hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh") != MISFIT,
    }
}

/// What is read of a text that is made otherwise than its mask says: no date, no time and no offset.
const MISFIT: i32 = i32::MAX;

/// The number that the digits make in a text which is made as a mask says: `d` is a digit, `h` a hexadecimal digit, which
/// does not count, `t` what parts a date from a time, and anything else itself.
fn read(text: &[u8], mask: &[u8]) -> i32 {
    let mut number = 0;
    for (byte, mask) in text.iter().zip(mask) {
        let fits = match mask {
            b'd' => {
                number = number * 10 + i32::from(byte & 0xf);
                byte.is_ascii_digit()
            }
            b'h' => byte.is_ascii_hexdigit(),
            b't' => matches!(byte, b'T' | b't' | b' '),
            mask => byte == mask,
        };
        if !fits {
            return MISFIT;
        }
    }
    if text.len() == mask.len() { number } else { MISFIT }
}

/// Whether a text is a date-time as Snowplow's validator takes it, with seconds and an offset; `None`, too, where it is
/// not even of that form.
fn is_date_time(text: &[u8]) -> Option<bool> {
    let (head, rest) = text.split_at_checked(19)?;
    let (date, time) = head.split_at_checked(11)?;
    let (date, time) = (read(date, b"dddd-dd-ddt"), read(time, b"dd:dd:dd"));
    let offset = read_offset(after_fraction(rest)?)?;
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    let (hour_minute, second) = (time / 100, time % 100);
    // By the day of the text, not that of UTC: so the validator looks.
    let is_leap = || hour_minute - offset == 23_59 && ends_with_leap_second(year, date % 10_000);
    Some(
        (1..=days(year, month)).contains(&day)
            && hour_minute < 24_00
            && hour_minute % 100 < 60
            && (second < 60 || second == 60 && is_leap()),
    )
}

/// How many days a month has.
const fn days(year: i32, month: i32) -> i32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % if year % 100 == 0 { 400 } else { 4 } == 0 => 29,
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

/// An offset of at most 18 hours, as the number that its four digits make. The character between hours and minutes goes
/// unread; it is one UTF-16 unit, as Java counts.
fn read_offset(text: &[u8]) -> Option<i32> {
    let [sign, h1, h2, unread @ .., m1, m2] = text else {
        return matches!(text, b"Z" | b"z").then_some(0);
    };
    let offset = read(&[*h1, *h2, *m1, *m2], b"dddd");
    let is_one_unit = matches!(unread, [_] | [0xc0..=0xff, _] | [0xe0..=0xff, _, _]);
    if !is_one_unit || offset > 18_00 || offset % 100 >= 60 {
        return None;
    }
    match sign {
        b'+' => Some(offset),
        // `-00:00` says that the offset is unknown.
        b'-' if offset > 0 => Some(-offset),
        _ => None,
    }
}

/// The years whose June or December ends with a leap second, as the validator lists them (it has 1988 for 1987).
const JUNE: u64 = bits(&[1972, 1981, 1982, 1983, 1985, 1992, 1993, 1994, 1997, 2012, 2015]);
const DECEMBER: u64 =
    bits(&[1971, 1972, 1973, 1974, 1975, 1976, 1977, 1978, 1988, 1989, 1990, 1995, 1998, 2005, 2008, 2016]);

/// A set of years from 1971 on, as bits.
const fn bits(mut years: &[i32]) -> u64 {
    let mut bits = 0;
    while let [year, rest @ ..] = years {
        bits |= 1 << (*year - 1971);
        years = rest;
    }
    bits
}

/// Whether a day ends with a leap second. It is given as its year, and as the number that the digits of its month and its own make.
fn ends_with_leap_second(year: i32, month_day: i32) -> bool {
    let years = match month_day {
        6_30 => JUNE,
        12_31 => DECEMBER,
        _ => 0,
    };
    (1971..1971 + 64).contains(&year) && years >> (year - 1971) & 1 == 1
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
