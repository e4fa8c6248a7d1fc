//! Flushes that are waited for.

use snowgauge_core::{Config, Reason, Response};

use crate::host::{Host, config};

fn lingering() -> Config {
    Config { linger: 60_000, ..config() }
}

#[test]
fn a_flush_sends_at_once_and_is_complete_when_all_is_delivered() {
    let mut host = Host::new(lingering());
    host.track_all(3);
    host.flush(5_000);
    assert_eq!(host.sizes(), [3]);
    assert!(host.flushed.is_empty());
    host.advance(40);
    host.answer(Response::status(200));
    let flushed = host.flushed[0];
    assert_eq!((flushed.delivered, flushed.failed, flushed.pending), (3, 0, 0));
    assert!(flushed.is_complete());
}

#[test]
fn a_flush_of_nothing_is_complete_at_once() {
    let mut host = Host::new(lingering());
    host.flush(5_000);
    assert!(host.flushed[0].is_complete());
}

#[test]
fn a_flush_ends_at_its_deadline_and_its_events_stay() {
    let mut host = Host::new(lingering());
    host.track_all(2);
    host.flush(1_000);
    host.answer(Response::NoResponse);
    host.advance(999);
    assert!(host.flushed.is_empty());
    host.advance(1);
    let flushed = host.flushed[0];
    assert_eq!((flushed.delivered, flushed.failed, flushed.pending), (0, 0, 2));
    assert!(!flushed.is_complete());
    host.advance(1_000);
    host.answer(Response::status(200));
    assert_eq!(host.reasons(), [Reason::Delivered; 2]);
}

#[test]
fn a_flush_with_an_event_that_was_given_up_is_over_but_not_complete() {
    let mut host = Host::new(lingering());
    host.track_all(2);
    host.flush(1_000);
    host.answer(Response::status(410));
    let flushed = host.flushed[0];
    assert_eq!((flushed.delivered, flushed.failed, flushed.pending), (0, 2, 0));
    assert!(!flushed.is_complete());
}

#[test]
fn a_flush_is_about_the_events_of_before_it() {
    let mut host = Host::new(lingering());
    host.track().unwrap();
    host.flush(5_000);
    host.track().unwrap();
    host.answer(Response::status(200));
    assert!(host.flushed[0].is_complete());
    assert_eq!(host.sent.len(), 1, "the event of after it lingers");
}

#[test]
fn a_flush_that_has_ended_does_not_hurry_later_events() {
    let mut host = Host::new(lingering());
    host.track().unwrap();
    host.flush(10);
    host.answer(Response::Status { status: 503, retry_after: Some(100_000) });
    host.track().unwrap();
    host.advance(10);
    assert_eq!(host.flushed.len(), 1);
    host.advance(110_000);
    host.answer(Response::status(200));
    assert_eq!(host.sizes(), [1, 1, 1], "by now the second is old enough itself");
}

#[test]
fn several_flushes_have_their_own_deadlines() {
    let mut host = Host::new(lingering());
    host.track().unwrap();
    let first = host.flush(3_000);
    host.track().unwrap();
    let second = host.flush(1_000);
    host.advance(1_000);
    assert_eq!(
        host.flushed.iter().map(|flushed| (flushed.id, flushed.pending)).collect::<Vec<_>>(),
        [(second, 2)]
    );
    host.answer(Response::status(200));
    assert_eq!(host.flushed[1].id, first);
    assert!(host.flushed[1].is_complete());
}

#[test]
fn a_flush_does_not_break_a_pause() {
    let mut host = Host::new(Config { linger: 0, ..config() });
    host.track().unwrap();
    host.answer(Response::Status { status: 429, retry_after: Some(10_000) });
    host.flush(2_000);
    host.advance(2_000);
    assert_eq!(host.sent.len(), 1);
    assert_eq!(host.flushed[0].pending, 1);
}

#[test]
fn an_opt_out_ends_a_flush() {
    let mut host = Host::new(Config { linger: 0, ..config() });
    host.track().unwrap();
    host.answer(Response::NoResponse);
    host.flush(5_000);
    host.set_opt_out(true);
    let flushed = host.flushed[0];
    assert_eq!((flushed.delivered, flushed.failed, flushed.pending), (0, 1, 0));
}

#[test]
fn each_of_several_flushes_hurries_its_events() {
    for later_ends_first in [false, true] {
        let mut host = Host::new(Config { max_requests: 3, ..lingering() });
        host.track().unwrap();
        host.flush(if later_ends_first { 2_000 } else { 1_000 });
        host.track().unwrap();
        host.flush(if later_ends_first { 1_000 } else { 2_000 });
        assert_eq!(host.times(), [0, 0]);
    }
}
