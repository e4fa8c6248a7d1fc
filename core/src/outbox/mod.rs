//! Delivery as a state machine: what to send when, what to try again, what to give up, and what to tell.
//!
//! It touches no socket and reads no clock. [`Outbox::track`], [`Outbox::handle_response`], [`Outbox::handle_timeout`],
//! [`Outbox::flush`] and [`Outbox::close`] feed it; after each of them the host calls [`Outbox::poll`] until it answers
//! [`Output::Wait`].

mod clock;
mod flush;
mod outcome;
mod overflow;
mod pace;
mod policy;
mod queue;
mod respond;
#[cfg(feature = "store")]
mod restore;
mod status;
#[cfg(all(test, feature = "store"))]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod steps;
mod unsent;

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::mem;

pub use flush::{FlushId, Flushed};
pub use outcome::{Outcome, Reason, Refused, Stats};
pub use overflow::Overflow;
pub use policy::Response;
pub use status::Action;

use crate::config::{Config, ConfigError};
use crate::id::{EventId, RequestId};
use crate::payload::{Payload, Truncated};
use crate::schema::{Violation, Violations};
use crate::time::{Monotonic, NEVER, Now};
use clock::Clock;
use flush::Flushes;
use outcome::{Counter, Counters};
use pace::Pace;
use policy::{Limits, Load};
use queue::{Held, Queue};

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
    /// Not any more: those that are held are flushed.
    Closing,
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
    counters: Counters,
    held: Load,
    pace: Pace,
    clock: Clock,
    /// The last request that asked for a fresh token.
    refreshed: Option<RequestId>,
    /// Whether the token that requests bear now was refused.
    token_refused: bool,
    next_sequence: u64,
}

impl Outbox {
    /// An empty outbox with these options.
    ///
    /// # Errors
    ///
    /// The first option that cannot be used.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self::of_checked(&mut config.clone()))
    }

    /// An empty outbox with options that the host has checked, of which it takes the policy about statuses. A wrong one holds
    /// or sends nothing.
    pub fn of_checked(config: &mut Config) -> Self {
        Self {
            limits: Limits::of(config),
            status_policy: mem::take(&mut config.status_policy),
            phase: Phase::Open,
            opted_out: false,
            queue: Queue::default(),
            flushes: Flushes::new(),
            notices: VecDeque::new(),
            counters: Counters::default(),
            held: Load::default(),
            pace: Pace::new(config.max_requests),
            clock: Clock::default(),
            refreshed: None,
            token_refused: false,
            next_sequence: 0,
        }
    }

    /// Takes an event. It will leave with exactly one [`Outcome`]. Where [`Overflow::DropOldest`] makes room for it, others
    /// leave at once.
    ///
    /// # Errors
    ///
    /// The event was not taken. Its outcome says so too.
    pub fn track(&mut self, payload: Payload, now: Now) -> Result<EventId, Refused> {
        let event_id = payload.id();
        let bytes = payload.bytes().len();
        if let Some(reason) = self.refusal(&payload) {
            self.tell_refused(event_id, reason, Vec::new());
            return Err(Refused { event_id, reason });
        }
        while !self.limits.bounds.have_room(self.held, bytes) {
            if !self.drop_older_than(NEVER, Reason::QueueFull) {
                break;
            }
        }
        self.counters.count(Counter::Accepted);
        if !payload.truncated().is_empty() {
            self.counters.count(Counter::Truncated);
        }
        self.held.events += 1;
        self.held.bytes += bytes as u64;
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        let tracked = self.clock.tick(now.mono);
        self.queue.fresh.add(Held { payload, tracked, sequence });
        Ok(event_id)
    }

    /// Does not take an event, and tells only the host: for one whose listener is so far behind that what it has yet to hear of
    /// would grow without bound. It counts as what [`track`](Self::track) would refuse it for, or else as
    /// [`Reason::QueueFull`].
    pub fn refuse_untold(&mut self, payload: &Payload) -> Refused {
        let reason = self.refusal(payload).unwrap_or(Reason::QueueFull);
        self.counters.count(reason.counter());
        Refused { event_id: payload.id(), reason }
    }

    fn refusal(&self, payload: &Payload) -> Option<Reason> {
        let held = if self.limits.drop_oldest { self.queue.under_way() } else { self.held };
        let fits = self.limits.bounds.have_room(held, payload.bytes().len());
        match self.phase {
            Phase::Closing | Phase::Closed => Some(Reason::Closed),
            Phase::Open if self.opted_out => Some(Reason::OptedOut),
            Phase::Open => (!fits).then_some(Reason::QueueFull),
        }
    }

    /// Notes an event that broke its schema or the plan. With `tell`, its outcome is told to the listener; without, the
    /// host has told its caller.
    pub fn refuse_invalid(&mut self, event_id: EventId, violations: Violations, tell: bool) {
        if tell {
            self.tell_refused(event_id, Reason::Invalid, violations.into_vec());
        } else {
            self.counters.count(Counter::Invalid);
        }
    }

    fn tell_refused(&mut self, event_id: EventId, reason: Reason, violations: Vec<Violation>) {
        let truncated = Truncated::default();
        self.end(Outcome { event_id, reason, status: None, attempts: 0, violations, truncated });
    }

    /// Counts how an event has ended, and tells it.
    fn end(&mut self, outcome: Outcome) {
        self.counters.count(outcome.reason.counter());
        self.notices.push_back(Notice::Outcome(outcome));
    }

    /// Opts the user out of tracking, or in again. Out: the events that wait are dropped at once with
    /// [`Reason::OptedOut`], and further ones are not taken. A request under way cannot be called back.
    pub fn set_opt_out(&mut self, opted_out: bool) {
        self.opted_out = opted_out;
        if opted_out {
            self.drop_waiting(Reason::OptedOut);
        }
    }

    /// Lets an event go, for good.
    fn settle(&mut self, held: &Held, attempts: u32, reason: Reason, status: Option<u16>) {
        self.held.events -= 1;
        self.held.bytes -= held.payload.bytes().len() as u64;
        self.flushes.note(held.sequence, reason == Reason::Delivered);
        let event_id = held.payload.id();
        let truncated = held.payload.truncated();
        self.end(Outcome { event_id, reason, status, attempts, violations: Vec::new(), truncated });
    }

    fn drop_waiting(&mut self, reason: Reason) {
        while self.drop_older_than(NEVER, reason) {}
    }

    /// Drops the first of the events that wait and were tracked before this moment; whether there was one.
    fn drop_older_than(&mut self, moment: Monotonic, reason: Reason) -> bool {
        let (taken, attempts) = self.queue.take_older_than(moment);
        if let Some(held) = &taken {
            #[cfg(feature = "store")]
            let reason = self.reason_if_kept(held, reason);
            self.settle(held, attempts, reason, None);
        }
        taken.is_some()
    }

    /// Lets time pass: events that have become too old leave, flushes whose deadline has come are over.
    pub fn handle_timeout(&mut self, now: Now) {
        let time = self.clock.tick(now.mono);
        self.let_pass(time);
    }

    /// Lets the moment that [`Output::Wait`] has named come at once, unless a request is under way: its answer comes first.
    /// Whether time was skipped. For tests of hosts, which are not to wait for pauses and deadlines.
    pub fn skip_wait(&mut self, now: Now) -> bool {
        let time = self.clock.tick(now.mono);
        let moment = self.next_send().min(self.next_timeout());
        let skips = self.queue.requests() == 0 && moment > time && moment < NEVER;
        if skips {
            self.clock.skip_to(moment);
        }
        skips
    }

    fn let_pass(&mut self, now: Monotonic) {
        let oldest = now.saturating_sub(self.limits.max_age);
        while self.drop_older_than(oldest, Reason::Expired) {}
        self.end_flushes(now);
    }

    /// Ends the flushes of which nothing is pending or whose deadline has come.
    fn end_flushes(&mut self, now: Monotonic) {
        while let Some(flush) = self.flushes.take_over(now) {
            if flush.last {
                self.abandon();
                self.phase = Phase::Closed;
            }
            self.notices.push_back(Notice::Flushed(flush.state));
        }
    }

    /// Gives up all that is left, requests under way included: nobody will be there to take their responses.
    fn abandon(&mut self) {
        self.queue.recall();
        self.drop_waiting(Reason::AbandonedAtShutdown);
    }

    /// Asks for all events that are held now to be sent without lingering. A [`Notice::Flushed`] follows when all of
    /// them have left, or after `timeout` milliseconds.
    pub fn flush(&mut self, now: Now, timeout: u64) -> FlushId {
        self.begin_flush(now, timeout, false)
    }

    /// Takes no more events, and flushes those that are held. A [`Notice::Flushed`] follows when all of them have left,
    /// or after `timeout` milliseconds; what is left then ends as [`Reason::AbandonedAtShutdown`], unless a
    /// store keeps it. Closing again can only make that sooner.
    pub fn close(&mut self, now: Now, timeout: u64) -> FlushId {
        self.begin_flush(now, timeout, true)
    }

    fn begin_flush(&mut self, now: Now, timeout: u64, last: bool) -> FlushId {
        let time = self.clock.tick(now.mono);
        let deadline = time.saturating_add(timeout);
        let id = self.flushes.begin(self.held.events, self.next_sequence, deadline, last);
        if last && self.phase == Phase::Open {
            self.phase = Phase::Closing;
        }
        self.let_pass(time);
        id
    }

    /// Whether everything is over: closed, and nothing left to send or tell.
    pub fn is_closed(&self) -> bool {
        self.phase == Phase::Closed && self.notices.is_empty()
    }

    /// The counters.
    pub fn stats(&self) -> Stats {
        self.counters().stats()
    }

    /// The counter that has this place among [`Stats::NAMES`]; zero where there are not so many.
    pub fn count(&self, place: usize) -> u64 {
        self.counters().at(place)
    }

    fn counters(&self) -> Counters {
        let mut counters = self.counters;
        let in_flight = self.queue.under_way().events;
        counters.set(Counter::InFlight, in_flight);
        counters.set(Counter::Queued, self.held.events - in_flight);
        counters.set(Counter::QueuedBytes, self.held.bytes);
        counters
    }

    /// What to do next. Call it after every other call, until it answers [`Output::Wait`].
    pub fn poll(&mut self, now: Now) -> Output {
        let time = self.clock.tick(now.mono);
        self.let_pass(time);
        if let Some(notice) = self.notices.pop_front() {
            return Output::Notice(notice);
        }
        let next_send = self.next_send();
        if next_send <= time {
            return Output::Send(self.send(now));
        }
        let moment = next_send.min(self.next_timeout());
        Output::Wait((moment < NEVER).then(|| self.clock.on_host(moment)))
    }

    /// From when a request may begin; `NEVER` where none may before something else happens.
    fn next_send(&self) -> Monotonic {
        let due = self.queue.due(&self.limits, self.flushes.end());
        due.max(self.pace.next(self.queue.requests()))
    }

    fn send(&mut self, now: Now) -> Request {
        let id = RequestId(self.counters.get(Counter::Requests));
        self.counters.count(Counter::Requests);
        let body = self.queue.send_next(id, &self.limits, now);
        let refresh_token = mem::take(&mut self.token_refused);
        if refresh_token {
            self.refreshed = Some(id);
        }
        Request { id, body, refresh_token }
    }

    /// When time alone will bring something about.
    fn next_timeout(&self) -> Monotonic {
        // An event leaves once it is older than its greatest age, which is one millisecond after it has reached it.
        let expiry = self.queue.oldest().saturating_add(self.limits.max_age).saturating_add(1);
        expiry.min(self.flushes.deadline())
    }
}
