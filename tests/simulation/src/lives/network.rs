//! What is on its way: requests to the collector, answers to the host.

use std::collections::BTreeMap;

use snowgauge_core::{Monotonic, RequestId, Response};

use super::collector::Plan;
use super::events::Index;

/// Something that happens outside the host. A process does not hear of what an earlier one has sent.
#[derive(Debug)]
pub(super) enum Happening {
    /// A request reaches the collector.
    Arrival(Trip),
    /// The host hears how a request has ended.
    Answer { process: u64, id: RequestId, response: Response },
    /// The host's transport gives up, unless it has heard.
    TimeOut { process: u64, id: RequestId },
}

/// A request on its way, with what will become of it.
#[derive(Debug)]
pub(super) struct Trip {
    pub(super) process: u64,
    pub(super) id: RequestId,
    pub(super) events: Vec<Index>,
    pub(super) bytes: u64,
    pub(super) token: u64,
    pub(super) plan: Plan,
}

/// All that is on its way, by the time at which it arrives, and in the order in which it began.
#[derive(Debug, Default)]
pub(super) struct Network {
    under_way: BTreeMap<(Monotonic, u64), Happening>,
    begun: u64,
}

impl Network {
    pub(super) fn begin(&mut self, at: Monotonic, happening: Happening) {
        self.under_way.insert((at, self.begun), happening);
        self.begun += 1;
    }

    /// When the next thing happens.
    pub(super) fn next(&self) -> Option<Monotonic> {
        self.under_way.keys().next().map(|(at, _)| *at)
    }

    /// Takes what happens next.
    pub(super) fn take(&mut self) -> Option<Happening> {
        self.under_way.pop_first().map(|(_, happening)| happening)
    }
}
