//! Waiting for a flush, with or without an async runtime.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::process;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use snowgauge_core::Monotonic;
use snowgauge_core::outbox::{FlushId, Flushed};

use super::chores::Storing;
use super::{Shared, State};
use crate::sync::thread;

/// A flush that somebody may wait for.
#[derive(Debug)]
pub(super) struct Waiting {
    deadline: Monotonic,
    result: Option<Flushed>,
    /// How many outcomes the listener has to have heard, so that it knows of every event of this flush.
    heard: u64,
    /// How far the store's work has to have come, so that it knows of every event of this flush.
    stored: u64,
    waker: Option<Waker>,
}

impl Waiting {
    pub(super) const fn new(deadline: Monotonic) -> Self {
        Self { deadline, result: None, heard: 0, stored: 0, waker: None }
    }

    /// Whether the flush is not over yet.
    pub(super) const fn is_open(&self) -> bool {
        self.result.is_none()
    }

    /// When whoever awaits it has to be woken, though a listener or the store has not come as far: at the deadline.
    pub(super) fn alarm(&self, told: u64, storing: &Storing) -> Option<Monotonic> {
        let is_over = self.result.is_some() && self.waker.is_some();
        (is_over && !self.is_ready(told, storing)).then_some(self.deadline)
    }

    /// Takes note of the result. Gives whom to wake.
    pub(super) fn finish(&mut self, flushed: Flushed, heard: u64, stored: u64) -> Option<Waker> {
        self.result = Some(flushed);
        self.heard = heard;
        self.stored = stored;
        self.waker.take()
    }

    /// Whom to wake, if the flush is over and a listener and the store know all of it.
    pub(super) fn ready(&mut self, told: u64, storing: &Storing) -> Option<Waker> {
        let is_ready = self.result.is_some() && self.is_ready(told, storing);
        self.waker.take_if(|_| is_ready)
    }

    /// Whom to wake, if the deadline has passed with the flush over.
    pub(super) fn overdue(&mut self, told: u64, storing: &Storing, now: Monotonic) -> Option<Waker> {
        let is_overdue = self.alarm(told, storing).is_some_and(|deadline| deadline <= now);
        self.waker.take_if(|_| is_overdue)
    }

    fn is_ready(&self, told: u64, storing: &Storing) -> bool {
        told >= self.heard && storing.has_done(self.stored)
    }
}

/// How much longer than its deadline a blocking wait may take, so that the listener hears of what was given up at the
/// deadline itself. A listener that hangs must not hold up a shutdown.
const GRACE: u64 = 50;

/// The same for the store, so that it knows what has ended and the next tracker can have it. A disk that hangs must not hold
/// up a shutdown for long.
const STORE_GRACE: u64 = 1_000;

/// The end of a flush or shutdown that has begun: await it, or [`wait`](Self::wait) for it. It comes when the listener has
/// heard of every event of the flush, or at the deadline. The flush goes on whether anybody waits or not.
#[must_use = "the flush goes on by itself; await the completion, wait for it, or drop it on purpose"]
pub struct Completion {
    shared: Arc<Shared>,
    /// In which process it has begun.
    process: u32,
    id: FlushId,
    deadline: Monotonic,
}

impl Completion {
    pub(super) fn new(shared: Arc<Shared>, id: FlushId, deadline: Monotonic) -> Self {
        Self { shared, process: process::id(), id, deadline }
    }

    /// For a child that was forked since: the flush is its parent's, and nothing of it is the child's.
    fn of_parent(&self) -> Option<Flushed> {
        if self.process == process::id() {
            return None;
        }
        let own = Arc::new(self.shared.for_child());
        let now = own.clock.now();
        let mut state = own.lock();
        let id = state.outbox.flush(now, 0);
        state.flushes.insert(id, Waiting::new(now.mono));
        own.drain(&mut state, now);
        state.flushes.get(&id).and_then(|waiting| waiting.result)
    }

    /// Blocks the calling thread until the flush is over. In async code await the completion instead.
    pub fn wait(self) -> Flushed {
        loop {
            if let Some(flushed) = self.wait_for(Duration::MAX) {
                return flushed;
            }
        }
    }

    /// Blocks the calling thread until the flush is over, or for `most`: `None` means that it is not over yet.
    pub fn wait_for(&self, most: Duration) -> Option<Flushed> {
        if let Some(nothing) = self.of_parent() {
            return Some(nothing);
        }
        let until = self.shared.clock.now().mono.saturating_add(crate::clock::millis(most));
        let mut state = self.shared.lock();
        loop {
            let now = self.shared.clock.now();
            let grace = self.grace(&state);
            if let Some(flushed) = self.result(&state, now.mono.saturating_sub(grace)) {
                return Some(flushed);
            }
            let over = self.is_over(&state);
            if now.mono >= self.deadline && !over {
                // No worker may be free, or even alive, to see the deadline pass: the caller sees to it.
                state.outbox.handle_timeout(now);
                self.shared.drain(&mut state, now);
                self.shared.rouse(&mut state);
                continue;
            }
            if now.mono >= until {
                return None;
            }
            let end = if over { self.deadline.saturating_add(grace) } else { self.deadline };
            let wait = Duration::from_millis(end.min(until).saturating_sub(now.mono));
            let waited = self.shared.flushed.wait_timeout(state, wait);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The result, once all of it was heard or the deadline is before `now`. A listener that waits does not wait for
    /// itself.
    fn result(&self, state: &State, now: Monotonic) -> Option<Flushed> {
        let waiting = state.flushes.get(&self.id)?;
        let is_teller = state.teller == Some(thread::current().id());
        let is_ready = waiting.is_ready(state.told, &state.storing);
        waiting.result.filter(|_| is_ready || now >= self.deadline || is_teller)
    }

    fn grace(&self, state: &State) -> u64 {
        let stored = state.flushes.get(&self.id).map_or(0, |waiting| waiting.stored);
        if state.storing.has_done(stored) { GRACE } else { STORE_GRACE }
    }

    fn is_over(&self, state: &State) -> bool {
        state.flushes.get(&self.id).is_some_and(|waiting| waiting.result.is_some())
    }
}

impl Future for Completion {
    type Output = Flushed;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Flushed> {
        if let Some(nothing) = self.of_parent() {
            return Poll::Ready(nothing);
        }
        let mut state = self.shared.lock();
        if let Some(flushed) = self.result(&state, self.shared.clock.now().mono) {
            return Poll::Ready(flushed);
        }
        let waiting = state.flushes.get_mut(&self.id);
        let former = waiting.and_then(|waiting| waiting.waker.replace(context.waker().clone()));
        // The deadline may now be what somebody has to watch the clock for.
        self.shared.rouse(&mut state);
        drop(state);
        // With it a task may go that has a flush, too: not while the lock is held.
        drop(former);
        Poll::Pending
    }
}

impl Drop for Completion {
    fn drop(&mut self) {
        if self.process == process::id() {
            let waiting = self.shared.lock().flushes.remove(&self.id);
            // As above.
            drop(waiting);
        }
    }
}

impl fmt::Debug for Completion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
impl Completion {
    /// Makes it one that another process has begun.
    pub(super) fn make_of_parent(&mut self, shared: &Arc<Shared>) {
        self.shared = Arc::clone(shared);
        self.process = !self.process;
    }
}
