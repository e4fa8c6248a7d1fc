//! What an observer knows of a process: what it was given, what it has said, and what it has to hold and say.

use std::collections::{BTreeMap, BTreeSet};

use snowgauge_core::outbox::{FlushId, Flushed, Overflow};
use snowgauge_core::{Config, EventId, Monotonic, Reason, RequestId, Stats};

use super::events::{Event, Events, Index, Kind, Place};
use super::flushes::Flushes;
use super::pace::Pace;

/// What `max_bytes` counts for each event beside its payload.
const EVENT: u64 = 128;

/// No envelope is larger.
const ENVELOPE: usize = 150;

/// A request that has not ended.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) id: RequestId,
    pub(super) events: Vec<Index>,
    /// The bytes of its body.
    pub(super) body: usize,
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
    pub(super) next_request: RequestId,
    pub(super) failed_requests: u64,
    /// The events that were not taken, until their outcome is told.
    pub(super) refused: Vec<(EventId, Reason)>,
    pub(super) counted: BTreeMap<Reason, u64>,
    /// The ends that an answer or a call has decided, until they are told.
    pub(super) decided: Vec<(Index, Reason)>,
    pub(super) flushes: Flushes,
    pub(super) opted_out: bool,
    /// The last request that asked for a fresh token, and whether the next one has to.
    pub(super) refreshed: Option<RequestId>,
    pub(super) token_refused: bool,
    /// The flush of the close that ends first, and its deadline.
    pub(super) closing: Option<(FlushId, Monotonic)>,
    pub(super) is_closed: bool,
    pub(super) pace: Pace,
    /// The sequence number of the next event that is taken, and of the first one that was never sent.
    pub(super) sequence: u64,
    pub(super) unsent: u64,
}

impl Account {
    pub(super) fn new(config: Config) -> Self {
        Self {
            held: BTreeSet::new(),
            held_bytes: 0,
            taken: 0,
            restored: 0,
            pending: Vec::new(),
            next_request: RequestId(0),
            failed_requests: 0,
            refused: Vec::new(),
            counted: BTreeMap::new(),
            decided: Vec::new(),
            flushes: Flushes::default(),
            opted_out: false,
            refreshed: None,
            token_refused: false,
            closing: None,
            is_closed: false,
            pace: Pace::new(config.max_requests),
            sequence: 0,
            unsent: 0,
            config,
        }
    }

    /// Whether the options allow this many events with this many payload bytes.
    fn bounds_hold(&self, events: usize, bytes: u64) -> bool {
        events <= self.config.max_events && bytes + EVENT * events as u64 <= self.config.max_bytes as u64
    }

    /// Whether more is held than may be: with `DropOldest`, until what has left is told.
    pub(super) fn is_over(&self) -> bool {
        !self.bounds_hold(self.held.len(), self.held_bytes)
    }

    /// Why an event of this many bytes is not to be taken, if it is not.
    pub(super) fn refusal(&self, bytes: usize) -> Option<Reason> {
        let (count, held) = match self.config.overflow {
            // What is under way cannot give way, and counts as its bodies do.
            Overflow::DropOldest => self.pending.iter().fold((0, 0), |(count, held), pending| {
                (count + pending.events.len(), held + pending.body as u64)
            }),
            _ => (self.held.len(), self.held_bytes),
        };
        if self.closing.is_some() {
            Some(Reason::Closed)
        } else if self.opted_out {
            Some(Reason::OptedOut)
        } else {
            (!self.bounds_hold(count + 1, held + bytes as u64)).then_some(Reason::QueueFull)
        }
    }

    /// Whether an event of this many bytes is larger than the options allow.
    pub(super) fn is_large(&self, bytes: usize) -> bool {
        !self.bounds_hold(1, bytes as u64) || bytes + ENVELOPE > self.config.batch_bytes
    }

    /// Whether an event of this many bytes can be restored: into half of the bounds, or none at all are held.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        let (events, bytes) = (self.held.len() + 1, self.held_bytes + bytes as u64);
        let half = events <= self.config.max_events.div_ceil(2)
            && bytes + EVENT * events as u64 <= self.config.max_bytes as u64 / 2;
        match self.closing {
            None => self.opted_out || self.held.is_empty() || half,
            Some(_) => self.opted_out && !self.is_closed,
        }
    }

    /// The events that are held and not under way.
    pub(super) fn waiting<'e>(&'e self, events: &'e Events) -> impl Iterator<Item = &'e Event> {
        self.held.iter().map(|index| &events.all[*index]).filter(|event| event.carried_by.is_none())
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
        (event.attempts, event.failures, event.was_denied, event.overtaken) = (0, 0, false, 0);
        (event.carried_by, event.answer) = (None, None);
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

    /// What the next steps depend on, as text.
    pub(super) fn state(&self) -> String {
        let Self { pending, flushes, pace, closing, is_closed, opted_out, refreshed, token_refused, .. } =
            self;
        let Self { sequence, unsent, next_request, .. } = self;
        format!(
            "{pending:?} {flushes:?} {pace:?} {closing:?} {is_closed} {opted_out} {refreshed:?} {token_refused} \
             {sequence} {unsent} {next_request:?}."
        )
    }

    /// What is true whenever the outbox waits.
    pub(super) fn check(&self, events: &Events, stats: Stats, wait: Option<Monotonic>, now: Monotonic) {
        self.check_stats(stats);
        assert!(self.refused.is_empty(), "each refusal is told: {:?}", self.refused);
        assert!(self.decided.is_empty(), "an end that is decided is told: {:?}", self.decided);
        assert!(!self.is_over(), "{} events with {} bytes are held", self.held.len(), self.held_bytes);
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
        assert_eq!((stats.requests, stats.failed_requests), (self.next_request.0, self.failed_requests));
        for (reason, (name, count)) in Reason::ALL.iter().zip(stats.entries().skip(1)) {
            assert_eq!(reason.as_str(), name);
            assert_eq!(count, self.counted.get(reason).copied().unwrap_or(0), "{name}");
        }
    }

    /// The outbox asks to be woken in time, and not for nothing.
    fn check_wait(&self, events: &Events, wait: Option<Monotonic>, now: Monotonic) {
        assert!(wait.is_none_or(|moment| moment > now), "it waits for {wait:?}, and it is {now}");
        let mut latest = self.flushes.deadline();
        let mut before = |moment: Monotonic| latest = Some(latest.unwrap_or(moment).min(moment));
        let mut due: Option<Monotonic> = None;
        for event in self.waiting(events) {
            let expiry = event.born.saturating_add(self.config.max_age).saturating_add(1);
            assert!(expiry > now, "it is too old and still held: {event:?}");
            before(expiry);
            let lingers = event.kind() == Kind::Fresh && !self.flushes.ask_for(event.sequence);
            let moment = if lingers { event.born.saturating_add(self.config.linger) } else { now };
            due = Some(due.unwrap_or(moment).min(moment));
        }
        if let Some((due, pause)) = due.zip(self.pace.longest(self.pending.len())) {
            before(due.max(pause));
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
