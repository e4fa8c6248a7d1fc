//! What the store does for the delivery.
//!
//! Only writing a tracked event is done by whoever tracks it. The rest is the workers': one at a time does all that has
//! come together since the last time ([`Storing`](super::chores::Storing)).

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use snowgauge_core::outbox::Refused;
use snowgauge_core::{EventId, Now, Payload};

use super::chores::{Chores, Earlier};
use super::{Delivery, News, Shared, State};
use crate::store::{Durability, Store};

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
        let state = shared.lock();
        let admitted = !shared.is_behind(&state) && state.outbox.admits(&payload);
        drop(state);
        let is_stored = admitted && store.keep(&mut payload, now);
        let mut state = shared.lock();
        let result = shared.take(&mut state, payload, now);
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
            let more = shared.restore(store, Shared::has_room);
            let mut state = shared.lock();
            state.storing.more = more;
            state.storing.put_off_look(self.now());
            if store.has_notices() {
                state.storing.ask();
            }
            shared.rouse(&mut state);
        }
    }

    /// Out: ends what is stored and not held, and erases what was set aside.
    pub(super) fn set_store_opt_out(&self, opted_out: bool) {
        let shared = self.shared();
        let Some(store) = &shared.store else { return };
        store.set_opt_out(opted_out);
        if opted_out {
            store.look();
            store.erase();
            // What is taken over ends at once. With that written down there is room for journals that were too many before.
            // A listener that is behind is no reason to keep any of it.
            let erase = || shared.restore(store, |_, state| state.outbox.has_room(0));
            let mut more = erase();
            while more && self.opted_out.load(Ordering::Relaxed) && shared.see_chores_done() {
                more = erase();
            }
            // The rest, if journals are held for what is under way, when that is answered.
            shared.lock().storing.more = more;
        }
    }
}

impl Shared {
    /// Asks for events of earlier processes, if there is room, and may be some.
    pub(super) fn restore_where_there_is_room(&self, state: &mut State, now: Now) {
        if self.store.is_some() && self.has_room(state) {
            state.storing.want_earlier(now);
        }
    }

    /// Whether there is room for events of earlier processes: in the outbox, and before the listener.
    fn has_room(&self, state: &State) -> bool {
        state.outbox.has_room(0) && !self.is_behind(state)
    }

    /// The same from time to time, where nothing is sent: another process may have ended meanwhile.
    pub(super) fn look_if_due(&self, state: &mut State, now: Now) {
        if state.storing.is_look_due(now) {
            self.restore_where_there_is_room(state, now);
            state.storing.put_off_look(now);
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
        let more = (earlier != Earlier::Nothing).then(|| self.restore(store, Self::has_room));
        if release {
            store.release(now);
        }
        let mut state = self.lock();
        state.storing.finish(more);
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

    /// Takes over events of earlier processes as long as there is room for them: whether there may be more.
    fn restore(self: &Arc<Self>, store: &Store, has_room: impl Fn(&Self, &State) -> bool) -> bool {
        let _alone = store.restoring();
        loop {
            if !has_room(self, &self.lock()) {
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
    use std::path::Path;
    use std::sync::Mutex;
    use std::sync::mpsc::channel;
    use std::time::{Duration, Instant};

    use snowgauge_core::{Config, Outbox, Outcome};

    use super::super::{Listeners, Parts};
    use super::*;
    use crate::clock::Clock;
    use crate::store::Identity;
    use crate::transport::{Credentials, Settings, Transport};

    const SOON: Duration = Duration::from_secs(10);

    fn payload(number: u8) -> Payload {
        let id = EventId::from_random([number; 16]);
        Payload::from_store(id, format!(r#"{{"e":"se","eid":"{id}""#).into_bytes().into())
    }

    /// One that sends nothing for an hour.
    fn delivery(directory: &Path) -> Delivery {
        delivery_with(directory, config(), Listeners::default())
    }

    fn config() -> Config {
        Config { app_id: "test".to_owned(), linger: 3_600_000, ..Config::default() }
    }

    fn delivery_with(directory: &Path, config: Config, listeners: Listeners) -> Delivery {
        let identity =
            Identity { endpoint: "http://c/tp2".into(), app_id: "test".into(), namespace: "n".into() };
        let store = Store::new(directory, &identity, Durability::Process, &config).unwrap();
        let outbox = Outbox::new(&config).unwrap();
        let transport = Transport::new("http://127.0.0.1:1", Settings::default(), Credentials::default());
        let (transport, clock) = (transport.unwrap(), Clock::start());
        store.begin(clock.now()).unwrap();
        let parts = Parts { config, transport, clock, listeners: Arc::new(listeners), store: Some(store) };
        let delivery = Delivery::new(outbox, parts);
        delivery.restore();
        delivery
    }

    /// One that looks at the directory all the time, and whose thread is there.
    fn looking(directory: &Path) -> Delivery {
        let delivery = delivery(directory);
        let mut state = delivery.shared().lock();
        state.storing.look_again = 10;
        state.storing.put_off_look(delivery.now());
        drop(state);
        delivery.track(payload(1), delivery.now()).unwrap();
        delivery
    }

    /// What another process leaves.
    fn leave(directory: &Path) {
        let other = delivery(directory);
        other.track(payload(2), other.now()).unwrap();
        other.close(Duration::ZERO).wait();
    }

    fn wait_until(holds: impl Fn() -> bool) {
        let end = Instant::now() + SOON;
        while !holds() {
            assert!(Instant::now() < end, "it never comes");
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_tracker_that_sends_nothing_finds_what_another_process_has_left_since() {
        let directory = tempfile::tempdir().unwrap();
        let idle = looking(directory.path());
        leave(directory.path());
        wait_until(|| idle.stats().restored == 1);
        idle.close(Duration::ZERO).wait();
    }

    #[test]
    fn an_opt_out_erases_what_another_process_leaves_later() {
        let directory = tempfile::tempdir().unwrap();
        let idle = looking(directory.path());
        idle.set_opt_out(true);
        leave(directory.path());
        wait_until(|| idle.stats().opted_out == 2);
        idle.close(SOON).wait();
        wait_until(|| std::fs::read_dir(directory.path()).unwrap().count() == 0);
    }

    #[test]
    fn an_opt_out_erases_a_journal_too_of_which_a_part_cannot_be_read() {
        let directory = tempfile::tempdir().unwrap();
        leave(directory.path());
        let left = std::fs::read_dir(directory.path()).unwrap().next().unwrap().unwrap().path();
        let torn = [&std::fs::read(&left).unwrap()[..], b"half a record"].concat();
        std::fs::write(left, torn).unwrap();
        let next = delivery(directory.path());
        next.set_opt_out(true);
        next.close(SOON).wait();
        assert_eq!(next.stats().damaged, 1);
        wait_until(|| std::fs::read_dir(directory.path()).unwrap().count() == 0);
    }

    #[test]
    fn what_a_store_gives_back_waits_for_a_listener_that_hangs_too() {
        const LEFT: u64 = 30_000;
        let directory = tempfile::tempdir().unwrap();
        let config = Config { max_events: 40_000, ..config() };
        let other = delivery_with(directory.path(), config, Listeners::default());
        let long_ago = Now { wall: 1, ..other.now() };
        for number in 0..LEFT {
            let id = EventId::from_bytes(u128::from(number).to_be_bytes());
            other.track(Payload::from_store(id, b"{"[..].into()), long_ago).unwrap();
        }
        other.close(Duration::ZERO).wait();

        let (open, gate) = channel::<()>();
        let gate = Mutex::new(gate);
        let hang = move |_: &Outcome| assert!(gate.lock().unwrap().recv().is_err());
        let listeners = Listeners { outcome: Some(Box::new(hang)), ..Listeners::default() };
        let next = delivery_with(directory.path(), self::config(), listeners);
        // Each is too old, and leaves at once.
        let restored = next.stats().restored;
        assert!((10_000..11_000).contains(&restored), "{restored}");
        next.set_opt_out(true);
        wait_until(|| next.stats().restored == LEFT);
        drop(open);
        assert!(next.close(SOON).wait().is_complete());
    }
}
