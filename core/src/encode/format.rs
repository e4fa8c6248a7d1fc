//! The formats that Snowplow's validator enforces.

use crate::schema::Format;

/// Whether a text has the form that its schema asks for.
pub(super) fn has_format(text: &str, format: Format) -> bool {
    match format {
        Format::DateTime => is_date_time(text.as_bytes()),
        Format::Uuid => fits(text.as_bytes(), b"hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"),
    }
}

/// Whether a text is made as a mask says: `d` is a digit, `h` a hexadecimal digit, and anything else itself.
fn fits(text: &[u8], mask: &[u8]) -> bool {
    let byte_fits = |(byte, mask): (&u8, &u8)| match mask {
        b'd' => byte.is_ascii_digit(),
        b'h' => byte.is_ascii_hexdigit(),
        mask => byte == mask,
    };
    text.len() == mask.len() && text.iter().zip(mask).all(byte_fits)
}

/// A date-time as Snowplow's validator takes it: seconds and an offset are there, the offset is not `-00:00`, and a
/// second has at most nine digits after the point.
fn is_date_time(text: &[u8]) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else { return false };
    let Some((time, rest)) = rest.split_at_checked(9) else { return false };
    let offset_at = rest.iter().position(|byte| !matches!(byte, b'.' | b'0'..=b'9')).unwrap_or(rest.len());
    let (fraction, offset) = rest.split_at(offset_at);
    is_date(date) && is_time(time) && is_fraction(fraction) && is_offset(offset)
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

fn is_time(text: &[u8]) -> bool {
    let lead = matches!(text.first(), Some(b'T' | b't'));
    let time = text.get(1..).unwrap_or_default();
    lead && fits(time, b"dd:dd:dd") && number(time, 0) < 24 && number(time, 3) < 60 && number(time, 6) < 60
}

/// Nothing, or a point and one to nine digits.
fn is_fraction(text: &[u8]) -> bool {
    text.is_empty()
        || ((2..=10).contains(&text.len()) && fits(text, b".ddddddddd".get(..text.len()).unwrap_or_default()))
}

fn is_offset(text: &[u8]) -> bool {
    match text {
        [b'Z' | b'z'] => true,
        [sign @ (b'+' | b'-'), offset @ ..] if fits(offset, b"dd:dd") => {
            let (hours, minutes) = (number(offset, 0), number(offset, 3));
            hours < 24 && minutes < 60 && (*sign == b'+' || hours + minutes > 0)
        }
        _ => false,
    }
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
            "2026-01-31T12:00:00.Z",
            "2026-01-31T12:00:00..5Z",
            "2026-01-31T12:00:00.1234567890Z",
            "2026-01-31T12:00:00-00:00",
            "2026-01-31T12:00:00+24:00",
            "2026-01-31 12:00:00Z",
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
