//! A host for tests: it keeps the run loop's contract and checks after each step what has to be true at all times.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use snowgauge_core::encode::Text;
use snowgauge_core::outbox::{FlushId, Flushed, Notice, Refused};
use snowgauge_core::{
    Config, Encoder, EventId, Monotonic, Now, Outbox, Outcome, Output, Overflow, Payload, Reason, Request,
    RequestId, Response, Scratch, UnixMillis,
};

/// The wall clock's time when the monotonic clock says 0.
pub(crate) const WALL: u64 = 1_767_225_600_000;

/// What an event takes beside its payload's bytes, as `max_bytes` counts.
pub(crate) const PER_EVENT: u64 = 128;

/// Options under which single steps are easy to follow: one request at a time.
pub(crate) fn config() -> Config {
    Config { app_id: "test".into(), max_requests: 1, ..Config::default() }
}

/// A request that the outbox has asked for.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) id: RequestId,
    /// When it was asked for.
    pub(crate) at: Monotonic,
    pub(crate) bytes: usize,
    /// The events that its body carries.
    pub(crate) events: Vec<String>,
    /// Whether it asks for a fresh token.
    pub(crate) refresh_token: bool,
}

/// A flush that is not over.
struct Flushing {
    events: BTreeSet<EventId>,
    deadline: Monotonic,
}

/// What a store keeps of an event: its bytes, and when it was tracked.
pub(crate) type Kept = (Box<[u8]>, UnixMillis);

/// An outbox, what surrounds it, and what a simple mind expects of it.
pub(crate) struct Host {
    pub(crate) outbox: Outbox,
    pub(crate) config: Config,
    pub(crate) mono: Monotonic,
    /// The wall clock's time when the monotonic clock said 0.
    pub(crate) wall: UnixMillis,
    /// What outlives a crash, if anything does.
    pub(crate) store: Option<BTreeMap<EventId, Kept>>,
    /// How many events were taken over from the store.
    pub(crate) restored: u64,
    /// Every request so far.
    pub(crate) sent: Vec<Sent>,
    /// The requests that have no response yet, oldest first.
    pub(crate) pending: Vec<Sent>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) flushed: Vec<Flushed>,
    /// What the outbox waits for.
    pub(crate) wait: Option<Monotonic>,
    /// How many events were taken.
    taken: u64,
    /// Those that have not left, with the bytes that the outbox counts for each.
    pub(crate) held: BTreeMap<EventId, u64>,
    /// Those that were not taken, until their outcome is told.
    refused: BTreeMap<EventId, Reason>,
    pub(crate) ended: BTreeMap<EventId, Reason>,
    told: BTreeMap<Reason, u64>,
    flushing: BTreeMap<FlushId, Flushing>,
    encoder: Encoder,
    scratch: Scratch,
    pub(crate) events: u64,
}

impl Host {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            outbox: Outbox::new(&config).unwrap(),
            encoder: Encoder::new(&config).unwrap(),
            config,
            mono: 0,
            wall: WALL,
            store: None,
            restored: 0,
            sent: Vec::new(),
            pending: Vec::new(),
            outcomes: Vec::new(),
            flushed: Vec::new(),
            wait: None,
            taken: 0,
            held: BTreeMap::new(),
            refused: BTreeMap::new(),
            ended: BTreeMap::new(),
            told: BTreeMap::new(),
            flushing: BTreeMap::new(),
            scratch: Scratch::default(),
            events: 0,
        }
    }

    pub(crate) fn now(&self) -> Now {
        Now { wall: self.wall + self.mono, mono: self.mono }
    }

    /// An event whose payload is longer than the shortest one by `padding` bytes.
    pub(crate) fn payload(&mut self, padding: usize) -> Payload {
        self.events += 1;
        let mut random = [0; 16];
        random[..6].copy_from_slice(&self.events.to_be_bytes()[2..]);
        // Jitter is drawn from an id's last bytes: they have to differ as random ones do.
        random[8..].copy_from_slice(&self.events.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
        let count = format!(r#"{{"requests":1,"errors":0,"accepts":0,"":"{}"}}"#, "x".repeat(padding));
        let data = format!(r#"{{"request_counts":[{count}]}}"#);
        let entity =
            Text::entity("iglu:com.gitlab/code_suggestions_context/jsonschema/1-0-0", &data).unwrap();
        let event = Text::event("suggestion_requested", "").unwrap();
        let id = EventId::from_random(random);
        self.encoder.encode(&event, &[&entity], id, self.now().wall, &mut self.scratch).unwrap()
    }

    pub(crate) fn track(&mut self) -> Result<EventId, Refused> {
        self.track_padded(0)
    }

    pub(crate) fn track_padded(&mut self, padding: usize) -> Result<EventId, Refused> {
        let result = self.track_undrained(padding);
        self.drain();
        result
    }

    /// Tracks events that have to be taken.
    pub(crate) fn track_all(&mut self, count: usize) -> Vec<EventId> {
        (0..count).map(|_| self.track().unwrap()).collect()
    }

    /// The same at once: nothing is sent in between.
    pub(crate) fn fill(&mut self, count: usize) -> Vec<EventId> {
        let ids = (0..count).map(|_| self.track_undrained(0).unwrap()).collect();
        self.drain();
        ids
    }

    pub(crate) fn track_undrained(&mut self, padding: usize) -> Result<EventId, Refused> {
        let mut payload = self.payload(padding);
        let id = payload.id();
        self.keep(&mut payload);
        let bytes = payload.bytes().len() as u64;
        let result = self.outbox.track(payload, self.now());
        match &result {
            Ok(told) => {
                assert_eq!(*told, id);
                self.taken += 1;
                self.held.insert(id, bytes);
            }
            Err(refused) => {
                assert_eq!(refused.event_id, id);
                self.refused.insert(id, refused.reason);
            }
        }
        result
    }

    pub(crate) fn flush(&mut self, timeout: u64) -> FlushId {
        let id = self.outbox.flush(self.now(), timeout);
        self.begin_flush(id, timeout)
    }

    pub(crate) fn close(&mut self, timeout: u64) -> FlushId {
        let id = self.outbox.close(self.now(), timeout);
        self.begin_flush(id, timeout)
    }

    fn begin_flush(&mut self, id: FlushId, timeout: u64) -> FlushId {
        let events = self.held.keys().copied().collect();
        self.flushing.insert(id, Flushing { events, deadline: self.mono.saturating_add(timeout) });
        self.drain();
        id
    }

    pub(crate) fn set_opt_out(&mut self, opted_out: bool) {
        self.outbox.set_opt_out(opted_out);
        self.drain();
    }

    /// Answers the oldest request that has no response yet.
    pub(crate) fn answer(&mut self, response: Response) {
        let id = self.pending.first().expect("a request is under way").id;
        self.answer_to(id, response);
    }

    pub(crate) fn answer_to(&mut self, id: RequestId, response: Response) {
        self.pending.retain(|request| request.id != id);
        self.outbox.handle_response(id, response, self.now());
        self.drain();
    }

    /// Lets time pass; wakes the outbox at each moment that it asked for.
    pub(crate) fn advance(&mut self, milliseconds: u64) {
        let end = self.mono + milliseconds;
        while let Some(moment) = self.wait.filter(|moment| *moment <= end) {
            self.mono = moment;
            self.outbox.handle_timeout(self.now());
            self.drain();
        }
        self.mono = end;
    }

    /// Puts the monotonic clock back, which it never should be; for the outbox no time has passed. The wall clock goes on.
    pub(crate) fn set_back(&mut self, milliseconds: u64) {
        assert!(milliseconds > 1_000, "less is taken for threads that came in the wrong order");
        self.mono -= milliseconds;
        self.wall += milliseconds;
        for flushing in self.flushing.values_mut() {
            flushing.deadline = flushing.deadline.saturating_sub(milliseconds);
        }
        self.drain();
    }

    /// Lets what the outbox waits for come at once, if no request is under way; the host's clocks stand.
    pub(crate) fn skip_wait(&mut self) {
        let moment = self.wait.filter(|_| self.pending.is_empty());
        let skipped = moment.map_or(0, |moment| moment - self.mono);
        assert_eq!(self.outbox.skip_wait(self.now()), skipped > 0);
        for flushing in self.flushing.values_mut() {
            flushing.deadline = flushing.deadline.saturating_sub(skipped);
        }
        self.drain();
    }

    /// Does what the outbox says until it waits, and checks what has to be true then.
    pub(crate) fn drain(&mut self) {
        loop {
            match self.outbox.poll(self.now()) {
                Output::Send(request) => self.send(&request),
                Output::Notice(Notice::Outcome(outcome)) => self.note(outcome),
                Output::Notice(Notice::Flushed(flushed)) => self.end_flush(flushed),
                Output::Notice(_) => panic!("a notice that this host does not know"),
                Output::Wait(moment) => {
                    self.wait = moment;
                    break;
                }
            }
        }
        self.check();
    }

    fn send(&mut self, request: &Request) {
        let Request { id, body, refresh_token } = request;
        assert!(self.config.token_refresh || !refresh_token);
        let parsed: Value = serde_json::from_slice(body).expect("a body is JSON");
        let events = parsed["data"].as_array().unwrap();
        let stamp = self.now().wall.to_string();
        assert!(events.iter().all(|event| event["stm"] == stamp.as_str()), "each attempt has its own time");
        assert!((1..=self.config.batch_events).contains(&events.len()));
        assert!(body.len() <= self.config.batch_bytes, "{} bytes", body.len());
        let events = events.iter().map(|event| event["eid"].as_str().unwrap().to_string()).collect();
        let (id, refresh_token) = (*id, *refresh_token);
        let sent = Sent { id, at: self.mono, bytes: body.len(), events, refresh_token };
        self.pending.push(sent.clone());
        self.sent.push(sent);
        assert!(self.pending.len() <= self.config.max_requests);
    }

    fn note(&mut self, outcome: Outcome) {
        let Outcome { event_id, reason, .. } = outcome;
        assert_eq!(self.ended.insert(event_id, reason), None, "an event ends once");
        self.forget(event_id, reason);
        match self.held.remove(&event_id) {
            Some(_) => {
                assert!(![Reason::Closed, Reason::Invalid].contains(&reason), "{reason}");
                if reason == Reason::QueueFull {
                    assert_eq!(self.config.overflow, Overflow::DropOldest);
                    let name = event_id.to_string();
                    assert!(self.pending.iter().all(|sent| !sent.events.contains(&name)), "it is under way");
                }
            }
            None => assert_eq!(self.refused.remove(&event_id), Some(reason)),
        }
        if [Reason::AbandonedAtShutdown, Reason::Stored].contains(&reason) {
            // Nobody will take the responses of what is under way.
            self.pending.clear();
        }
        *self.told.entry(reason).or_default() += 1;
        self.outcomes.push(outcome);
    }

    /// A flush ends when its events have left, or at its deadline, and counts them right.
    fn end_flush(&mut self, flushed: Flushed) {
        let Flushing { events, deadline } = self.flushing.remove(&flushed.id).expect("a flush ends once");
        let count = |wanted: fn(Option<&Reason>) -> bool| {
            events.iter().filter(|event| wanted(self.ended.get(event))).count() as u64
        };
        let delivered = count(|end| end == Some(&Reason::Delivered));
        let failed = count(|end| end.is_some_and(|reason| *reason != Reason::Delivered));
        // What a close abandons at its deadline is still pending in its own notice.
        let late = count(|end| {
            end.is_none_or(|reason| [Reason::AbandonedAtShutdown, Reason::Stored].contains(reason))
        });
        assert_eq!(flushed.delivered, delivered);
        assert!(flushed.failed <= failed && flushed.pending <= late, "{flushed:?}");
        assert_eq!(flushed.delivered + flushed.failed + flushed.pending, events.len() as u64);
        assert_eq!(flushed.is_complete(), delivered == events.len() as u64);
        assert!(flushed.pending == 0 || self.mono >= deadline, "{flushed:?} at {} of {deadline}", self.mono);
        self.flushed.push(flushed);
    }

    /// What is true whenever the outbox waits.
    fn check(&self) {
        let stats = self.outbox.stats();
        assert!(self.wait.is_none_or(|moment| moment > self.mono), "a host would spin");
        assert_eq!((stats.accepted, stats.restored), (self.taken, self.restored));
        assert_eq!(stats.queued + stats.in_flight, self.held.len() as u64);
        assert_eq!(stats.queued_bytes, self.held.values().sum::<u64>());
        assert_eq!(stats.in_flight, self.pending.iter().map(|sent| sent.events.len() as u64).sum::<u64>());
        assert_eq!(stats.requests, self.sent.len() as u64);
        assert!(self.held.len() <= self.config.max_events);
        assert!(stats.queued_bytes + PER_EVENT * self.held.len() as u64 <= self.config.max_bytes as u64);
        for reason in Reason::ALL {
            assert_eq!(
                self.counter(reason.as_str()),
                self.told.get(reason).copied().unwrap_or(0),
                "{reason}"
            );
        }
        assert!(self.refused.is_empty(), "each refusal is told");
        for Flushing { events, deadline } in self.flushing.values() {
            assert!(
                events.iter().any(|event| self.held.contains_key(event)),
                "a flush with nothing left is over"
            );
            assert!(*deadline > self.mono, "a flush is over at its deadline");
        }
    }

    /// A counter by its stable name.
    pub(crate) fn counter(&self, name: &str) -> u64 {
        let entry = self.outbox.stats().entries().find(|(entry, _)| *entry == name);
        entry.unwrap_or_else(|| panic!("no counter {name}")).1
    }

    /// How many events are held.
    pub(crate) fn held(&self) -> usize {
        self.held.len()
    }

    /// The reasons of all outcomes so far, in order.
    pub(crate) fn reasons(&self) -> Vec<Reason> {
        self.outcomes.iter().map(|outcome| outcome.reason).collect()
    }

    /// When each request was asked for.
    pub(crate) fn times(&self) -> Vec<Monotonic> {
        self.sent.iter().map(|sent| sent.at).collect()
    }

    /// How many events each request carries.
    pub(crate) fn sizes(&self) -> Vec<usize> {
        self.sent.iter().map(|sent| sent.events.len()).collect()
    }
}
