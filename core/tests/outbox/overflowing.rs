//! What gives way when the outbox is full.

use snowgauge_core::{Config, EventId, Overflow, Reason, Response};

use crate::host::{Host, PER_EVENT, config};

fn drop_oldest() -> Config {
    Config { overflow: Overflow::DropOldest, linger: 60_000, ..config() }
}

fn dropped(host: &Host) -> Vec<EventId> {
    let outcomes = host.outcomes.iter().filter(|outcome| outcome.reason == Reason::QueueFull);
    outcomes.map(|outcome| outcome.event_id).collect()
}

#[test]
fn the_oldest_event_gives_way_to_a_new_one() {
    let mut host = Host::new(Config { max_events: 3, ..drop_oldest() });
    let ids = host.track_all(5);
    assert_eq!(dropped(&host), ids[..2]);
    assert_eq!((host.counter("accepted"), host.counter("queue_full"), host.held()), (5, 2, 3));
    host.flush(1_000);
    host.answer(Response::status(200));
    assert_eq!(host.counter("delivered"), 3);
}

#[test]
fn as_many_give_way_as_the_new_one_needs() {
    let mut host = Host::new(Config { max_bytes: 5_000, ..drop_oldest() });
    host.track().unwrap();
    let small = usize::try_from(host.counter("queued_bytes") + PER_EVENT).unwrap();
    let others = host.track_all(5_000 / small - 1);
    assert_eq!(dropped(&host), []);
    let large = host.track_padded(2 * small).unwrap();
    assert_eq!(dropped(&host).len(), 3 - (5_000 % small) / small);
    assert!(!dropped(&host).contains(&others[2]) && !dropped(&host).contains(&large));
}

#[test]
fn what_is_under_way_does_not_give_way() {
    let mut host = Host::new(Config { max_events: 4, batch_events: 2, linger: 0, ..drop_oldest() });
    host.track_undrained(0).unwrap();
    let first = host.track_all(3);
    assert_eq!(host.pending[0].events.len(), 2);
    host.track().unwrap();
    assert_eq!(dropped(&host), [first[1]], "the oldest of those that wait");
    host.answer(Response::status(200));
    assert_eq!(host.counter("delivered"), 2);
}

#[test]
fn where_dropping_would_make_no_room_nothing_is_dropped() {
    let mut host = Host::new(Config { max_events: 2, batch_events: 1, max_requests: 2, ..drop_oldest() });
    host.track_all(2);
    assert_eq!(host.track().unwrap_err().reason, Reason::QueueFull, "all are under way");
    assert_eq!(host.counter("queue_full"), 1);

    let mut host = Host::new(Config { max_bytes: 3_000, ..drop_oldest() });
    host.track_all(2);
    assert_eq!(host.track_padded(3_000).unwrap_err().reason, Reason::QueueFull, "it would not fit alone");
    assert_eq!(host.held(), 2);
}

#[test]
fn batches_that_failed_give_way_first_and_event_by_event() {
    let mut host = Host::new(Config { max_events: 4, batch_events: 2, linger: 0, ..drop_oldest() });
    host.track_undrained(0).unwrap();
    let rest = host.track_all(3);
    host.answer(Response::status(503));
    host.track().unwrap();
    host.track().unwrap();
    let outcome = &host.outcomes[1];
    assert_eq!((outcome.event_id, outcome.reason, outcome.attempts), (rest[0], Reason::QueueFull, 1));
    host.track().unwrap();
    assert_eq!(dropped(&host)[2], rest[1]);
    host.advance(1_000);
    host.answer(Response::status(200));
    assert_eq!(host.held(), 2, "nothing is left of the batch that failed");
}

#[test]
fn a_flush_of_events_that_gave_way_is_over_and_not_complete() {
    let mut host = Host::new(Config { max_events: 2, ..drop_oldest() });
    host.track_all(2);
    host.flush(60_000);
    host.answer(Response::NoResponse);
    host.track_all(2);
    let flushed = host.flushed[0];
    assert_eq!((flushed.failed, flushed.pending), (2, 0));
}

#[test]
fn a_store_hears_what_gave_way_and_takes_what_is_new() {
    let mut host = Host::with_store(Config { max_events: 3, ..drop_oldest() });
    let ids = host.track_all(5);
    assert_eq!(dropped(&host), ids[..2]);
    assert_eq!(host.stored(), 3);
    host.check_store();
    let mut host = host.restart();
    host.restore();
    assert_eq!(host.held(), 2, "restored events drive nothing out");
    assert_eq!(host.stored(), 3);
}

#[test]
fn closed_and_opted_out_come_before_full() {
    let mut host = Host::new(Config { max_events: 1, ..drop_oldest() });
    host.track().unwrap();
    host.close(60_000);
    assert_eq!(host.track().unwrap_err().reason, Reason::Closed);
    assert_eq!(dropped(&host), []);
}
