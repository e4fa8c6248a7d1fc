//! What a fork does to a delivery: the parent goes on with its own, the child makes another.
//!
//! What the parent holds stays the parent's: the child's outbox and counters begin empty, it opens connections and starts
//! threads of its own, and writes a journal of its own. So no event is sent by both, and nobody waits for a lock whose
//! owner is not there.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use snowgauge_core::Outbox;

use super::{Delivery, Parts, Shared};

impl Delivery {
    /// What this process's callers and workers share.
    pub(super) fn shared(&self) -> &Arc<Shared> {
        self.shared.get_or_make(|parents| {
            parents.leave_store_to_parent();
            let own = parents.for_child();
            let opted_out = self.opted_out.load(Ordering::Relaxed);
            own.store.iter().for_each(|store| store.set_opt_out(opted_out));
            let (mut state, now) = (own.lock(), own.clock.now());
            state.outbox.set_opt_out(opted_out);
            if self.closed.load(Ordering::Relaxed) {
                state.outbox.close(now, 0);
            }
            own.drain(&mut state, now);
            drop(state);
            own
        })
    }

    /// Closes the files of the parent's store, if this is a forked child.
    pub(crate) fn leave_store_to_parent(&self) {
        if self.shared.get().is_none() {
            self.shared();
        }
    }
}

impl Shared {
    /// The same with nothing in it, for a forked child. It looks only at what never changes.
    pub(super) fn for_child(&self) -> Self {
        #[expect(clippy::expect_used, reason = "the same options were checked when the tracker was made")]
        let outbox = Outbox::new(&self.config).expect("options that were good before");
        let parts = Parts {
            config: self.config.clone(),
            transport: self.transport.for_child(),
            clock: self.clock.clone(),
            listeners: Arc::clone(&self.listeners),
            store: self.store.as_ref().map(crate::store::Store::for_child),
        };
        Self::new(outbox, parts)
    }

    fn leave_store_to_parent(&self) {
        if let Some(store) = &self.store {
            store.leave_to_parent();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;

    use snowgauge_core::event::StructuredEvent;
    use snowgauge_core::{Config, Encoder, EventId, Payload, Reason, Scratch};

    use super::*;
    use crate::clock::Clock;
    use crate::process::PerProcess;
    use crate::transport::{Credentials, Settings, Transport};

    fn config() -> Config {
        Config { app_id: "test".to_owned(), ..Config::default() }
    }

    /// The delivery that a forked child finds.
    fn of_parent(opted_out: bool, closed: bool) -> Delivery {
        let transport = Transport::new("http://127.0.0.1:1", Settings::default(), Credentials::default());
        let parts = Parts {
            config: config(),
            transport: transport.unwrap(),
            clock: Clock::start(),
            listeners: Arc::default(),
            store: None,
        };
        let shared = PerProcess::of_parent(Shared::new(Outbox::new(&config()).unwrap(), parts));
        Delivery { shared, opted_out: AtomicBool::new(opted_out), closed: AtomicBool::new(closed) }
    }

    fn payload() -> Payload {
        let event = StructuredEvent::builder().category("a").action("b").build();
        let id = EventId::from_random([7; 16]);
        Encoder::new(&config()).unwrap().encode(&event, &[], id, 0, &mut Scratch::default()).unwrap()
    }

    #[test]
    fn a_child_waits_for_no_lock_of_its_parent_and_begins_with_nothing() {
        let delivery = of_parent(false, false);
        let parents = Arc::clone(delivery.shared.parents());
        let of_a_thread_that_is_not_here = parents.lock();
        delivery.track(payload(), delivery.now()).unwrap();
        assert_eq!((delivery.stats().accepted, delivery.stats().queued), (1, 1));
        assert_eq!(of_a_thread_that_is_not_here.outbox.stats().accepted, 0);
        assert!(!delivery.close(Duration::ZERO).wait().is_complete());
    }

    #[test]
    fn a_flush_of_the_parent_is_over_in_the_child() {
        let delivery = of_parent(false, false);
        let parents = Arc::clone(delivery.shared.parents());
        let mut completion = delivery.flush(Duration::from_mins(1));
        completion.make_of_parent(&parents);
        let _of_a_thread_that_is_not_here = parents.lock();
        assert!(completion.wait().is_complete());
    }

    #[test]
    fn what_was_said_to_the_parent_holds_for_the_child() {
        for (opted_out, closed, reason) in [(true, false, Reason::OptedOut), (false, true, Reason::Closed)] {
            let delivery = of_parent(opted_out, closed);
            assert_eq!(delivery.track(payload(), delivery.now()).unwrap_err().reason, reason);
        }
    }
}
