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
#[derive(Debug, Default)]
pub(super) struct Flushes {
    open: Vec<Open>,
    begun: u64,
}

#[derive(Debug)]
struct Open {
    state: Flushed,
    /// The first sequence number that does not belong to it.
    end: u64,
    deadline: Monotonic,
}

impl Flushes {
    /// Begins a flush of the `pending` events with sequence numbers below `end`.
    pub(super) fn begin(&mut self, pending: u64, end: u64, deadline: Monotonic) -> FlushId {
        let id = FlushId(self.begun);
        self.begun += 1;
        self.open.push(Open { state: Flushed { id, delivered: 0, failed: 0, pending }, end, deadline });
        id
    }

    /// The first sequence number that no open flush asks for: events below it are sent without lingering.
    pub(super) fn end(&self) -> u64 {
        let mut end = 0;
        for open in &self.open {
            end = open.end.max(end);
        }
        end
    }

    /// Takes note of an event that has left.
    pub(super) fn note(&mut self, sequence: u64, delivered: bool) {
        for Open { state, .. } in self.open.iter_mut().filter(|open| sequence < open.end) {
            state.pending = state.pending.saturating_sub(1);
            *(if delivered { &mut state.delivered } else { &mut state.failed }) += 1;
        }
    }

    /// When the next deadline is; `NEVER` where no flush is open.
    pub(super) fn deadline(&self) -> Monotonic {
        let mut first = NEVER;
        for open in &self.open {
            first = open.deadline.min(first);
        }
        first
    }

    /// Takes one flush that is over: nothing is pending, or its time has come.
    pub(super) fn take_over(&mut self, now: Monotonic) -> Option<Flushed> {
        let index = self.open.iter().position(|open| open.state.pending == 0 || open.deadline <= now)?;
        Some(self.open.remove(index).state)
    }
}
