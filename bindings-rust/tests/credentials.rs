//! Headers and tokens that the host gives for each request.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

#[allow(dead_code, reason = "other tests use the rest")]
mod collector;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use collector::{Answer, Arrived, Collector, track_with_short_pauses};
use snowgauge::entities::CodeSuggestionsContext;
use snowgauge::events::SuggestionRequested;
use snowgauge::{Builder, ConnectionNotice, Event, Reason, Tracker};

const SOON: Duration = Duration::from_secs(10);

fn builder(collector: &Collector) -> Builder {
    let builder = Tracker::builder(&collector.url).app_id("test").proxy("direct");
    builder.linger(Duration::from_millis(1))
}

fn track(tracker: &Tracker) {
    let context = CodeSuggestionsContext::builder().prefix_length(12).suffix_length(0).build();
    tracker.track(SuggestionRequested::new().with(&context)).unwrap();
}

/// Tracks an event that is tried again soon.
fn track_retried(tracker: &Tracker) {
    let context = CodeSuggestionsContext::builder().prefix_length(12).suffix_length(0).build();
    track_with_short_pauses(tracker, &SuggestionRequested::new().with(&context));
}

fn header<'a>(arrived: &'a Arrived, name: &str) -> Option<&'a str> {
    arrived.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
}

#[test]
fn headers_and_token_are_asked_for_each_request() {
    let collector = Collector::start(&[Answer::Status(503)]);
    let (asked, given) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let tracker = builder(&collector)
        .headers(move || vec![("X-Count".to_owned(), asked.fetch_add(1, Ordering::SeqCst).to_string())])
        .token(move |_| Ok::<_, ()>(format!("token-{}", given.fetch_add(1, Ordering::SeqCst))))
        .build()
        .unwrap();
    track(&tracker);
    assert!(tracker.flush(SOON).wait().is_complete());
    let requests = collector.rest();
    let heads = requests.iter().map(|arrived| (header(arrived, "x-count"), header(arrived, "authorization")));
    let expected = [(Some("0"), Some("Bearer token-0")), (Some("1"), Some("Bearer token-1"))];
    assert_eq!(heads.collect::<Vec<_>>(), expected);
}

#[test]
fn a_source_that_fails_is_asked_again_and_no_event_is_lost() {
    let collector = Collector::start(&[]);
    let count = AtomicUsize::new(0);
    let (sender, notices) = channel();
    let tracker = builder(&collector)
        .token(move |_| match count.fetch_add(1, Ordering::SeqCst) {
            0 => Err("the issuer is down"),
            1 => panic!("on purpose"),
            2 => Ok("not a\r\ntoken".to_owned()),
            _ => Ok("token".to_owned()),
        })
        .on_connection(move |notice| {
            let _ = sender.send(*notice);
        })
        .build()
        .unwrap();
    track_retried(&tracker);
    assert!(tracker.shutdown(Duration::from_secs(30)).wait().is_complete());
    let requests = collector.rest();
    assert_eq!(requests.len(), 1);
    assert_eq!(header(&requests[0], "authorization"), Some("Bearer token"));
    assert_eq!(tracker.stats().failed_requests, 3);
    assert_eq!(notices.try_iter().collect::<Vec<_>>(), [ConnectionNotice::Token, ConnectionNotice::Working]);
}

#[test]
fn a_token_that_was_refused_is_asked_for_afresh_once() {
    for (answers, reason) in [(vec![401], Reason::Delivered), (vec![403, 401], Reason::Auth)] {
        let answers: Vec<_> = answers.into_iter().map(Answer::Status).collect();
        let collector = Collector::start(&answers);
        let (sender, outcomes) = channel();
        let tracker = builder(&collector)
            .token(|token_use| Ok::<_, ()>(format!("{token_use:?}")))
            .on_outcome(move |outcome| drop(sender.send(outcome.clone())))
            .build()
            .unwrap();
        track(&tracker);
        assert_eq!(outcomes.recv_timeout(SOON).unwrap().reason, reason);
        let requests = collector.rest();
        let tokens = requests.iter().map(|arrived| header(arrived, "authorization"));
        assert_eq!(tokens.collect::<Vec<_>>(), [Some("Bearer Any"), Some("Bearer Fresh")]);
    }
}

#[test]
fn a_header_that_cannot_be_sent_holds_the_request_back() {
    let collector = Collector::start(&[]);
    let count = AtomicUsize::new(0);
    let tracker = builder(&collector)
        .headers(move || {
            let value = if count.fetch_add(1, Ordering::SeqCst) == 0 { "a\r\nX-Evil: b" } else { "a" };
            vec![("X-Editor".to_owned(), value.to_owned())]
        })
        .build()
        .unwrap();
    track_retried(&tracker);
    assert!(tracker.flush(SOON).wait().is_complete());
    let requests = collector.rest();
    assert_eq!((requests.len(), header(&requests[0], "x-editor")), (1, Some("a")));
}

#[test]
fn a_source_that_hangs_holds_up_neither_the_caller_nor_the_end() {
    let collector = Collector::start(&[]);
    let (issuer, answers) = channel::<()>();
    let answers = std::sync::Mutex::new(answers);
    let (sender, outcomes) = channel();
    let tracker = builder(&collector)
        .token(move |_| {
            let _ = answers.lock().unwrap().recv();
            Err::<String, _>("too late")
        })
        .on_outcome(move |outcome| drop(sender.send(outcome.clone())))
        .build()
        .unwrap();
    track(&tracker);
    assert!(!tracker.shutdown(Duration::from_millis(100)).wait().is_complete());
    assert_eq!(outcomes.recv_timeout(SOON).unwrap().reason, Reason::AbandonedAtShutdown);
    assert_eq!(collector.rest().len(), 0);
    drop(issuer);
}
