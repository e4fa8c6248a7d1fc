use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::judge::{Code, Fault};
use crate::testing::request;

fn good(fields: &[(&str, &str)]) -> Value {
    let (request, parameters) = (request(), fields.iter().copied().collect());
    let verdict = Verdict::Good(Good { request: &request, parameters, event_id: Uuid::nil() });
    let mut out = Vec::new();
    write(&verdict, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn a_structured_event() {
    let fields = [("e", "se"), ("p", "srv"), ("tv", "t-1"), ("se_ca", "c"), ("se_ac", "a"), ("se_va", "1e2")];
    let event = good(&fields);
    assert_eq!(event["rawEvent"]["parameters"], json!(std::collections::BTreeMap::from(fields)));
    assert_eq!(
        event["rawEvent"]["api"],
        json!({"vendor": "com.snowplowanalytics.snowplow", "version": "tp2"})
    );
    assert_eq!(event["rawEvent"]["context"]["timestamp"], "2021-08-29T12:01:05.787Z");
    assert_eq!(event["rawEvent"]["context"]["ipAddress"], "127.0.0.1");
    assert_eq!(event["eventType"], "struct");
    assert_eq!(event["schema"], "iglu:com.google.analytics/event/jsonschema/1-0-0");
    assert_eq!(event["contexts"], json!([]));
    for (column, value) in [
        ("event", json!("struct")),
        ("event_id", json!("00000000-0000-0000-0000-000000000000")),
        ("event_vendor", json!("com.google.analytics")),
        ("event_name", json!("event")),
        ("platform", json!("srv")),
        ("se_category", json!("c")),
        ("se_action", json!("a")),
        ("se_label", Value::Null),
        ("se_value", json!(100.0)),
        ("useragent", json!("test/1")),
        ("contexts", json!({})),
        ("unstruct_event", Value::Null),
        ("derived_tstamp", json!("2021-08-29T12:01:05.787Z")),
    ] {
        assert_eq!(event["event"][column], value, "{column}");
    }
}

#[test]
fn a_self_describing_event_with_an_entity() {
    let ue = r#"{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0",
        "data":{"schema":"iglu:com.example/happened/jsonschema/1-0-0","data":{"what":"it"}}}"#;
    let co = r#"{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1",
        "data":[{"schema":"iglu:com.example/entity/jsonschema/1-0-0","data":{"id":"a"}}]}"#;
    let event = good(&[("e", "ue"), ("ue_pr", ue), ("co", co)]);
    assert_eq!(event["eventType"], "unstruct");
    assert_eq!(event["schema"], "iglu:com.example/happened/jsonschema/1-0-0");
    assert_eq!(event["contexts"], json!(["iglu:com.example/entity/jsonschema/1-0-0"]));
    assert_eq!(event["event"]["event_name"], "happened");
    assert_eq!(event["event"]["unstruct_event"], serde_json::from_str::<Value>(ue).unwrap());
    // Micro always names 1-0-0 here, whatever the tracker sent.
    let contexts = serde_json::from_str::<Value>(&co.replace("1-0-1", "1-0-0")).unwrap();
    assert_eq!(event["event"]["contexts"], contexts);
}

#[test]
fn a_self_describing_event_without_data_has_no_schema() {
    let event = good(&[("e", "ue")]);
    assert_eq!((&event["schema"], &event["event"]["event_name"]), (&Value::Null, &Value::Null));
}

#[test]
fn the_derived_timestamp() {
    for (dtm, stm, ttm, expected) in [
        // Two seconds in the device's queue.
        (Some("1000"), Some("3000"), None, "2021-08-29T12:01:03.787Z"),
        (Some("3000"), Some("1000"), None, "2021-08-29T12:01:05.787Z"),
        (Some("1000"), None, None, "2021-08-29T12:01:05.787Z"),
        (Some("1000"), Some("3000"), Some("0"), "1970-01-01T00:00:00.000Z"),
    ] {
        let mut fields = vec![("e", "pv")];
        fields.extend(dtm.map(|dtm| ("dtm", dtm)));
        fields.extend(stm.map(|stm| ("stm", stm)));
        fields.extend(ttm.map(|ttm| ("ttm", ttm)));
        assert_eq!(good(&fields)["event"]["derived_tstamp"], expected, "{fields:?}");
    }
}

#[test]
fn bad_events() {
    let faults = vec![Fault::new(Code::AtomicFieldParse, "eid", "expected a hyphenated UUID")];
    let (request, parameters) = (request(), Some(Parameters::from_iter([("e", "pv")])));
    let event = Verdict::Bad(Bad { request: &request, body: None, parameters, faults: &faults });
    let lost = Bad { request: &request, body: Some("{"), parameters: None, faults: &faults };
    let read = |verdict: &Verdict<'_>| -> Value {
        let mut out = Vec::new();
        write(verdict, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    };
    let event = read(&event);
    assert_eq!(event["errors"], json!(["atomic_field_parse_error at `eid`: expected a hyphenated UUID"]));
    assert_eq!(event["rawEvent"]["parameters"], json!({"e": "pv"}));
    assert_eq!(event["collectorPayload"]["contentType"], "application/json");
    let lost = read(&Verdict::Bad(lost));
    assert_eq!((&lost["rawEvent"], &lost["collectorPayload"]["body"]), (&Value::Null, &json!("{")));
}
