//! The time, read from the system: the one place where it is.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use snowgauge_core::Now;

/// Both clocks of the host.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    start: Instant,
}

/// What the monotonic clock begins with: events that a store has kept are older than the tracker, by less than this many
/// milliseconds (thousands of years).
const START: u64 = 1 << 48;

impl Clock {
    pub(crate) fn start() -> Self {
        Self { start: Instant::now() }
    }

    pub(crate) fn now(&self) -> Now {
        // A wall clock before 1970 is shown as 1970: an event with a wrong time is better than none.
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now { wall: millis(wall), mono: START + millis(self.start.elapsed()) }
    }
}

/// A duration in whole milliseconds.
pub(crate) fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
