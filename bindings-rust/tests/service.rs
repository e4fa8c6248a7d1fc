//! A service as GKG is: schemas of its own, a trait of its own around the tracker, everything on tokio. Its tests have no double
//! of the tracker: they take the tracker itself, which delivers into memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

#[allow(dead_code, reason = "other tests use the rest")]
mod collector;

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::json;
use snowgauge::testing::{Answer, Collector};
use snowgauge::{
    Builder, ConfigError, Datum, EventId, Outcome, Reason, Serialized, Stats, StructuredEvent, TrackError,
    Tracker, Violations,
};

const URL: &str = "https://snowplow.example";
const DEADLINE: Duration = Duration::from_secs(10);

/// An entity is anything that can say its schema and its data.
trait SnowplowContext: Serialize {
    const SCHEMA_URI: &'static str;
}

#[derive(Serialize)]
struct OrbitCommon {
    correlation_id: String,
    deployment_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_id: Option<String>,
}

impl SnowplowContext for OrbitCommon {
    const SCHEMA_URI: &'static str = "iglu:com.gitlab/orbit_common/jsonschema/1-0-0";
}

#[derive(Serialize)]
struct OrbitQuery {
    query_type: &'static str,
    rows: i64,
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    depth: Option<u32>,
}

impl SnowplowContext for OrbitQuery {
    const SCHEMA_URI: &'static str = "iglu:com.gitlab/orbit_query/jsonschema/1-0-0";
}

/// What the rest of the service sees.
trait Analytics: Send + Sync {
    fn query_executed(&self, query: &OrbitQuery) -> Result<EventId, TrackError>;
}

/// The one that is there in production and in tests.
struct SnowplowAnalytics {
    tracker: Arc<Tracker>,
    common: OrbitCommon,
}

impl Analytics for SnowplowAnalytics {
    fn query_executed(&self, query: &OrbitQuery) -> Result<EventId, TrackError> {
        let event = StructuredEvent::builder().category("orbit").action("query_executed").build();
        let entities: [&dyn Datum; 2] = [&context(&self.common), &context(query)];
        self.tracker.track_with(&event, &entities)
    }
}

fn context<T: SnowplowContext>(of: &T) -> Serialized<'_, T> {
    Serialized::new(T::SCHEMA_URI, of)
}

/// What the service counts of deliveries.
#[derive(Clone, Default)]
struct Metrics(Arc<Mutex<Vec<(EventId, Reason)>>>);

impl Metrics {
    fn count(&self, outcome: &Outcome) {
        self.0.lock().unwrap().push((outcome.event_id, outcome.reason));
    }

    fn counted(&self) -> Vec<(EventId, Reason)> {
        self.0.lock().unwrap().clone()
    }
}

/// How the service makes its tracker, wherever that delivers to.
fn service(builder: Builder) -> (Arc<Tracker>, Arc<dyn Analytics>, Metrics) {
    let metrics = Metrics::default();
    let counted = metrics.clone();
    let tracker = builder.app_id("gkg").on_outcome(move |outcome| counted.count(outcome)).build().unwrap();
    let tracker = Arc::new(tracker);
    let common = OrbitCommon { correlation_id: "d3f1a2b4".into(), deployment_type: "com", instance_id: None };
    (Arc::clone(&tracker), Arc::new(SnowplowAnalytics { tracker, common }), metrics)
}

fn in_memory(collector: &Collector) -> Builder {
    Tracker::builder(URL).in_memory(collector)
}

fn query() -> OrbitQuery {
    OrbitQuery { query_type: "traverse", rows: i64::MAX, error: None, depth: None }
}

#[tokio::test]
async fn what_the_service_tells_is_read_back() {
    let collector = Collector::new();
    let (tracker, analytics, metrics) = service(in_memory(&collector));
    let handler = Arc::clone(&analytics);
    let id = tokio::spawn(async move { handler.query_executed(&query()) }).await.unwrap().unwrap();
    assert!(tracker.shutdown(DEADLINE).await.is_complete());

    let [event] = &collector.events()[..] else { panic!("one event") };
    assert_eq!(event.id, id);
    assert_eq!((&event.fields["category"][..], &event.fields["action"][..]), ("orbit", "query_executed"));
    assert_eq!(event.fields.get("label"), None);
    let [common, query] = &event.entities[..] else { panic!("two entities, in the order given") };
    assert_eq!((&common.schema[..], &query.schema[..]), (OrbitCommon::SCHEMA_URI, OrbitQuery::SCHEMA_URI));
    assert_eq!(common.data, json!({"correlation_id": "d3f1a2b4", "deployment_type": "com"}));
    assert_eq!(query.data, json!({"query_type": "traverse", "rows": i64::MAX, "error": null}));
    assert_eq!(metrics.counted(), [(id, Reason::Delivered)]);
}

#[test]
fn every_way_to_fail_reaches_the_metrics_once_after_all_retries() {
    use Answer::{NoConnection, Status};
    type Change = fn(Builder) -> Builder;
    let no_token: Change = |builder| builder.max_attempts(3).token(|_| Err::<String, _>("no issuer"));
    let cases: [(&str, Answer, Change, Reason); 6] = [
        ("a status that no repetition mends", Status(410), |builder| builder, Reason::Rejected),
        ("a gateway in front", Status(502), |builder| builder.max_attempts(3), Reason::RetriesExhausted),
        ("a network that is down", NoConnection, |builder| builder.max_attempts(3), Reason::RetriesExhausted),
        (
            "a token that is refused",
            Status(401),
            |builder| builder.token(|_| Ok::<_, ()>("old".into())),
            Reason::Auth,
        ),
        ("an issuer that is down", Status(200), no_token, Reason::Auth),
        ("an outage until the end", NoConnection, |builder| builder, Reason::AbandonedAtShutdown),
    ];
    for (what, answer, change, reason) in cases {
        let collector = Collector::new();
        collector.answer_always(answer);
        let (tracker, analytics, metrics) = service(change(in_memory(&collector)));
        let id = analytics.query_executed(&query()).unwrap();
        assert!(!tracker.shutdown(Duration::from_mins(10)).wait().is_complete());
        assert_eq!(metrics.counted(), [(id, reason)], "{what}");
        assert!(collector.events().is_empty());
    }
}

#[test]
fn what_is_not_taken_is_an_error_at_once() {
    let collector = Collector::new();
    let (tracker, analytics, metrics) = service(in_memory(&collector).max_events(1));
    let first = analytics.query_executed(&query()).unwrap();
    let mut ended = Vec::new();
    let mut refused = |reason| {
        let Err(TrackError::NotTaken(refused)) = analytics.query_executed(&query()) else { panic!("taken") };
        assert_eq!(refused.reason, reason);
        ended.push((refused.event_id, reason));
    };
    refused(Reason::QueueFull);
    tracker.shutdown(DEADLINE).wait();
    refused(Reason::Closed);
    tracker.flush(DEADLINE).wait();
    assert_eq!(metrics.counted(), [ended[0], (first, Reason::Delivered), ended[1]]);
}

/// Counters that a dashboard wants at zero before anything has happened.
#[test]
fn every_reason_has_a_counter_from_the_start() {
    let (tracker, ..) = service(in_memory(&Collector::new()));
    let counters: BTreeMap<_, _> = tracker.stats().entries().collect();
    for reason in Reason::ALL {
        assert_eq!(counters.get(reason.as_str()), Some(&0), "{reason}");
    }
    assert_eq!(tracker.stats(), Stats::default());
}

#[tokio::test]
async fn a_shutdown_yields_to_the_command_line_s_timeout_and_may_come_twice() {
    let hanging = collector::Collector::start(&[const { collector::Answer::Silence }; 4]);
    let (tracker, analytics, metrics) = service(Tracker::builder(&hanging.url).batch_events(1));
    let id = analytics.query_executed(&query()).unwrap();
    hanging.next();
    let start = Instant::now();
    let outer = tokio::time::timeout(Duration::from_millis(500), tracker.shutdown(DEADLINE)).await;
    assert!(outer.is_err() && start.elapsed() < DEADLINE, "{outer:?} after {:?}", start.elapsed());
    assert_eq!(tracker.shutdown(Duration::ZERO).await.pending, 1);
    assert!(tracker.shutdown(DEADLINE).await.is_complete(), "by now nothing is held");
    assert_eq!(metrics.counted(), [(id, Reason::AbandonedAtShutdown)]);

    let (unused, ..) = service(Tracker::builder(URL));
    assert!(unused.shutdown(DEADLINE).await.is_complete());
    assert!(unused.shutdown(DEADLINE).await.is_complete());
}

/// As the service does on a timer, in code that is not async: nobody waits for what is begun.
#[test]
fn a_flush_on_a_timer_is_only_begun() {
    let real = collector::Collector::start(&[]);
    let (tracker, analytics, _) = service(Tracker::builder(&real.url).linger(Duration::from_mins(1)));
    for _ in 0..2 {
        let id = analytics.query_executed(&query()).unwrap();
        drop(tracker.flush(DEADLINE));
        assert_eq!(real.next().events()[0]["eid"], id.to_string());
    }
}

#[test]
fn it_is_built_used_and_dropped_without_a_runtime() {
    let collector = Collector::new();
    let (tracker, analytics, _) = service(in_memory(&collector));
    let id = thread::spawn(move || analytics.query_executed(&query()).unwrap()).join().unwrap();
    drop(tracker);
    assert_eq!(collector.events()[0].id, id, "the last handle has flushed");
}

#[test]
fn errors_fit_wherever_errors_are_handled() {
    fn is_error<T: Error + Send + Sync + 'static>() {}
    is_error::<ConfigError>();
    is_error::<TrackError>();
    is_error::<Violations>();
    for url in
        ["", "snowplow.example", "ftp://snowplow.example", "https://user:secret@snowplow.example", "https://"]
    {
        let error: Box<dyn Error + Send + Sync> =
            Tracker::builder(url).app_id("gkg").build().unwrap_err().into();
        assert!(error.to_string().starts_with("collector: expected "), "{error}");
    }
    assert_eq!(Tracker::builder(URL).build().unwrap_err().option(), "app_id");
}

/// What the service compares in its tests against a real collector.
#[test]
fn the_envelopes_are_public() {
    use snowgauge::payload::field::{CONTEXTS, PAYLOAD_DATA, UNSTRUCT_EVENT};
    let uris = [
        (PAYLOAD_DATA, "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4"),
        (CONTEXTS, "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1"),
        (UNSTRUCT_EVENT, "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0"),
    ];
    let real = collector::Collector::start(&[]);
    let (tracker, analytics, _) = service(Tracker::builder(&real.url));
    analytics.query_executed(&query()).unwrap();
    assert!(tracker.shutdown(DEADLINE).wait().is_complete());
    let arrived = real.next();
    assert_eq!(arrived.body["schema"], PAYLOAD_DATA);
    let entities: serde_json::Value =
        serde_json::from_str(arrived.events()[0]["co"].as_str().unwrap()).unwrap();
    assert_eq!(entities["schema"], CONTEXTS);
    for (constant, uri) in uris {
        assert_eq!(constant, uri);
    }
}
