//! How the collector is away, and how it comes back. All times in milliseconds.

use std::ops::Range;

const MINUTE: u64 = 60_000;

/// The time over which the rate without any trouble is measured.
pub const STEADY: Range<u64> = MINUTE..5 * MINUTE;

/// The time for which the collector is away.
pub const OUTAGE: Range<u64> = 5 * MINUTE..15 * MINUTE;

/// When the run ends.
pub const END: u64 = 25 * MINUTE;

/// How long requests and answers are on their way together.
pub(super) const LATENCY: u64 = 50;

/// What a request meets during the outage.
#[derive(Clone, Copy, Debug)]
pub(super) enum Absence {
    /// The connection is refused at once: the way in which a tracker can try most often.
    Refused,
    /// Nothing is heard until the transport gives up after this time.
    Hanging(u64),
    /// 503 with `Retry-After`, as an HTTP date: the moment of the return, the same for all.
    Dated,
}

/// A collector's absence.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// What it is called.
    pub name: &'static str,
    pub(super) absence: Absence,
    /// How many requests a second the collector can take for each that it gets while all is well, in hundredths; it answers
    /// 503 to the others. `None` is a collector that can take any number.
    pub(super) capacity_percent: Option<u64>,
}

/// All that are run.
pub const SCENARIOS: [Scenario; 4] = [
    Scenario { name: "connection refused", absence: Absence::Refused, capacity_percent: None },
    Scenario { name: "no answer for 10 s", absence: Absence::Hanging(10_000), capacity_percent: None },
    Scenario { name: "503, Retry-After a date", absence: Absence::Dated, capacity_percent: None },
    Scenario { name: "refused, back at 150 %", absence: Absence::Refused, capacity_percent: Some(150) },
];
