//! How events leave without being delivered.

use snowgauge_core::{Config, Reason, RequestId, Response};

use crate::host::{Host, config};

#[test]
fn what_the_collector_will_never_take_is_given_up() {
    for (status, reason) in [(410, Reason::Rejected), (401, Reason::Auth), (403, Reason::Auth)] {
        let mut host = Host::new(Config { batch_events: 2, ..config() });
        host.track_all(2);
        host.answer(Response::status(status));
        assert_eq!(host.reasons(), [reason; 2], "{status}");
        assert!(host.outcomes.iter().all(|outcome| outcome.status == Some(status) && outcome.attempts == 1));
        assert_eq!(host.counter("failed_requests"), 0);
        host.track_all(2);
        assert_eq!(host.sent.len(), 2, "{status}: and the next goes its way at once");
    }
}

#[test]
fn an_event_expires_when_it_is_older_than_its_greatest_age() {
    let mut host = Host::new(Config { max_age: 1_000, linger: 5_000, ..config() });
    host.track().unwrap();
    host.advance(1_000);
    host.outbox.handle_timeout(host.now());
    host.drain();
    assert!(host.outcomes.is_empty(), "as old as it may be");
    host.advance(1);
    assert_eq!(host.reasons(), [Reason::Expired]);
    assert_eq!((host.outcomes[0].attempts, host.outcomes[0].status), (0, None));
}

#[test]
fn events_expire_one_by_one_while_they_wait_to_be_tried_again() {
    let mut host = Host::new(Config { max_age: 10_000, linger: 1_000, ..config() });
    host.track().unwrap();
    host.advance(900);
    host.track().unwrap();
    host.advance(100);
    host.answer(Response::Status { status: 503, retry_after: Some(3_600_000) });
    host.advance(9_001);
    assert_eq!(host.reasons(), [Reason::Expired], "at {}", host.mono);
    assert_eq!(host.outcomes[0].attempts, 1);
    host.advance(900);
    assert_eq!(host.reasons(), [Reason::Expired; 2]);
    assert_eq!(host.wait, None, "nothing is left to wait for");
}

#[test]
fn an_event_under_way_expires_only_when_its_request_has_failed() {
    let mut host = Host::new(Config { max_age: 1_000, linger: 0, ..config() });
    host.track_all(1);
    host.advance(5_000);
    assert!(host.outcomes.is_empty());
    host.answer(Response::NoResponse);
    assert_eq!(host.reasons(), [Reason::Expired]);
    host.track().unwrap();
    host.advance(60_000);
    host.answer(Response::status(200));
    assert_eq!(host.reasons(), [Reason::Expired, Reason::Delivered], "late but delivered");
}

#[test]
fn an_opt_out_drops_what_waits_and_lets_what_is_under_way_arrive() {
    let mut host = Host::new(Config { batch_events: 1, ..config() });
    let ids = host.track_all(3);
    host.set_opt_out(true);
    assert_eq!(host.reasons(), [Reason::OptedOut; 2]);
    host.answer(Response::status(200));
    assert_eq!(host.outcomes[2].event_id, ids[0]);
    assert_eq!(host.outcomes[2].reason, Reason::Delivered);
}

#[test]
fn after_an_opt_out_nothing_is_sent_again() {
    for answer in [Response::NoResponse, Response::status(503), Response::status(413)] {
        let mut host = Host::new(Config { batch_events: 2, ..config() });
        host.track_all(2);
        host.set_opt_out(true);
        host.answer(answer);
        host.advance(3_600_000);
        assert_eq!(host.sent.len(), 1, "{answer:?}");
        assert_eq!(host.reasons(), [Reason::OptedOut; 2], "{answer:?}");
    }
}

#[test]
fn a_response_to_no_request_means_nothing() {
    let mut host = Host::new(Config { linger: 0, ..config() });
    host.track().unwrap();
    let id = host.pending[0].id;
    host.outbox.handle_response(RequestId(id.0 + 1), Response::status(200), host.now());
    host.outbox.handle_response(RequestId(u64::MAX), Response::status(413), host.now());
    host.drain();
    assert!(host.outcomes.is_empty());
    host.answer(Response::status(200));
    host.answer_to(id, Response::status(200));
    host.answer_to(id, Response::NoResponse);
    assert_eq!(host.reasons(), [Reason::Delivered]);
    assert_eq!(host.counter("failed_requests"), 0);
}

#[test]
fn a_host_that_wakes_late_sends_nothing_that_is_too_old_and_is_not_sent_back_in_time() {
    let mut host = Host::new(Config { max_age: 200, linger: 1_000, ..config() });
    host.track_all(2);
    // The machine sleeps past both deadlines, and then the host tracks before it tells the time.
    host.mono = 5_000;
    host.track().unwrap();
    assert_eq!((host.reasons(), host.sent.len()), (vec![Reason::Expired; 2], 0));
    assert_eq!(host.wait, Some(5_201));
}
