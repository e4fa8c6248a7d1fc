//! The events that are held, and how they are put together.
//!
//! Each step takes a time that does not depend on how many events are held: what waits is in queues by age, and only the
//! batches that failed, which no new ones join while there is one, are looked through.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::policy::{Limits, Load};
use super::unsent::Unsent;
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

/// When the first of these events was tracked; `NEVER` where there is none.
pub(super) fn since(events: &VecDeque<Held>) -> Monotonic {
    events.front().map_or(NEVER, |held| held.tracked)
}

/// Takes the first of these events: once for all that do so, as an event is much to move.
#[inline(never)]
pub(super) fn take_first(events: &mut VecDeque<Held>) -> Option<Held> {
    events.pop_front()
}

/// Events that travel together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Oldest first.
    pub(super) events: VecDeque<Held>,
    /// How many requests have carried them.
    pub(super) attempts: u32,
    /// How many of these failed. Those that a refusal parted did not.
    pub(super) failures: u32,
    /// The last one of the requests.
    pub(super) request: RequestId,
    /// The length of its body.
    body: usize,
    /// Whether its token was refused.
    pub(super) refused: bool,
    /// Whether it has failed more than once, and lets another one go before it.
    yields: bool,
}

impl Batch {
    /// Takes out the first half of it, which is the larger one.
    pub(super) fn part(&mut self) -> Self {
        let mut first = Self { events: VecDeque::new(), ..*self };
        while first.events.len() < self.events.len()
            && let Some(held) = take_first(&mut self.events)
        {
            first.events.push_back(held);
        }
        first
    }
}

/// Events that no request has carried yet, batches that have failed before, and batches under way.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Events that were tracked.
    pub(super) fresh: Unsent,
    /// Events from a store: they go before the fresh ones.
    pub(super) restored: Unsent,
    /// Batches to be sent again, and what refusals parted; the last goes first. They go before all other events, so at most
    /// `max_requests` batches and their parts are here.
    failed: Vec<Batch>,
    /// A handful at most: `max_requests`.
    under_way: Vec<Batch>,
    /// How many batches were looked at so far.
    #[cfg(test)]
    pub(super) looks: core::cell::Cell<u64>,
}

impl Queue {
    /// Puts back a batch that is to be sent next.
    pub(super) fn put_first(&mut self, batch: Batch) {
        self.failed.push(batch);
    }

    /// Puts back a batch that failed, behind those that failed earlier and before all other events.
    pub(super) fn put_back(&mut self, mut batch: Batch) {
        batch.yields = batch.failures > 1;
        self.failed.insert(0, batch);
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

    /// What they carry; of bytes their bodies have a little more than the payloads in them.
    pub(super) fn under_way(&self) -> Load {
        let mut load = Load::default();
        for batch in &self.under_way {
            load.events += batch.events.len() as u64;
            load.bytes += batch.body as u64;
        }
        load
    }

    /// From when the next batch may go; `NEVER` where nothing waits. Events with a sequence number below `flushed` do
    /// not linger.
    pub(super) fn due(&self, limits: &Limits, flushed: u64) -> Monotonic {
        if !self.failed.is_empty() || self.restored.len() > 0 {
            return 0;
        }
        let Some(first) = self.fresh.oldest() else { return NEVER };
        let full = self.fresh.len() >= limits.batch_events || self.fresh.bytes() >= limits.batch_bytes;
        if full || first.sequence < flushed { 0 } else { first.tracked.saturating_add(limits.linger) }
    }

    /// Begins a request with the next batch, [where one is due](Self::due): the body that carries it at this moment.
    pub(super) fn send_next(&mut self, id: RequestId, limits: &Limits, now: Now) -> Vec<u8> {
        let mut envelope = Envelope::new(now.wall);
        let mut batch = match self.next_failed() {
            Some(batch) => batch,
            None => self.take_new(limits, &envelope),
        };
        batch.yields = false;
        // By their places, as the code that iterates over the two parts of a ring is larger.
        for held in (0..).map_while(|place| batch.events.get(place)) {
            envelope.push(held.payload.bytes());
        }
        let body = envelope.finish();
        batch.attempts += 1;
        batch.request = id;
        batch.body = body.len();
        self.under_way.push(batch);
        body
    }

    /// Takes the failed batch that goes next. One that fails again and again, and waits alone, lets new events go each time
    /// before it: else a collector that answers 5xx to it alone would be taken for one that is away.
    fn next_failed(&mut self) -> Option<Batch> {
        let has_new = self.restored.len() + self.fresh.len() > 0;
        if let [batch] = self.failed.as_mut_slice()
            && has_new
            && core::mem::take(&mut batch.yields)
        {
            return None;
        }
        self.failed.pop()
    }

    /// Takes a batch of events that no request has carried yet: restored ones, or fresh ones.
    fn take_new(&mut self, limits: &Limits, envelope: &Envelope) -> Batch {
        let mut batch = Batch::default();
        let mut length = Envelope::EMPTY;
        let unsent = if self.restored.len() > 0 { &mut self.restored } else { &mut self.fresh };
        while let Some(held) = unsent.oldest() {
            length += envelope.length_of(held.payload.bytes());
            let full = batch.events.len() >= limits.batch_events || length > limits.batch_bytes;
            if full && !batch.events.is_empty() {
                break;
            }
            let Some(held) = unsent.take_oldest() else { break };
            batch.events.push_back(held);
        }
        batch
    }

    /// When the oldest waiting event was tracked; `NEVER` where nothing waits.
    pub(super) fn oldest(&self) -> Monotonic {
        let mut oldest = self.restored.since().min(self.fresh.since());
        for batch in &self.failed {
            oldest = oldest.min(self.since(batch));
        }
        oldest
    }

    /// When the oldest event of a batch was tracked.
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "tests count"))]
    fn since(&self, batch: &Batch) -> Monotonic {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        since(&batch.events)
    }

    /// Takes the first event that was tracked before this moment, in the order in which they would be sent, with the number
    /// of requests that carried it.
    pub(super) fn take_older_than(&mut self, moment: Monotonic) -> (Option<Held>, u32) {
        if let Some(index) = self.failed.iter().rposition(|batch| self.since(batch) < moment)
            && let Some(batch) = self.failed.get_mut(index)
        {
            let taken = (take_first(&mut batch.events), batch.attempts);
            if batch.events.is_empty() {
                self.failed.remove(index);
            }
            return taken;
        }
        let unsent = if self.restored.since() < moment { &mut self.restored } else { &mut self.fresh };
        let held = if unsent.since() < moment { unsent.take_oldest() } else { None };
        (held, 0)
    }

    /// Gives up all requests under way: their batches wait again, and their responses will mean nothing.
    pub(super) fn recall(&mut self) {
        while let Some(batch) = self.under_way.pop() {
            self.failed.push(batch);
        }
    }
}
