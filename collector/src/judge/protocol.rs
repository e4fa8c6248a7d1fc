//! The vectors of the tracker protocol: each row of what enrich was seen to do.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Bad, Batch, Judge, Verdict};
use crate::iglu::Registry;
use crate::request::{Parameter, Request};
use crate::testing;

fn file(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors");
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// The request of a case, and its body.
fn request(base: &Value, case: &Value) -> (Request, String) {
    let mut request = testing::request();
    if let Some(given) = case.get("request") {
        request.content_type = given["content_type"].as_str().map(str::to_owned);
        let query = given["query"].as_object().unwrap().iter();
        request.querystring = query
            .map(|(name, value)| Parameter { name: name.clone(), value: value.as_str().unwrap().to_owned() })
            .collect();
        return (request, given["body"].as_str().unwrap().to_owned());
    }
    let mut event = base.as_object().unwrap().clone();
    event.extend(case["fields"].as_object().unwrap().clone());
    event.retain(|_, value| !value.is_null());
    let schema = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4";
    (request, serde_json::json!({ "schema": schema, "data": [event] }).to_string())
}

/// What has become of a request, in the vectors' words.
fn verdict(found: &Batch) -> &'static str {
    match &found.verdicts().collect::<Vec<_>>()[..] {
        [Verdict::Bad(Bad { parameters: None, .. })] => "lost",
        found if found.iter().all(|one| matches!(one, Verdict::Good(_))) => "good",
        _ => "bad",
    }
}

#[test]
fn every_row_holds() {
    let judge = Judge::new(Registry::embedded());
    let vectors = file("protocol.json");
    let cases = vectors["cases"].as_array().unwrap();
    let mut failures = Vec::new();
    for case in cases {
        let (request, body) = request(&vectors["event"], case);
        let found = judge.judge(request, body);
        if case["verdict"] != verdict(&found) {
            failures.push(format!("{}: found {}: {found:?}", case["name"], verdict(&found)));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    assert_eq!(file("manifest.json")["protocol"], cases.len());
}
