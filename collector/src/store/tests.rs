use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::judge::{Bad, Code, Fault, Good, Parameters};
use crate::testing::request;

fn line(verdict: &Verdict<'_>) -> Value {
    let mut out = Vec::new();
    super::line::write(verdict, &mut out).unwrap();
    assert!(out.ends_with(b"}\n") && !out[..out.len() - 1].contains(&b'\n'));
    serde_json::from_slice(&out).unwrap()
}

fn good(fields: &[(&str, &str)]) -> Value {
    let request = request();
    let parameters = fields.iter().copied().collect();
    line(&Verdict::Good(Good { request: &request, parameters, event_id: Uuid::nil() }))
}

#[test]
fn a_structured_event_with_entities() {
    let co = r#"{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1","data":[
        {"schema":"iglu:com.example/entity/jsonschema/1-0-0","data":{"id":"a","n":9007199254740993}},
        {"schema":"iglu:com.example/other/jsonschema/2-0-0","data":[1.50]},
        {"schema":"iglu:com.example/entity/jsonschema/1-2-3","data":{"id":"b","_schema_version":"x"}}]}"#;
    let found = good(&[
        ("e", "se"),
        ("p", "srv"),
        ("tv", "t-1"),
        ("aid", "app"),
        ("se_ca", "c"),
        ("se_ac", "a\tb"),
        ("se_va", "2.5"),
        ("vid", "3"),
        ("cookie", "1"),
        ("dtm", "1000"),
        ("stm", "3000"),
        ("lang", "\n"),
        ("co", co),
    ]);
    let collector = concat!("snowgauge-collector-", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        found,
        json!({
            "app_id": "app", "platform": "srv", "event": "struct", "event_id": "00000000-0000-0000-0000-000000000000",
            "v_tracker": "t-1", "v_collector": collector, "v_etl": collector, "useragent": "test/1",
            "user_ipaddress": "127.0.0.1", "domain_sessionidx": 3, "br_cookies": true,
            "se_category": "c", "se_action": "a    b", "se_value": 2.5,
            "collector_tstamp": "2021-08-29T12:01:05.787Z", "etl_tstamp": "2021-08-29T12:01:05.787Z",
            "dvce_created_tstamp": "1970-01-01T00:00:01.000Z", "dvce_sent_tstamp": "1970-01-01T00:00:03.000Z",
            "derived_tstamp": "2021-08-29T12:01:03.787Z",
            "event_vendor": "com.google.analytics", "event_name": "event", "event_format": "jsonschema",
            "event_version": "1-0-0",
            "contexts_com_example_entity_1": [
                {"_schema_version": "1-0-0", "id": "a", "n": 9_007_199_254_740_993_i64},
                {"_schema_version": "1-2-3", "id": "b"},
            ],
            "contexts_com_example_other_2": [[1.5]],
        })
    );
}

#[test]
fn a_self_describing_event() {
    let ue = r#"{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0",
        "data":{"schema":"iglu:com.example/happened/jsonschema/1-0-0","data":{"what":"it","none":null}}}"#;
    let found = good(&[("e", "ue"), ("ue_pr", ue)]);
    assert_eq!(found["unstruct_event_com_example_happened_1"], json!({"what": "it", "none": null}));
    assert_eq!((&found["event"], &found["event_name"]), (&json!("unstruct"), &json!("happened")));
    assert!(found.as_object().unwrap().values().all(|value| !value.is_null()), "{found}");
}

#[test]
fn bad_events_and_lost_requests() {
    let faults = vec![Fault::new(Code::AtomicFieldParse, "dtm", "expected whole milliseconds")];
    let errors =
        json!([{"code": "atomic_field_parse_error", "at": "dtm", "message": "expected whole milliseconds"}]);
    let request = request();
    let fields =
        Parameters::from_iter([("e", "se"), ("eid", "x"), ("aid", "app"), ("se_ac", "act"), ("dtm", "y")]);
    let event = Bad { request: &request, body: None, parameters: Some(fields), faults: &faults };
    assert_eq!(
        line(&Verdict::Bad(event)),
        json!({
            "collector_tstamp": "2021-08-29T12:01:05.787Z", "event_id": "x", "app_id": "app", "event": "se",
            "se_action": "act", "errors": errors,
            "parameters": {"e": "se", "eid": "x", "aid": "app", "se_ac": "act", "dtm": "y"},
        })
    );
    let lost = Bad { request: &request, body: Some("{\n"), parameters: None, faults: &faults };
    let expected = json!({"collector_tstamp": "2021-08-29T12:01:05.787Z", "errors": errors, "body": "{\n"});
    assert_eq!(line(&Verdict::Bad(lost)), expected);
}

#[test]
fn the_bad_have_a_file_of_their_own() {
    for (path, bad) in
        [("a/events.ndjson", "a/events.bad.ndjson"), ("events", "events.bad"), ("a.b/c", "a.b/c.bad")]
    {
        assert_eq!(bad_path(Path::new(path)), Path::new(bad));
    }
}
