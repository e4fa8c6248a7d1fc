//! How fast requests may follow each other: what the answers say about the collector.

use super::policy::{MOST_REFUSALS, wait_after};
use crate::id::{EventId, RequestId};
use crate::time::{Monotonic, NEVER};

/// When the next request may begin, as far as the answers so far go.
#[derive(Debug)]
pub(super) struct Pace {
    /// How many requests may be under way at a time.
    most: usize,
    /// How many may be now: one after a request that was not accepted, then twice as many with each that is.
    slots: usize,
    /// How many times in a row requests have failed. Those that were under way together fail once.
    failures: u32,
    /// How many requests in a row the collector has refused.
    refusals: u32,
    /// The first request that was not begun yet when the last failure was counted.
    counted: u64,
    /// Nothing is sent before this moment.
    paused_until: Monotonic,
    /// What the last `Retry-After` asked for. Another request's success ends a pause of ours, but not this one.
    told_to_wait_until: Monotonic,
}

impl Pace {
    /// The pace at which nothing is known of the collector yet.
    pub(super) const fn new(most: usize) -> Self {
        Self {
            most,
            slots: most,
            failures: 0,
            refusals: 0,
            counted: 0,
            paused_until: 0,
            told_to_wait_until: 0,
        }
    }

    /// From when a request may begin while this many are under way; `NEVER` where one has to end first.
    pub(super) const fn next(&self, under_way: usize) -> Monotonic {
        if under_way < self.slots { self.paused_until } else { NEVER }
    }

    /// The collector has accepted a request: a pause of ours is over.
    pub(super) fn accept(&mut self) {
        self.refusals = 0;
        self.slots = self.slots.saturating_mul(2).min(self.most);
        self.answered();
    }

    /// The collector has refused what a request carried: whether it refuses everything, as far as one can tell. One event
    /// that it will not take is found in fewer refusals, however many requests are under way.
    pub(super) fn refuse(&mut self) -> bool {
        self.refusals = self.refusals.saturating_add(1);
        self.slots = 1;
        let everything = self.refusals as usize > self.most.saturating_add(MOST_REFUSALS);
        if !everything {
            self.answered();
        }
        everything
    }

    fn answered(&mut self) {
        self.failures = 0;
        self.paused_until = self.told_to_wait_until;
    }

    /// A request has failed: all sending pauses, for as long as this at least, in milliseconds, and then one request shows
    /// whether the collector is back. `next` is the name that the next request will have; jitter is drawn from the event.
    pub(super) fn fail(
        &mut self,
        request: RequestId,
        next: u64,
        event: EventId,
        at_least: u64,
        now: Monotonic,
    ) {
        self.slots = 1;
        let known = request.0 < self.counted;
        if !known {
            self.failures = self.failures.saturating_add(1);
            self.counted = next;
        } else if at_least == 0 {
            return;
        }
        let until = now.saturating_add(wait_after(self.failures, event, at_least));
        self.paused_until = self.paused_until.max(until);
        if at_least > 0 {
            self.told_to_wait_until = self.told_to_wait_until.max(until);
        }
    }
}
