//! The way to the collector on real sockets: every wait is bounded, connections are few, and who listens knows why.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

#[allow(dead_code, reason = "other tests use the rest")]
mod collector;
mod raw;

use std::io::ErrorKind;
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use collector::{Answer, Collector, NOBODY, track_with_short_pauses};
use raw::{Manner, Raw};
use serde_json::json;
use snowgauge::entities::CodeSuggestionsContext;
use snowgauge::events::SuggestionRequested;
use snowgauge::{Builder, ConnectionNotice, Event, Outcome, Reason, SelfDescribing, Serialized, Tracker};

/// A timeout that a test waits for.
const SHORT: Duration = Duration::from_millis(150);

/// A timeout that no test waits for.
const LONG: Duration = Duration::from_mins(1);

const SOON: Duration = Duration::from_secs(10);

/// A tracker, and what it tells.
struct Told {
    tracker: Tracker,
    notices: Receiver<ConnectionNotice>,
    outcomes: Receiver<Outcome>,
}

impl Told {
    fn by(builder: Builder) -> Self {
        let ((to_notices, notices), (to_outcomes, outcomes)) = (channel(), channel());
        let tracker = builder
            .on_connection(move |notice| {
                let _ = to_notices.send(*notice);
            })
            .on_outcome(move |outcome| drop(to_outcomes.send(outcome.clone())))
            .build()
            .unwrap();
        Self { tracker, notices, outcomes }
    }

    fn notice(&self) -> ConnectionNotice {
        self.notices.recv_timeout(SOON).expect("a notice within ten seconds")
    }

    fn outcome(&self) -> Outcome {
        self.outcomes.recv_timeout(SOON).expect("an outcome within ten seconds")
    }
}

/// A builder whose timeouts are all long.
fn patient(url: &str) -> Builder {
    Tracker::builder(url)
        .app_id("test")
        .proxy("direct")
        .linger(Duration::from_millis(1))
        .batch_bytes(1_000_000)
        .connect_timeout(LONG)
        .send_timeout(LONG)
        .receive_timeout(LONG)
        .request_timeout(LONG)
}

fn track(tracker: &Tracker) {
    let context = CodeSuggestionsContext::builder().prefix_length(12).suffix_length(0).build();
    tracker.track(SuggestionRequested::new().with(&context)).unwrap();
}

/// Tracks an event that is sent a second time soon.
fn track_retried(tracker: &Tracker) {
    let context = CodeSuggestionsContext::builder().prefix_length(12).suffix_length(0).build();
    track_with_short_pauses(tracker, &SuggestionRequested::new().with(&context));
}

/// Tracks an event that no socket buffer holds, and that is sent a second time soon.
fn track_large(tracker: &Tracker) {
    let data = json!({ "text": "x".repeat(950_000) });
    let data = Serialized::new("iglu:com.example/large/jsonschema/1-0-0", &data);
    track_with_short_pauses(tracker, &SelfDescribing(data));
}

/// The first request runs into the timeout that is named, within its bound; the event is sent again and arrives.
fn is_tried_again(told: &Told, during: &'static str) {
    let start = Instant::now();
    assert_eq!(told.notice(), ConnectionNotice::Timeout(during));
    assert!(start.elapsed() < SHORT + Duration::from_secs(3), "{:?}", start.elapsed());
    arrives_in_the_end(told);
}

fn arrives_in_the_end(told: &Told) {
    let outcome = told.outcome();
    assert_eq!((outcome.reason, outcome.attempts), (Reason::Delivered, 2));
    assert_eq!(told.notice(), ConnectionNotice::Working);
    assert_eq!(told.tracker.stats().failed_requests, 1);
}

#[test]
fn a_server_that_never_accepts_is_waited_for_until_the_connect_timeout() {
    let listener = raw::listener(0);
    let fillers = raw::fill(&listener);
    let told = Told::by(patient(&raw::url(&listener)).connect_timeout(SHORT));
    track_retried(&told.tracker);
    let start = Instant::now();
    assert_eq!(told.notice(), ConnectionNotice::Timeout("connecting"));
    assert!(start.elapsed() < SHORT + Duration::from_secs(3), "{:?}", start.elapsed());
    drop(fillers);
    let _server = Raw::serve(listener, &[]);
    let outcome = told.outcome();
    assert_eq!((outcome.reason, told.notice()), (Reason::Delivered, ConnectionNotice::Working));
    assert_eq!(u64::from(outcome.attempts), told.tracker.stats().failed_requests + 1);
}

#[test]
fn a_server_that_never_reads_is_waited_for_until_the_timeout_of_its_phase() {
    let server = Raw::start(&[Manner::Deaf]);
    let told = Told::by(patient(&server.url).send_timeout(SHORT).receive_timeout(SHORT));
    track_large(&told.tracker);
    let start = Instant::now();
    // How much of a body the system takes, though nobody reads it, is its own affair.
    let phases = ["sending", "waiting for the answer"].map(ConnectionNotice::Timeout);
    let notice = told.notice();
    assert!(phases.contains(&notice), "{notice}");
    assert!(start.elapsed() < SHORT * 2 + Duration::from_secs(3), "{:?}", start.elapsed());
    arrives_in_the_end(&told);
}

#[test]
fn a_server_that_never_answers_is_waited_for_until_the_receive_timeout() {
    let server = Raw::start(&[Manner::Mute]);
    let told = Told::by(patient(&server.url).receive_timeout(SHORT));
    track_retried(&told.tracker);
    is_tried_again(&told, "waiting for the answer");
}

#[test]
fn an_answer_that_comes_byte_by_byte_gains_no_time() {
    let server = Raw::start(&[Manner::DripsHead]);
    let told = Told::by(patient(&server.url).receive_timeout(SHORT));
    track_retried(&told.tracker);
    is_tried_again(&told, "waiting for the answer");
}

#[test]
fn all_of_a_request_is_bounded_by_the_request_timeout() {
    for manner in [Manner::Deaf, Manner::Mute, Manner::DripsHead] {
        let server = Raw::start(&[manner]);
        let told = Told::by(patient(&server.url).request_timeout(SHORT));
        track_large(&told.tracker);
        is_tried_again(&told, "making the request");
    }
}

#[test]
fn a_body_that_does_not_end_delays_nothing_that_was_decided() {
    for manner in [Manner::DripsBody, Manner::Endless] {
        let server = Raw::start(&[manner]);
        let told = Told::by(patient(&server.url).receive_timeout(SHORT));
        let start = Instant::now();
        track(&told.tracker);
        let outcome = told.outcome();
        assert_eq!((outcome.reason, outcome.attempts), (Reason::Delivered, 1), "{manner:?}");
        assert!(start.elapsed() < SHORT + Duration::from_secs(3), "{manner:?}: {:?}", start.elapsed());
        track(&told.tracker);
        assert_eq!(
            (told.outcome().attempts, server.accepted()),
            (1, 2),
            "{manner:?}: on a connection of its own"
        );
    }
}

#[test]
fn what_does_not_speak_http_is_told_as_such() {
    let server = Raw::start(&[Manner::Gibberish]);
    let told = Told::by(patient(&server.url));
    track_retried(&told.tracker);
    assert_eq!(told.notice(), ConnectionNotice::Protocol);
    arrives_in_the_end(&told);
}

#[test]
fn a_thousand_events_need_few_connections() {
    let server = Raw::start(&[]);
    let tracker = patient(&server.url).batch_events(10).build().unwrap();
    for _ in 0..1_000 {
        track(&tracker);
    }
    assert!(tracker.flush(SOON).wait().is_complete());
    let stats = tracker.stats();
    assert_eq!((stats.delivered, stats.failed_requests), (1_000, 0));
    assert!(stats.requests >= 100);
    assert!((1..=2).contains(&server.accepted()), "{} connections", server.accepted());
}

#[test]
fn a_redirect_is_not_followed_and_its_events_are_tried_again() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let other = format!("{}/com.snowplowanalytics.snowplow/tp2", raw::url(&elsewhere));
    for (status, location) in
        [(301, &*other), (302, &other), (307, &other), (308, &other), (302, "/elsewhere")]
    {
        let collector = Collector::start(&[Answer::redirect(status, location)]);
        let told = Told::by(patient(&collector.url));
        track_retried(&told.tracker);
        assert_eq!(told.notice(), ConnectionNotice::Status(status));
        arrives_in_the_end(&told);
        let paths: Vec<_> = collector.rest().into_iter().map(|arrived| arrived.path).collect();
        assert_eq!(paths, ["/com.snowplowanalytics.snowplow/tp2"; 2], "{status} {location}");
    }
    assert_eq!(elsewhere.accept().err().map(|error| error.kind()), Some(ErrorKind::WouldBlock));
}

#[test]
fn a_cause_is_told_once_and_so_is_its_end() {
    let collector =
        Collector::start(&[Answer::Status(503), Answer::Status(503), Answer::Close, Answer::Status(404)]);
    let told = Told::by(patient(&collector.url));
    track_retried(&told.tracker);
    assert_eq!(told.outcome().attempts, 5);
    let (unavailable, not_found) = (ConnectionNotice::Status(503), ConnectionNotice::Status(404));
    let expected = [unavailable, ConnectionNotice::Reset, not_found, ConnectionNotice::Working];
    assert!(told.tracker.shutdown(SOON).wait().is_complete());
    assert_eq!(told.notices.try_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn whoever_cannot_be_reached_is_named_by_the_cause() {
    // No name ends in .invalid (RFC 2606).
    let cases = [(NOBODY, "connect"), ("http://collector.invalid", "dns")];
    for (url, code) in cases {
        let told = Told::by(patient(url));
        track(&told.tracker);
        let notice = told.notice();
        assert_eq!(notice.code(), code);
        assert!(notice.to_string().starts_with("the collector cannot be reached: "), "{notice}");
        assert!(!told.tracker.shutdown(Duration::ZERO).wait().is_complete());
    }
}

#[test]
fn a_tracker_that_is_dropped_while_the_collector_hangs_tells_what_becomes_of_its_events() {
    let server = Raw::start(&[Manner::Mute; 8]);
    let told = Told::by(patient(&server.url));
    for _ in 0..3 {
        track(&told.tracker);
    }
    let start = Instant::now();
    let Told { tracker, outcomes, .. } = told;
    drop(tracker);
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    let reasons: Vec<_> = outcomes.try_iter().map(|outcome| outcome.reason).collect();
    assert_eq!(reasons, [Reason::AbandonedAtShutdown; 3]);
}
