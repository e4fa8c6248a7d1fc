//! Snowplow's formats, written in another way than the core's: by a pattern and a calendar.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use time::{Date, Month};

static DATE_TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[Tt ](?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:\.(?<fraction>[0-9]*))?(?:[Zz]|(?<sign>[+-])(?<hours>[0-9]{2})[\x{0}-\x{FFFF}](?<minutes>[0-9]{2}))$",
    )
    .expect("the pattern is right")
});

static UUID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$").expect("the pattern is right")
});

/// Months that end with a leap second in `leap_second_dates.csv` of `com.ethlo.time:itu` 1.7.0.
const LEAP_SECONDS: &str = "1971-12 1972-06 1972-12 1973-12 1974-12 1975-12 1976-12 1977-12 1978-12 1988-12 1981-06 1982-06 \
    1983-06 1985-06 1989-12 1990-12 1992-06 1993-06 1994-06 1995-12 1997-06 1998-12 2005-12 2008-12 2012-06 2015-06 2016-12";

/// `uuid`.
pub(super) fn is_uuid(text: &str) -> bool {
    UUID.is_match(text)
}

/// `date-time`.
pub(super) fn is_date_time(text: &str) -> bool {
    DATE_TIME.captures(text).is_some_and(|found| is_moment(&found))
}

fn is_moment(found: &Captures<'_>) -> bool {
    let number =
        |name: &str| found.name(name).map_or(0, |digits| digits.as_str().parse::<i32>().unwrap_or(0));
    let month = u8::try_from(number("month")).ok().and_then(|month| Month::try_from(month).ok());
    let day = u8::try_from(number("day")).unwrap_or(0);
    let is_day = month.is_some_and(|month| Date::from_calendar_date(number("year"), month, day).is_ok());
    let (hour, minute, second) = (number("hour"), number("minute"), number("second"));
    let is_negative = found.name("sign").is_some_and(|sign| sign.as_str() == "-");
    let (hours, minutes) = (number("hours"), number("minutes"));
    let sign = if is_negative { -1 } else { 1 };
    let is_leap = || {
        let date = found.get(0).map_or("", |whole| whole.as_str());
        let is_last = matches!(date.get(5..10), Some("06-30" | "12-31"));
        let in_utc = (hour - sign * hours, minute - sign * minutes);
        is_last
            && in_utc == (23, 59)
            && date.get(..7).is_some_and(|month| LEAP_SECONDS.split(' ').any(|leap| leap == month))
    };
    is_day
        && hour < 24
        && minute < 60
        && (second < 60 || second == 60 && is_leap())
        && is_fraction(found.name("fraction").map_or("", |digits| digits.as_str()))
        && minutes < 60
        && hours * 60 + minutes <= 18 * 60
        && !(is_negative && hours + minutes == 0)
}

/// Java reads the digits into an `int`, which wraps; the result has to be less than a second.
fn is_fraction(digits: &str) -> bool {
    let wrapped =
        digits.bytes().fold(0_u64, |value, digit| (value * 10 + u64::from(digit - b'0')) % (1 << 32));
    wrapped < 1_000_000_000
}
