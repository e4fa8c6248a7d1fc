//! Delivery as a state machine: what to send when, what to try again, what to give up, and what to tell.
//!
//! It touches no socket and reads no clock. [`Outbox::track`], [`Outbox::handle_response`], [`Outbox::handle_timeout`],
//! [`Outbox::flush`] and [`Outbox::close`] feed it; after each of them the host calls [`Outbox::poll`] until it answers
//! [`Output::Wait`].

mod flush;
mod outcome;
mod overflow;
mod policy;
mod queue;
#[cfg(feature = "store")]
mod restore;
mod status;

use alloc::collections::VecDeque;
use alloc::vec::Vec;

pub use flush::{FlushId, Flushed};
pub use outcome::{Outcome, Reason, Refused, Stats};
pub use overflow::Overflow;
pub use policy::Response;
pub use status::Action;

use crate::config::{Config, ConfigError};
use crate::id::{EventId, RequestId};
use crate::payload::Payload;
use crate::schema::{Violation, Violations};
use crate::time::{Monotonic, NEVER, Now};
use flush::Flushes;
use policy::{Limits, Verdict};
use queue::{Batch, Held, Queue};

/// One request to make: a POST to the collector's endpoint with the content type
/// [`CONTENT_TYPE`](crate::payload::field::CONTENT_TYPE).
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What to hand back with the response.
    pub id: RequestId,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the token of the requests before was refused, so that the token source has to be asked for a fresh one:
    /// one that it keeps would be refused again. Only with [`token_refresh`](crate::Config::token_refresh).
    pub refresh_token: bool,
}

/// Bodies hold personal data; only their size is shown.
impl core::fmt::Debug for Request {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Request")
            .field("id", &self.id)
            .field("body", &self.body.len())
            .field("refresh_token", &self.refresh_token)
            .finish()
    }
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// An event has ended.
    Outcome(Outcome),
    /// A flush, or the flush that [`Outbox::close`] began, is over.
    Flushed(Flushed),
}

/// What the host is to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Output {
    /// Start this request and hand its outcome to [`Outbox::handle_response`].
    Send(Request),
    /// Tell this to whoever listens.
    Notice(Notice),
    /// Nothing more for now: wait for a call, a response, or this moment (then call [`Outbox::handle_timeout`]).
    /// `None` means that no moment will bring anything by itself.
    Wait(Option<Monotonic>),
}

/// Whether events are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Open,
    /// Closed, and flushing under this flush's deadline.
    Closing(FlushId),
    Closed,
}

/// The delivery machine of one tracker.
#[derive(Debug)]
pub struct Outbox {
    limits: Limits,
    /// What the host has put in place of lines of the table.
    status_policy: Vec<(u16, Action)>,
    phase: Phase,
    opted_out: bool,
    queue: Queue,
    flushes: Flushes,
    notices: VecDeque<Notice>,
    stats: Stats,
    /// How many requests have failed since the last one that did not.
    failures: u32,
    /// Nothing is sent before this moment.
    paused_until: Monotonic,
    /// What the last `Retry-After` asked for. Another request's success ends a pause of ours, but not this one.
    told_to_wait_until: Monotonic,
    next_sequence: u64,
    next_request: u64,
}

impl Outbox {
    /// An empty outbox with these options.
    ///
    /// # Errors
    ///
    /// The first option that cannot be used.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            limits: Limits::of(config),
            status_policy: config.status_policy.clone(),
            phase: Phase::Open,
            opted_out: false,
            queue: Queue::default(),
            flushes: Flushes::default(),
            notices: VecDeque::new(),
            stats: Stats::default(),
            failures: 0,
            paused_until: 0,
            told_to_wait_until: 0,
            next_sequence: 0,
            next_request: 0,
        })
    }

    /// Takes an event. It will leave with exactly one [`Outcome`].
    ///
    /// # Errors
    ///
    /// The event was not taken. Its outcome says so too.
    pub fn track(&mut self, payload: Payload, now: Now) -> Result<EventId, Refused> {
        let event_id = payload.id();
        if let Some(reason) = self.refusal(&payload) {
            self.tell_refused(event_id, reason, Vec::new());
            return Err(Refused { event_id, reason });
        }
        self.stats.accepted += 1;
        self.stats.queued += 1;
        self.stats.queued_bytes += payload.bytes().len() as u64;
        self.stats.truncated += u64::from(!payload.truncated().is_empty());
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        self.queue.push(Held { payload, tracked: now.mono, sequence });
        Ok(event_id)
    }

    fn refusal(&self, payload: &Payload) -> Option<Reason> {
        let held = self.stats.queued + self.stats.in_flight;
        let bytes = self.stats.queued_bytes + payload.bytes().len() as u64;
        let full = held >= self.limits.max_events || bytes > self.limits.max_bytes;
        match self.phase {
            Phase::Closing(_) | Phase::Closed => Some(Reason::Closed),
            Phase::Open if self.opted_out => Some(Reason::OptedOut),
            Phase::Open => full.then_some(Reason::QueueFull),
        }
    }

    /// Notes an event that broke its schema or the plan. With `tell`, its outcome is told to the listener; without, the
    /// host has told its caller.
    pub fn refuse_invalid(&mut self, event_id: EventId, violations: Violations, tell: bool) {
        if tell {
            self.tell_refused(event_id, Reason::Invalid, violations.into_vec());
        } else {
            self.stats.count(Reason::Invalid);
        }
    }

    fn tell_refused(&mut self, event_id: EventId, reason: Reason, violations: Vec<Violation>) {
        self.stats.count(reason);
        self.notices.push_back(Notice::Outcome(Outcome::refused(event_id, reason, violations)));
    }

    /// Opts the user out of tracking, or in again. Out: the events that wait are dropped at once with
    /// [`Reason::OptedOut`], and further ones are not taken. A request under way cannot be called back.
    pub fn set_opt_out(&mut self, opted_out: bool) {
        self.opted_out = opted_out;
        if opted_out {
            self.drop_waiting(Reason::OptedOut);
        }
    }

    /// Tells how a request has ended. A response to a request that is not under way means nothing.
    pub fn handle_response(&mut self, id: RequestId, response: Response, now: Now) {
        let Some(batch) = self.queue.end(id) else { return };
        let events = batch.events.len() as u64;
        self.stats.in_flight -= events;
        let verdict = policy::judge(response, &self.status_policy);
        if let Verdict::Retry { at_least } = verdict {
            self.fail(at_least, &batch, now);
        } else {
            self.failures = 0;
            self.paused_until = self.told_to_wait_until;
        }
        let end = match verdict {
            Verdict::Delivered => Some(Reason::Delivered),
            Verdict::Auth => Some(Reason::Auth),
            Verdict::Rejected => Some(Reason::Rejected),
            Verdict::Split if events == 1 => Some(Reason::TooLarge),
            Verdict::Split | Verdict::Retry { .. } if self.opted_out => Some(Reason::OptedOut),
            Verdict::Retry { .. } if batch.attempts >= self.limits.max_attempts => {
                Some(Reason::RetriesExhausted)
            }
            Verdict::Split | Verdict::Retry { .. } => None,
        };
        match end {
            Some(reason) => self.settle_batch(batch, reason, response),
            None if verdict == Verdict::Split => {
                let (first, second) = batch.split();
                self.keep(first);
                self.keep(second);
            }
            None => self.keep(batch),
        }
        self.handle_timeout(now);
    }

    /// Pauses all sending after a failure: an outage of the collector is met with one request at a time.
    fn fail(&mut self, at_least: u64, batch: &Batch, now: Now) {
        self.stats.failed_requests += 1;
        self.failures = self.failures.saturating_add(1);
        let Some(first) = batch.events.front() else { return };
        self.told_to_wait_until = self.told_to_wait_until.max(now.mono.saturating_add(at_least));
        let wait = policy::wait_after(self.failures, first.payload.id()).max(at_least);
        self.paused_until = self.paused_until.max(now.mono.saturating_add(wait));
    }

    fn keep(&mut self, batch: Batch) {
        self.stats.queued += batch.events.len() as u64;
        self.queue.put_back(batch);
    }

    fn settle_batch(&mut self, batch: Batch, reason: Reason, response: Response) {
        for held in batch.events {
            self.settle(&held, batch.attempts, reason, response.code());
        }
    }

    /// Lets an event go, for good.
    fn settle(&mut self, held: &Held, attempts: u32, reason: Reason, status: Option<u16>) {
        self.stats.queued_bytes -= held.payload.bytes().len() as u64;
        self.stats.count(reason);
        self.flushes.note(held.sequence, reason == Reason::Delivered);
        let event_id = held.payload.id();
        let truncated = held.payload.truncated();
        let outcome = Outcome { event_id, reason, status, attempts, violations: Vec::new(), truncated };
        self.notices.push_back(Notice::Outcome(outcome));
    }

    fn drop_waiting(&mut self, reason: Reason) {
        while let Some((held, attempts)) = self.queue.take_waiting() {
            self.stats.queued -= 1;
            #[cfg(feature = "store")]
            let reason = self.reason_if_kept(&held, reason);
            self.settle(&held, attempts, reason, None);
        }
    }

    /// Lets time pass: events that have become too old leave, flushes whose deadline has come are over.
    pub fn handle_timeout(&mut self, now: Now) {
        if let Some(moment) = now.mono.checked_sub(self.limits.max_age) {
            while let Some((held, attempts)) = self.queue.take_older_than(moment) {
                self.stats.queued -= 1;
                self.settle(&held, attempts, Reason::Expired, None);
            }
        }
        self.end_flushes(now.mono);
    }

    /// Ends the flushes of which nothing is pending or whose deadline has come.
    fn end_flushes(&mut self, now: Monotonic) {
        while let Some(flushed) = self.flushes.take_over(now) {
            if self.phase == Phase::Closing(flushed.id) {
                self.abandon();
                self.phase = Phase::Closed;
            }
            self.notices.push_back(Notice::Flushed(flushed));
        }
    }

    /// Gives up all that is left, requests under way included: nobody will be there to take their responses.
    fn abandon(&mut self) {
        self.queue.recall();
        self.stats.queued += core::mem::take(&mut self.stats.in_flight);
        self.drop_waiting(Reason::AbandonedAtShutdown);
    }

    /// Asks for all events that are held now to be sent without lingering. A [`Notice::Flushed`] follows when all of
    /// them have left, or after `timeout` milliseconds.
    pub fn flush(&mut self, now: Now, timeout: u64) -> FlushId {
        let held = self.stats.queued + self.stats.in_flight;
        let id = self.flushes.begin(held, self.next_sequence, now.mono.saturating_add(timeout));
        self.handle_timeout(now);
        id
    }

    /// Takes no more events, and flushes those that are held. A [`Notice::Flushed`] follows when all of them have left,
    /// or after `timeout` milliseconds; what is left then ends as [`Reason::AbandonedAtShutdown`], unless a
    /// store keeps it. Closing again only flushes.
    pub fn close(&mut self, now: Now, timeout: u64) -> FlushId {
        let held = self.stats.queued + self.stats.in_flight;
        let id = self.flushes.begin(held, self.next_sequence, now.mono.saturating_add(timeout));
        if self.phase == Phase::Open {
            self.phase = Phase::Closing(id);
        }
        self.handle_timeout(now);
        id
    }

    /// Whether everything is over: closed, and nothing left to send or tell.
    pub fn is_closed(&self) -> bool {
        self.phase == Phase::Closed && self.notices.is_empty()
    }

    /// The counters.
    pub fn stats(&self) -> Stats {
        self.stats
    }

    /// What to do next. Call it after every other call, until it answers [`Output::Wait`].
    pub fn poll(&mut self, now: Now) -> Output {
        // An opt-out may have ended a flush, and knows no time to tell so itself. A host that slept may have tracked an event
        // before it told the time.
        self.handle_timeout(now);
        if let Some(notice) = self.notices.pop_front() {
            return Output::Notice(notice);
        }
        let next_send = self.next_send();
        if next_send <= now.mono
            && let Some(request) = self.send(now)
        {
            return Output::Send(request);
        }
        let moment = next_send.min(self.next_timeout());
        Output::Wait((moment < NEVER).then_some(moment))
    }

    /// From when a request may begin; `NEVER` where none may before something else happens. After a failure only one
    /// is under way at a time: the probe that shows whether the collector is back.
    fn next_send(&self) -> Monotonic {
        let most = if self.failures > 0 { 1 } else { self.limits.max_requests };
        if self.queue.requests() >= most {
            return NEVER;
        }
        self.queue.due(&self.limits, self.flushes.end()).max(self.paused_until)
    }

    fn send(&mut self, now: Now) -> Option<Request> {
        let (batch, body) = self.queue.take_batch(&self.limits, now)?;
        let id = RequestId(self.next_request);
        self.next_request += 1;
        self.stats.requests += 1;
        self.stats.queued -= batch.events.len() as u64;
        self.stats.in_flight += batch.events.len() as u64;
        self.queue.begin(id, batch);
        Some(Request { id, body, refresh_token: false })
    }

    /// When time alone will bring something about.
    fn next_timeout(&self) -> Monotonic {
        // An event leaves once it is older than its greatest age, which is one millisecond after it has reached it.
        let expiry = self.queue.oldest().saturating_add(self.limits.max_age).saturating_add(1);
        expiry.min(self.flushes.deadline())
    }
}
