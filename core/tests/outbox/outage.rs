//! A collector that is down for long, and comes back.

use snowgauge_core::{Config, Overflow, Reason, Response};

use crate::host::{Host, config};
use crate::random::Random;

const MINUTE: u64 = 60_000;

/// Lets an app go on for this long while the collector is down: an event a second, a flush every five, each request
/// without an answer after `timeout` milliseconds.
fn go_on_in_outage(host: &mut Host, milliseconds: u64, timeout: u64) {
    let end = host.mono + milliseconds;
    while host.mono < end {
        host.track_padded(100).ok();
        if host.mono.is_multiple_of(5_000) {
            host.flush(2_000);
        }
        host.advance(500);
        host.track_padded(50).ok();
        host.advance(500);
        while let Some(sent) = host.pending.iter().find(|sent| sent.at + timeout <= host.mono) {
            host.answer_to(sent.id, Response::NoResponse);
        }
    }
}

/// Ten minutes: fewer than 60 requests, whoever the tracker is, whether requests fail at once or hang, whatever is queued.
#[test]
fn a_dead_collector_costs_fewer_than_60_requests_in_ten_minutes() {
    for seed in 0..30 {
        let mut random = Random(seed);
        let mut host = Host::new(Config {
            max_requests: random.pick(&[1, 2, 8]),
            batch_events: random.pick(&[1, 100]),
            max_events: random.pick(&[50, 10_000]),
            overflow: random.pick(&[Overflow::RejectNew, Overflow::DropOldest]),
            ..config()
        });
        // Other ids, other jitter.
        host.events = seed * 1_000_000;
        let timeout = random.pick(&[0, 10_000]);
        go_on_in_outage(&mut host, 10 * MINUTE, timeout);
        assert!((5..60).contains(&host.sent.len()), "{} requests, seed {seed}", host.sent.len());
        assert!(host.counter("queue_full") > 0 || host.held() == 1_200, "all are held, or told");
    }
}

/// However many requests were under way when it went down, it is one failure: half of the trackers are back within a second.
#[test]
fn requests_that_fail_together_count_once() {
    for max_requests in [1, 2, 16] {
        let mut host = Host::new(Config { max_requests, batch_events: 1, ..config() });
        host.track_all(max_requests);
        while !host.pending.is_empty() {
            host.answer(Response::NoResponse);
        }
        assert!(host.wait.unwrap() <= 1_000, "{max_requests}: {:?}", host.wait);
    }
}

#[test]
fn one_request_shows_whether_the_collector_is_back_and_then_they_grow() {
    let mut host = Host::new(Config { max_requests: 7, batch_events: 1, ..config() });
    host.track_all(100);
    while !host.pending.is_empty() {
        host.answer(Response::status(503));
    }
    for _ in 0..3 {
        host.advance(MINUTE);
        assert_eq!(host.pending.len(), 1, "a probe");
        host.answer(Response::NoResponse);
        assert_eq!(host.pending.len(), 0, "all sending pauses");
    }
    host.advance(MINUTE);
    let mut under_way = Vec::new();
    for _ in 0..4 {
        under_way.push(host.pending.len());
        host.answer(Response::status(200));
    }
    assert_eq!(under_way, [1, 2, 4, 7], "doubled with each request that is accepted");
    host.answer(Response::status(503));
    while let Some(sent) = host.pending.first() {
        host.answer_to(sent.id, Response::status(503));
    }
    host.advance(MINUTE);
    assert_eq!(host.pending.len(), 1);
}

/// What many trackers do that lost the collector at one moment: they come back spread over the minute.
#[test]
fn trackers_that_failed_together_do_not_come_back_together() {
    let back = 10 * MINUTE;
    let mut tenths = [0; 10];
    for tracker in 0..60 {
        let mut host = Host::new(config());
        host.events = tracker * 1_000_000;
        go_on_in_outage(&mut host, back, 0);
        let next = host.wait.filter(|_| host.pending.is_empty()).unwrap();
        let next = if next > back + 5_000 { next } else { host.mono };
        tenths[usize::try_from((next - back) / (MINUTE / 10)).unwrap().min(9)] += 1;
    }
    assert!(tenths.iter().all(|trackers| *trackers < 20), "{tenths:?}");
}

#[test]
fn an_outage_loses_nothing_that_there_is_room_and_time_for() {
    let mut host = Host::new(config());
    go_on_in_outage(&mut host, 10 * MINUTE, 10_000);
    host.advance(MINUTE);
    while !host.pending.is_empty() {
        host.answer(Response::status(200));
    }
    host.flush(1_000);
    while !host.pending.is_empty() {
        host.answer(Response::status(200));
    }
    assert_eq!(host.reasons(), [Reason::Delivered; 1_200]);
}

/// A collector that answers 503 to one event alone, and takes all others: they arrive, however many there are, while it is
/// tried as often as is allowed.
#[test]
fn a_batch_that_alone_fails_holds_up_nobody() {
    for max_requests in [1, 2, 8] {
        let mut host = Host::new(Config { max_requests, batch_events: 1, max_attempts: 100, ..config() });
        let ids = host.track_all(60);
        let poison = ids[3].to_string();
        while host.outcomes.len() < ids.len() - 1 {
            let Some(sent) = host.pending.first() else {
                host.advance(100);
                continue;
            };
            let status = if sent.events.contains(&poison) { 503 } else { 200 };
            host.answer_to(sent.id, Response::status(status));
        }
        assert!(host.reasons().iter().all(|reason| *reason == Reason::Delivered), "{max_requests}");
        assert!(host.mono < MINUTE, "{max_requests}: {} ms", host.mono);
        // It is not forgotten: alone it goes on, until its attempts are used up.
        while host.outcomes.len() < ids.len() {
            host.advance(MINUTE);
            host.answer(Response::status(503));
        }
        let last = host.outcomes.last().unwrap();
        assert_eq!((last.event_id, last.reason, last.attempts), (ids[3], Reason::RetriesExhausted, 100));
    }
}

/// A collector that is away: of many batches only as many are tried as may be under way, and at least two.
#[test]
fn few_batches_take_turns_while_the_collector_is_away() {
    for (max_requests, tried) in [(1, 2), (2, 2), (4, 4)] {
        let mut host = Host::new(Config { max_requests, batch_events: 1, ..config() });
        host.track_all(30);
        for _ in 0..40 {
            while !host.pending.is_empty() {
                host.answer(Response::NoResponse);
            }
            host.advance(MINUTE);
        }
        let mut carried: Vec<_> = host.sent.iter().flat_map(|sent| &sent.events).collect();
        carried.sort_unstable();
        carried.dedup();
        assert_eq!(carried.len(), tried, "{max_requests}");
        let times = |id: &String| host.sent.iter().filter(|sent| sent.events.contains(id)).count();
        let times: Vec<_> = carried.into_iter().map(times).collect();
        assert!(times.iter().max().unwrap() - times.iter().min().unwrap() <= 2, "{times:?}");
    }
}
