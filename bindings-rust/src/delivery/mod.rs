//! The drive loop: it feeds the core's outbox, starts what that wants sent, and tells what that has to tell.
//!
//! Any number of worker threads run the same loop over one lock. A worker that begins a request makes sure that another
//! one is free to watch the clock, so a hanging collector delays no deadline.

mod completion;
mod worker;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

pub use completion::Completion;
use completion::Waiting;
use snowgauge_core::outbox::{FlushId, Notice, Refused};
use snowgauge_core::{EventId, Monotonic, Now, Outbox, Outcome, Output, Payload, Request, Stats, Violations};

use crate::clock::{Clock, millis};
use crate::transport::Transport;
use worker::Task;

/// Who hears the outcomes.
pub(crate) type Listener = Box<dyn Fn(&Outcome) + Send + Sync>;

/// One tracker's delivery.
#[derive(Debug)]
pub(crate) struct Delivery(Arc<Shared>);

/// What callers and workers share.
struct Shared {
    state: Mutex<State>,
    /// Rung when workers have something to do.
    work: Condvar,
    /// Rung when a flush is over.
    flushed: Condvar,
    transport: Transport,
    clock: Clock,
    listener: Option<Listener>,
    most_workers: usize,
}

/// What the lock guards. It is held for moments only: never during IO, a callback or encoding.
struct State {
    outbox: Outbox,
    requests: VecDeque<Request>,
    /// Outcomes that wait to be told, and how many were told or are being told before them.
    outcomes: VecDeque<Outcome>,
    told: u64,
    /// The worker that is telling: one at a time, so that outcomes are heard in their order.
    teller: Option<ThreadId>,
    flushes: BTreeMap<FlushId, Waiting>,
    /// When the outbox wants to be told the time.
    timeout: Option<Monotonic>,
    workers: usize,
    /// When each worker that sleeps will wake by itself.
    idle: Vec<Monotonic>,
}

impl Delivery {
    pub(crate) fn new(
        outbox: Outbox,
        transport: Transport,
        listener: Option<Listener>,
        most_requests: usize,
    ) -> Self {
        let state = State {
            outbox,
            requests: VecDeque::new(),
            outcomes: VecDeque::new(),
            told: 0,
            teller: None,
            flushes: BTreeMap::new(),
            timeout: None,
            workers: 0,
            idle: Vec::new(),
        };
        Self(Arc::new(Shared {
            state: Mutex::new(state),
            work: Condvar::new(),
            flushed: Condvar::new(),
            transport,
            clock: Clock::start(),
            listener,
            most_workers: most_requests + 1,
        }))
    }

    pub(crate) fn now(&self) -> Now {
        self.0.clock.now()
    }

    pub(crate) fn track(&self, payload: Payload, now: Now) -> Result<EventId, Refused> {
        self.feed(now, |outbox| outbox.track(payload, now))
    }

    pub(crate) fn refuse_invalid(&self, event_id: EventId, violations: Violations, tell: bool) {
        self.feed(self.now(), |outbox| outbox.refuse_invalid(event_id, violations, tell));
    }

    pub(crate) fn set_opt_out(&self, opted_out: bool) {
        self.feed(self.now(), |outbox| outbox.set_opt_out(opted_out));
    }

    pub(crate) fn flush(&self, timeout: Duration) -> Completion {
        self.begin(timeout, |outbox, now| outbox.flush(now, millis(timeout)))
    }

    pub(crate) fn close(&self, timeout: Duration) -> Completion {
        self.begin(timeout, |outbox, now| outbox.close(now, millis(timeout)))
    }

    pub(crate) fn stats(&self) -> Stats {
        self.0.lock().outbox.stats()
    }

    /// Calls the outbox, drains it, and sees to it that somebody does what comes of it.
    fn feed<T>(&self, now: Now, call: impl FnOnce(&mut Outbox) -> T) -> T {
        let mut state = self.0.lock();
        let result = call(&mut state.outbox);
        self.0.drain(&mut state, now);
        self.0.rouse(&mut state);
        result
    }

    fn begin(&self, timeout: Duration, call: impl FnOnce(&mut Outbox, Now) -> FlushId) -> Completion {
        let now = self.now();
        let mut state = self.0.lock();
        let id = call(&mut state.outbox, now);
        state.flushes.insert(id, Waiting::default());
        self.0.drain(&mut state, now);
        self.0.rouse(&mut state);
        Completion::new(Arc::clone(&self.0), id, now.mono.saturating_add(millis(timeout)))
    }
}

impl Shared {
    /// Locks the state. A panic under the lock cannot have left it half changed in a way that matters: what is under it
    /// is the core, which does not panic.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes everything that the outbox has to say.
    fn drain(&self, state: &mut State, now: Now) {
        loop {
            match state.outbox.poll(now) {
                Output::Send(request) => state.requests.push_back(request),
                Output::Notice(Notice::Outcome(outcome)) => {
                    if self.listener.is_some() {
                        state.outcomes.push_back(outcome);
                    }
                }
                Output::Notice(Notice::Flushed(flushed)) => {
                    let heard = state.told + state.outcomes.len() as u64 + u64::from(state.teller.is_some());
                    if let Some(waiting) = state.flushes.get_mut(&flushed.id) {
                        waiting.finish(flushed, heard);
                    }
                    self.flushed.notify_all();
                }
                Output::Notice(_) => {}
                Output::Wait(timeout) => {
                    state.timeout = timeout;
                    if state.outbox.is_closed() {
                        // Workers that sleep have nothing to wake for any more: they end.
                        self.work.notify_all();
                    }
                    return;
                }
            }
        }
    }
}

impl State {
    /// Whether there is something for a worker to do, now or at a later moment.
    fn has_work(&self) -> bool {
        self.has_urgent_work() || self.timeout.is_some()
    }

    /// Whether there is something for a worker to do now.
    fn has_urgent_work(&self) -> bool {
        !self.requests.is_empty() || (!self.outcomes.is_empty() && self.teller.is_none())
    }

    /// The next thing to do.
    fn take_task(&mut self) -> Option<Task> {
        if self.teller.is_none()
            && let Some(outcome) = self.outcomes.pop_front()
        {
            self.teller = Some(thread::current().id());
            return Some(Task::Tell(outcome));
        }
        self.requests.pop_front().map(Task::Send)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("stats", &self.lock().outbox.stats()).finish_non_exhaustive()
    }
}
