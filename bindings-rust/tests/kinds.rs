//! What Rust programs can do with every kind of event: scopes, subjects, own types.
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
use std::sync::mpsc::channel;
use std::time::Duration;

use collector::{Collector, NOBODY};
use serde::Serialize;
use serde_json::Value;
use snowgauge::encode::Encoded;
use snowgauge::entities::KnowledgeGraphContext;
use snowgauge::events::GkgNamespaceEnabled;
use snowgauge::{
    Code, Event, PageView, Scratch, SelfDescribing, SelfDescribingJson, Serialized, StructuredEvent, Subject,
    TooLong, TrackError, Tracker, Violations, check,
};

const SOON: Duration = Duration::from_secs(10);
const OWN: &str = "iglu:com.acme/own/jsonschema/1-0-0";

fn structured() -> StructuredEvent<'static> {
    StructuredEvent::builder().category("search").action("open").build()
}

#[test]
fn a_scope_is_another_handle_of_the_same_delivery() {
    let collector = Collector::start(&[]);
    let subject = Subject::builder().user_id("of the tracker").language("en").build();
    let tracker = Tracker::builder(&collector.url).app_id("test").subject(subject).build().unwrap();
    let user = Subject::builder().user_id("of the scope").build();
    let entity = SelfDescribingJson::new(OWN, r#"{"of":"the scope"}"#);
    let scope = tracker.scoped().subject(&user).entity(&entity).field("timezone", "UTC").build().unwrap();
    let inner = scope.scoped().field("user_id", "of the inner scope").build().unwrap();
    for handle in [&tracker, &scope, &inner] {
        handle.track(structured()).unwrap();
    }
    assert_eq!(scope.stats().accepted, 3);
    assert!(inner.shutdown(SOON).wait().is_complete());
    let arrived = collector.next();
    let told = |name: &str| arrived.events().iter().map(|event| event[name].clone()).collect::<Vec<_>>();
    assert_eq!(told("uid"), ["of the tracker", "of the scope", "of the inner scope"]);
    assert_eq!(told("lang"), ["en"; 3]);
    assert_eq!(told("tz"), [Value::Null, "UTC".into(), "UTC".into()]);
    assert_eq!(told("co").iter().map(Value::is_string).collect::<Vec<_>>(), [false, true, true]);
    let refused = tracker.track(structured());
    assert!(matches!(refused, Err(TrackError::NotTaken(_))), "the delivery that was shut down is theirs too");
}

#[test]
fn what_is_wrong_with_a_tracker_or_a_scope_is_told_when_it_is_made() {
    let wrong = Subject::builder().viewport("wide").build();
    let built = Tracker::builder(NOBODY).app_id("test").subject(wrong.clone()).build();
    let error = built.err().unwrap();
    assert_eq!(error.option(), "subject");
    let message = error.to_string();
    assert!(message.starts_with("subject: /viewport: expected width and height"), "{message}");

    let graph = SelfDescribingJson::new("iglu:com.gitlab/knowledge_graph_context/jsonschema/1-0-0", "{}");
    let built = Tracker::builder(NOBODY).app_id("test").entity(&graph).build();
    assert_eq!(built.err().unwrap().option(), "entities");

    let tracker = Tracker::builder(NOBODY).app_id("test").build().unwrap();
    let scope = tracker.scoped().subject(&wrong).entity(&graph).field("vieuport", "").build();
    let violations = scope.err().unwrap();
    let pointers: Vec<&str> = violations.as_slice().iter().map(|violation| &*violation.pointer).collect();
    assert_eq!(pointers[..3], ["/vieuport", "/viewport", "/correlation_id"]);
}

#[test]
fn a_text_that_was_cut_is_told() {
    let collector = Collector::start(&[]);
    let (sender, heard) = channel();
    let builder = Tracker::builder(&collector.url).app_id("test").too_long(TooLong::Truncate);
    let tracker = builder.on_outcome(move |outcome| drop(sender.send(outcome.clone()))).build().unwrap();
    let event = PageView::builder().page_url("/").page_title("t".repeat(2001)).build();
    let subject = Subject::builder().useragent("u".repeat(1001)).build();
    tracker.track(event.with_subject(&subject)).unwrap();
    tracker.track(structured()).unwrap();
    assert!(tracker.shutdown(SOON).wait().is_complete());
    let told: Vec<Vec<&str>> =
        heard.iter().take(2).map(|outcome| outcome.truncated.names().collect()).collect();
    assert_eq!(told, [vec!["useragent", "page_title"], vec![]]);
    assert_eq!(tracker.stats().truncated, 1);
    assert_eq!(collector.next().events()[0]["page"].as_str().map(str::len), Some(2000));
}

#[test]
fn the_plans_entity_may_come_from_anywhere() {
    let graph = KnowledgeGraphContext::builder();
    let graph = graph.correlation_id("d3f1a2b4").namespace_id("1").root_namespace_id("2");
    let graph =
        graph.user_type(snowgauge::entities::UserType::Bot).source_type(snowgauge::entities::SourceType::Cli);
    let graph =
        graph.tool_name(snowgauge::entities::ToolName::QueryGraph).tier(snowgauge::entities::Tier::Ultimate);
    let graph = graph.deployment_type(snowgauge::entities::DeploymentType::Com).build();
    let event = || {
        let kind = snowgauge::events::NamespaceType::Group;
        GkgNamespaceEnabled::builder().namespace_type(kind).enabled_by_user_id("1").build()
    };
    let bare = Tracker::builder(NOBODY).app_id("test").build().unwrap();
    assert!(matches!(bare.track(event()), Err(TrackError::Invalid(_))));
    let tracker = Tracker::builder(NOBODY).app_id("test").entity(&graph).build().unwrap();
    tracker.track(event()).unwrap();
    let Err(TrackError::Invalid(violations)) = tracker.track(event().with(&graph)) else {
        panic!("two of them")
    };
    assert_eq!(violations.as_slice()[0].code, Code::EntityRepeated);
}

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct Newtype(u8);

#[derive(Serialize)]
struct Pair(i8, char);

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Variant {
    Plain,
    One(f32),
    Two(i64, u64),
    Named { text: &'static str, list: Vec<Option<bool>> },
}

#[derive(Serialize)]
struct Everything {
    unit: Unit,
    newtype: Newtype,
    pair: Pair,
    variants: Vec<Variant>,
    map: BTreeMap<i32, Option<f64>>,
    tuple: (i128, u128, ()),
    texts: [&'static str; 3],
}

fn everything() -> Everything {
    let named = Variant::Named { text: "a\"b\\c\n", list: vec![None, Some(true), Some(false)] };
    Everything {
        unit: Unit,
        newtype: Newtype(255),
        pair: Pair(-128, '🦀'),
        variants: vec![Variant::Plain, Variant::One(0.1), Variant::Two(i64::MIN, u64::MAX), named],
        map: [(-1, None), (7, Some(2.5))].into(),
        tuple: (i128::MIN, u128::MAX, ()),
        texts: ["", "ü", "\u{2028}"],
    }
}

#[test]
fn own_types_become_what_serde_json_makes_of_them() {
    let value = everything();
    let datum = Encoded::of(&Serialized::new(OWN, &value), &mut Scratch::default());
    assert!(datum.violations().is_none(), "{:?}", datum.violations());
    assert_eq!(datum.json(), serde_json::to_string(&value).unwrap());
}

/// The first thing that is wrong with a value.
fn first_violation(value: &impl Serialize) -> (Code, String, String) {
    let found = check(&SelfDescribing(Serialized::new(OWN, value)), &[]).expect("it cannot be sent");
    let violation = found.into_vec().remove(0);
    (violation.code, violation.pointer, violation.found)
}

#[test]
fn what_serde_json_would_hide_or_refuse_is_a_violation() {
    let told = |pointer: &str, found: &str| (Code::NotJson, pointer.to_owned(), found.to_owned());
    let endless = BTreeMap::from([("a", vec![1.0, f64::NEG_INFINITY])]);
    assert_eq!(first_violation(&endless), told("/a/1", "-Infinity"));
    assert_eq!(first_violation(&[f32::NAN]), told("/0", "NaN"));
    let keyed = vec![BTreeMap::from([(vec![1], 1)])];
    assert_eq!(first_violation(&keyed), told("/0/", "a value that its type cannot serialize"));
}

#[test]
fn own_types_that_nest_too_deeply_are_refused_wherever_they_do() {
    #[derive(Serialize)]
    enum Deep {
        End,
        Newtype(Box<Deep>),
        Tuple(Box<Deep>, u8),
        Struct { inner: Box<Deep> },
        Map(BTreeMap<u8, Deep>),
    }
    let wraps: [fn(Deep) -> Deep; 4] = [
        |inner| Deep::Newtype(Box::new(inner)),
        |inner| Deep::Tuple(Box::new(inner), 1),
        |inner| Deep::Struct { inner: Box::new(inner) },
        |inner| Deep::Map([(1, inner)].into()),
    ];
    for (kind, wrap) in wraps.into_iter().enumerate() {
        for levels in [17, 18, 19, 36, 37, 60] {
            let value = (0..levels).fold(Deep::End, |inner, _| wrap(inner));
            // A newtype variant is one object, the others are two containers.
            let depth = if kind == 0 { levels } else { 2 * levels };
            let found = check(&SelfDescribing(Serialized::new(OWN, &value)), &[]);
            let codes: Vec<Code> = found.iter().flat_map(Violations::as_slice).map(|one| one.code).collect();
            assert_eq!(codes, if depth > 36 { vec![Code::MaxDepth] } else { vec![] }, "{kind} {levels}");
        }
    }
}
