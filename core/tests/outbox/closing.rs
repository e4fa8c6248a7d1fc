//! The end.

use snowgauge_core::{Config, Reason, Response};

use crate::host::{Host, config};

#[test]
fn closing_delivers_what_is_held() {
    let mut host = Host::new(Config { linger: 60_000, ..config() });
    host.track_all(3);
    host.close(5_000);
    assert_eq!(host.sizes(), [3]);
    assert!(!host.outbox.is_closed());
    host.answer(Response::status(200));
    assert!(host.flushed[0].is_complete());
    assert!(host.outbox.is_closed());
    assert_eq!(host.wait, None);
}

#[test]
fn closing_an_empty_outbox_is_over_at_once() {
    let mut host = Host::new(config());
    host.close(5_000);
    assert!(host.flushed[0].is_complete());
    assert!(host.outbox.is_closed());
}

#[test]
fn what_is_left_at_the_deadline_is_abandoned() {
    let mut host = Host::new(Config { batch_events: 2, max_requests: 2, ..config() });
    host.track_all(5);
    host.close(1_000);
    let late = host.pending[1].id;
    host.answer(Response::status(200));
    host.answer_to(host.pending[1].id, Response::status(503));
    host.advance(999);
    assert!(!host.outbox.is_closed());
    host.advance(1);
    assert_eq!(host.counter("delivered"), 2);
    assert_eq!(host.counter("abandoned_at_shutdown"), 3, "waiting, failed or under way");
    let flushed = host.flushed[0];
    assert_eq!((flushed.delivered, flushed.failed, flushed.pending), (2, 0, 3));
    assert!(host.outbox.is_closed());
    host.answer_to(late, Response::status(200));
    assert_eq!(host.counter("delivered"), 2, "a late answer comes to nobody");
    assert_eq!(host.wait, None);
}

#[test]
fn closing_without_time_abandons_at_once() {
    let mut host = Host::new(config());
    host.track_all(2);
    host.close(0);
    assert_eq!(host.reasons(), [Reason::AbandonedAtShutdown; 2]);
    assert!(host.sent.is_empty());
}

#[test]
fn closing_again_makes_the_end_sooner_and_never_later() {
    let mut host = Host::new(Config { linger: 60_000, ..config() });
    host.track().unwrap();
    let first = host.close(1_000);
    let later = host.close(60_000);
    let sooner = host.close(100);
    host.advance(99);
    assert!(host.outcomes.is_empty());
    host.advance(1);
    assert_eq!(host.reasons(), [Reason::AbandonedAtShutdown]);
    assert!(host.outbox.is_closed());
    let ids: Vec<_> = host.flushed.iter().map(|flushed| flushed.id).collect();
    assert_eq!((ids[0], ids.len()), (sooner, 3));
    assert!(ids.contains(&first) && ids.contains(&later));
    host.close(1_000);
    assert!(host.flushed[3].is_complete());
}

#[test]
fn a_flush_that_outlives_the_outbox_is_told_that_its_events_failed() {
    let mut host = Host::new(config());
    host.track().unwrap();
    host.flush(60_000);
    host.close(1_000);
    host.advance(1_000);
    let outlived = host.flushed.iter().find(|flushed| flushed.pending == 0).unwrap();
    assert_eq!((outlived.delivered, outlived.failed), (0, 1));
}

#[test]
fn an_opt_out_ends_a_close() {
    let mut host = Host::new(Config { linger: 0, ..config() });
    host.track().unwrap();
    host.answer(Response::NoResponse);
    host.close(5_000);
    host.set_opt_out(true);
    assert!(host.outbox.is_closed());
    assert_eq!(host.reasons(), [Reason::OptedOut]);
}
