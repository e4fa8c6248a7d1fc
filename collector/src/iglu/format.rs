//! The `format`s that Snowplow's validator checks (networknt 1.0.76 under iglu-scala-client); any other name is ignored.

use std::net::{Ipv4Addr, Ipv6Addr};

use time::{Date, Month};

/// Says whether a text has a format.
pub(crate) type Check = fn(&str) -> bool;

/// What Snowplow does with a format's name.
pub(crate) enum Format {
    /// It checks it.
    Checked(Check),
    /// It checks it, in a way that is not reproduced here.
    Unsupported,
    /// It does not know it.
    Ignored,
}

/// Looks a format up by its name.
pub(crate) fn find(name: &str) -> Format {
    Format::Checked(match name {
        "date-time" => is_date_time,
        "date" => |text| is_date(text.as_bytes()),
        "time" => is_time,
        "email" => is_email,
        "hostname" => is_hostname,
        "ip-address" | "ipv4" => |text| text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => is_ipv6,
        "uri" => is_uri,
        "uuid" => |text| is_uuid(text.as_bytes()),
        "alpha" => |text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphabetic()),
        "alphanumeric" => |text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric()),
        "color" | "duration" | "phone" | "style" | "utc-millisec" => return Format::Unsupported,
        _ => return Format::Ignored,
    })
}

/// `2025-01-31T23:59:59Z`: seconds are required, and `Z` or `±hh:mm` other than `-00:00`.
fn is_date_time(text: &str) -> bool {
    let (Some(date), Some(separator), Some(clock), Some(rest)) =
        (text.get(..10), text.as_bytes().get(10), text.get(11..19), text.get(19..))
    else {
        return false;
    };
    let Some(zone) = after_fraction(rest).and_then(zone_minutes) else {
        return false;
    };
    let [hours, minutes, seconds] = clock_parts(clock.as_bytes()).unwrap_or([u16::MAX; 3]);
    let minute = i32::from(hours) * 60 + i32::from(minutes);
    is_date(date.as_bytes())
        && matches!(separator, b'T' | b't' | b' ')
        && hours < 24
        && minutes < 60
        && (seconds < 60 || seconds == 60 && minute - zone == 23 * 60 + 59 && has_leap_second(date))
}

/// What follows an optional point with digits; without a digit the point is fine too. The validator reads the digits
/// into 32 bits, so more than nine are fine where that leaves less than a second.
fn after_fraction(rest: &str) -> Option<&str> {
    let Some(fraction) = rest.strip_prefix('.') else {
        return Some(rest);
    };
    let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = fraction.strip_suffix(zone).unwrap_or_default().bytes();
    let nanoseconds =
        digits.fold(0_i32, |value, digit| value.wrapping_mul(10).wrapping_add(i32::from(digit - b'0')));
    (0..1_000_000_000).contains(&nanoseconds).then_some(zone)
}

/// Minutes ahead of UTC. The validator does not look at what stands between hours and minutes.
fn zone_minutes(zone: &str) -> Option<i32> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let utf16: Vec<u16> = zone.encode_utf16().collect();
    let [sign, h1, h2, _, m1, m2] = utf16.as_slice() else {
        return None;
    };
    let two = |tens: &u16, ones: &u16| {
        let digits = [u8::try_from(*tens).ok()?, u8::try_from(*ones).ok()?];
        number(&digits).map(i32::from)
    };
    let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
    let ahead = hours * 60 + minutes;
    // Java's ZoneOffset ends at 18 hours.
    match char::from_u32((*sign).into())? {
        '+' if minutes < 60 && ahead <= 18 * 60 => Some(ahead),
        '-' if minutes < 60 && ahead <= 18 * 60 && ahead > 0 => Some(-ahead),
        _ => None,
    }
}

/// Whether the validator's library has this day on its list of leap seconds; the list is not quite the published one.
fn has_leap_second(date: &str) -> bool {
    const DAYS: &str = "1971-12-31 1972-06-30 1972-12-31 1973-12-31 1974-12-31 1975-12-31 1976-12-31 1977-12-31 \
        1978-12-31 1981-06-30 1982-06-30 1983-06-30 1985-06-30 1988-12-31 1989-12-31 1990-12-31 1992-06-30 \
        1993-06-30 1994-06-30 1995-12-31 1997-06-30 1998-12-31 2005-12-31 2008-12-31 2012-06-30 2015-06-30 \
        2016-12-31";
    DAYS.split_ascii_whitespace().any(|day| day == date)
}

/// Hours, minutes and seconds.
fn clock_parts(clock: &[u8]) -> Option<[u16; 3]> {
    let [h1, h2, b':', m1, m2, b':', s1, s2] = clock else {
        return None;
    };
    Some([number(&[*h1, *h2])?, number(&[*m1, *m2])?, number(&[*s1, *s2])?])
}

/// `2025-01-31`, a day that exists.
fn is_date(date: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else {
        return false;
    };
    let day = || {
        let year = i32::from(number(&[*y1, *y2, *y3, *y4])?);
        let month = Month::try_from(u8::try_from(number(&[*m1, *m2])?).ok()?).ok()?;
        Date::from_calendar_date(year, month, u8::try_from(number(&[*d1, *d2])?).ok()?).ok()
    };
    day().is_some()
}

fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0_u16, |value, digit| {
        let digit = digit.is_ascii_digit().then(|| digit - b'0')?;
        value.checked_mul(10)?.checked_add(u16::from(digit))
    })
}

/// `23:59:59`, with any fraction and without a zone; the validator looks at the shape only.
fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').map_or((text, "0"), |(clock, fraction)| (clock, fraction));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = clock.split(':').collect();
    parts.len() == 3 && parts.iter().all(|part| part.len() == 2 && digits(part)) && digits(fraction)
}

/// The shape of an address: a user of at most 64 characters and a domain of at least two labels, or an address in
/// brackets. The validator also has a list of top-level domains, which is not reproduced here.
fn is_email(text: &str) -> bool {
    let Some((user, domain)) = text.trim().rsplit_once('@') else {
        return false;
    };
    let user_ok = user.len() <= 64
        && user.split('.').all(|word| !word.is_empty() && word.chars().all(is_email_character));
    let domain_ok = match domain.strip_prefix('[').and_then(|address| address.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv4Addr>().is_ok() || address.parse::<Ipv6Addr>().is_ok(),
        None => domain.contains('.') && is_hostname(domain) && ends_in_letter_label(domain),
    };
    user_ok && domain_ok
}

fn is_email_character(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !"()<>@,;:\\\"[]".contains(c)
}

fn ends_in_letter_label(domain: &str) -> bool {
    domain
        .rsplit('.')
        .next()
        .is_some_and(|label| label.len() > 1 && !label.bytes().all(|b| b.is_ascii_digit()))
}

fn is_hostname(text: &str) -> bool {
    text.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

/// An IPv6 address, with a zone (`%eth0`) if it has one.
fn is_ipv6(text: &str) -> bool {
    let text = text.trim();
    let (address, zone) = text.split_once('%').unwrap_or((text, "none"));
    !zone.is_empty() && address.parse::<Ipv6Addr>().is_ok()
}

/// A scheme and the ASCII characters that RFC 3986 allows in each part; percent-encoding is not checked.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match hierarchy.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", hierarchy),
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b))
        && only(authority, ":@[]")
        && only(path, ":@/")
        && only(query, ":@/?")
        && only(fragment, ":@/?")
}

/// Whether a part of a URI has only unreserved characters, sub-delimiters, `%` and those of `also`.
fn only(part: &str, also: &str) -> bool {
    part.chars().all(|c| c.is_ascii_alphanumeric() || "-._~%!$&'()*+,;=".contains(c) || also.contains(c))
}

/// Hyphenated, any version, either case.
fn is_uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str) -> bool {
        match find(name) {
            Format::Checked(check) => check(text),
            Format::Unsupported | Format::Ignored => panic!("{name} is not checked"),
        }
    }

    #[test]
    fn accepts() {
        for (format, text) in [
            ("date-time", "2025-01-31T23:59:59Z"),
            ("date-time", "2024-02-29t00:00:00.123456789+18:00"),
            ("date-time", "2025-01-31 23:59:59-00:01"),
            ("date-time", "2025-01-31T23:59:59.Z"),
            ("date-time", "2025-01-31T23:59:59+01é00"),
            ("date-time", "2016-12-31T23:59:60Z"),
            ("date", "0000-01-01"),
            ("time", "23:59:59"),
            ("time", "99:99:99.5"),
            ("email", "a.b+c@example.com"),
            ("email", "a@[127.0.0.1]"),
            ("hostname", "a"),
            ("hostname", "A-1.example"),
            ("ipv4", "127.0.0.1"),
            ("ipv6", "::1"),
            ("ipv6", "fe80::1%eth0"),
            ("uri", "mailto:a@b"),
            ("uri", "https://u:p@[::1]:80/a/b?c=d/?#e"),
            ("uri", "x:%zz"),
            ("uuid", "3B241101-e2bb-4255-8caf-4136c566a962"),
            ("alpha", "aB"),
            ("alphanumeric", "a1"),
        ] {
            assert!(check(format, text), "{format}: {text}");
        }
    }

    #[test]
    fn refuses() {
        for (format, text) in [
            ("date-time", "2016-12-31T22:59:60Z"),
            ("date-time", "2025-01-31T23:59Z"),
            ("date-time", "2025-01-31T23:59:59"),
            ("date-time", "2025-01-31T23:59:59-00:00"),
            ("date-time", "2025-01-31T23:59:59+0100"),
            ("date-time", "2025-01-31T23:59:59+18:01"),
            ("date-time", "2025-01-31T23:59:59.1234567890Z"),
            ("date-time", "2025-01-31T24:00:00Z"),
            ("date-time", "2025-01-31T23:59:60Z"),
            ("date-time", "2025-02-29T00:00:00Z"),
            ("date-time", "2025-01-31"),
            ("date-time", "２025-01-31T23:59:59Z"),
            ("date", "2025-13-01"),
            ("date", "2025-1-1"),
            ("time", "23:59"),
            ("time", "23:59:59Z"),
            ("email", "a@b"),
            ("email", "a b@example.com"),
            ("email", "a..b@example.com"),
            ("hostname", "-a"),
            ("hostname", "a_b"),
            ("hostname", ""),
            ("ipv4", "127.0.0.01"),
            ("ipv4", "1.2.3"),
            ("ipv6", "::1%"),
            ("uri", "/no/scheme"),
            ("uri", "https://exämple"),
            ("uri", "1a:b"),
            ("uri", "a:b c"),
            ("uri", "a:b#c#d"),
            ("uuid", "3b241101e2bb42558caf4136c566a962"),
            ("uuid", "{3b241101-e2bb-4255-8caf-4136c566a962}"),
            ("alpha", "a1"),
        ] {
            assert!(!check(format, text), "{format}: {text}");
        }
    }

    #[test]
    fn knows_what_snowplow_does_not() {
        assert!(matches!(find("idn-email"), Format::Ignored));
        assert!(matches!(find("phone"), Format::Unsupported));
    }
}
