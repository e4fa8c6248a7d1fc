//! Trackers that deliver into memory: what came is read back as it was given, and answers mean what they mean on the network.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

use std::io;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use snowgauge::entities::{CodeSuggestionsContext, KnowledgeGraphContext};
use snowgauge::events::{GkgNamespaceEnabled, NamespaceType, SuggestionRequested};
use snowgauge::schema::Kind;
use snowgauge::testing::{Answer, Collector};
use snowgauge::{
    Builder, ConnectionNotice, Event, EventId, Framing, Outcome, Overflow, PagePing, PageView, Reason,
    SelfDescribing, SelfDescribingJson, Serialized, StructuredEvent, Subject, TokenUse, TrackError, Tracker,
};

const SOON: Duration = Duration::from_secs(10);
/// Longer than any pause and any `Retry-After` in these tests: who waited for it would be noticed.
const LONG: Duration = Duration::from_hours(48);

const CLUSTER: &str = "iglu:com.acme/cluster/jsonschema/1-0-0";
const DEPLOYED: &str = "iglu:com.acme/deployed/jsonschema/1-0-0";

fn builder(collector: &Collector) -> Builder {
    Tracker::builder("https://snowplow.example").app_id("test").in_memory(collector)
}

fn listening(builder: Builder) -> (Tracker, Receiver<Outcome>) {
    let (sender, heard) = channel();
    let tracker = builder.on_outcome(move |outcome| drop(sender.send(outcome.clone()))).build().unwrap();
    (tracker, heard)
}

fn structured(action: &str) -> StructuredEvent<'_> {
    StructuredEvent::builder().category("orbit").action(action).build()
}

fn track(tracker: &Tracker) -> EventId {
    tracker.track(structured("query")).unwrap()
}

/// Own data, as hosts have it.
#[derive(serde::Serialize)]
struct Deployed<'a> {
    sha: &'a str,
    rows: i64,
    seconds: f64,
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    absent: Option<&'a str>,
}

const DEPLOYED_NOW: Deployed<'static> =
    Deployed { sha: "ä\"\\\n🦊", rows: i64::MAX, seconds: 0.1 + 0.2, error: None, absent: None };

fn deployed() -> Value {
    json!({"sha": "ä\"\\\n🦊", "rows": 9_223_372_036_854_775_807_i64, "seconds": 0.1 + 0.2, "error": null})
}

#[test]
fn an_event_is_read_back_as_it_was_given() {
    for base64 in [false, true] {
        let collector = Collector::new();
        let cluster = |name: &'static str| SelfDescribingJson::new(CLUSTER, name);
        let subject = Subject::builder().user_id("8819234").language("en-US").build();
        let configured = builder(&collector).namespace("web").base64(base64).subject(subject);
        let tracker = configured.entity(&cluster(r#"{"of":"the tracker"}"#)).build().unwrap();
        let scope = tracker.scoped().entity(&cluster(r#"{"of":"the scope"}"#)).build().unwrap();
        let first = cluster(r#"{"of":"the event"}"#);
        let second = Serialized::new(DEPLOYED, &DEPLOYED_NOW);
        let event = structured("query").with(&first).with(&second);
        let id = scope.track(event.with_true_timestamp(1_764_000_000_000)).unwrap();
        assert!(scope.flush(SOON).wait().is_complete());

        let [event] = &collector.events()[..] else { panic!("one event") };
        assert_eq!((event.id, event.kind, &event.data), (id, Kind::Structured, &None));
        let given = [
            ("category", "orbit"),
            ("action", "query"),
            ("user_id", "8819234"),
            ("language", "en-US"),
            ("true_timestamp", "1764000000000"),
            ("app_id", "test"),
            ("namespace", "web"),
            ("platform", "srv"),
            ("tracker_version", concat!("rust-", env!("CARGO_PKG_VERSION"))),
        ];
        for (name, text) in given {
            assert_eq!(event.fields.get(name).map(String::as_str), Some(text), "{name}");
        }
        assert_eq!(event.fields.len(), given.len() + 2, "created and sent: {:?}", event.fields);
        let entities: Vec<_> =
            event.entities.iter().map(|entity| (&entity.schema[..], &entity.data)).collect();
        let [scope, tracker] = ["the scope", "the tracker"].map(|of| json!({"of": of}));
        let of_event = json!({"of": "the event"});
        assert_eq!(
            entities,
            [(CLUSTER, &of_event), (DEPLOYED, &deployed()), (CLUSTER, &scope), (CLUSTER, &tracker)]
        );
        assert_eq!(event.find(DEPLOYED).unwrap()["rows"].as_i64(), Some(i64::MAX));
        assert_eq!(event.find("iglu:com.acme/other/jsonschema/1-0-0"), None);
    }
}

#[test]
fn every_kind_of_event_is_known() {
    let collector = Collector::new();
    let tracker = builder(&collector).build().unwrap();
    let page = "https://gitlab.example/issues";
    let events: [&dyn Event; 4] = [
        &structured("query"),
        &SelfDescribing(Serialized::new(DEPLOYED, &DEPLOYED_NOW)),
        &PageView::builder().page_url(page).build(),
        &PagePing::builder().page_url(page).max_y_offset(1200).build(),
    ];
    for event in events {
        tracker.track(event).unwrap();
    }
    assert!(tracker.flush(SOON).wait().is_complete());
    let received = collector.events();
    let kinds: Vec<_> = received.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [Kind::Structured, Kind::SelfDescribing, Kind::PageView, Kind::PagePing]);
    assert_eq!(
        received[1].data.as_ref().map(|data| (&data.schema[..], &data.data)),
        Some((DEPLOYED, &deployed()))
    );
    assert_eq!(
        (&received[2].fields["page_url"][..], &received[3].fields["max_y_offset"][..]),
        (page, "1200")
    );
}

#[test]
fn a_typed_event_is_found_under_every_framing() {
    use snowgauge::entities::{DeploymentType, SourceType, Tier, ToolName, UserType};
    let context = KnowledgeGraphContext::builder()
        .correlation_id("d3f1a2b4")
        .namespace_id("14523891")
        .root_namespace_id("9812345")
        .user_type(UserType::Bot)
        .source_type(SourceType::Cli)
        .tool_name(ToolName::QueryGraph)
        .tier(Tier::Ultimate)
        .deployment_type(DeploymentType::Com)
        .build();
    let framings =
        [(Framing::InternalEvents, Kind::Structured), (Framing::SelfDescribing, Kind::SelfDescribing)];
    for (framing, kind) in framings {
        let collector = Collector::new();
        let tracker = builder(&collector).framing(framing).build().unwrap();
        let event = GkgNamespaceEnabled::builder().namespace_type(NamespaceType::Group);
        tracker.track(event.enabled_by_user_id("8819234").build().with(&context)).unwrap();
        assert!(tracker.flush(SOON).wait().is_complete());
        let [event] = &collector.events()[..] else { panic!("one event") };
        assert_eq!(event.kind, kind);
        let data = event.find("iglu:com.gitlab/gkg_namespace_enabled/jsonschema/1-0-0").unwrap();
        assert_eq!(*data, json!({"namespace_type": "group", "enabled_by_user_id": "8819234"}));
        let context = event.find("iglu:com.gitlab/knowledge_graph_context/jsonschema/1-0-0").unwrap();
        assert_eq!(context["user_type"], "bot");
    }
}

#[test]
fn an_invalid_event_is_refused_as_ever() {
    let collector = Collector::new();
    let (tracker, _heard) = listening(builder(&collector));
    let context = CodeSuggestionsContext::builder().prefix_length(u32::MAX.into()).build();
    let error = tracker.track(SuggestionRequested::new().with(&context)).unwrap_err();
    assert!(
        matches!(error, TrackError::Invalid(violations) if violations.as_slice()[0].pointer == "/prefix_length")
    );
    assert!(tracker.flush(SOON).wait().is_complete());
    assert_eq!((collector.requests().len(), tracker.stats().invalid), (0, 1));
    assert_eq!(
        Tracker::builder("no URL").app_id("test").in_memory(&collector).build().unwrap_err().option(),
        "collector"
    );
}

#[test]
fn each_answer_ends_an_event_as_the_rules_of_delivery_say() {
    use Answer::{NoConnection, RetryAfter, Status};
    let hour = Duration::from_hours(1);
    let cases: [(&[Answer], Reason, Option<u16>, u32); 9] = [
        (&[Status(204)], Reason::Delivered, Some(204), 1),
        (&[Status(503), NoConnection, RetryAfter(429, hour), Status(200)], Reason::Delivered, Some(200), 4),
        (&[Status(400)], Reason::Rejected, Some(400), 1),
        (&[Status(410)], Reason::Rejected, Some(410), 1),
        (&[Status(413)], Reason::TooLarge, Some(413), 1),
        (&[Status(503), Status(401)], Reason::Auth, Some(401), 2),
        (&[Status(500); 5], Reason::RetriesExhausted, Some(500), 5),
        (&[NoConnection; 5], Reason::RetriesExhausted, None, 5),
        (&[Status(500), RetryAfter(503, hour)], Reason::Expired, None, 2),
    ];
    let start = Instant::now();
    for (answers, reason, status, attempts) in cases {
        let collector = Collector::new();
        collector.answer_next(answers.iter().copied());
        let max_age = if reason == Reason::Expired { hour / 2 } else { LONG };
        let (tracker, heard) = listening(builder(&collector).max_attempts(5).max_age(max_age));
        let id = track(&tracker);
        let flushed = tracker.flush(LONG).wait();
        assert_eq!(flushed.is_complete(), reason == Reason::Delivered, "{answers:?}");
        let told: Vec<_> = heard.try_iter().collect();
        let [outcome] = &told[..] else { panic!("one outcome of {answers:?}: {told:?}") };
        let told = (outcome.event_id, outcome.reason, outcome.status, outcome.attempts);
        assert_eq!(told, (id, reason, status, attempts), "{answers:?}");
        let requests = collector.requests();
        assert_eq!(requests.iter().map(|request| request.answer).collect::<Vec<_>>(), answers);
        assert!(requests.iter().all(|request| request.events[0].id == id));
        assert_eq!(collector.events().len(), usize::from(reason == Reason::Delivered));
    }
    assert!(start.elapsed() < Duration::from_mins(5), "hours were waited for: {:?}", start.elapsed());
}

#[test]
fn one_event_at_fault_is_found_among_others() {
    let collector = Collector::new();
    // Of four together; then the first half is good, and in the other the second event is not.
    collector.answer_next([400, 200, 400, 200, 400].map(Answer::Status));
    let (tracker, heard) = listening(builder(&collector));
    let ids: Vec<_> = (0..4).map(|_| track(&tracker)).collect();
    assert_eq!(tracker.flush(SOON).wait().failed, 1);
    let received: Vec<_> = collector.events().iter().map(|event| event.id).collect();
    assert_eq!(received, ids[..3]);
    let rejected: Vec<_> = heard.try_iter().filter(|outcome| outcome.reason == Reason::Rejected).collect();
    assert_eq!(rejected.iter().map(|outcome| outcome.event_id).collect::<Vec<_>>(), ids[3..]);
}

#[test]
fn a_collector_that_is_down_for_ever_ends_a_flush_and_a_shutdown_at_their_deadlines_at_once() {
    let collector = Collector::new();
    collector.answer_always(Answer::NoConnection);
    let start = Instant::now();
    for _ in 0..50 {
        let (tracker, heard) = listening(builder(&collector));
        let id = track(&tracker);
        assert_eq!(tracker.flush(Duration::from_mins(10)).wait().pending, 1);
        assert_eq!(tracker.shutdown(Duration::from_mins(10)).wait().pending, 1);
        let told: Vec<_> = heard.try_iter().map(|outcome| (outcome.event_id, outcome.reason)).collect();
        assert_eq!(told, [(id, Reason::AbandonedAtShutdown)], "it is told before the shutdown is over");
    }
    assert!(start.elapsed() < Duration::from_mins(5), "deadlines were waited for: {:?}", start.elapsed());
}

#[test]
fn a_collector_that_comes_back_gets_what_was_held() {
    let collector = Collector::new();
    collector.answer_always(Answer::Status(503));
    let tracker = builder(&collector).build().unwrap();
    let id = track(&tracker);
    assert_eq!(tracker.flush(SOON).wait().pending, 1);
    collector.answer_always(Answer::Status(200));
    assert!(tracker.flush(Duration::from_mins(2)).wait().is_complete());
    assert_eq!(collector.events()[0].id, id);
}

#[test]
fn an_event_leaves_by_itself_too() {
    let collector = Collector::new();
    let (tracker, heard) = listening(builder(&collector).batch_events(1));
    let id = track(&tracker);
    let outcome = heard.recv_timeout(SOON).unwrap();
    assert_eq!((outcome.event_id, outcome.reason, collector.events()[0].id), (id, Reason::Delivered, id));
}

#[test]
fn what_there_is_no_room_for_is_told() {
    let collector = Collector::new();
    let (tracker, heard) = listening(builder(&collector).max_events(1).overflow(Overflow::DropOldest));
    let ids = [track(&tracker), track(&tracker)];
    assert!(tracker.flush(SOON).wait().is_complete());
    let told: Vec<_> = heard.try_iter().map(|outcome| (outcome.event_id, outcome.reason)).collect();
    assert_eq!(told, [(ids[0], Reason::QueueFull), (ids[1], Reason::Delivered)]);
}

#[test]
fn events_come_in_their_order_and_from_any_thread() {
    let collector = Collector::new();
    let tracker = builder(&collector).build().unwrap();
    let ids: Vec<_> = (0..350).map(|_| track(&tracker)).collect();
    assert!(tracker.flush(SOON).wait().is_complete());
    assert_eq!(collector.events().iter().map(|event| event.id).collect::<Vec<_>>(), ids);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..50).for_each(|_| _ = track(&tracker)));
        }
    });
    assert!(tracker.flush(SOON).wait().is_complete());
    assert_eq!(collector.events().len(), 550);
}

#[test]
fn headers_and_token_are_asked_for_and_kept() {
    let collector = Collector::new();
    collector.answer_next([Answer::Status(401)]);
    let tracker = builder(&collector)
        .headers(|| vec![("X-GitLab-Instance-Id".into(), "8819234".into())])
        .token(|token_use| Ok::<_, ()>(format!("{token_use:?}")))
        .build()
        .unwrap();
    track(&tracker);
    assert!(tracker.flush(SOON).wait().is_complete());
    let headers: Vec<_> = collector.requests().into_iter().map(|request| request.headers).collect();
    let with = |token: &str| {
        [("x-gitlab-instance-id", "8819234"), ("authorization", token)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    assert_eq!(headers, [with("Bearer Any"), with("Bearer Fresh")]);
}

/// Only a missing token is a matter of who is let in.
#[test]
fn headers_that_cannot_be_had_end_as_any_other_failure() {
    let collector = Collector::new();
    let unsendable = || vec![("no name".to_owned(), String::new())];
    let token = |_: TokenUse| Ok::<_, ()>("dGVzdA".to_owned());
    let (tracker, heard) = listening(builder(&collector).max_attempts(2).headers(unsendable).token(token));
    track(&tracker);
    assert_eq!(tracker.flush(LONG).wait().failed, 1);
    let told: Vec<_> = heard.try_iter().map(|outcome| (outcome.reason, outcome.attempts)).collect();
    assert_eq!((told, collector.requests()), (vec![(Reason::RetriesExhausted, 2)], vec![]));
}

#[test]
fn why_requests_fail_is_told() {
    let collector = Collector::new();
    collector.answer_next([Answer::NoConnection, Answer::Status(502)]);
    let (sender, notices) = channel();
    let tracker = builder(&collector)
        .token({
            let asked = Mutex::new(0);
            move |_| {
                *asked.lock().unwrap() += 1;
                if *asked.lock().unwrap() == 1 { Err("not yet") } else { Ok("dGVzdA".to_owned()) }
            }
        })
        .on_connection(move |notice| sender.send(*notice).unwrap())
        .build()
        .unwrap();
    track(&tracker);
    assert!(tracker.flush(LONG).wait().is_complete());
    let refused = ConnectionNotice::Connect(io::ErrorKind::ConnectionRefused);
    let expected =
        [ConnectionNotice::Token, refused, ConnectionNotice::Status(502), ConnectionNotice::Working];
    assert_eq!(notices.try_iter().collect::<Vec<_>>(), expected);
}

/// Only pauses are skipped: what takes its time takes it, and the deadline holds.
#[test]
fn a_source_or_listener_that_hangs_is_waited_for_until_the_deadline() {
    let collector = Collector::new();
    let (release, held) = channel::<()>();
    let held = Mutex::new(held);
    let wait = move || held.lock().unwrap().recv().unwrap_err();
    let (tracker, heard) = listening(builder(&collector).token(move |_: TokenUse| {
        wait();
        Err::<String, _>("too late")
    }));
    track(&tracker);
    let start = Instant::now();
    assert_eq!(tracker.shutdown(Duration::from_millis(200)).wait().pending, 1);
    assert!((190..10_000).contains(&start.elapsed().as_millis()), "it took {:?}", start.elapsed());
    assert_eq!(heard.recv_timeout(SOON).unwrap().reason, Reason::AbandonedAtShutdown);
    drop(release);
}

#[test]
fn a_store_keeps_what_a_shutdown_leaves() {
    let directory = tempfile::tempdir().unwrap();
    let collector = Collector::new();
    collector.answer_always(Answer::Status(503));
    let (tracker, heard) = listening(builder(&collector).store(directory.path()));
    let id = track(&tracker);
    assert_eq!(tracker.shutdown(SOON).wait().pending, 1);
    assert_eq!(heard.try_iter().map(|outcome| outcome.reason).collect::<Vec<_>>(), [Reason::Stored]);
    collector.answer_always(Answer::Status(200));
    let next = builder(&collector).store(directory.path()).build().unwrap();
    assert!(next.shutdown(SOON).wait().is_complete());
    assert_eq!(collector.events().iter().map(|event| event.id).collect::<Vec<_>>(), [id]);
}

#[tokio::test]
async fn a_flush_is_awaited_as_ever() {
    let collector = Collector::new();
    collector.answer_next([Answer::RetryAfter(503, Duration::from_hours(1))]);
    let tracker = builder(&collector).build().unwrap();
    track(&tracker);
    let shutdown = tokio::time::timeout(Duration::from_mins(5), tracker.shutdown(LONG)).await;
    assert!(shutdown.expect("nobody waits for an hour").is_complete());
    assert_eq!(collector.requests().len(), 2);
}
