//! What the store has to do for the delivery, and when it is done.
//!
//! Only writing a tracked event is done by whoever tracks it. The rest is the workers': one at a time does all that has
//! come together since the last time.

use std::mem;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use snowgauge_core::outbox::Refused;
use snowgauge_core::{EventId, Monotonic, Now, Outcome, Overflow, Payload, Reason};

use super::{Delivery, News, Shared, State};
use crate::store::{Durability, Store};

/// How long it takes until the directory is looked at again, in milliseconds; and not before something was sent.
const LOOK_AGAIN: u64 = 60_000;

/// Work for the store.
#[derive(Debug, Default)]
pub(super) struct Chores {
    /// These events have left.
    ended: Vec<EventId>,
    /// Events were written that are to survive a power cut.
    sync: bool,
    /// There may be events of earlier processes for which there is room.
    earlier: Earlier,
    /// All is over: others may have the journals.
    release: bool,
}

/// What to do about the events of earlier processes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Earlier {
    #[default]
    Nothing,
    /// Take over what is known.
    Restore,
    /// Look for journals that were not there before, too.
    Look,
}

/// The work that waits, and the work that is done.
#[derive(Debug, Default)]
pub(super) struct Storing {
    chores: Chores,
    /// How often work was asked for, how far the worker at it will have come, and how far the last one has.
    asked: u64,
    doing: Option<u64>,
    done: u64,
    /// Whether there may be events of earlier processes that were not restored.
    more: bool,
    next_look: Monotonic,
    released: bool,
}

impl Storing {
    /// Stands for all that was asked for until now.
    pub(super) fn asked(&self) -> u64 {
        self.asked
    }

    /// Whether all that was asked for until then is done.
    pub(super) fn has_done(&self, asked: u64) -> bool {
        self.done >= asked
    }

    pub(super) fn is_idle(&self) -> bool {
        self.done == self.asked
    }

    /// Whether there is something for a worker to do.
    pub(super) fn has_work(&self) -> bool {
        self.doing.is_none() && !self.is_idle()
    }

    /// Whether a worker is at it.
    fn is_under_way(&self) -> bool {
        self.doing.is_some()
    }

    pub(super) fn take(&mut self) -> Option<Chores> {
        self.has_work().then(|| {
            self.doing = Some(self.asked);
            mem::take(&mut self.chores)
        })
    }

    fn ask(&mut self) -> &mut Chores {
        self.asked += 1;
        &mut self.chores
    }

    /// Takes note of how an event ended.
    pub(super) fn note(&mut self, outcome: &Outcome, overflow: Overflow) {
        let is_to_go = match outcome.reason {
            // The store keeps the first; the others never came so far.
            Reason::Stored | Reason::Closed | Reason::Invalid => false,
            // Either the one that was not taken, or those that made room for it.
            Reason::QueueFull => overflow == Overflow::DropOldest,
            _ => true,
        };
        if is_to_go {
            self.ask().ended.push(outcome.event_id);
        }
    }

    /// Asks for events of earlier processes, where some are known, or the last look is long ago.
    fn want_earlier(&mut self, now: Now) {
        if self.more {
            self.ask().earlier = Earlier::Restore;
        } else if now.mono >= self.next_look {
            self.ask().earlier = Earlier::Look;
        }
    }

    /// The worker is done with what it took.
    fn finish(&mut self, more: Option<bool>, earlier: Earlier, now: Now) {
        self.done = self.doing.take().unwrap_or(self.done);
        self.more = more.unwrap_or(self.more);
        if earlier == Earlier::Look {
            self.next_look = now.mono.saturating_add(LOOK_AGAIN);
        }
    }

    /// All is over.
    pub(super) fn release(&mut self) {
        if !mem::replace(&mut self.released, true) {
            self.ask().release = true;
        }
    }
}

impl Delivery {
    /// Takes an event after it was written. Where the outbox would not take it, it is not written either.
    pub(super) fn track_stored(
        &self,
        store: &Store,
        mut payload: Payload,
        now: Now,
    ) -> Result<EventId, Refused> {
        let id = payload.id();
        let shared = self.shared();
        let admitted = shared.lock().outbox.admits(&payload);
        let is_stored = admitted && store.keep(&mut payload, now);
        let mut state = shared.lock();
        let result = state.outbox.track(payload, now);
        match &result {
            Ok(_) if !is_stored => store.count_unstored(),
            Ok(_) if store.durability == Durability::Power => state.storing.ask().sync = true,
            // It was closed or filled up meanwhile.
            Err(_) if is_stored => state.storing.ask().ended.push(id),
            _ => {}
        }
        if store.has_notices() {
            // Whatever the work is: what there is to tell is told after it.
            state.storing.ask();
        }
        shared.drain(&mut state, now);
        shared.rouse(&mut state);
        result
    }

    /// Takes over what earlier processes have left, as far as there is room.
    pub(crate) fn restore(&self) {
        let shared = self.shared();
        if let Some(store) = &shared.store {
            let more = shared.restore(store);
            let mut state = shared.lock();
            state.storing.more = more;
            state.storing.next_look = self.now().mono.saturating_add(LOOK_AGAIN);
            if store.has_notices() {
                state.storing.ask();
            }
            shared.rouse(&mut state);
        }
    }

    /// Ends what is stored and not held, and erases what was set aside: the user has opted out.
    pub(super) fn erase_stored(&self) {
        let shared = self.shared();
        if let Some(store) = &shared.store {
            store.look();
            store.erase();
            // What is taken over ends at once. With that written down there is room for journals that were too many before.
            let mut more = shared.restore(store);
            while more && self.opted_out.load(Ordering::Relaxed) && shared.see_chores_done() {
                more = shared.restore(store);
            }
            // The rest, if journals are held for what is under way, when that is answered.
            shared.lock().storing.more = more;
        }
    }
}

impl Shared {
    /// Asks for events of earlier processes, if there is room, and may be some.
    pub(super) fn restore_where_there_is_room(&self, state: &mut State, now: Now) {
        if self.store.is_some() && state.outbox.has_room(0) {
            state.storing.want_earlier(now);
        }
    }

    /// Does what has come together.
    pub(super) fn store(self: &Arc<Self>, chores: Chores) {
        let Some(store) = &self.store else { return };
        let now = self.clock.now();
        let Chores { ended, sync, earlier, release } = chores;
        if !ended.is_empty() {
            store.forget(&ended, now);
        }
        if sync {
            store.sync(now);
        }
        if earlier == Earlier::Look {
            store.look();
        }
        let more = (earlier != Earlier::Nothing).then(|| self.restore(store));
        if release {
            store.release(now);
        }
        let mut state = self.lock();
        state.storing.finish(more, earlier, self.clock.now());
        self.tell_notices(&mut state, store);
        self.wake_waiting(&mut state);
        self.rouse(&mut state);
    }

    /// Does what has come together, or waits for the worker that is at it: whether there was anything.
    fn see_chores_done(self: &Arc<Self>) -> bool {
        let mut state = self.lock();
        if let Some(chores) = state.storing.take() {
            drop(state);
            self.store(chores);
            return true;
        }
        let was_under_way = state.storing.is_under_way();
        while state.storing.is_under_way() {
            state = self.flushed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        was_under_way
    }

    fn tell_notices(&self, state: &mut State, store: &Store) {
        let notices = store.take_notices();
        if self.listeners.store.is_some() {
            for notice in notices {
                state.tell(News::Store(notice));
            }
        }
    }

    /// Takes over events of earlier processes as long as there is room: whether there may be more.
    fn restore(self: &Arc<Self>, store: &Store) -> bool {
        let _alone = store.restoring();
        loop {
            if !self.lock().outbox.has_room(0) {
                return store.has_more();
            }
            let mut events = store.take();
            if events.is_empty() {
                // There may be more journals than can be held at a time.
                return store.has_more();
            }
            let now = self.clock.now();
            let mut state = self.lock();
            let mut back = Vec::new();
            for event in events.drain(..) {
                let bytes = event.payload.bytes().len();
                if back.is_empty() && state.outbox.has_room(bytes) {
                    let restored = state.outbox.restore(event.payload, event.tracked, now);
                    debug_assert!(restored, "there is room");
                } else {
                    back.push(event);
                }
            }
            self.drain(&mut state, now);
            self.rouse(&mut state);
            drop(state);
            if !back.is_empty() {
                store.put_back(back);
                return true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked for at this time, once a worker has found that there is more, or not.
    fn asked_for(storing: &mut Storing, mono: Monotonic, more: bool) -> Earlier {
        let now = Now { wall: 0, mono };
        storing.want_earlier(now);
        let earlier = storing.take().map_or(Earlier::Nothing, |chores| chores.earlier);
        storing.finish((earlier != Earlier::Nothing).then_some(more), earlier, now);
        earlier
    }

    #[test]
    fn the_directory_is_looked_at_once_a_minute_and_what_was_found_is_taken_over_at_once() {
        let mut storing = Storing::default();
        let asked: Vec<Earlier> = [
            (1_000, false),
            (60_999, false),
            (61_000, true),
            (61_001, true),
            (61_002, false),
            (61_003, false),
        ]
        .into_iter()
        .map(|(mono, more)| asked_for(&mut storing, mono, more))
        .collect();
        let (nothing, restore, look) = (Earlier::Nothing, Earlier::Restore, Earlier::Look);
        assert_eq!(asked, [look, nothing, look, restore, restore, nothing]);
    }

    #[test]
    fn work_is_done_by_one_at_a_time_and_what_comes_meanwhile_waits() {
        let mut storing = Storing::default();
        assert!(storing.is_idle() && storing.take().is_none());
        storing.release();
        let first = storing.asked();
        assert!(storing.take().is_some_and(|chores| chores.release));
        storing.ask().sync = true;
        assert!(storing.take().is_none() && !storing.has_done(first));
        storing.finish(None, Earlier::Nothing, Now { wall: 0, mono: 0 });
        assert!(storing.has_done(first) && !storing.has_done(storing.asked()));
        assert!(storing.take().is_some_and(|chores| chores.sync && !chores.release));
        storing.release();
        storing.finish(None, Earlier::Nothing, Now { wall: 0, mono: 0 });
        assert!(storing.is_idle(), "it is released once");
    }
}
