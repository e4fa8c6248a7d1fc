//! What travels when, and with what.

use snowgauge_core::{Config, Response};

use crate::host::{Host, config};

#[test]
fn an_event_lingers_for_others_and_no_longer() {
    let mut host = Host::new(Config { linger: 500, ..config() });
    host.track().unwrap();
    assert_eq!(host.wait, Some(500));
    host.advance(300);
    host.track().unwrap();
    host.advance(199);
    assert!(host.sent.is_empty());
    host.advance(1);
    assert_eq!(host.times(), [500]);
    assert_eq!(host.sizes(), [2], "the second shares the first's request");
}

#[test]
fn without_linger_an_event_goes_at_once() {
    let mut host = Host::new(Config { linger: 0, ..config() });
    host.track().unwrap();
    assert_eq!(host.times(), [0]);
}

#[test]
fn a_batch_that_is_full_by_count_goes_at_once() {
    let mut host = Host::new(Config { batch_events: 3, linger: 60_000, ..config() });
    host.track_all(2);
    assert!(host.sent.is_empty());
    host.track().unwrap();
    assert_eq!(host.sizes(), [3]);
}

#[test]
fn a_batch_that_is_full_by_bytes_goes_at_once() {
    let mut host = Host::new(Config { batch_bytes: 4_000, linger: 60_000, ..config() });
    while host.sent.is_empty() {
        assert!(host.held() < 10, "4,000 bytes are never full");
        host.track_padded(200).unwrap();
    }
    assert!(host.sent[0].bytes > 3_000, "{:?}", host.sent);
}

#[test]
fn a_request_is_as_full_as_it_can_be() {
    let mut host = Host::new(Config { batch_bytes: 2_000, linger: 60_000, ..config() });
    let alone = host.payload(0).into_request_body(host.now().wall).len();
    // The second event fills the request to the last byte: the envelope is there once, a comma is new.
    let envelope =
        r#"{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[]}"#.len();
    let padding = 2_000 - alone - (alone - envelope) - 1;
    host.track().unwrap();
    host.track_padded(padding).unwrap();
    host.flush(1_000);
    assert_eq!((host.sizes(), host.sent[0].bytes), (vec![2], 2_000));
    host.answer(Response::status(200));
    host.track().unwrap();
    host.track_padded(padding + 1).unwrap();
    host.flush(1_000);
    assert_eq!(host.sizes(), [2, 1], "one byte more takes a request of its own");
}

#[test]
fn what_is_left_of_a_full_batch_lingers_by_its_own_age() {
    let mut host = Host::new(Config { batch_events: 2, linger: 500, ..config() });
    host.track_all(2);
    host.advance(100);
    host.track().unwrap();
    host.answer(Response::status(200));
    assert_eq!(host.wait, Some(600));
    host.advance(1_000);
    assert_eq!(host.times(), [0, 600]);
}

#[test]
fn several_requests_are_under_way_up_to_the_bound() {
    let mut host = Host::new(Config { batch_events: 1, max_requests: 3, ..config() });
    host.track_all(5);
    assert_eq!(host.pending.len(), 3);
    let last = host.pending[2].id;
    host.answer_to(last, Response::status(200));
    assert_eq!(host.pending.len(), 3, "an answer makes room, in whatever order answers come");
    assert_eq!(host.sent.len(), 4);
}

#[test]
fn events_travel_in_the_order_in_which_they_were_tracked() {
    let mut host = Host::new(Config { batch_events: 4, linger: 0, ..config() });
    let ids: Vec<String> = host.track_all(9).iter().map(ToString::to_string).collect();
    while !host.pending.is_empty() {
        host.answer(Response::status(200));
    }
    let sent: Vec<String> = host.sent.iter().flat_map(|sent| sent.events.clone()).collect();
    assert_eq!(sent, ids);
    assert_eq!(host.sizes(), [1, 4, 4], "what comes in while a request is under way shares the next");
}

#[test]
fn what_was_sent_does_not_fill_later_batches() {
    let mut host = Host::new(Config { batch_bytes: 2_000, linger: 500, ..config() });
    for round in 1..=10 {
        host.track().unwrap();
        assert_eq!(host.pending.len(), 0, "round {round}: it lingers");
        host.advance(500);
        host.answer(Response::status(200));
    }
}
