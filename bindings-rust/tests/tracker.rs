//! The tracker against a collector on a real socket.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

#[allow(dead_code, reason = "other tests use the rest")]
mod collector;

use std::future::Future;
use std::mem;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use collector::{Answer, Collector, NOBODY, track_with_short_pauses};
use snowgauge::entities::{CodeSuggestionsContext, KnowledgeGraphContext};
use snowgauge::events::{GkgNamespaceEnabled, GkgSchemaIntrospected, SuggestionRequested};
use snowgauge::{Action, Builder, Event, EventId, OnInvalid, Outcome, Overflow, Reason, TrackError, Tracker};

const SOON: Duration = Duration::from_secs(10);

fn builder(url: &str) -> Builder {
    Tracker::builder(url).app_id("test").linger(Duration::from_millis(1))
}

/// A tracker and what its listener hears.
fn listening(builder: Builder) -> (Tracker, Receiver<Outcome>) {
    let (sender, heard) = channel();
    let tracker = builder.on_outcome(move |outcome| drop(sender.send(outcome.clone()))).build().unwrap();
    (tracker, heard)
}

fn context() -> CodeSuggestionsContext<'static> {
    CodeSuggestionsContext::builder().prefix_length(12).suffix_length(0).language("rust").build()
}

fn track(tracker: &Tracker) -> EventId {
    tracker.track(SuggestionRequested::new().with(&context())).unwrap()
}

fn track_many(tracker: &Tracker, count: usize) -> Vec<EventId> {
    (0..count).map(|_| track(tracker)).collect()
}

fn heard_of(heard: &Receiver<Outcome>, count: usize) -> Vec<Outcome> {
    (0..count).map(|_| heard.recv_timeout(SOON).expect("an outcome within ten seconds")).collect()
}

#[test]
fn an_event_arrives_by_itself_and_is_reported_once() {
    let collector = Collector::start(&[]);
    let (tracker, heard) = listening(builder(&collector.url));
    let id = track(&tracker);
    let arrived = collector.next();
    assert_eq!(arrived.path, "/com.snowplowanalytics.snowplow/tp2");
    assert_eq!(arrived.content_type, "application/json; charset=UTF-8");
    let [event] = arrived.events() else { panic!("one event") };
    assert_eq!(event["eid"], id.to_string());
    assert_eq!(event["aid"], "test");
    assert_eq!(event["tv"], concat!("rust-", env!("CARGO_PKG_VERSION")));
    let [outcome] = &heard_of(&heard, 1)[..] else { panic!("one outcome") };
    assert_eq!(
        (outcome.event_id, outcome.reason, outcome.status, outcome.attempts),
        (id, Reason::Delivered, Some(200), 1)
    );
    assert!(tracker.shutdown(SOON).wait().is_complete());
    assert_eq!(heard.try_iter().count(), 0);
}

#[test]
fn a_full_endpoint_is_used_as_it_is() {
    let collector = Collector::start(&[]);
    let tracker = builder(&format!("{}/-/collect_events", collector.url)).build().unwrap();
    track(&tracker);
    assert_eq!(collector.next().path, "/-/collect_events");
}

#[test]
fn failures_that_may_pass_are_tried_again() {
    let collector = Collector::start(&[Answer::Status(503), Answer::Close, Answer::RetryAfter(429, 0)]);
    let (tracker, heard) = listening(builder(&collector.url));
    let id = track_with_short_pauses(&tracker, &SuggestionRequested::new().with(&context()));
    assert!(tracker.flush(Duration::from_secs(30)).wait().is_complete());
    let ids: Vec<_> = collector.rest().iter().map(|arrived| arrived.events()[0]["eid"].clone()).collect();
    assert_eq!(ids, vec![id.to_string(); 4]);
    assert_eq!(heard_of(&heard, 1)[0].attempts, 4);
    assert_eq!(tracker.stats().failed_requests, 3);
}

#[test]
fn what_the_collector_will_never_take_is_reported_with_its_status() {
    for (status, reason) in [(400, Reason::Rejected), (403, Reason::Auth), (413, Reason::TooLarge)] {
        let collector = Collector::start(&[Answer::Status(status)]);
        let (tracker, heard) = listening(builder(&collector.url));
        track(&tracker);
        let flushed = tracker.flush(SOON).wait();
        assert_eq!((flushed.delivered, flushed.failed, flushed.pending), (0, 1, 0));
        let outcome = heard_of(&heard, 1).remove(0);
        assert_eq!((outcome.reason, outcome.status), (reason, Some(status)));
    }
}

#[test]
fn a_batch_that_is_too_large_is_split() {
    let collector = Collector::start(&[Answer::Status(413)]);
    let tracker = builder(&collector.url).linger(Duration::from_mins(1)).build().unwrap();
    let ids = track_many(&tracker, 5);
    assert!(tracker.flush(SOON).wait().is_complete());
    let sizes: Vec<_> = collector.rest().iter().map(|arrived| arrived.events().len()).collect();
    assert_eq!(sizes[0], 5);
    assert_eq!(sizes[1..].iter().sum::<usize>(), ids.len());
}

#[test]
fn what_the_options_say_of_delivery_holds() {
    let collector = Collector::start(&[Answer::Status(404)]);
    let builder = builder(&collector.url).max_events(2).overflow(Overflow::DropOldest);
    let (tracker, heard) =
        listening(builder.status_policy(404, Action::Reject).linger(Duration::from_mins(1)));
    let ids = track_many(&tracker, 3);
    assert_eq!(tracker.flush(SOON).wait().failed, 2);
    let outcomes = heard_of(&heard, 3);
    let told: Vec<_> = outcomes.iter().map(|outcome| (outcome.event_id, outcome.reason)).collect();
    assert_eq!(told, [(ids[0], Reason::QueueFull), (ids[1], Reason::Rejected), (ids[2], Reason::Rejected)]);
}

#[test]
fn while_the_collector_is_down_nobody_waits_longer_than_asked() {
    let (tracker, heard) = listening(builder(NOBODY));
    let start = Instant::now();
    track_many(&tracker, 1_000);
    assert!(start.elapsed() < Duration::from_secs(1), "tracking took {:?}", start.elapsed());

    let start = Instant::now();
    let flushed = tracker.flush(Duration::from_secs(1)).wait();
    assert!(!flushed.is_complete());
    assert_eq!(flushed.pending, 1_000);
    assert!((990..2_000).contains(&start.elapsed().as_millis()), "flush took {:?}", start.elapsed());

    let start = Instant::now();
    assert_eq!(tracker.shutdown(Duration::from_millis(500)).wait().pending, 1_000);
    assert!((490..1_500).contains(&start.elapsed().as_millis()), "shutdown took {:?}", start.elapsed());
    assert!(heard_of(&heard, 1_000).iter().all(|outcome| outcome.reason == Reason::AbandonedAtShutdown));
    assert_eq!(tracker.stats().abandoned_at_shutdown, 1_000);
}

#[test]
fn a_hanging_collector_delays_no_deadline() {
    let collector = Collector::start(&[const { Answer::Silence }; 8]);
    let (tracker, heard) = listening(builder(&collector.url));
    track(&tracker);
    collector.next();
    let start = Instant::now();
    assert!(!tracker.shutdown(Duration::from_millis(300)).wait().is_complete());
    assert!(start.elapsed() < Duration::from_secs(2), "shutdown took {:?}", start.elapsed());
    assert_eq!(heard_of(&heard, 1)[0].reason, Reason::AbandonedAtShutdown);
}

#[test]
fn an_invalid_event_is_refused_with_all_its_faults_and_its_neighbours_arrive() {
    let collector = Collector::start(&[]);
    let tracker = builder(&collector.url).build().unwrap();
    track(&tracker);
    let long = "x".repeat(300);
    let event = GkgSchemaIntrospected::builder().schema_version(long.as_str()).build();
    let Err(TrackError::Invalid(violations)) = tracker.track(event) else { panic!("invalid") };
    let found: Vec<_> = violations
        .as_slice()
        .iter()
        .map(|violation| (violation.code.as_str(), violation.pointer.as_str()))
        .collect();
    assert_eq!(found, [("max_length", "/schema_version"), ("entity_missing", "")]);
    track(&tracker);
    assert!(tracker.shutdown(SOON).wait().is_complete());
    assert_eq!(collector.rest().iter().map(|arrived| arrived.events().len()).sum::<usize>(), 2);
    assert_eq!(tracker.stats().invalid, 1);
}

#[test]
fn an_invalid_event_can_be_reported_instead() {
    let (tracker, heard) = listening(builder(NOBODY).on_invalid(OnInvalid::Report));
    let error = tracker.track(SuggestionRequested::new()).unwrap_err();
    assert!(matches!(error, TrackError::NotTaken(refused) if refused.reason == Reason::Invalid));
    let outcome = heard_of(&heard, 1).remove(0);
    assert_eq!(outcome.reason, Reason::Invalid);
    assert_eq!(outcome.violations[0].code.as_str(), "entity_missing");
}

#[test]
fn what_is_not_taken_has_a_reason() {
    let (tracker, heard) = listening(builder(NOBODY).max_events(1));
    let reason = |tracker: &Tracker| match tracker.track(SuggestionRequested::new().with(&context())) {
        Err(TrackError::NotTaken(refused)) => refused.reason,
        other => panic!("{other:?}"),
    };
    track(&tracker);
    assert_eq!(reason(&tracker), Reason::QueueFull);
    tracker.set_opt_out(true);
    assert_eq!(reason(&tracker), Reason::OptedOut);
    tracker.shutdown(Duration::ZERO).wait();
    assert_eq!(reason(&tracker), Reason::Closed);
    let mut reasons: Vec<_> = heard_of(&heard, 4).into_iter().map(|outcome| outcome.reason).collect();
    reasons.sort();
    // The first event waits in the queue or is under way when the user opts out.
    let first = if reasons.contains(&Reason::AbandonedAtShutdown) {
        Reason::AbandonedAtShutdown
    } else {
        Reason::OptedOut
    };
    let mut expected = vec![Reason::QueueFull, Reason::OptedOut, Reason::Closed, first];
    expected.sort();
    assert_eq!(reasons, expected);
}

#[test]
fn a_panicking_listener_harms_nobody() {
    let collector = Collector::start(&[]);
    let tracker =
        builder(&collector.url).batch_events(1).on_outcome(|_| panic!("on purpose")).build().unwrap();
    track_many(&tracker, 10);
    assert!(tracker.shutdown(SOON).wait().is_complete());
    assert_eq!(tracker.stats().delivered, 10);
}

#[test]
fn a_listener_may_flush_its_own_tracker() {
    let collector = Collector::start(&[]);
    let shared: Arc<OnceLock<Tracker>> = Arc::default();
    let (sender, took) = channel();
    let inner = Arc::clone(&shared);
    let listener = move |_: &Outcome| {
        let start = Instant::now();
        inner.get().unwrap().flush(SOON).wait();
        let _ = sender.send(start.elapsed());
    };
    let tracker = builder(&collector.url).on_outcome(listener).build().unwrap();
    shared.set(tracker.clone()).unwrap();
    track(&tracker);
    assert!(took.recv_timeout(SOON).unwrap() < Duration::from_secs(5), "it waited for itself");
    tracker.shutdown(SOON).wait();
}

#[test]
fn after_shutdown_every_outcome_has_been_heard() {
    let collector = Collector::start(&[]);
    let (tracker, heard) = listening(builder(&collector.url));
    track_many(&tracker, 250);
    assert!(tracker.shutdown(SOON).wait().is_complete());
    assert_eq!(heard.try_iter().count(), 250);
}

#[test]
fn many_threads_share_one_tracker() {
    let collector = Collector::start(&[]);
    let tracker = builder(&collector.url).build().unwrap();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let tracker = tracker.clone();
            thread::spawn(move || track_many(&tracker, 500))
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert!(tracker.shutdown(SOON).wait().is_complete());
    let mut ids: Vec<_> = collector.rest().iter().flat_map(|arrived| arrived.events().to_vec()).collect();
    ids.sort_by_key(|event| event["eid"].to_string());
    ids.dedup_by_key(|event| event["eid"].to_string());
    assert_eq!(ids.len(), 4_000);
}

#[test]
fn dropping_the_tracker_delivers_what_is_held() {
    let collector = Collector::start(&[]);
    let tracker = builder(&collector.url).linger(Duration::from_mins(1)).build().unwrap();
    track(&tracker);
    drop(tracker);
    assert_eq!(collector.rest().len(), 1);
}

#[test]
fn what_dropping_the_tracker_gives_up_is_heard_by_a_listener_that_takes_its_time() {
    let (sender, heard) = channel();
    let listener = move |outcome: &Outcome| {
        thread::sleep(Duration::from_millis(1));
        _ = sender.send(outcome.reason);
    };
    let tracker = builder(NOBODY).on_outcome(listener).build().unwrap();
    track_many(&tracker, 100);
    drop(tracker);
    assert_eq!(heard.try_iter().collect::<Vec<_>>(), vec![Reason::AbandonedAtShutdown; 100]);
}

#[test]
fn a_tracker_that_was_never_used_ends_at_once() {
    let tracker = builder(NOBODY).build().unwrap();
    assert!(tracker.flush(SOON).wait().is_complete());
    assert!(tracker.shutdown(SOON).wait().is_complete());
    assert!(tracker.shutdown(SOON).wait().is_complete());
}

#[tokio::test]
async fn a_flush_can_be_awaited_and_yields_to_an_outer_timeout() {
    let collector = Collector::start(&[]);
    let tracker = builder(&collector.url).linger(Duration::from_mins(1)).build().unwrap();
    track(&tracker);
    assert!(tracker.flush(SOON).await.is_complete());

    let down = builder(NOBODY).build().unwrap();
    track(&down);
    assert!(tokio::time::timeout(Duration::from_millis(100), down.shutdown(SOON)).await.is_err());
    let start = Instant::now();
    assert!(!down.shutdown(Duration::from_millis(200)).await.is_complete());
    assert!(start.elapsed() < Duration::from_secs(2), "shutdown took {:?}", start.elapsed());
}

#[test]
fn typed_events_arrive_as_their_specification_says() {
    use snowgauge::entities::{DeploymentType, SourceType, Tier, ToolName, UserType};
    use snowgauge::events::NamespaceType;
    let collector = Collector::start(&[]);
    let tracker = builder(&collector.url).build().unwrap();
    let context = KnowledgeGraphContext::builder()
        .correlation_id("d3f1a2b4")
        .namespace_id("14523891")
        .root_namespace_id("9812345")
        .user_type(UserType::Human)
        .global_user_id("usr_8819234")
        .source_type(SourceType::Cli)
        .tool_name(ToolName::QueryGraph)
        .tier(Tier::Ultimate)
        .deployment_type(DeploymentType::Com)
        .build();
    let event = GkgNamespaceEnabled::builder()
        .namespace_type(NamespaceType::Group)
        .enabled_by_user_id("8819234")
        .build();
    tracker.track(event.with(&context)).unwrap();
    let arrived = collector.next();
    let event = &arrived.events()[0];
    assert_eq!((&event["se_ca"], &event["se_ac"]), (&"gkg".into(), &"gkg_namespace_enabled".into()));
    let entities: serde_json::Value = serde_json::from_str(event["co"].as_str().unwrap()).unwrap();
    assert_eq!(
        entities["data"][0]["data"],
        serde_json::json!({"namespace_type": "group", "enabled_by_user_id": "8819234"})
    );
    assert_eq!(entities["data"][1]["schema"], "iglu:com.gitlab/knowledge_graph_context/jsonschema/1-0-0");
}

#[test]
fn trackers_can_be_shared_and_sent() {
    fn shareable<T: Send + Sync + Clone + 'static>() {}
    fn sendable<T: Send + 'static>() {}
    shareable::<Tracker>();
    sendable::<snowgauge::Completion>();
    sendable::<TrackError>();
}

#[tokio::test]
async fn an_awaited_shutdown_ends_at_its_deadline_even_if_the_listener_hangs() {
    let collector = Collector::start(&[]);
    let (release, held) = channel::<()>();
    let held = std::sync::Mutex::new(held);
    let listener = move |_: &Outcome| {
        let _ = held.lock().unwrap().recv();
    };
    let tracker = builder(&collector.url).on_outcome(listener).build().unwrap();
    track(&tracker);
    let shutdown = tracker.shutdown(Duration::from_millis(300));
    let start = Instant::now();
    let ended = tokio::time::timeout(Duration::from_secs(30), shutdown).await;
    drop(release);
    assert!(ended.is_ok_and(|flushed| flushed.is_complete()));
    assert!(start.elapsed() < Duration::from_secs(10), "it took {:?}", start.elapsed());
}

/// Wakes a task as an executor may that runs it at once, or drops it: with calls into the tracker.
struct Reenters {
    tracker: Tracker,
    woken: Sender<u64>,
}

impl Wake for Reenters {
    fn wake(self: Arc<Self>) {
        drop(self.tracker.flush(Duration::ZERO));
        _ = self.woken.send(self.tracker.stats().delivered);
    }
}

#[test]
fn who_awaits_a_flush_is_woken_with_no_lock_held() {
    let collector = Collector::start(&[Answer::Status(503)]);
    let tracker = builder(&collector.url).build().unwrap();
    track(&tracker);
    let mut flush = Box::pin(tracker.flush(SOON));
    let (woken, heard) = channel();
    let waker = Waker::from(Arc::new(Reenters { tracker: tracker.clone(), woken }));
    assert!(flush.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    let delivered = heard.recv_timeout(SOON);
    if delivered.is_err() {
        // It waits for itself, and so would whoever drops any of these.
        mem::forget((flush, waker, tracker));
    }
    assert_eq!(delivered, Ok(1));
}
