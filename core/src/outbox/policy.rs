//! What an answer means, and how long to wait after a failure: every number of delivery is here.

use super::overflow::Overflow;
use super::status::{self, Action};
use crate::config::Config;
use crate::id::EventId;

/// What an event that is held takes beside its payload's bytes: 56 in a queue that doubles when it grows, on the machines
/// where addresses are longest. The same everywhere, so that all languages decide alike.
pub(super) const BYTES_PER_EVENT: u64 = 128;

/// So many events with so many payload bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Load {
    pub(super) events: u64,
    pub(super) bytes: u64,
}

/// How much may be held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    events: u64,
    bytes: u64,
}

impl Bounds {
    /// Whether they allow one more event, of so many bytes, beside what is held.
    pub(super) fn have_room(self, held: Load, bytes: usize) -> bool {
        let events = held.events + 1;
        let left = self.bytes.checked_sub(held.bytes + events * BYTES_PER_EVENT);
        events <= self.events && left.is_some_and(|left| bytes as u64 <= left)
    }

    /// Half of them, and one event at least.
    #[cfg(feature = "store")]
    pub(super) const fn half(self) -> Self {
        Self { events: self.events.div_ceil(2), bytes: self.bytes / 2 }
    }
}

/// The options that delivery decides by; [`Config`] says what they mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) bounds: Bounds,
    pub(super) drop_oldest: bool,
    pub(super) batch_events: usize,
    pub(super) batch_bytes: usize,
    pub(super) linger: u64,
    pub(super) max_attempts: u32,
    pub(super) max_age: u64,
    pub(super) token_refresh: bool,
}

impl Limits {
    pub(super) const fn of(config: &Config) -> Self {
        Self {
            bounds: Bounds { events: config.max_events as u64, bytes: config.max_bytes as u64 },
            drop_oldest: matches!(config.overflow, Overflow::DropOldest),
            batch_events: config.batch_events,
            batch_bytes: config.batch_bytes,
            linger: config.linger,
            max_attempts: config.max_attempts,
            max_age: config.max_age,
            token_refresh: config.token_refresh,
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
    /// No answer: the connection failed or broke, time ran out, or the request could not be made, but for want of a token.
    NoResponse,
    /// The request was not made, as the host's token source gave no token. It is tried again like one without an answer; when
    /// that was the last time, its events leave as [`Reason::Auth`](super::Reason::Auth).
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

/// The longest `Retry-After` that is believed, in milliseconds: a mistaken header must not silence a tracker for a day.
const MOST_RETRY_AFTER: u64 = 60 * 60 * 1000;

/// What is done about a response, and how long a further attempt has to wait at least, in milliseconds.
pub(super) fn judge(response: Response, overrides: &[(u16, Action)]) -> (Action, u64) {
    let Response::Status { status, retry_after } = response else { return (Action::Retry, 0) };
    (status::action(overrides, status), retry_after.unwrap_or(0).min(MOST_RETRY_AFTER))
}

/// After how many refusals in a row, beside the requests that may have been under way together, the collector is taken to
/// refuse everything: one event in a request of 2^15 is found in as many.
pub(super) const MOST_REFUSALS: usize = 16;

/// The bound of the wait after the first failure, in milliseconds; it doubles with each further one.
const FIRST_WAIT: u64 = 1_000;

/// The bound of every wait, in milliseconds.
const LONGEST_WAIT: u64 = 60_000;

/// The least wait after a failure, in milliseconds: full jitter alone may say "at once".
const SHORTEST_WAIT: u64 = 100;

/// How long to wait after the `failures`th failure in a row, in milliseconds: what a `Retry-After` asks for, and full jitter
/// under a bound that doubles, so that trackers which failed together do not come back together. Those that were told the
/// same time are spread over a tenth of it at least. The jitter is drawn from the random bits of the failed event's id, which
/// differ between all trackers, forked ones included.
pub(super) fn wait_after(failures: u32, event: EventId, at_least: u64) -> u64 {
    let doublings = failures.saturating_sub(1).min(16);
    let bound = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT).max(at_least / 10);
    at_least + SHORTEST_WAIT + mix(event.random_half() ^ u64::from(failures)) % (bound - SHORTEST_WAIT + 1)
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
    fn retry_after_is_obeyed_up_to_an_hour() {
        for (retry_after, at_least) in [(None, 0), (Some(2_000), 2_000), (Some(u64::MAX), 3_600_000)] {
            assert_eq!(judge(Response::Status { status: 503, retry_after }, &[]), (Action::Retry, at_least));
        }
    }

    #[test]
    fn waits_are_spread_between_their_bounds() {
        let wait = |failures, seed: u8| wait_after(failures, EventId::from_random([seed; 16]), 0);
        for (failures, bound) in [(1, 1_000), (2, 2_000), (6, 32_000), (7, 60_000), (1_000, 60_000)] {
            let waits = (0..=255).map(|seed| wait(failures, seed));
            assert!(waits.clone().all(|wait| (100..=bound).contains(&wait)));
            let mean = waits.sum::<u64>() / 256;
            assert!((bound * 2 / 5..bound * 3 / 5 + 100).contains(&mean), "{failures}: {mean}");
        }
    }
}
