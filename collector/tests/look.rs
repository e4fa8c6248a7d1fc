//! What can be asked of the real program about the events that it has: Micro's filters, and the list for a page.

#![expect(
    clippy::expect_used,
    reason = "clippy.toml allows it in test functions, but not in the helpers of an integration test"
)]

mod support;

use serde_json::{Value, json};
use support::{JSON, Program, TP2, page_view, payload, text};

const ENTITY: &str = "iglu:com.example/entity/jsonschema/1-0-0";
const HAPPENED: &str = "iglu:com.example/happened/jsonschema/1-0-0";

fn contexts(id: &Value) -> Value {
    let data = json!([{"schema": ENTITY, "data": {"id": id}}]);
    let wrapper =
        json!({"schema": "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1", "data": data});
    json!(wrapper.to_string())
}

/// A page view, a structured event with an entity, a self-describing event; then one that is bad by its entity.
fn events() -> [Value; 4] {
    let what = json!({"schema": HAPPENED, "data": {"what": "it"}});
    let ue = json!({"schema": "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0", "data": what});
    let structured = |id: Value| json!({"e": "se", "p": "srv", "tv": "t-2", "aid": "app", "se_ca": "c", "se_ac": "act", "co": contexts(&id)});
    let unstructured = json!({"e": "ue", "p": "srv", "tv": "t-1", "ue_pr": ue.to_string()});
    [page_view(), structured(json!("a")), unstructured, structured(json!(5))]
}

fn filtered(program: &Program, path: &str, filter: &str) -> Vec<Value> {
    let (status, body) = text(program.post(path, JSON, filter));
    assert_eq!(status, 200, "{filter}: {body}");
    serde_json::from_str(&body).expect("a list")
}

#[test]
fn good_events_pass_micros_filters() {
    let program = Program::with_test_schemas(&[]);
    program.post(TP2, JSON, &payload(&events()));
    program.post(TP2, JSON, &payload(&events()));
    for (filter, expected) in [
        ("", vec!["page_view", "struct", "unstruct", "page_view", "struct", "unstruct"]),
        ("{}", vec!["page_view", "struct", "unstruct", "page_view", "struct", "unstruct"]),
        (r#"{"limit": 2}"#, vec!["struct", "unstruct"]),
        (r#"{"limit": 0}"#, vec![]),
        (r#"{"event_type": "page_view"}"#, vec!["page_view", "page_view"]),
        (r#"{"event_type": "page_view", "limit": 1}"#, vec!["page_view"]),
        (&json!({ "schema": HAPPENED }).to_string(), vec!["unstruct", "unstruct"]),
        (&json!({ "contexts": [ENTITY] }).to_string(), vec!["struct", "struct"]),
        (&json!({ "contexts": [ENTITY, HAPPENED] }).to_string(), vec![]),
        (&json!({ "contexts": [], "limit": 1 }).to_string(), vec!["unstruct"]),
    ] {
        let found = filtered(&program, "/micro/good", filter);
        let types: Vec<&str> =
            found.iter().map(|event| event["eventType"].as_str().expect("a type")).collect();
        assert_eq!(types, expected, "{filter}");
    }
    let (status, message) = text(program.post("/micro/good", JSON, r#"{"limit": "x"}"#));
    assert_eq!(status, 400);
    assert!(message.starts_with("filter: "), "{message}");
}

#[test]
fn bad_events_pass_micros_filters() {
    let program = Program::with_test_schemas(&[]);
    program.post(TP2, JSON, "no JSON");
    program.get("/i");
    program.post("/com.example/tp2", JSON, "no JSON either");
    for (filter, count) in [
        ("{}", 3),
        (r#"{"vendor": "com.example"}"#, 1),
        (r#"{"version": "tp2"}"#, 2),
        (r#"{"vendor": "com.example", "version": "tp1"}"#, 0),
        (r#"{"limit": 1}"#, 1),
    ] {
        assert_eq!(filtered(&program, "/micro/bad", filter).len(), count, "{filter}");
    }
}

#[test]
fn a_page_gets_what_it_has_not_seen() {
    let program = Program::with_test_schemas(&["--max-events", "6"]);
    let nothing = json!({"total": 0, "good": 0, "bad": 0, "first": 0, "last": 0, "events": []});
    assert_eq!(program.get_json("/collector/events"), nothing);
    program.post(TP2, JSON, &payload(&events()));
    let numbers = |query: &str| -> Vec<u64> {
        let answer = program.get_json(&format!("/collector/events{query}"));
        answer["events"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|event| event["number"].as_u64().expect("one"))
            .collect()
    };
    assert_eq!(numbers(""), [1, 2, 3, 4]);
    assert_eq!(numbers("?after=2"), [3, 4]);
    assert_eq!(numbers("?after=1&limit=2"), [2, 3]);
    assert_eq!(numbers("?after=4"), [0_u64; 0]);
    program.post(TP2, JSON, &payload(&events()));
    assert_eq!(numbers("?after=3"), [4, 5, 6, 7, 8]);
    assert_eq!(numbers("?after=0"), [3, 4, 5, 6, 7, 8]);
    let answer = program.get_json("/collector/events?after=8");
    assert_eq!(answer, json!({"total": 8, "good": 6, "bad": 2, "first": 3, "last": 8, "events": []}));
    assert_eq!(program.get("/collector/events?after=x").status(), 400);
    assert_eq!(numbers("?after=18446744073709551615"), [0_u64; 0]);
}

#[test]
fn a_page_sees_what_an_event_is_and_why_it_is_bad() {
    let program = Program::with_test_schemas(&[]);
    program.post(TP2, JSON, &payload(&events()));
    program.post(TP2, JSON, "no JSON");
    let answer = program.get_json("/collector/events");
    let [view, structured, happened, bad, lost] = answer["events"].as_array().expect("a list").as_slice()
    else {
        panic!("{answer}")
    };
    let id = &page_view()["eid"];
    assert_eq!((&view["event"], &view["event_id"], &view["good"]), (&json!("pv"), id, &json!(true)));
    assert_eq!((&view["name"], &view["schema"], &view["errors"]), (&Value::Null, &Value::Null, &json!([])));
    assert_eq!((&structured["name"], &structured["app_id"]), (&json!("act"), &json!("app")));
    assert_eq!((&structured["tracker"], &structured["entities"]), (&json!("t-2"), &json!([ENTITY])));
    assert_eq!((&happened["name"], &happened["schema"]), (&json!("happened"), &json!(HAPPENED)));
    assert_eq!(
        (&bad["good"], &bad["entities"], &bad["event_id"]),
        (&json!(false), &json!([ENTITY]), &Value::Null)
    );
    assert_eq!(bad["errors"][0]["code"], "schema_violation");
    assert_eq!(bad["errors"][0]["at"], "co/data/0/data/id");
    assert_eq!((&lost["event"], &lost["bytes"]), (&Value::Null, &json!(7)));
    assert!(lost["time"].as_str().expect("a time").ends_with('Z'), "{lost}");
    let whole = program.get_json("/collector/events/2");
    assert_eq!((&whole["number"], &whole["event_json"]["eventType"]), (&json!(2), &json!("struct")));
    assert_eq!(program.get_json("/collector/events/5")["event_json"]["collectorPayload"]["body"], "no JSON");
    for missing in ["0", "6", "x"] {
        assert_eq!(program.get(&format!("/collector/events/{missing}")).status(), 404, "{missing}");
    }
}
