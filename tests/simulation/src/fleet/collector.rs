//! The collector, and what it has seen.

use snowgauge_core::Response;

use super::scenario::{Absence, LATENCY, OUTAGE, Scenario};

/// A collector that counts requests, and may be away or full.
#[derive(Debug)]
pub(super) struct Collector {
    scenario: Scenario,
    /// How many requests a second it can take.
    capacity: Option<u64>,
    /// The second that is, and how many requests it took in it.
    second: u64,
    taken: u64,
}

impl Collector {
    /// A collector which gets so many requests a second while all is well.
    pub(super) fn new(scenario: Scenario, usual: u64) -> Self {
        let capacity = scenario.capacity_percent.map(|percent| usual * percent / 100);
        Self { scenario, capacity, second: 0, taken: 0 }
    }

    /// What becomes of a request that is sent now: after how long its sender hears what.
    pub(super) fn receive(&mut self, now: u64) -> (u64, Response) {
        if OUTAGE.contains(&now) {
            let retry_after = Some(OUTAGE.end - now);
            return match self.scenario.absence {
                Absence::Refused => (LATENCY / 2, Response::NoResponse),
                Absence::Hanging(timeout) => (timeout, Response::NoResponse),
                Absence::Dated => (LATENCY, Response::Status { status: 503, retry_after }),
            };
        }
        if self.second != now / 1_000 {
            (self.second, self.taken) = (now / 1_000, 0);
        }
        self.taken += 1;
        let is_full = self.capacity.is_some_and(|capacity| self.taken > capacity);
        (LATENCY, Response::status(if is_full { 503 } else { 200 }))
    }
}
