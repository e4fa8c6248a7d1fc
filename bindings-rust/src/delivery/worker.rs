//! The threads that send and tell.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::task::Waker;
use std::time::Duration;

use snowgauge_core::{Monotonic, Now, Request};

use super::chores::Chores;
use super::completion::Waiting;
use super::{News, Shared, State};
use crate::sync::{MutexGuard, thread};
use crate::transport::Exchange;

/// What a worker does next.
pub(super) enum Task {
    Send(Request),
    Store(Chores),
    Tell(News),
    /// An executor may run what it is told to wake at once, or drop it: the tracker is called then, so no lock is held.
    Wake(Vec<Waker>),
}

impl Shared {
    /// Sees to it that a worker takes up what there is to do: rings for an idle one that would sleep too long, or starts
    /// one.
    pub(super) fn rouse(self: &Arc<Self>, state: &mut State) {
        if !state.has_work() {
            return;
        }
        match state.idle.iter().min() {
            None if state.workers < self.most_workers => self.start_worker(state),
            Some(wakes)
                if state.has_urgent_work()
                    || state.alarm().is_some_and(|alarm| alarm < *wakes)
                    || self.skips_waits(state) =>
            {
                self.work.notify_one();
            }
            _ => {}
        }
    }

    /// Starts a worker. Where the system has no thread to give, events wait in the outbox, and the next call tries again.
    fn start_worker(self: &Arc<Self>, state: &mut State) {
        let shared = Arc::clone(self);
        let work = move || shared.work();
        if thread::Builder::new().name("snowgauge".to_owned()).spawn(work).is_ok() {
            state.workers += 1;
        }
    }

    fn work(self: &Arc<Self>) {
        while let Some(task) = self.next_task() {
            match task {
                Task::Send(request) => {
                    // A panic in a library below must not end this thread with a request under way for ever.
                    let send = AssertUnwindSafe(|| self.transport.send(&request));
                    let Exchange { response, notice } = catch_unwind(send).unwrap_or(Exchange::PANICKED);
                    let now = self.clock.now();
                    let mut state = self.lock();
                    state.outbox.handle_response(request.id, response, now);
                    self.note_connection(&mut state, notice);
                    self.drain(&mut state, now);
                    self.restore_where_there_is_room(&mut state, now);
                }
                Task::Store(chores) => self.store(chores),
                Task::Tell(news) => self.tell(&news),
                Task::Wake(wakers) => wakers.into_iter().for_each(wake),
            }
        }
    }

    /// Waits for something to do; `None` when all is over.
    fn next_task(self: &Arc<Self>) -> Option<Task> {
        let mut state = self.lock();
        loop {
            let now = self.clock.now();
            if state.timeout.is_some_and(|timeout| timeout <= now.mono) {
                state.outbox.handle_timeout(now);
                self.drain(&mut state, now);
            }
            self.look_if_due(&mut state, now);
            state.wake_overdue(now.mono);
            if let Some(task) = state.take_task() {
                // Somebody else has to watch the clock, and take what comes, while this worker is busy.
                self.rouse(&mut state);
                return Some(task);
            }
            if state.is_over() {
                state.workers -= 1;
                self.work.notify_all();
                return None;
            }
            if self.skip_wait(&mut state, now) {
                continue;
            }
            state = self.sleep(state, now.mono);
        }
    }

    /// Whether nobody has to wait for a flush's pauses and deadline: in a host's tests they pass at once.
    fn skips_waits(&self, state: &State) -> bool {
        self.transport.is_in_memory() && state.flushes.values().any(Waiting::is_open)
    }

    /// Lets what a flush waits for come at once, where that is wanted: whether time was skipped.
    fn skip_wait(&self, state: &mut State, now: Now) -> bool {
        let skipped = self.skips_waits(state) && state.outbox.skip_wait(now);
        if skipped {
            self.drain(state, now);
        }
        skipped
    }

    /// Sleeps until somebody rings or the clock has to be looked at.
    fn sleep<'s>(&'s self, mut state: MutexGuard<'s, State>, now: Monotonic) -> MutexGuard<'s, State> {
        let wakes =
            state.alarm().into_iter().chain(state.storing.next_look()).min().unwrap_or(Monotonic::MAX);
        state.idle.push(wakes);
        let mut state = if wakes == Monotonic::MAX {
            self.work.wait(state).unwrap_or_else(PoisonError::into_inner)
        } else {
            let slept = self.work.wait_timeout(state, Duration::from_millis(wakes.saturating_sub(now)));
            slept.unwrap_or_else(PoisonError::into_inner).0
        };
        if let Some(index) = state.idle.iter().position(|idle| *idle == wakes) {
            state.idle.swap_remove(index);
        }
        state
    }

    /// Tells a listener; a panic of its own ends here.
    fn tell(&self, news: &News) {
        drop(catch_unwind(AssertUnwindSafe(|| self.listeners.hear(news))));
        let mut state = self.lock();
        state.teller = None;
        state.told += 1;
        self.wake_waiting(&mut state);
    }

    /// Wakes those who wait for a flush of which all is told and stored by now.
    pub(super) fn wake_waiting(&self, state: &mut State) {
        let State { flushes, told, storing, woken, .. } = state;
        woken.extend(flushes.values_mut().filter_map(|waiting| waiting.ready(*told, storing)));
        self.flushed.notify_all();
    }
}

/// Wakes a task; a panic of its executor ends here.
fn wake(waker: Waker) {
    drop(catch_unwind(AssertUnwindSafe(|| waker.wake())));
}
