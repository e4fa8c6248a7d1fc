//! What is tried again, and when.

use snowgauge_core::{Config, Reason, Response};

use crate::host::{Host, config};

/// An answer that lets events be tried again.
const BUSY: Response = Response::status(503);

fn told_to_wait(milliseconds: u64) -> Response {
    Response::Status { status: 503, retry_after: Some(milliseconds) }
}

fn at_once() -> Config {
    Config { linger: 0, batch_events: 1, ..config() }
}

#[test]
fn a_failed_batch_is_tried_again_after_a_pause_with_the_same_events() {
    let mut host = Host::new(Config { linger: 0, ..config() });
    host.track().unwrap();
    host.answer(Response::NoResponse);
    let again = host.wait.unwrap();
    assert!((100..=1_000).contains(&again), "{again}");
    host.advance(again - 1);
    assert_eq!(host.sent.len(), 1);
    host.advance(1);
    assert_eq!(host.times(), [0, again]);
    assert_eq!(host.sent[0].events, host.sent[1].events);
    assert_ne!(host.sent[0].id, host.sent[1].id, "each attempt has its own name");
    host.answer(Response::status(200));
    assert_eq!(host.outcomes[0].attempts, 2);
    assert_eq!(host.outcomes[0].status, Some(200));
    assert_eq!(host.counter("failed_requests"), 1);
}

#[test]
fn a_retry_carries_no_new_events() {
    let mut host = Host::new(Config { linger: 0, ..config() });
    host.track().unwrap();
    host.answer(BUSY);
    host.track_all(3);
    host.advance(1_000);
    host.answer(Response::status(200));
    assert_eq!(host.sizes(), [1, 1, 3]);
}

#[test]
fn pauses_grow_with_each_failure_up_to_a_minute() {
    let mut host = Host::new(at_once());
    host.track().unwrap();
    let mut pauses = Vec::new();
    for _ in 0..40 {
        host.answer(BUSY);
        let pause = host.wait.unwrap() - host.mono;
        pauses.push(pause);
        host.advance(pause);
    }
    for (index, pause) in pauses.iter().enumerate() {
        let bound = (1_000 << index.min(6)).min(60_000);
        assert!((100..=bound).contains(pause), "pause {index}: {pause}");
    }
    let late = &pauses[6..];
    assert!(late.iter().max() > Some(&30_000), "{late:?}");
    assert!(late.iter().min() < Some(&30_000), "jitter spreads them: {late:?}");
}

#[test]
fn a_request_of_before_the_outage_that_succeeds_ends_it() {
    let mut host = Host::new(Config { max_requests: 2, ..at_once() });
    host.track_all(4);
    host.answer(BUSY);
    assert_eq!(host.pending.len(), 1);
    host.answer(Response::status(200));
    assert_eq!(host.pending.len(), 2);
    assert_eq!(host.mono, 0);
}

#[test]
fn retry_after_is_waited_for_and_a_little_longer() {
    let mut host = Host::new(at_once());
    host.track().unwrap();
    host.answer(told_to_wait(30_000));
    let again = host.wait;
    assert!((30_100..=33_000).contains(&again.unwrap()), "{again:?}");
    host.track_all(3);
    assert_eq!(host.wait, again, "by all events");
    host.advance(again.unwrap());
    assert_eq!(host.times(), [0, again.unwrap()]);
}

#[test]
fn trackers_that_were_told_the_same_time_do_not_come_back_together() {
    let comes_back_at = |events: u64| {
        let mut host = Host::new(at_once());
        host.events = events;
        host.track().unwrap();
        host.answer(told_to_wait(100_000));
        host.wait.unwrap()
    };
    let mut seconds = [0; 10];
    for events in 0..1_000 {
        let second = usize::try_from((comes_back_at(events * 77) - 100_000) / 1_000).unwrap();
        seconds[second.min(9)] += 1;
    }
    assert!(seconds.iter().all(|trackers| (50..150).contains(trackers)), "{seconds:?}");
}

#[test]
fn retry_after_does_not_shorten_the_pause_and_is_believed_for_an_hour_at_most() {
    let mut host = Host::new(Config { max_age: u64::MAX, ..at_once() });
    host.track().unwrap();
    host.answer(told_to_wait(0));
    assert!(host.wait.unwrap() >= 100);
    host.advance(1_000);
    host.answer(told_to_wait(u64::MAX));
    assert!((3_600_000..=3_960_000).contains(&(host.wait.unwrap() - host.mono)), "{:?}", host.wait);
}

#[test]
fn attempts_are_bounded() {
    let mut host = Host::new(Config { max_attempts: 3, ..at_once() });
    host.track().unwrap();
    for _ in 0..3 {
        host.answer(BUSY);
        host.advance(60_000);
    }
    assert_eq!(host.sent.len(), 3);
    let outcome = &host.outcomes[0];
    assert_eq!((outcome.reason, outcome.attempts, outcome.status), (Reason::RetriesExhausted, 3, Some(503)));
}

#[test]
fn without_a_response_there_is_no_status() {
    let mut host = Host::new(Config { max_attempts: 1, ..at_once() });
    host.track().unwrap();
    host.answer(Response::NoResponse);
    assert_eq!((host.outcomes[0].reason, host.outcomes[0].status), (Reason::RetriesExhausted, None));
}

#[test]
fn new_events_wait_behind_those_that_failed() {
    let mut host = Host::new(at_once());
    let first = host.track().unwrap().to_string();
    host.answer(BUSY);
    host.track_all(2);
    host.advance(1_000);
    assert_eq!(host.sent[1].events, [first]);
}

#[test]
fn the_longest_of_several_pauses_counts() {
    for answers in [[told_to_wait(30_000), BUSY], [BUSY, told_to_wait(30_000)]] {
        let mut host = Host::new(Config { max_requests: 2, ..at_once() });
        host.track_all(2);
        for answer in answers {
            host.answer(answer);
        }
        assert!(host.wait.unwrap() > 30_000, "{:?}", host.wait);
    }
}

#[test]
fn another_request_s_success_ends_our_own_pause_but_not_retry_after() {
    for (failure, waits) in [(BUSY, false), (told_to_wait(30_000), true)] {
        let mut host = Host::new(Config { max_requests: 2, ..at_once() });
        host.track_all(2);
        host.answer(failure);
        host.answer(Response::status(200));
        assert_eq!(host.wait.is_some_and(|moment| moment > 30_000), waits);
        assert_eq!(host.sent.len() == 2, waits);
    }
}

#[test]
fn failed_batches_are_tried_again_in_the_order_in_which_they_failed() {
    let mut host = Host::new(Config { max_requests: 2, ..at_once() });
    host.track_all(2);
    let second = host.pending[1].id;
    host.answer_to(second, BUSY);
    host.answer(BUSY);
    host.advance(60_000);
    assert_eq!(host.sent[2].events, host.sent[1].events);
}
