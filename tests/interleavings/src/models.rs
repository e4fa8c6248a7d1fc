//! What is modelled. Each function is one run; loom repeats it in every order.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use snowgauge_core::{Config, EventId, Outbox, Outcome, Payload, Reason};

use crate::clock::Clock;
use crate::delivery::{Delivery, Listeners, Parts};
use crate::sync::thread;
use crate::transport::Transport;

/// Long enough: no time passes.
const LONG: Duration = Duration::from_secs(1);

fn config(linger: u64) -> Config {
    Config { app_id: "model".to_owned(), linger, max_requests: 1, ..Config::default() }
}

fn delivery(config: Config, listeners: Listeners) -> Arc<Delivery> {
    delivery_over(Transport::default(), config, listeners)
}

fn delivery_over(transport: Transport, config: Config, listeners: Listeners) -> Arc<Delivery> {
    let outbox = Outbox::new(&config).unwrap();
    let listeners = Arc::new(listeners);
    Arc::new(Delivery::new(outbox, Parts { config, transport, clock: Clock, listeners, store: None }))
}

fn payload(number: u8) -> Payload {
    let id = EventId::from_random([number; 16]);
    Payload::from_store(id, format!(r#"{{"e":"se","eid":"{id}""#).into_bytes().into())
}

fn track(delivery: &Delivery, number: u8) -> bool {
    delivery.track(payload(number), delivery.now()).is_ok()
}

/// Closes, waits, and finds everything delivered that was taken. Loom sees to it that every worker has ended then, too.
fn close(delivery: &Delivery, taken: u64) {
    let flushed = delivery.close(LONG).wait();
    assert!(flushed.is_complete(), "{flushed:?}");
    let stats = delivery.stats();
    assert_eq!((stats.accepted, stats.delivered, stats.queued + stats.in_flight), (taken, taken, 0));
}

/// An event lingers, and a flush is waited for: the flush wakes a worker, and the last outcome wakes who waits.
pub fn a_flush_and_the_last_outcome() {
    let delivery = delivery(config(1_000), Listeners::default());
    assert!(track(&delivery, 1));
    let flushed = delivery.flush(LONG).wait();
    assert_eq!((flushed.delivered, flushed.is_complete()), (1, true));
    close(&delivery, 1);
}

/// Two threads track while a third closes: what was taken is delivered, what was not is refused, and every worker ends.
pub fn tracking_and_a_worker_that_ends() {
    let delivery = delivery(config(0), Listeners::default());
    let other = Arc::clone(&delivery);
    let tracking = thread::spawn(move || u64::from(track(&other, 1)));
    let flushed = delivery.close(LONG).wait();
    let taken = tracking.join().unwrap();
    assert!(flushed.is_complete(), "{flushed:?}");
    let stats = delivery.stats();
    assert_eq!((stats.accepted, stats.closed), (taken, 1 - taken));
    assert_eq!(stats.delivered, taken);
}

/// Two threads track at once: a second worker may be needed while the first one sends.
pub fn two_that_track() {
    let delivery = delivery(config(0), Listeners::default());
    let other = Arc::clone(&delivery);
    let tracking = thread::spawn(move || assert!(track(&other, 1)));
    assert!(track(&delivery, 2));
    tracking.join().unwrap();
    close(&delivery, 2);
}

/// A worker that sleeps is woken, again and again: no other is started in its place.
pub fn a_worker_that_sleeps() {
    let delivery = delivery(config(0), Listeners::default());
    for number in 1..=3 {
        assert!(track(&delivery, number));
        assert!(delivery.flush(LONG).wait().is_complete());
    }
    close(&delivery, 3);
}

/// The first request hangs until a second one has come: another worker sees to that, though one sleeps and one is busy.
pub fn a_request_that_hangs() {
    let config = Config { max_requests: 2, batch_events: 1, ..config(0) };
    let delivery = delivery_over(Transport::hanging(1), config, Listeners::default());
    assert!(track(&delivery, 1));
    assert!(track(&delivery, 2));
    close(&delivery, 2);
}

/// The same with a worker that has slept before: it is not taken for one that sleeps while it is busy.
pub fn a_request_that_hangs_later() {
    let config = Config { max_requests: 2, batch_events: 1, ..config(0) };
    let delivery = delivery_over(Transport::hanging(2), config, Listeners::default());
    assert!(track(&delivery, 1));
    assert!(delivery.flush(LONG).wait().is_complete());
    assert!(track(&delivery, 2));
    assert!(track(&delivery, 3));
    close(&delivery, 3);
}

/// Two outcomes come together: the listener hears one after the other, in their order.
pub fn outcomes_are_heard_in_their_order() {
    let heard = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&heard);
    let listener = move |outcome: &Outcome| {
        let before = count.load(Ordering::SeqCst);
        assert_eq!(outcome.event_id, payload(1 + u8::try_from(before).unwrap()).id());
        thread::yield_now();
        assert_eq!(count.swap(before + 1, Ordering::SeqCst), before, "two at a time");
    };
    let config = Config { batch_events: 2, ..config(1_000) };
    let delivery = delivery(config, Listeners { outcome: Some(Box::new(listener)), ..Listeners::default() });
    assert!(track(&delivery, 1));
    assert!(track(&delivery, 2));
    close(&delivery, 2);
    assert_eq!(heard.load(Ordering::SeqCst), 2);
}

/// Nobody waits for the flush: its completion is dropped while its last outcome comes.
pub fn a_flush_that_is_dropped() {
    let delivery = delivery(config(0), Listeners::default());
    assert!(track(&delivery, 1));
    drop(delivery.flush(LONG));
    close(&delivery, 1);
}

/// A flush is over only when the listener has heard of its events.
pub fn a_listener_hears_before_the_flush_is_over() {
    let heard = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&heard);
    let listener = move |outcome: &Outcome| {
        assert_eq!(outcome.reason, Reason::Delivered);
        thread::yield_now();
        count.fetch_add(1, Ordering::SeqCst);
    };
    let delivery =
        delivery(config(0), Listeners { outcome: Some(Box::new(listener)), ..Listeners::default() });
    assert!(track(&delivery, 1));
    assert!(delivery.flush(LONG).wait().is_complete());
    assert_eq!(heard.load(Ordering::SeqCst), 1);
    close(&delivery, 1);
}

/// A flush is awaited: its waker is left while the last outcome comes, and is called.
pub fn a_flush_that_is_awaited() {
    let delivery = delivery(config(1_000), Listeners::default());
    assert!(track(&delivery, 1));
    let flushed = loom::future::block_on(delivery.flush(LONG));
    assert_eq!((flushed.delivered, flushed.is_complete()), (1, true));
    close(&delivery, 1);
}

/// A request fails before, while or after a flush begins that is waited for, in a host's test: the pause that follows is
/// skipped, whoever sleeps through it.
pub fn a_pause_that_is_skipped() {
    let delivery = delivery_over(Transport::failing_once_in_memory(), config(0), Listeners::default());
    assert!(track(&delivery, 1));
    let flushed = delivery.flush(60 * LONG).wait();
    assert_eq!((flushed.delivered, flushed.is_complete()), (1, true));
    close(&delivery, 1);
}

/// The same with a listener, of which every worker may be the one that tells it.
pub fn a_pause_that_is_skipped_while_a_listener_hears() {
    let heard = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&heard);
    let listener = move |_: &Outcome| {
        thread::yield_now();
        count.fetch_add(1, Ordering::SeqCst);
    };
    let listeners = Listeners { outcome: Some(Box::new(listener)), ..Listeners::default() };
    let delivery = delivery_over(Transport::failing_once_in_memory(), config(0), listeners);
    assert!(track(&delivery, 1));
    assert!(delivery.flush(60 * LONG).wait().is_complete());
    assert_eq!(heard.load(Ordering::SeqCst), 1);
    close(&delivery, 1);
}
