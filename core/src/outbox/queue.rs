//! The events that are held, and how they are put together.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::policy::Limits;
use crate::id::RequestId;
use crate::payload::{Envelope, Payload};
use crate::time::{Monotonic, NEVER, Now};

/// An event that is held.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) payload: Payload,
    pub(super) tracked: Monotonic,
    /// Its place in the order of all events taken.
    pub(super) sequence: u64,
}

/// Events that travel together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// In the order in which they were tracked.
    pub(super) events: VecDeque<Held>,
    /// How many requests have carried them.
    pub(super) attempts: u32,
    /// The last one of these.
    pub(super) request: RequestId,
}

impl Batch {
    /// Parts it in two halves; the first is the larger one.
    pub(super) fn split(mut self) -> (Self, Self) {
        let Self { attempts, request, .. } = self;
        let mut first = Self { attempts, request, ..Self::default() };
        while first.events.len() < self.events.len()
            && let Some(held) = self.events.pop_front()
        {
            first.events.push_back(held);
        }
        (first, self)
    }
}

/// Fresh events, batches that have failed before, and batches under way.
#[derive(Debug, Default)]
pub(super) struct Queue {
    fresh: VecDeque<Held>,
    fresh_bytes: usize,
    /// Restored events too, in batches that no request has carried yet.
    pub(super) failed: Vec<Batch>,
    /// A handful at most: `max_requests`.
    under_way: Vec<Batch>,
}

impl Queue {
    pub(super) fn push(&mut self, held: Held) {
        self.fresh_bytes += held.payload.bytes().len();
        self.fresh.push_back(held);
    }

    /// Puts back a batch that failed, behind those that failed earlier and before all fresh events.
    pub(super) fn put_back(&mut self, batch: Batch) {
        if !batch.events.is_empty() {
            self.failed.push(batch);
        }
    }

    /// Notes that a request has begun.
    pub(super) fn begin(&mut self, id: RequestId, batch: Batch) {
        self.under_way.push(Batch { request: id, ..batch });
    }

    /// Takes the batch of a request that has ended; `None` where no such request is under way.
    pub(super) fn end(&mut self, id: RequestId) -> Option<Batch> {
        let index = self.under_way.iter().position(|batch| batch.request == id)?;
        Some(self.under_way.remove(index))
    }

    /// How many requests are under way.
    pub(super) fn requests(&self) -> usize {
        self.under_way.len()
    }

    /// From when the next batch may go; `NEVER` where nothing waits. Events with a sequence number below `flushed` do
    /// not linger.
    pub(super) fn due(&self, limits: &Limits, flushed: u64) -> Monotonic {
        if !self.failed.is_empty() {
            return 0;
        }
        let Some(first) = self.fresh.front() else { return NEVER };
        let full = self.fresh.len() >= limits.batch_events || self.fresh_bytes >= limits.batch_bytes;
        if full || first.sequence < flushed { 0 } else { first.tracked.saturating_add(limits.linger) }
    }

    /// Takes the next batch, and the body that carries it at this moment.
    pub(super) fn take_batch(&mut self, limits: &Limits, now: Now) -> Option<(Batch, Vec<u8>)> {
        let mut envelope = Envelope::new(now.wall);
        let mut batch = if self.failed.is_empty() {
            self.take_fresh(limits, &mut envelope)
        } else {
            let batch = self.failed.remove(0);
            for held in &batch.events {
                envelope.push(held.payload.bytes());
            }
            batch
        };
        batch.attempts += 1;
        (!batch.events.is_empty()).then(|| (batch, envelope.finish()))
    }

    fn take_fresh(&mut self, limits: &Limits, envelope: &mut Envelope) -> Batch {
        let mut batch = Batch::default();
        while let Some(held) = self.fresh.front() {
            let bytes = held.payload.bytes();
            let full =
                batch.events.len() >= limits.batch_events || envelope.length_with(bytes) > limits.batch_bytes;
            if full && !batch.events.is_empty() {
                break;
            }
            envelope.push(bytes);
            let Some(held) = self.take_first() else { break };
            batch.events.push_back(held);
        }
        batch
    }

    fn take_first(&mut self) -> Option<Held> {
        let held = self.fresh.pop_front()?;
        self.fresh_bytes -= held.payload.bytes().len();
        Some(held)
    }

    /// When the oldest waiting event was tracked; `NEVER` where nothing waits.
    pub(super) fn oldest(&self) -> Monotonic {
        let mut oldest = NEVER;
        for held in self.failed.iter().filter_map(|batch| batch.events.front()).chain(self.fresh.front()) {
            oldest = oldest.min(held.tracked);
        }
        oldest
    }

    /// Takes one waiting event that was tracked before this moment, with the requests that carried it.
    pub(super) fn take_older_than(&mut self, moment: Monotonic) -> Option<(Held, u32)> {
        let older = |held: Option<&Held>| held.is_some_and(|held| held.tracked < moment);
        if let Some(index) = self.failed.iter().position(|batch| older(batch.events.front())) {
            let batch = self.failed.get_mut(index)?;
            let attempts = batch.attempts;
            let held = batch.events.pop_front()?;
            if batch.events.is_empty() {
                self.failed.remove(index);
            }
            return Some((held, attempts));
        }
        if older(self.fresh.front()) { self.take_first().map(|held| (held, 0)) } else { None }
    }

    /// Takes one waiting event.
    pub(super) fn take_waiting(&mut self) -> Option<(Held, u32)> {
        self.take_older_than(Monotonic::MAX)
    }

    /// Gives up all requests under way: their batches wait again, and their responses will mean nothing.
    pub(super) fn recall(&mut self) {
        while !self.under_way.is_empty() {
            let batch = self.under_way.remove(0);
            self.put_back(batch);
        }
    }
}
