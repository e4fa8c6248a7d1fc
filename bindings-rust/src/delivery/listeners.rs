//! Who hears what, and when.

use std::mem;

use snowgauge_core::Outcome;

use super::{Shared, State};
use crate::store::StoreNotice;
use crate::transport::ConnectionNotice;

/// How many outcomes may wait for a listener, or `max_events` where that is more. While so many do, no event is taken.
const MOST_UNTOLD: usize = 10_000;

/// Who hears news of one kind.
type Listener<T> = Option<Box<dyn Fn(&T) + Send + Sync>>;

/// Who hears what.
#[derive(Default)]
pub(crate) struct Listeners {
    pub(crate) outcome: Listener<Outcome>,
    pub(crate) store: Listener<StoreNotice>,
    pub(crate) connection: Listener<ConnectionNotice>,
}

/// Something to tell.
pub(super) enum News {
    Outcome(Outcome),
    Store(StoreNotice),
    Connection(ConnectionNotice),
}

impl Listeners {
    pub(super) const fn is_empty(&self) -> bool {
        self.outcome.is_none() && self.store.is_none() && self.connection.is_none()
    }

    pub(super) fn hear(&self, news: &News) {
        match news {
            News::Outcome(outcome) => self.outcome.iter().for_each(|listener| listener(outcome)),
            News::Store(notice) => self.store.iter().for_each(|listener| listener(notice)),
            News::Connection(notice) => self.connection.iter().for_each(|listener| listener(notice)),
        }
    }
}

impl Shared {
    /// Whether as many outcomes wait for the listener as may.
    pub(super) fn is_behind(&self, state: &State) -> bool {
        state.news.len() >= self.config.max_events.max(MOST_UNTOLD)
    }

    /// Takes note of how a request went, and tells where that is news.
    pub(super) fn note_connection(&self, state: &mut State, notice: ConnectionNotice) {
        if mem::replace(&mut state.connection, notice) != notice && self.listeners.connection.is_some() {
            state.tell(News::Connection(notice));
        }
    }

    /// Takes note of how an event ended.
    pub(super) fn note(&self, state: &mut State, outcome: Outcome) {
        if self.store.is_some() {
            state.storing.note(&outcome, self.config.overflow);
        }
        if self.listeners.outcome.is_some() {
            state.tell(News::Outcome(outcome));
        }
    }
}

impl State {
    /// Whether something can be told now. What the store does not know yet is not told: a listener that has heard of an
    /// event's end can rely on it.
    pub(super) fn has_news(&self) -> bool {
        let ready = self.news.front().is_some_and(|(_, stored)| self.storing.has_done(*stored));
        ready && self.teller.is_none()
    }

    pub(super) fn tell(&mut self, news: News) {
        self.news.push_back((news, self.storing.asked()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use snowgauge_core::{Config, EventId, Outbox, Payload, Reason};

    use super::*;
    use crate::clock::Clock;
    use crate::delivery::{Delivery, Parts};
    use crate::transport::{Credentials, Settings, Transport};

    const SOON: Duration = Duration::from_secs(10);

    fn delivery(listeners: Listeners) -> Delivery {
        let config = Config { app_id: "test".to_owned(), linger: 3_600_000, ..Config::default() };
        let outbox = Outbox::new(&config).unwrap();
        let transport = Transport::new("http://127.0.0.1:1", Settings::default(), Credentials::default());
        let parts = Parts {
            config,
            transport: transport.unwrap(),
            clock: Clock::start(),
            listeners: Arc::new(listeners),
            store: None,
        };
        Delivery::new(outbox, parts)
    }

    fn track(delivery: &Delivery) -> Result<EventId, Reason> {
        let payload = Payload::from_store(EventId::from_random([7; 16]), b"{"[..].into());
        delivery.track(payload, delivery.now()).map_err(|refused| refused.reason)
    }

    #[test]
    fn what_waits_for_a_listener_that_hangs_is_bounded_and_all_that_was_taken_is_told() {
        let (open, gate) = channel::<()>();
        let (heard, gate) = (Arc::new(AtomicUsize::new(0)), Mutex::new(gate));
        let counted = Arc::clone(&heard);
        let delivery = delivery(Listeners {
            outcome: Some(Box::new(move |_| {
                assert!(gate.lock().unwrap().recv().is_err(), "the gate opens when the sender goes");
                counted.fetch_add(1, Ordering::Relaxed);
            })),
            ..Listeners::default()
        });
        assert!(track(&delivery).is_ok());
        delivery.set_opt_out(true);
        for _ in 0..2 * MOST_UNTOLD {
            assert_eq!(track(&delivery), Err(Reason::OptedOut));
        }
        delivery.set_opt_out(false);
        assert_eq!(track(&delivery), Err(Reason::QueueFull));
        let stats = delivery.stats();
        assert_eq!((stats.opted_out, stats.queue_full), (1 + 2 * MOST_UNTOLD as u64, 1));

        drop(open);
        assert!(delivery.flush(SOON).wait().is_complete());
        // One may be with the listener already.
        let told = heard.load(Ordering::Relaxed);
        assert!((MOST_UNTOLD..=MOST_UNTOLD + 1).contains(&told), "{told}");
        assert!(track(&delivery).is_ok());
        delivery.set_opt_out(true);
        assert!(delivery.close(SOON).wait().is_complete());
        assert_eq!(heard.load(Ordering::Relaxed), told + 1);
    }
}
