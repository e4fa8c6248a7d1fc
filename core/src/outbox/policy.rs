//! What an answer means, and how long to wait after a failure: every number of delivery is here.

use super::status::{self, Action};
use crate::config::Config;
use crate::id::EventId;

/// The options that delivery decides by; [`Config`] says what they mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) max_events: u64,
    pub(super) max_bytes: u64,
    pub(super) batch_events: usize,
    pub(super) batch_bytes: usize,
    pub(super) linger: u64,
    pub(super) max_attempts: u32,
    pub(super) max_age: u64,
    pub(super) max_requests: usize,
}

impl Limits {
    pub(super) const fn of(config: &Config) -> Self {
        Self {
            max_events: config.max_events as u64,
            max_bytes: config.max_bytes as u64,
            batch_events: config.batch_events,
            batch_bytes: config.batch_bytes,
            linger: config.linger,
            max_attempts: config.max_attempts,
            max_age: config.max_age,
            max_requests: config.max_requests,
        }
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Response {
    /// The collector answered.
    Status {
        /// The HTTP status.
        status: u16,
        /// What its `Retry-After` asks for, in milliseconds.
        retry_after: Option<u64>,
    },
    /// No answer: the connection failed or broke, or time ran out.
    NoResponse,
    /// The request was not made, as the host's token source gave no token. It is tried again like one without an answer.
    NoToken,
}

impl Response {
    /// An answer with this status and no `Retry-After`.
    pub const fn status(status: u16) -> Self {
        Self::Status { status, retry_after: None }
    }

    pub(super) const fn code(self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(status),
            Self::NoResponse | Self::NoToken => None,
        }
    }
}

/// What follows from a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The collector has the events.
    Delivered,
    /// It may take them later.
    Retry {
        /// The least time to wait, in milliseconds.
        at_least: u64,
    },
    /// It may take fewer of them.
    Split,
    /// It will never take them from this sender.
    Auth,
    /// It will never take them.
    Rejected,
}

/// The longest `Retry-After` that is believed, in milliseconds: a mistaken header must not silence a tracker for a day.
const MOST_RETRY_AFTER: u64 = 60 * 60 * 1000;

/// Judges a response by the table of statuses.
pub(super) fn judge(response: Response, overrides: &[(u16, Action)]) -> Verdict {
    let Response::Status { status, retry_after } = response else { return Verdict::Retry { at_least: 0 } };
    match status::action(overrides, status) {
        Action::Deliver => Verdict::Delivered,
        Action::Auth => Verdict::Auth,
        Action::Reject | Action::Bisect => Verdict::Rejected,
        Action::Split => Verdict::Split,
        Action::Retry => Verdict::Retry { at_least: retry_after.unwrap_or(0).min(MOST_RETRY_AFTER) },
    }
}

/// The bound of the wait after the first failure, in milliseconds; it doubles with each further one.
const FIRST_WAIT: u64 = 1_000;

/// The bound of every wait, in milliseconds.
const LONGEST_WAIT: u64 = 60_000;

/// The least wait after a failure, in milliseconds: full jitter alone may say "at once".
const SHORTEST_WAIT: u64 = 100;

/// How long to wait after the `failures`th failure in a row, in milliseconds: full jitter under a bound that doubles,
/// so that trackers which failed together do not come back together. The jitter is drawn from the random bits of the
/// failed event's id, which differ between all trackers, forked ones included.
pub(super) fn wait_after(failures: u32, event: EventId) -> u64 {
    let doublings = failures.saturating_sub(1).min(16);
    let bound = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
    SHORTEST_WAIT + mix(event.random_half() ^ u64::from(failures)) % (bound - SHORTEST_WAIT + 1)
}

/// SplitMix64's finaliser: each input bit changes half of the output bits.
const fn mix(seed: u64) -> u64 {
    let seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let seed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let seed = (seed ^ (seed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    seed ^ (seed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_verdict() {
        let retry = Verdict::Retry { at_least: 0 };
        let cases = [
            (200, Verdict::Delivered),
            (204, Verdict::Delivered),
            (301, retry),
            (400, Verdict::Rejected),
            (401, Verdict::Auth),
            (403, Verdict::Auth),
            (404, retry),
            (408, retry),
            (410, Verdict::Rejected),
            (413, Verdict::Split),
            (422, Verdict::Rejected),
            (429, retry),
            (500, retry),
            (503, retry),
        ];
        for (status, verdict) in cases {
            assert_eq!(judge(Response::status(status), &[]), verdict, "{status}");
        }
        assert_eq!(judge(Response::NoResponse, &[]), retry);
    }

    #[test]
    fn retry_after_is_obeyed_up_to_an_hour() {
        let judged =
            |retry_after| judge(Response::Status { status: 503, retry_after: Some(retry_after) }, &[]);
        assert_eq!(judged(2_000), Verdict::Retry { at_least: 2_000 });
        assert_eq!(judged(u64::MAX), Verdict::Retry { at_least: 3_600_000 });
    }

    #[test]
    fn waits_are_spread_between_their_bounds() {
        let wait = |failures, seed: u8| wait_after(failures, EventId::from_random([seed; 16]));
        for (failures, bound) in [(1, 1_000), (2, 2_000), (6, 32_000), (7, 60_000), (1_000, 60_000)] {
            let waits = (0..=255).map(|seed| wait(failures, seed));
            assert!(waits.clone().all(|wait| (100..=bound).contains(&wait)));
            let mean = waits.sum::<u64>() / 256;
            assert!((bound * 2 / 5..bound * 3 / 5 + 100).contains(&mean), "{failures}: {mean}");
        }
    }
}
