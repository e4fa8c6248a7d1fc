//! Requests that are parted until the event at fault is alone.

use std::collections::BTreeSet;

use snowgauge_core::{Config, EventId, Reason, Response};

use crate::host::{Host, config};
use crate::random::Random;

/// Answers all that is under way, and what follows at once, as a collector does that will not take these events.
fn refuse(host: &mut Host, status: u16, poison: &BTreeSet<EventId>) {
    let poison: BTreeSet<String> = poison.iter().map(ToString::to_string).collect();
    while let Some(sent) = host.pending.first() {
        let refused = sent.events.iter().any(|event| poison.contains(event));
        host.answer(Response::status(if refused { status } else { 200 }));
    }
}

/// Asserts that these events left with this reason, and all others were delivered.
fn assert_found(host: &Host, poison: &BTreeSet<EventId>, reason: Reason) {
    for outcome in &host.outcomes {
        let expected = if poison.contains(&outcome.event_id) { reason } else { Reason::Delivered };
        assert_eq!(outcome.reason, expected);
    }
    assert_eq!(host.held(), 0);
}

#[test]
fn what_is_refused_is_parted_until_the_event_at_fault_is_alone() {
    for (status, reason) in [(400, Reason::Rejected), (422, Reason::Rejected), (413, Reason::TooLarge)] {
        let mut host = Host::new(Config { batch_events: 8, ..config() });
        let ids = host.fill(8);
        let poison = [ids[5]].into();
        refuse(&mut host, status, &poison);
        assert_found(&host, &poison, reason);
        assert_eq!(host.sizes(), [8, 4, 4, 2, 1, 1, 2], "{status}: in halves, the earlier one first");
        let first_half: Vec<String> = ids[..4].iter().map(ToString::to_string).collect();
        assert_eq!(host.sent[1].events, first_half);
        let outcome = host.outcomes.iter().find(|outcome| outcome.reason == reason).unwrap();
        assert_eq!((outcome.status, outcome.attempts), (Some(status), 4));
        assert_eq!((host.mono, host.counter("failed_requests")), (0, 0), "nothing is paused for");
    }
}

/// Two further requests per halving, wherever the event is: also if a single failure would be one too many.
#[test]
fn one_event_at_fault_costs_two_requests_per_halving_and_no_attempt_of_the_others() {
    for size in (1..=17).chain([32, 33, 100]) {
        let halvings = usize::try_from(size.max(1_usize).next_power_of_two().ilog2()).unwrap();
        let options = Config { batch_events: size, max_attempts: 1, ..config() };
        for place in 0..size {
            let mut host = Host::new(options.clone());
            let poison = [host.fill(size)[place]].into();
            refuse(&mut host, 400, &poison);
            assert_found(&host, &poison, Reason::Rejected);
            assert!(host.sent.len() <= 1 + 2 * halvings, "{place} of {size}: {:?}", host.sizes());
        }
    }
}

#[test]
fn events_at_fault_in_several_requests_under_way_are_all_found() {
    for max_requests in [1, 2, 5, 16] {
        let mut host = Host::new(Config { batch_events: 100, max_requests, ..config() });
        let ids = host.fill(1_600);
        // The first of each request, which takes the most refusals before anything is accepted.
        let poison = ids.iter().copied().step_by(100).collect();
        refuse(&mut host, 400, &poison);
        host.flush(1_000);
        refuse(&mut host, 400, &poison);
        assert_found(&host, &poison, Reason::Rejected);
    }
}

#[test]
fn any_events_at_fault_are_found_while_some_request_is_accepted() {
    for seed in 0..50 {
        let mut random = Random(seed);
        let mut host = Host::new(Config { batch_events: 50, max_requests: 3, ..config() });
        let ids = host.fill(150);
        let one_in = random.pick(&[3, 10, 40]);
        let poison = ids.into_iter().filter(|_| random.below(one_in) == 0).collect();
        refuse(&mut host, 422, &poison);
        assert_found(&host, &poison, Reason::Rejected);
    }
}

/// Lets a collector refuse all that comes for this long; how many requests that takes.
fn refuse_all(host: &mut Host, status: u16, milliseconds: u64) -> usize {
    let (before, end) = (host.sent.len(), host.mono + milliseconds);
    loop {
        while !host.pending.is_empty() {
            host.answer(Response::status(status));
        }
        match host.wait.filter(|moment| *moment <= end) {
            Some(moment) => host.advance(moment - host.mono),
            None => return host.sent.len() - before,
        }
    }
}

#[test]
fn a_collector_that_refuses_everything_gets_no_storm() {
    for (status, reason) in
        [(400, Reason::Rejected), (410, Reason::Rejected), (413, Reason::TooLarge), (401, Reason::Auth)]
    {
        for token_refresh in [false, true] {
            let options = Config { batch_events: 100, max_requests: 2, token_refresh, ..config() };
            let mut host = Host::new(options);
            host.fill(10_000);
            let requests = refuse_all(&mut host, status, 600_000);
            assert!((20..60).contains(&requests), "{status}: {requests} requests in ten minutes");
            assert!(host.outcomes.iter().all(|outcome| outcome.reason == reason), "{status}");
            assert!(host.held() > 5_000, "{status}: what there was no time for is kept");
        }
    }
}

#[test]
fn after_a_collector_has_accepted_again_events_at_fault_are_looked_for_again() {
    let mut host = Host::new(Config { batch_events: 10, linger: 0, ..config() });
    host.fill(200);
    refuse_all(&mut host, 400, 60_000);
    host.advance(60_000);
    let held = host.held();
    host.answer(Response::status(200));
    let poison = host.pending[0].events[3].clone();
    while let Some(sent) = host.pending.first() {
        let status = if sent.events.contains(&poison) { 400 } else { 200 };
        host.answer(Response::status(status));
    }
    let delivered = usize::try_from(host.counter("delivered")).unwrap();
    assert_eq!((host.held(), delivered), (0, held - 1), "one of all that was held was at fault");
}

#[test]
fn a_part_that_fails_for_another_reason_is_tried_again() {
    let mut host = Host::new(Config { batch_events: 4, max_attempts: 2, ..config() });
    host.fill(4);
    host.answer(Response::status(400));
    host.answer(Response::status(503));
    host.advance(1_000);
    assert_eq!(host.sizes(), [4, 2, 2], "the other part is the probe");
    host.answer(Response::status(200));
    host.answer(Response::NoResponse);
    assert_eq!(host.reasons()[2..], [Reason::RetriesExhausted; 2]);
    assert_eq!(host.outcomes[2].attempts, 3, "three requests carried it, two of them failed");
}

#[test]
fn parts_go_on_as_one_batch_after_a_restart() {
    let mut host = Host::with_store(Config { batch_events: 8, ..config() });
    let poison = [host.fill(8)[5]].into();
    for status in [400, 200, 400] {
        host.answer(Response::status(status));
    }
    assert_eq!(host.held(), 4);
    let mut host = host.restart();
    host.restore();
    assert_eq!(host.sizes(), [4]);
    refuse(&mut host, 400, &poison);
    assert_found(&host, &poison, Reason::Rejected);
    assert_eq!(host.stored(), 0);
}
