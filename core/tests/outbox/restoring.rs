//! Events that outlive the process.

use std::collections::BTreeSet;

use snowgauge_core::{Config, EventId, Reason, Response};

use crate::host::{Host, config};

fn ids(events: &[EventId]) -> Vec<String> {
    events.iter().map(ToString::to_string).collect()
}

/// Lets time pass while the collector is down.
fn fail_for(host: &mut Host, milliseconds: u64) {
    for _ in 0..milliseconds {
        host.advance(1);
        while !host.pending.is_empty() {
            host.answer(Response::NoResponse);
        }
    }
}

#[test]
fn after_a_crash_what_was_held_is_sent_at_once_under_its_ids() {
    let mut host = Host::with_store(Config { batch_events: 2, ..config() });
    let delivered = host.track_all(2);
    host.answer(Response::status(200));
    let events = host.track_all(3);
    let mut host = host.restart();
    host.restore();
    host.answer(Response::status(200));
    host.answer(Response::status(200));
    let sent: BTreeSet<String> = host.sent.iter().flat_map(|sent| sent.events.clone()).collect();
    assert_eq!(sent, ids(&events).into_iter().collect());
    assert!(ids(&delivered).iter().all(|event| !sent.contains(event)));
    assert_eq!((host.sizes(), host.times()), (vec![2, 1], vec![host.mono; 2]));
    assert_eq!(host.stored(), 0);
}

#[test]
fn what_a_shutdown_leaves_is_kept_and_has_its_end_in_the_next_life() {
    let mut host = Host::with_store(config());
    let events = host.track_all(3);
    assert_eq!(host.closed(10).stats().stored, 3);
    assert_eq!(host.flushed[0].pending, 3);
    assert_eq!(host.reasons(), [Reason::Stored; 3]);
    let mut host = host.restart();
    host.restore();
    host.answer(Response::status(200));
    assert_eq!(host.sent[0].events, ids(&events));
    assert_eq!(host.reasons(), [Reason::Delivered; 3]);
}

#[test]
fn what_the_store_could_not_keep_is_abandoned_at_shutdown() {
    let mut host = Host::with_store(config());
    host.track_all(2);
    let store = host.store.take();
    host.track_all(1);
    host.store = store;
    assert_eq!(host.closed(10).stats().abandoned_at_shutdown, 1);
    assert_eq!((host.counter("stored"), host.stored()), (2, 2));
}

#[test]
fn age_is_told_by_the_wall_clock_over_all_lives() {
    let mut host = Host::with_store(Config { max_age: 1_000, linger: 5_000, ..config() });
    host.track_all(1);
    host.advance(600);
    let mut host = host.restart();
    host.restore();
    host.answer(Response::status(503));
    fail_for(&mut host, 400);
    assert_eq!(host.reasons(), []);
    fail_for(&mut host, 1);
    assert_eq!(host.reasons(), [Reason::Expired]);

    host.track_all(1);
    let mut host = host.restart();
    host.wall += 1_001;
    host.restore();
    assert_eq!((host.reasons(), host.sent.len()), (vec![Reason::Expired], 0));
}

#[test]
fn a_wall_clock_that_was_put_back_makes_no_event_older_than_new() {
    let mut host = Host::with_store(Config { max_age: 1_000, ..config() });
    host.track_all(1);
    let mut host = host.restart();
    host.wall -= 1_000_000;
    host.restore();
    host.answer(Response::NoResponse);
    fail_for(&mut host, 1_000);
    assert_eq!(host.reasons(), []);
    fail_for(&mut host, 1);
    assert_eq!(host.reasons(), [Reason::Expired]);
}

#[test]
fn a_restored_event_that_is_older_than_the_one_before_it_leaves_in_time() {
    let mut host = Host::with_store(Config { max_age: 1_000, ..config() });
    host.wall += 500;
    let younger = host.track_all(1);
    host.wall -= 500;
    let older = host.track_all(1);
    host.wall += 500;
    let mut host = host.restart();
    host.restore();
    assert_eq!(host.sent[0].events, ids(&[older[0], younger[0]]), "they go by age");
    host.answer(Response::Status { status: 503, retry_after: Some(10_000) });
    host.advance(501);
    assert_eq!(
        host.reasons(),
        [Reason::Expired],
        "the second one, which was tracked when the clock was behind"
    );
}

#[test]
fn restored_events_leave_half_of_the_room_to_new_ones() {
    let mut host = Host::with_store(Config { max_events: 10, batch_events: 2, ..config() });
    host.track_all(10);
    let mut host = host.restart();
    host.restore();
    assert_eq!((host.held(), host.stored()), (5, 10));
    assert!(!host.outbox.has_room(0));
    host.track_all(5);
    assert!(host.track().is_err());
    host.answer(Response::status(200));
    host.answer(Response::status(200));
    host.answer(Response::status(200));
    host.restore();
    assert_eq!(host.held(), 5, "the five new ones");
    host.flush(1_000);
    host.answer(Response::status(200));
    host.restore();
    assert_eq!(host.counter("restored"), 7);
}

#[test]
fn one_event_has_room_however_small_the_bounds_are() {
    let mut host = Host::with_store(Config { max_events: 1, ..config() });
    host.track_padded(300).unwrap();
    let mut host = host.restart();
    host.config.max_bytes = usize::try_from(host.stored_bytes()).unwrap();
    let mut host = host.restart();
    host.restore();
    assert_eq!(host.held(), 1);
}

#[test]
fn events_that_the_options_no_longer_allow_are_told_as_too_large() {
    for smaller in [Config { max_bytes: 500, ..config() }, Config { batch_bytes: 1_000, ..config() }] {
        let mut host = Host::with_store(config());
        host.track_padded(1_000).unwrap();
        host.config = smaller;
        let mut host = host.restart();
        host.restore();
        assert_eq!((host.reasons(), host.stored()), (vec![Reason::TooLarge], 0));
    }
}

#[test]
fn an_opt_out_ends_what_is_restored_too() {
    let mut host = Host::with_store(Config { max_events: 4, ..config() });
    host.track_all(4);
    let mut host = host.restart();
    host.restore();
    assert_eq!(host.pending[0].events.len(), 2, "there is no room for the others");
    host.set_opt_out(true);
    host.close(1_000);
    host.restore();
    assert_eq!((host.reasons(), host.stored()), (vec![Reason::OptedOut; 2], 2));
    host.advance(1_000);
    assert_eq!(
        host.reasons()[2..],
        [Reason::AbandonedAtShutdown; 2],
        "nothing is kept against the user's will"
    );
    assert_eq!(host.stored(), 0);
}

#[test]
fn a_closed_outbox_restores_nothing() {
    let mut host = Host::with_store(config());
    host.track_all(1);
    let mut host = host.restart();
    host.closed(0);
    host.restore();
    assert_eq!((host.held(), host.stored()), (0, 1));
}
