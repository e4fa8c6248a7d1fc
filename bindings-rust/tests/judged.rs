//! Every kind of event, from a tracker over a real socket to a judge that knows nothing of the core.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use snowgauge::entities::{CodeSuggestionsContext, GitlabStandard};
use snowgauge::events::{ScreenView, SuggestionRequested, Timing};
use snowgauge::{
    Builder, Event, Framing, PagePing, PageView, SelfDescribing, SelfDescribingJson, Serialized,
    StructuredEvent, Subject, TooLong, Tracker,
};
use snowgauge_collector::{Collector, Options};

const DEPLOYED: &str = "iglu:com.acme/deployed/jsonschema/1-0-0";
const CLUSTER: &str = "iglu:com.acme/cluster/jsonschema/1-0-0";

/// An Iglu folder with the project's schemas and two of somebody else.
fn schemas() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for vendor in ["com.gitlab", "com.snowplowanalytics.mobile", "com.snowplowanalytics.snowplow"] {
        copy(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas").join(vendor),
            &folder.path().join(vendor),
        );
    }
    let properties = json!({ "sha": { "type": "string" }, "seconds": { "type": "number" } });
    write_schema(folder.path(), "deployed", &properties);
    write_schema(folder.path(), "cluster", &json!({ "name": { "type": "string" } }));
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn write_schema(folder: &Path, name: &str, properties: &Value) {
    let schema = json!({
        "$schema": "http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#",
        "self": { "vendor": "com.acme", "name": name, "format": "jsonschema", "version": "1-0-0" },
        "type": "object",
        "properties": properties,
        "required": properties.as_object().unwrap().keys().collect::<Vec<_>>(),
        "additionalProperties": false,
    });
    let file = folder.join("com.acme").join(name).join("jsonschema");
    fs::create_dir_all(&file).unwrap();
    fs::write(file.join("1-0-0"), schema.to_string()).unwrap();
}

/// Own data, as hosts have it.
#[derive(serde::Serialize)]
struct Deployed<'a> {
    sha: &'a str,
    seconds: f32,
}

/// Tracks an event of every kind, and says how many.
fn track_all(tracker: &Tracker) -> usize {
    let cluster = SelfDescribingJson::new(CLUSTER, r#"{"name":"eu-1"}"#);
    let context = CodeSuggestionsContext::builder().prefix_length(120).language("rust").build();
    let subject = Subject::builder().platform("web").viewport("1280x720").domain_session_index(3).build();
    let page = "https://gitlab.example/a b?labels[]=x#y";
    let deployed = Deployed { sha: "0d6f5a1b", seconds: 42.5 };
    let structured = StructuredEvent::builder().category("search").action("open").value(1.5e-7).build();
    let events: [&dyn Event; 8] = [
        &SuggestionRequested::new().with(&context).with(&cluster),
        &structured.with(&cluster).with_subject(&subject).with_true_timestamp(-1),
        &SelfDescribing(SelfDescribingJson::new(DEPLOYED, r#"{"seconds":42,"sha":"0d6f5a1b"}"#))
            .with(&cluster),
        &SelfDescribing(Serialized::new(DEPLOYED, &deployed)),
        &PageView::builder().page_url(page).page_title("x".repeat(3000)).referrer("/").build(),
        &PagePing::builder()
            .page_url(page)
            .min_y_offset(-8)
            .max_y_offset(2400)
            .build()
            .with_subject(&subject),
        &ScreenView::builder()
            .name("Issues")
            .id("63d1f2c8-5d1e-4b7a-9a55-3c0f0e6a2b11")
            .previous_name("Home")
            .build(),
        &Timing::builder()
            .category("editor")
            .variable("suggestion_shown")
            .timing(182.5)
            .build()
            .with(&cluster),
    ];
    for event in events {
        tracker.track(event).unwrap();
    }
    events.len()
}

fn get(collector: &Collector, path: &str) -> Value {
    let url = format!("{}{path}", collector.url());
    serde_json::from_str(&ureq::get(url).call().unwrap().body_mut().read_to_string().unwrap()).unwrap()
}

#[test]
fn every_kind_of_event_is_good() {
    let folder = schemas();
    let collector =
        Collector::start(&Options { port: 0, schemas: Some(folder.path().into()), ..Options::default() })
            .unwrap();
    let standard = GitlabStandard::builder().environment("test").build();
    let configured = |change: fn(Builder) -> Builder| {
        let builder = Tracker::builder(collector.url()).app_id("judged").too_long(TooLong::Truncate);
        let subject = Subject::builder().user_id("u".repeat(300)).language("en-US").build();
        change(builder.subject(subject).entity(&standard)).build().unwrap()
    };
    let trackers = [
        configured(|builder| builder),
        configured(|builder| builder.framing(Framing::SelfDescribing)),
        configured(|builder| builder.base64(true)),
    ];
    let mut sent = 0;
    for tracker in trackers {
        let session = Subject::builder().domain_session_id("7a1f6c1e-2b7d-4f0e-9c35-0d6f5a1b2c3e").build();
        let cluster = SelfDescribingJson::new(CLUSTER, r#"{"name":"of the scope"}"#);
        let scope = tracker.scoped().subject(&session).entity(&cluster).build().unwrap();
        sent += track_all(&tracker) + track_all(&scope);
        assert!(scope.shutdown(Duration::from_secs(10)).wait().is_complete());
    }
    let counts = get(&collector, "/micro/all");
    let bad = get(&collector, "/micro/bad");
    assert_eq!((counts["good"].as_u64(), counts["bad"].as_u64()), (Some(sent as u64), Some(0)), "{bad}");
    let mut kinds = BTreeMap::<String, usize>::new();
    for event in get(&collector, "/micro/good").as_array().unwrap() {
        *kinds.entry(event["eventType"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    // Six times each; the two that are structured by name are so under every framing.
    let expected = [("page_ping", 6), ("page_view", 6), ("struct", 12), ("unstruct", 24)];
    assert_eq!(kinds, expected.map(|(kind, count)| (kind.to_owned(), count)).into());
}
