//! Flushes that are waited for.

use alloc::vec::Vec;

use crate::time::{Monotonic, NEVER};

/// The name of one flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlushId(pub u64);

/// How a flush ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flushed {
    /// Which flush.
    pub id: FlushId,
    /// How many of its events the collector has.
    pub delivered: u64,
    /// How many left otherwise; each had an outcome that says why.
    pub failed: u64,
    /// How many are still held: the deadline passed first.
    pub pending: u64,
}

impl Flushed {
    /// Whether everything that was held when the flush began was delivered in time.
    pub const fn is_complete(&self) -> bool {
        self.failed == 0 && self.pending == 0
    }
}

/// The flushes under way.
#[derive(Debug)]
pub(super) struct Flushes {
    /// In the order in which they began: the events of one that still wait belong to all later ones too.
    open: Vec<Open>,
    begun: u64,
    /// The first of their deadlines; `NEVER` where no flush is open.
    deadline: Monotonic,
}

#[derive(Debug)]
pub(super) struct Open {
    pub(super) state: Flushed,
    /// The first sequence number that does not belong to it.
    end: u64,
    deadline: Monotonic,
    /// Whether the outbox ends with it.
    pub(super) last: bool,
}

impl Flushes {
    pub(super) const fn new() -> Self {
        Self { open: Vec::new(), begun: 0, deadline: NEVER }
    }

    /// Begins a flush of the `pending` events with sequence numbers below `end`.
    pub(super) fn begin(&mut self, pending: u64, end: u64, deadline: Monotonic, last: bool) -> FlushId {
        let id = FlushId(self.begun);
        self.begun += 1;
        self.open.push(Open { state: Flushed { id, delivered: 0, failed: 0, pending }, end, deadline, last });
        self.deadline = self.deadline.min(deadline);
        id
    }

    /// The first sequence number that no open flush asks for: events below it are sent without lingering.
    pub(super) fn end(&self) -> u64 {
        self.open.last().map_or(0, |open| open.end)
    }

    /// Takes note of an event that has left.
    pub(super) fn note(&mut self, sequence: u64, delivered: bool) {
        for Open { state, .. } in self.open.iter_mut().rev().take_while(|open| sequence < open.end) {
            state.pending -= 1;
            *(if delivered { &mut state.delivered } else { &mut state.failed }) += 1;
        }
    }

    /// When the next deadline is; `NEVER` where no flush is open.
    pub(super) const fn deadline(&self) -> Monotonic {
        self.deadline
    }

    /// Takes one flush that is over: nothing is pending, or its time has come.
    pub(super) fn take_over(&mut self, now: Monotonic) -> Option<Open> {
        let first = self.open.first()?;
        if first.state.pending > 0 && self.deadline > now {
            return None;
        }
        let index = self.open.iter().position(|open| open.state.pending == 0 || open.deadline <= now)?;
        let over = self.open.remove(index);
        self.deadline = self.open.iter().fold(NEVER, |first, open| first.min(open.deadline));
        Some(over)
    }
}
