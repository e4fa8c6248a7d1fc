//! The drive loop: it feeds the core's outbox, starts what that wants sent, and tells what that has to tell.
//!
//! Any number of worker threads run the same loop over one lock. A worker that begins a request makes sure that another
//! one is free to watch the clock, so a hanging collector delays no deadline.

mod chores;
mod completion;
mod listeners;
mod process;
mod storing;
mod worker;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::task::Waker;
use std::time::Duration;

use chores::Storing;
pub use completion::Completion;
use completion::Waiting;
use snowgauge_core::outbox::{FlushId, Flushed, Notice, Refused};
use snowgauge_core::{Config, EventId, Monotonic, Now, Outbox, Output, Payload, Request, Stats, Violations};

use crate::clock::{Clock, millis};
use crate::process::PerProcess;
use crate::store::Store;
use crate::sync::thread::{self, ThreadId};
use crate::sync::{Condvar, Mutex, MutexGuard};
use crate::transport::{ConnectionNotice, Transport};
pub(crate) use listeners::Listeners;
use listeners::News;
use worker::Task;

/// One tracker's delivery.
#[derive(Debug)]
pub(crate) struct Delivery {
    shared: PerProcess<Shared>,
    /// What a forked child's delivery begins with.
    opted_out: AtomicBool,
    closed: AtomicBool,
}

/// What a delivery is made of.
pub(crate) struct Parts {
    /// What the outbox was made with.
    pub(crate) config: Config,
    pub(crate) transport: Transport,
    pub(crate) clock: Clock,
    pub(crate) listeners: Arc<Listeners>,
    pub(crate) store: Option<Store>,
}

/// What callers and workers share.
struct Shared {
    state: Mutex<State>,
    /// Rung when workers have something to do.
    work: Condvar,
    /// Rung when a flush is over.
    flushed: Condvar,
    config: Config,
    transport: Transport,
    clock: Clock,
    listeners: Arc<Listeners>,
    store: Option<Store>,
    most_workers: usize,
}

/// What the lock guards. It is held for moments only: never during IO, a callback or encoding.
struct State {
    outbox: Outbox,
    requests: VecDeque<Request>,
    /// What waits to be told, each with how far the store's work has to have come, and how many were told before.
    news: VecDeque<(News, u64)>,
    told: u64,
    /// The worker that is telling: one at a time, so that outcomes are heard in their order.
    teller: Option<ThreadId>,
    flushes: BTreeMap<FlushId, Waiting>,
    /// Those who await a flush that is over.
    woken: Vec<Waker>,
    storing: Storing,
    /// How the last request went.
    connection: ConnectionNotice,
    /// When the outbox wants to be told the time.
    timeout: Option<Monotonic>,
    workers: usize,
    /// When each worker that sleeps will wake by itself.
    idle: Vec<Monotonic>,
}

impl Delivery {
    pub(crate) fn new(outbox: Outbox, parts: Parts) -> Self {
        let shared = PerProcess::new(Shared::new(outbox, parts));
        Self { shared, opted_out: AtomicBool::new(false), closed: AtomicBool::new(false) }
    }

    pub(crate) fn now(&self) -> Now {
        self.shared().clock.now()
    }

    pub(crate) fn track(&self, payload: Payload, now: Now) -> Result<EventId, Refused> {
        match &self.shared().store {
            Some(store) => self.track_stored(store, payload, now),
            None => self.feed(now, |shared, state| shared.take(state, payload, now)),
        }
    }

    pub(crate) fn refuse_invalid(&self, event_id: EventId, violations: Violations, tell: bool) {
        self.feed(self.now(), |shared, state| {
            let tell = tell && !shared.is_behind(state);
            state.outbox.refuse_invalid(event_id, violations, tell);
        });
    }

    pub(crate) fn set_opt_out(&self, opted_out: bool) {
        self.opted_out.store(opted_out, Ordering::Relaxed);
        self.feed(self.now(), |_, state| state.outbox.set_opt_out(opted_out));
        self.set_store_opt_out(opted_out);
    }

    pub(crate) fn flush(&self, timeout: Duration) -> Completion {
        self.begin(timeout, |outbox, now| outbox.flush(now, millis(timeout)))
    }

    pub(crate) fn close(&self, timeout: Duration) -> Completion {
        self.closed.store(true, Ordering::Relaxed);
        self.begin(timeout, |outbox, now| outbox.close(now, millis(timeout)))
    }

    pub(crate) fn stats(&self) -> Stats {
        let shared = self.shared();
        let mut stats = shared.lock().outbox.stats();
        if let Some(store) = &shared.store {
            store.count(&mut stats);
        }
        stats
    }

    /// Calls the outbox, drains it, and sees to it that somebody does what comes of it.
    fn feed<T>(&self, now: Now, call: impl FnOnce(&Shared, &mut State) -> T) -> T {
        let shared = self.shared();
        let mut state = shared.lock();
        let result = call(shared, &mut state);
        shared.drain(&mut state, now);
        shared.rouse(&mut state);
        result
    }

    fn begin(&self, timeout: Duration, call: impl FnOnce(&mut Outbox, Now) -> FlushId) -> Completion {
        let now = self.now();
        let shared = self.shared();
        let mut state = shared.lock();
        let id = call(&mut state.outbox, now);
        let deadline = now.mono.saturating_add(millis(timeout));
        state.flushes.insert(id, Waiting::new(deadline));
        shared.drain(&mut state, now);
        shared.rouse(&mut state);
        Completion::new(Arc::clone(shared), id, deadline)
    }
}

impl Shared {
    fn new(outbox: Outbox, parts: Parts) -> Self {
        let Parts { config, transport, clock, listeners, store } = parts;
        let state = State {
            outbox,
            requests: VecDeque::new(),
            news: VecDeque::new(),
            told: 0,
            teller: None,
            flushes: BTreeMap::new(),
            woken: Vec::new(),
            storing: Storing::new(),
            connection: ConnectionNotice::Working,
            timeout: None,
            workers: 0,
            idle: Vec::new(),
        };
        // One to watch the clock, beside those that wait for a collector, a disk or a listener.
        let has_listener = !listeners.is_empty();
        let most_workers = config.max_requests + 1 + usize::from(store.is_some()) + usize::from(has_listener);
        Self {
            state: Mutex::new(state),
            work: Condvar::new(),
            flushed: Condvar::new(),
            config,
            transport,
            clock,
            listeners,
            store,
            most_workers,
        }
    }

    /// Locks the state. A panic under the lock cannot have left it half changed in a way that matters: what is under it
    /// is the core, which does not panic.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes an event, unless the listener is so far behind that it would wait too long to hear of it. The listener does not
    /// hear of one that is not taken for that, either: whoever tracked it does.
    fn take(&self, state: &mut State, payload: Payload, now: Now) -> Result<EventId, Refused> {
        if self.is_behind(state) {
            Err(state.outbox.refuse_untold(&payload))
        } else {
            state.outbox.track(payload, now)
        }
    }

    /// Takes everything that the outbox has to say.
    fn drain(&self, state: &mut State, now: Now) {
        let mut over = Vec::new();
        loop {
            match state.outbox.poll(now) {
                Output::Send(request) => state.requests.push_back(request),
                Output::Notice(Notice::Outcome(outcome)) => self.note(state, outcome),
                Output::Notice(Notice::Flushed(flushed)) => over.push(flushed),
                Output::Notice(_) => {}
                Output::Wait(timeout) => {
                    state.timeout = timeout;
                    break;
                }
            }
        }
        if state.outbox.is_closed() {
            if self.store.is_some() {
                state.storing.release();
            }
            // Workers that sleep have nothing to wake for any more: they end.
            self.work.notify_all();
        }
        for flushed in over {
            state.end_flush(flushed);
            self.flushed.notify_all();
        }
    }
}

impl State {
    /// Whether there is something for a worker to do, now or at a later moment.
    fn has_work(&self) -> bool {
        self.has_urgent_work() || self.alarm().is_some()
    }

    /// When somebody has to look at the clock: for the outbox, or for a flush that is awaited and over, of which a
    /// listener or the store does not know all yet.
    fn alarm(&self) -> Option<Monotonic> {
        let alarms = self.flushes.values().filter_map(|waiting| waiting.alarm(self.told, &self.storing));
        self.timeout.into_iter().chain(alarms).min()
    }

    /// Wakes those whose flush's deadline has passed.
    fn wake_overdue(&mut self, now: Monotonic) {
        let Self { flushes, told, storing, woken, .. } = self;
        woken.extend(flushes.values_mut().filter_map(|waiting| waiting.overdue(*told, storing, now)));
    }

    /// Whether there is something for a worker to do now.
    fn has_urgent_work(&self) -> bool {
        let is_asked_for = !self.requests.is_empty() || !self.woken.is_empty();
        is_asked_for || self.storing.has_work() || self.has_news()
    }

    /// A flush is over; it is heard of when the listener knows of its events, and the store of all that has happened.
    fn end_flush(&mut self, flushed: Flushed) {
        let heard = self.told + self.news.len() as u64 + u64::from(self.teller.is_some());
        let stored = self.storing.asked();
        if let Some(waiting) = self.flushes.get_mut(&flushed.id) {
            self.woken.extend(waiting.finish(flushed, heard, stored));
        }
    }

    /// The next thing to do.
    fn take_task(&mut self) -> Option<Task> {
        if !self.woken.is_empty() {
            return Some(Task::Wake(mem::take(&mut self.woken)));
        }
        if let Some(chores) = self.storing.take() {
            return Some(Task::Store(chores));
        }
        if self.has_news()
            && let Some((news, _)) = self.news.pop_front()
        {
            self.teller = Some(thread::current().id());
            return Some(Task::Tell(news));
        }
        self.requests.pop_front().map(Task::Send)
    }

    /// Whether everything is over.
    fn is_over(&self) -> bool {
        self.outbox.is_closed() && self.news.is_empty() && self.storing.is_idle() && self.alarm().is_none()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("stats", &self.lock().outbox.stats()).finish_non_exhaustive()
    }
}
