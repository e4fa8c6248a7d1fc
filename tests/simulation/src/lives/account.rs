//! What an observer knows of a process: what it was given, what it has said, and what it has to hold and say.

use std::collections::{BTreeMap, BTreeSet};

use snowgauge_core::outbox::{FlushId, Flushed};
use snowgauge_core::{Config, EventId, Monotonic, Reason, RequestId, Stats};

use super::events::{Events, Index, Place};
use super::flushes::Flushes;
use super::pauses::Pauses;

/// A request that has not ended.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) id: RequestId,
    pub(super) events: Vec<Index>,
    /// Whether the collector has its events.
    pub(super) arrived: bool,
}

/// The books of one process.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) config: Config,
    pub(super) held: BTreeSet<Index>,
    pub(super) held_bytes: u64,
    pub(super) taken: u64,
    pub(super) restored: u64,
    pub(super) pending: Vec<Pending>,
    pub(super) requests: u64,
    pub(super) failed_requests: u64,
    /// The events that were not taken, until their outcome is told.
    pub(super) refused: Vec<(EventId, Reason)>,
    pub(super) counted: BTreeMap<Reason, u64>,
    /// The ends that an answer or a call has decided, until they are told.
    pub(super) decided: Vec<(Index, Reason)>,
    pub(super) flushes: Flushes,
    pub(super) opted_out: bool,
    /// The flush of the first close, and its deadline.
    pub(super) closing: Option<(FlushId, Monotonic)>,
    pub(super) is_closed: bool,
    pub(super) pauses: Pauses,
    /// The sequence number of the next event that is taken, and of the first one that was never sent.
    pub(super) sequence: u64,
    pub(super) unsent: u64,
}

impl Account {
    pub(super) fn new(config: Config) -> Self {
        Self {
            config,
            held: BTreeSet::new(),
            held_bytes: 0,
            taken: 0,
            restored: 0,
            pending: Vec::new(),
            requests: 0,
            failed_requests: 0,
            refused: Vec::new(),
            counted: BTreeMap::new(),
            decided: Vec::new(),
            flushes: Flushes::default(),
            opted_out: false,
            closing: None,
            is_closed: false,
            pauses: Pauses::default(),
            sequence: 0,
            unsent: 0,
        }
    }

    /// Why an event of this many bytes is not to be taken, if it is not.
    pub(super) fn refusal(&self, bytes: usize) -> Option<Reason> {
        let full = self.held.len() >= self.config.max_events
            || self.held_bytes + bytes as u64 > self.config.max_bytes as u64;
        if self.closing.is_some() {
            Some(Reason::Closed)
        } else if self.opted_out {
            Some(Reason::OptedOut)
        } else {
            full.then_some(Reason::QueueFull)
        }
    }

    /// Whether an event of this many bytes can be restored: into half of the bounds, or none at all are held.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        let half = self.held.len() < self.config.max_events.div_ceil(2)
            && self.held_bytes + bytes as u64 <= self.config.max_bytes as u64 / 2;
        match self.closing {
            None => self.opted_out || self.held.is_empty() || half,
            Some(_) => self.opted_out && !self.is_closed,
        }
    }

    pub(super) fn end_flush(&mut self, flushed: Flushed, now: Monotonic) {
        self.flushes.end(flushed, now);
        self.is_closed |= self.closing.is_some_and(|(id, _)| id == flushed.id);
    }

    /// An event is in the outbox from now on.
    pub(super) fn hold(&mut self, events: &mut Events, index: Index, born: Monotonic) {
        let event = events.get(index);
        event.place = Place::Held;
        event.born = born;
        event.sequence = self.sequence;
        (event.attempts, event.carried_by, event.answer) = (0, None, None);
        self.sequence += 1;
        self.held.insert(index);
        self.held_bytes += event.bytes.len() as u64;
    }

    /// An event is not in the outbox any more.
    pub(super) fn release(&mut self, events: &mut Events, index: Index, reason: Reason) {
        let event = events.get(index);
        event.place = Place::Ended(reason);
        assert!(self.held.remove(&index));
        self.held_bytes -= event.bytes.len() as u64;
        let given_up = [Reason::AbandonedAtShutdown, Reason::Stored].contains(&reason);
        self.flushes.note(event.sequence, reason == Reason::Delivered, given_up);
    }

    /// Nobody waits for the requests under way any more.
    pub(super) fn recall(&mut self, events: &mut Events) {
        for Pending { events: carried, arrived, .. } in self.pending.drain(..) {
            for index in carried {
                let event = events.get(index);
                event.carried_by = None;
                event.unheard += u32::from(arrived);
            }
        }
    }

    /// What is true whenever the outbox waits.
    pub(super) fn check(&self, events: &mut Events, stats: Stats, wait: Option<Monotonic>, now: Monotonic) {
        self.check_stats(stats);
        assert!(self.refused.is_empty(), "each refusal is told: {:?}", self.refused);
        assert!(self.decided.is_empty(), "an end that is decided is told: {:?}", self.decided);
        assert!(self.held.len() <= self.config.max_events, "{} events are held", self.held.len());
        assert!(self.held_bytes <= self.config.max_bytes as u64, "{} bytes are held", self.held_bytes);
        self.flushes.check(now);
        self.check_wait(events, wait, now);
    }

    /// Conservation: each event that was taken is held or has left, and the counters say so.
    fn check_stats(&self, stats: Stats) {
        let in_flight: usize = self.pending.iter().map(|pending| pending.events.len()).sum();
        assert_eq!((stats.accepted, stats.restored), (self.taken, self.restored));
        assert_eq!(stats.in_flight, in_flight as u64, "in flight");
        assert_eq!(stats.queued + stats.in_flight, self.held.len() as u64, "held");
        assert_eq!(stats.queued_bytes, self.held_bytes, "bytes");
        assert_eq!((stats.requests, stats.failed_requests), (self.requests, self.failed_requests));
        for (reason, (name, count)) in Reason::ALL.iter().zip(stats.entries().skip(1)) {
            assert_eq!(reason.as_str(), name);
            assert_eq!(count, self.counted.get(reason).copied().unwrap_or(0), "{name}");
        }
    }

    /// The outbox asks to be woken in time, and not for nothing.
    fn check_wait(&self, events: &mut Events, wait: Option<Monotonic>, now: Monotonic) {
        assert!(wait.is_none_or(|moment| moment > now), "it waits for {wait:?}, and it is {now}");
        let mut latest = self.flushes.deadline();
        let mut before = |moment: Monotonic| latest = Some(latest.unwrap_or(moment).min(moment));
        let mut due: Option<Monotonic> = None;
        for index in &self.held {
            let event = events.get(*index);
            if event.carried_by.is_some() {
                continue;
            }
            let expiry = event.born.saturating_add(self.config.max_age).saturating_add(1);
            assert!(expiry > now, "event {index} is too old and still held");
            before(expiry);
            let fresh = event.attempts == 0 && !event.restored && !self.flushes.ask_for(event.sequence);
            let moment = if fresh { event.born.saturating_add(self.config.linger) } else { now };
            due = Some(due.unwrap_or(moment).min(moment));
        }
        let slots = if self.pauses.has_failed { 1 } else { self.config.max_requests };
        if let Some(due) = due
            && self.pending.len() < slots
        {
            before(due.max(self.pauses.most()));
        }
        let Some(latest) = latest else {
            // While requests are under way nothing has to be asked for.
            assert!(wait.is_none() || !self.held.is_empty(), "it waits for {wait:?} and holds nothing");
            return;
        };
        assert!(latest > now, "something is to be done now, and it waits for {wait:?}");
        assert!(wait.is_some_and(|moment| moment <= latest), "it waits for {wait:?}, past {latest}");
    }
}
