//! Points in time, as Snowplow stores them.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Serialize, Serializer};
use time::OffsetDateTime;

/// Milliseconds since 1970, within the years 0 to 9999. Shown in ISO 8601, such as `2025-01-31T23:59:59.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(i64);

impl Timestamp {
    /// 0000-01-01T00:00:00.000Z
    const EARLIEST: i64 = -62_167_219_200_000;
    /// 9999-12-31T23:59:59.999Z
    const LATEST: i64 = 253_402_300_799_999;

    /// That many milliseconds after 1970; `None` outside the years 0 to 9999.
    pub(crate) fn from_millis(millis: i64) -> Option<Self> {
        (Self::EARLIEST..=Self::LATEST).contains(&millis).then_some(Self(millis))
    }

    /// The time of the machine's clock.
    pub(crate) fn now() -> Self {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since_1970.as_millis()).unwrap_or(Self::LATEST).min(Self::LATEST))
    }

    /// This time, less the time from `start` to `end`; no earlier than the year 0.
    pub(crate) fn earlier_by(self, start: Self, end: Self) -> Self {
        Self((self.0 - (end.0 - start.0)).clamp(Self::EARLIEST, Self::LATEST))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = i128::from(self.0) * 1_000_000;
        // It fails only outside the years that this type holds.
        let time = OffsetDateTime::from_unix_timestamp_nanos(nanos).map_err(|_| fmt::Error)?;
        write!(formatter, "{:04}-{:02}-{:02}T", time.year(), u8::from(time.month()), time.day())?;
        write!(
            formatter,
            "{:02}:{:02}:{:02}.{:03}Z",
            time.hour(),
            time.minute(),
            time.second(),
            time.millisecond()
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_years_0_to_9999() {
        for (millis, expected) in [
            (0, Some("1970-01-01T00:00:00.000Z")),
            (-1, Some("1969-12-31T23:59:59.999Z")),
            (1_630_238_465_748, Some("2021-08-29T12:01:05.748Z")),
            (Timestamp::EARLIEST, Some("0000-01-01T00:00:00.000Z")),
            (Timestamp::EARLIEST - 1, None),
            (Timestamp::LATEST, Some("9999-12-31T23:59:59.999Z")),
            (Timestamp::LATEST + 1, None),
            (i64::MIN, None),
        ] {
            let found = Timestamp::from_millis(millis).map(|timestamp| timestamp.to_string());
            assert_eq!(found.as_deref(), expected, "{millis}");
        }
    }

    #[test]
    fn subtraction_stays_within_them() {
        let at = |millis| Timestamp::from_millis(millis).unwrap();
        assert_eq!(at(10).earlier_by(at(1), at(4)), at(7));
        let (earliest, latest) = (at(Timestamp::EARLIEST), at(Timestamp::LATEST));
        assert_eq!(at(0).earlier_by(earliest, latest), earliest);
    }
}
