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

/// What `docs/delivery.md` says of each status.
#[test]
fn the_documentation_has_the_same_table() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/delivery.md")).unwrap();
    let actions = [
        ("`deliver`", DELIVERED),
        ("`bisect`", BISECTED),
        ("`auth`", AUTH),
        ("`reject`", REJECTED),
        ("`split`", SPLIT),
        ("`retry`", RETRIED),
    ];
    let mut told = Vec::new();
    for line in page.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let Some((_, expected)) = actions.iter().find(|(action, _)| cells.get(2) == Some(action)) else {
            continue;
        };
        let statuses: Vec<u16> = match cells[1] {
            "200–299" => (200..=299).collect(),
            "any other" => (100..=599).filter(|status| !told.contains(status)).collect(),
            list => list.split(", ").map(|status| status.parse().unwrap()).collect(),
        };
        for status in statuses {
            assert_eq!(fate(&[], status), *expected, "{status}");
            told.push(status);
        }
    }
    assert_eq!(told.len(), 500, "every status from 100 to 599");
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
