//! Clocks that jump.

use snowgauge_core::{Config, Now, Output, Reason, Response};

use crate::host::{Host, config};

fn at_once() -> Config {
    Config { linger: 0, ..config() }
}

#[test]
fn a_wall_clock_that_jumps_changes_nothing_but_the_time_of_sending() {
    let life = |jump: i64| {
        let mut host = Host::new(Config { max_age: 100_000, ..at_once() });
        host.track().unwrap();
        host.wall = host.wall.saturating_add_signed(jump);
        host.answer(Response::NoResponse);
        host.advance(5_000);
        host.wall = host.wall.saturating_add_signed(-2 * jump);
        host.answer(Response::status(503));
        host.track().unwrap();
        host.advance(200_000);
        (host.times(), host.sizes(), host.reasons())
    };
    let usual = life(0);
    assert_eq!(usual.2, [Reason::Expired], "its batch had failed; the other one is under way");
    assert_eq!(life(1_000_000_000), usual);
    assert_eq!(life(-1_000_000_000), usual);
}

#[test]
fn a_monotonic_clock_that_is_put_back_neither_ends_nor_holds_up_anything() {
    let mut host = Host::new(Config { linger: 500, max_age: 3_600_000, ..config() });
    host.advance(50_000_000);
    host.track().unwrap();
    host.set_back(40_000_000);
    assert_eq!(host.wait, Some(host.mono + 500), "it lingers as long as it would have");
    host.advance(500);
    host.answer(Response::Status { status: 503, retry_after: Some(10_000) });
    host.flush(20_000);
    host.set_back(10_000_000);
    assert!((10_000..=11_100).contains(&(host.wait.unwrap() - host.mono)), "so does a pause");
    host.advance(20_000);
    assert_eq!(host.flushed.len(), 1, "and a flush");
    assert_eq!(host.reasons(), []);
    host.answer(Response::status(200));
    assert_eq!(host.reasons(), [Reason::Delivered]);
}

/// Threads that read the clock and then wait for each other come in the wrong order: time does not run faster by that.
#[test]
fn a_clock_that_is_read_in_disorder_is_no_clock_that_was_put_back() {
    let mut host = Host::new(Config { linger: 500, ..config() });
    host.advance(10_000);
    host.track().unwrap();
    for _ in 0..100 {
        for mono in [10_003, 10_000, 10_001, 9_400] {
            let now = Now { wall: 0, mono };
            host.outbox.handle_timeout(now);
            assert_eq!(host.outbox.poll(now), Output::Wait(Some(10_500)));
        }
    }
}

#[test]
fn no_time_is_too_late_for_anything() {
    for mono in [u64::MAX - 1, u64::MAX / 2] {
        let mut host = Host::new(Config { max_age: u64::MAX, linger: u64::MAX, ..config() });
        host.track().unwrap();
        host.wall = 0;
        host.mono = mono;
        host.drain();
        assert_eq!(host.wait, None);
        host.outbox.flush(host.now(), u64::MAX);
        assert!(matches!(host.outbox.poll(host.now()), Output::Send(_)));
    }
}

/// A host that drains without ever saying that time has passed is not told to wake up in the past.
#[test]
fn what_is_over_is_told_by_a_poll_alone() {
    let mut host = Host::new(Config { max_age: 1_000, linger: 100_000, ..config() });
    host.track().unwrap();
    host.mono = 50_000;
    host.drain();
    assert_eq!((host.reasons(), host.wait), (vec![Reason::Expired], None));
}

#[test]
fn who_skips_a_wait_sees_what_the_wait_would_have_brought() {
    let life = |wait: fn(&mut Host)| {
        let mut host = Host::new(Config { max_attempts: 2, ..config() });
        host.track().unwrap();
        wait(&mut host);
        let lingered = host.sent.len();
        host.answer(Response::Status { status: 503, retry_after: Some(3_600_000) });
        wait(&mut host);
        host.answer(Response::NoResponse);
        host.track().unwrap();
        host.flush(5_000);
        for _ in 0..2 {
            wait(&mut host);
            if !host.pending.is_empty() {
                host.answer(Response::Status { status: 503, retry_after: Some(60_000) });
            }
        }
        (
            lingered,
            host.sizes(),
            host.reasons(),
            host.flushed.iter().map(|flush| flush.pending).collect::<Vec<_>>(),
        )
    };
    let waited = life(|host| host.advance(host.wait.unwrap() - host.mono));
    assert_eq!(waited, (1, vec![1, 1, 1], vec![Reason::RetriesExhausted], vec![1]));
    assert_eq!(life(Host::skip_wait), waited);
}

#[test]
fn no_wait_is_skipped_while_a_request_is_under_way_or_nothing_is_waited_for() {
    let mut host = Host::new(Config { max_requests: 2, max_age: 1_000, ..at_once() });
    host.skip_wait();
    host.track().unwrap();
    host.close(500);
    host.skip_wait();
    assert_eq!((host.reasons(), host.flushed.len()), (vec![], 0), "its answer comes first");
    host.answer(Response::NoResponse);
    host.skip_wait();
    host.skip_wait();
    assert_eq!((host.reasons(), host.mono), (vec![Reason::AbandonedAtShutdown], 0));
}
