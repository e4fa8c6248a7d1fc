//! What an observer knows of how fast requests may follow each other.

use snowgauge_core::{Monotonic, RequestId};

/// The longest `Retry-After` that a tracker believes, the least and the longest wait after a failure, in milliseconds.
pub(super) const MOST_RETRY_AFTER: u64 = 3_600_000;
const LEAST_WAIT: u64 = 100;
const LONGEST_WAIT: u64 = 60_000;

/// After so many refusals in a row, beside the requests that may have been under way, the collector refuses everything.
const MOST_REFUSALS: usize = 16;

#[derive(Debug)]
pub(super) struct Pace {
    most: usize,
    /// How many requests may be under way: one after a request that was not accepted, twice as many after each that was.
    slots: usize,
    refusals: usize,
    /// The requests before this one that fail are part of a failure that is known.
    counted: RequestId,
    /// What a `Retry-After` asked for. Another request's success ends a pause of the tracker's own, but not this one.
    told_least: Monotonic,
    told_most: Monotonic,
    /// No request may begin before, and no pause lasts longer.
    least: Monotonic,
    longest: Monotonic,
}

impl Pace {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            slots: most,
            refusals: 0,
            counted: RequestId(0),
            told_least: 0,
            told_most: 0,
            least: 0,
            longest: 0,
        }
    }

    /// The collector has taken a request.
    pub(super) fn accept(&mut self) {
        self.slots = (2 * self.slots).min(self.most);
        self.refusals = 0;
        self.end_pause();
    }

    /// The collector has refused what was in a request: whether it refuses everything.
    pub(super) fn refuse(&mut self) -> bool {
        self.slots = 1;
        self.refusals += 1;
        let everything = self.refusals > self.most + MOST_REFUSALS;
        if !everything {
            self.end_pause();
        }
        everything
    }

    fn end_pause(&mut self) {
        (self.least, self.longest) = (self.told_least, self.told_most);
    }

    /// A request has failed while `next` is the name of the next one.
    pub(super) fn fail(&mut self, request: RequestId, next: RequestId, retry_after: u64, now: Monotonic) {
        self.slots = 1;
        let is_known = request < self.counted;
        if !is_known {
            self.counted = next;
        } else if retry_after == 0 {
            return;
        }
        let least = now + retry_after + LEAST_WAIT;
        let longest = now + retry_after + LONGEST_WAIT.max(retry_after / 10);
        self.least = self.least.max(least);
        self.longest = self.longest.max(longest);
        if retry_after > 0 {
            self.told_least = self.told_least.max(least);
            self.told_most = self.told_most.max(longest);
        }
    }

    /// A request begins while so many others are under way.
    pub(super) fn check(&self, others: usize, now: Monotonic) {
        assert!(others < self.slots, "{others} requests are under way of {} that may be", self.slots);
        assert!(now >= self.told_least, "sent before Retry-After allows, which is {}", self.told_least);
        assert!(now >= self.least, "sent at once after a failure");
    }

    /// Until when nothing need be sent while so many requests are under way, if something has to be after that.
    pub(super) fn longest(&self, under_way: usize) -> Option<Monotonic> {
        (under_way < self.slots).then_some(self.longest)
    }
}
