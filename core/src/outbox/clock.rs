//! The host's monotonic clock, should it not be one.

use crate::time::{Monotonic, NEVER};

/// How far the host's clock may go back and still be taken to stand, in milliseconds: threads that read it and then wait for
/// each other come in the wrong order. Beyond, it has been set, and goes on from where it is.
const MOST_DISORDER: u64 = 1_000;

/// Time that passes as the host's clock does, and never goes back.
#[derive(Debug, Default)]
pub(super) struct Clock {
    /// What the host's clock has shown.
    host: Monotonic,
    time: Monotonic,
}

impl Clock {
    /// The time, when the host's clock shows this. It is always before [`NEVER`].
    pub(super) fn tick(&mut self, host: Monotonic) -> Monotonic {
        if host > self.host || self.host - host > MOST_DISORDER {
            self.time = self.time.saturating_add(host.saturating_sub(self.host)).min(NEVER - 1);
            self.host = host;
        }
        self.time
    }

    /// Lets a moment come at once; the host's clock goes on from there.
    pub(super) fn skip_to(&mut self, moment: Monotonic) {
        self.time = self.time.max(moment.min(NEVER - 1));
    }

    /// What the host's clock will show at a moment to come.
    pub(super) const fn on_host(&self, moment: Monotonic) -> Monotonic {
        self.host.saturating_add(moment.saturating_sub(self.time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_passes_as_the_host_s_clock_does_but_never_back() {
        let mut clock = Clock::default();
        let cases = [
            ("the first look", 1 << 40, 1 << 40),
            ("forward", (1 << 40) + 5, (1 << 40) + 5),
            ("a little back: it stands", (1 << 40) - 900, (1 << 40) + 5),
            ("and goes on", (1 << 40) + 7, (1 << 40) + 7),
            ("far back: nothing has passed", 100, (1 << 40) + 7),
            ("and goes on from there", 130, (1 << 40) + 37),
            ("never is never", u64::MAX, NEVER - 1),
        ];
        for (what, host, time) in cases {
            assert_eq!(clock.tick(host), time, "{what}");
            assert_eq!(clock.on_host(time), clock.host, "{what}");
        }
    }

    #[test]
    fn time_that_was_skipped_has_passed() {
        let mut clock = Clock::default();
        let time = clock.tick(1_000_000);
        clock.skip_to(time + 500);
        assert_eq!((clock.tick(1_000_000), clock.on_host(time + 510)), (time + 500, 1_000_010));
        clock.skip_to(time);
        assert_eq!(clock.tick(1_000_007), time + 507);
        clock.skip_to(NEVER);
        assert_eq!(clock.tick(1_000_007), NEVER - 1);
    }

    #[test]
    fn a_moment_to_come_is_told_by_the_host_s_clock() {
        let mut clock = Clock::default();
        clock.tick(1_000_000);
        let time = clock.tick(50);
        assert_eq!(clock.on_host(time + 10), 60);
        assert_eq!(clock.on_host(NEVER), 50 + (NEVER - time));
    }
}
