//! What an observer knows of the pauses after failures.

use snowgauge_core::Monotonic;

/// The longest `Retry-After` that a tracker believes, the least and the longest wait after a failure, in milliseconds.
pub(super) const MOST_RETRY_AFTER: u64 = 3_600_000;
const LEAST_WAIT: u64 = 100;
const LONGEST_WAIT: u64 = 60_000;

#[derive(Debug, Default)]
pub(super) struct Pauses {
    /// Whether the last request that ended has failed, and whether any has.
    pub(super) is_failing: bool,
    pub(super) has_failed: bool,
    /// What a `Retry-After` asked for. Another request's success ends a pause of the tracker's own, but not this one.
    told_until: Monotonic,
    /// No request may begin before, and no pause lasts longer.
    least: Monotonic,
    most: Monotonic,
}

impl Pauses {
    /// A request has failed.
    pub(super) fn fail(&mut self, retry_after: u64, now: Monotonic) {
        (self.is_failing, self.has_failed) = (true, true);
        self.told_until = self.told_until.max(now + retry_after);
        self.least = self.least.max(now + LEAST_WAIT.max(retry_after));
        self.most = self.most.max(now + LONGEST_WAIT.max(retry_after));
    }

    /// A request has ended in another way.
    pub(super) fn succeed(&mut self) {
        self.is_failing = false;
        (self.least, self.most) = (self.told_until, self.told_until);
    }

    /// A request begins while so many others are under way.
    pub(super) fn check(&self, others: usize, now: Monotonic) {
        assert!(!self.is_failing || others == 0, "a second request while the collector is down");
        assert!(now >= self.told_until, "sent before Retry-After allows, which is {}", self.told_until);
        assert!(now >= self.least, "sent at once after a failure");
    }

    /// Until when nothing need be sent.
    pub(super) fn most(&self) -> Monotonic {
        self.most
    }
}
