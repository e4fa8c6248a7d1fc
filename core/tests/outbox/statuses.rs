//! What each status means, and what a host puts in its place.

use snowgauge_core::{Action, Config, Reason, Response};

use crate::host::{Host, config};

/// Sends two events, answers, and tells what has become of them: `None` while they wait.
fn fate(status_policy: &[(u16, Action)], status: u16) -> (Option<Reason>, usize) {
    let options = Config { batch_events: 2, status_policy: status_policy.into(), ..config() };
    let mut host = Host::new(options);
    host.track_all(2);
    host.answer(Response::status(status));
    let parts = host.sizes()[1..] == [1];
    if parts {
        host.answer(Response::status(status));
        host.answer(Response::status(status));
    }
    let reason = host.outcomes.first().map(|outcome| outcome.reason);
    assert!(host.outcomes.iter().all(|outcome| Some(outcome.reason) == reason));
    (reason, if parts { 2 } else { 1 })
}

const DELIVERED: (Option<Reason>, usize) = (Some(Reason::Delivered), 1);
const RETRIED: (Option<Reason>, usize) = (None, 1);
const REJECTED: (Option<Reason>, usize) = (Some(Reason::Rejected), 1);
const BISECTED: (Option<Reason>, usize) = (Some(Reason::Rejected), 2);
const SPLIT: (Option<Reason>, usize) = (Some(Reason::TooLarge), 2);
const AUTH: (Option<Reason>, usize) = (Some(Reason::Auth), 1);

/// The table of `docs/delivery.md`, status by status.
#[test]
fn every_status_has_its_default() {
    for status in 100..=599 {
        let expected = match status {
            200..=299 => DELIVERED,
            400 | 422 => BISECTED,
            401 | 403 => AUTH,
            410 => REJECTED,
            413 => SPLIT,
            _ => RETRIED,
        };
        assert_eq!(fate(&[], status), expected, "{status}");
    }
}

#[test]
fn a_host_can_put_any_action_in_any_place() {
    let actions = [
        (Action::Deliver, DELIVERED),
        (Action::Retry, RETRIED),
        (Action::Reject, REJECTED),
        (Action::Bisect, BISECTED),
        (Action::Split, SPLIT),
        (Action::Auth, AUTH),
    ];
    for status in [100, 200, 302, 400, 404, 413, 503, 599] {
        for (action, expected) in actions {
            assert_eq!(fate(&[(status, action)], status), expected, "{status} {action:?}");
            let others = [(status, Action::Deliver), (201, Action::Retry), (status, action)];
            assert_eq!(fate(&others, status), expected, "of two, the last counts");
        }
    }
    assert_eq!(fate(&[(404, Action::Reject)], 405), RETRIED, "no other status is touched");
}
