//! Tokens that are refused.

use snowgauge_core::{Config, Reason, RequestId, Response};

use crate::host::{Host, config};

const REFUSED: Response = Response::status(401);

fn with_source() -> Config {
    Config { token_refresh: true, linger: 0, batch_events: 1, ..config() }
}

fn refreshes(host: &Host) -> Vec<bool> {
    host.sent.iter().map(|sent| sent.refresh_token).collect()
}

#[test]
fn without_a_source_no_token_is_asked_for() {
    let mut host = Host::new(Config { token_refresh: false, ..with_source() });
    host.track().unwrap();
    host.answer(REFUSED);
    assert_eq!((host.reasons(), refreshes(&host)), (vec![Reason::Auth], vec![false]));
}

#[test]
fn a_fresh_token_is_asked_for_once_and_at_once() {
    for status in [401, 403] {
        let mut host = Host::new(with_source());
        host.track().unwrap();
        host.answer(Response::status(status));
        assert_eq!((host.times(), refreshes(&host)), (vec![0, 0], vec![false, true]), "it is no outage");
        host.answer(Response::status(200));
        host.track().unwrap();
        host.answer(Response::status(200));
        assert_eq!(refreshes(&host), [false, true, false], "the fresh one is kept");
        assert_eq!((host.reasons(), host.outcomes[0].attempts), (vec![Reason::Delivered; 2], 2));
        assert_eq!(host.counter("failed_requests"), 0);
    }
}

#[test]
fn a_fresh_token_that_is_refused_too_ends_the_batch_as_auth() {
    let mut host = Host::new(with_source());
    host.track_all(2);
    host.answer(REFUSED);
    host.answer(Response::status(403));
    let outcome = &host.outcomes[0];
    assert_eq!((outcome.reason, outcome.status, outcome.attempts), (Reason::Auth, Some(403), 2));
    assert_eq!(refreshes(&host), [false, true, false], "the next batch may have luck with it");
    host.answer(REFUSED);
    host.answer(Response::status(200));
    assert_eq!(refreshes(&host), [false, true, false, true]);
    assert_eq!(host.reasons(), [Reason::Auth, Reason::Delivered]);
}

/// All three are refused, before the fresh token is asked for or while it is on its way.
#[test]
fn requests_under_way_with_one_token_cost_one_refresh() {
    for before in 1..=3 {
        let mut host = Host::new(Config { max_requests: 3, ..with_source() });
        host.track_all(3);
        let names: Vec<RequestId> = host.pending.iter().map(|sent| sent.id).collect();
        for name in &names[..before] {
            host.outbox.handle_response(*name, REFUSED, host.now());
        }
        host.pending.drain(..before);
        host.drain();
        for name in &names[before..] {
            host.answer_to(*name, REFUSED);
        }
        while !host.pending.is_empty() {
            host.answer(Response::status(200));
        }
        assert_eq!(host.reasons(), [Reason::Delivered; 3], "{before}");
        let asked = refreshes(&host).into_iter().filter(|refresh| *refresh).count();
        assert_eq!((asked, host.sent.len()), (1, 6), "{before}");
    }
}

#[test]
fn a_request_that_outlived_its_token_asks_for_no_other_one() {
    let mut host = Host::new(Config { max_requests: 3, ..with_source() });
    host.track_all(3);
    let last = host.pending[2].id;
    host.answer(REFUSED);
    host.answer(Response::status(200));
    assert_eq!(refreshes(&host)[3..], [true], "the third is still under way");
    host.answer_to(last, REFUSED);
    while !host.pending.is_empty() {
        host.answer(Response::status(200));
    }
    assert_eq!(refreshes(&host)[3..], [true, false]);
    assert_eq!(host.reasons(), [Reason::Delivered; 3]);
}

#[test]
fn while_the_fresh_token_is_on_its_way_nothing_else_is_sent() {
    let mut host = Host::new(Config { max_requests: 3, ..with_source() });
    host.track_all(1);
    host.answer(REFUSED);
    host.track_all(5);
    assert_eq!((host.pending.len(), refreshes(&host)), (1, vec![false, true]));
    host.answer(Response::status(200));
    assert_eq!(host.pending.len(), 2);
}

#[test]
fn without_a_token_a_request_is_tried_again_after_a_pause_and_still_asks_for_a_fresh_one() {
    let mut host = Host::new(Config { max_attempts: 4, ..with_source() });
    host.track().unwrap();
    host.answer(Response::NoToken);
    assert!(host.wait.unwrap() >= 100, "the source is down");
    host.advance(1_000);
    assert_eq!(refreshes(&host), [false, false], "no token was refused");
    host.answer(REFUSED);
    host.answer(Response::NoToken);
    assert_eq!(host.pending.len(), 0, "it pauses");
    host.advance(60_000);
    assert_eq!(refreshes(&host), [false, false, true, true]);
    host.answer(Response::NoResponse);
    host.advance(60_000);
    assert_eq!(
        refreshes(&host),
        [false, false, true, true, false],
        "by now the source has given a fresh one"
    );
    host.answer(Response::NoToken);
    assert_eq!(host.reasons(), [Reason::Auth], "four requests have failed, the last for want of a token");
    assert_eq!((host.outcomes[0].status, host.outcomes[0].attempts), (None, 5));
}

#[test]
fn a_token_that_expires_during_an_outage_is_refreshed_again() {
    let mut host = Host::new(with_source());
    host.track().unwrap();
    for answer in [REFUSED, Response::status(503), REFUSED, Response::status(200)] {
        host.answer(answer);
        host.advance(60_000);
    }
    assert_eq!(refreshes(&host), [false, true, false, true]);
    assert_eq!(host.reasons(), [Reason::Delivered]);
}

#[test]
fn after_an_opt_out_no_token_is_asked_for() {
    let mut host = Host::new(with_source());
    host.track().unwrap();
    host.set_opt_out(true);
    host.answer(REFUSED);
    assert_eq!((host.reasons(), host.sent.len()), (vec![Reason::OptedOut], 1));
}
