//! `validate` says of the golden vectors what they say themselves.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)] // A test may fail.

mod support;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::{counted, run, stdout, vectors};

/// Some vectors have data of schemas of their own.
const OWN: [&str; 1] = ["--allow-unknown-schemas"];

/// What is found in each line, by the line's number from 1.
fn validate(options: &[&str], lines: &[String]) -> (BTreeMap<u64, Vec<Value>>, Value, Option<i32>) {
    let output = run(&[&["validate", "--format=json", "-"], options].concat(), lines.join("\n"));
    let mut rows: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = rows.pop().expect("the last line is the summary")["summary"].clone();
    let mut found = BTreeMap::<u64, Vec<Value>>::new();
    for mut row in rows {
        let row = row.as_object_mut().unwrap();
        assert_eq!(row.remove("file"), Some("(stdin)".into()));
        row.remove("event");
        let line = row.remove("line").and_then(|line| line.as_u64()).unwrap();
        found.entry(line).or_default().push(Value::from(row.clone()));
    }
    (found, summary, output.status.code())
}

fn cases(file: &str) -> Vec<Value> {
    vectors(file)["cases"].as_array().unwrap().clone()
}

#[test]
fn every_valid_body_is_good() {
    let all = [cases("valid.json"), cases("kinds.json")].concat();
    let bodies: Vec<String> =
        all.iter().filter_map(|case| case["body"].as_str()).map(str::to_owned).collect();
    let (found, summary, code) = validate(&OWN, &bodies);
    assert_eq!(found, BTreeMap::new());
    let count = counted("valid") + counted("kinds_valid");
    assert_eq!(summary, json!({ "lines": count, "good": count, "violations": 0 }));
    assert_eq!(code, Some(0));
}

/// An invalid case as a line; `None` where its text is no JSON, and so no part of a line of JSON.
fn line(case: &Value) -> Option<String> {
    if let Some(datum) = case.get("validate") {
        return Some(match datum["text"].as_str() {
            Some(text) => format!(r#"{{"schema":{},"data":{}}}"#, datum["schema"], whole(text)?),
            None => datum.to_string(),
        });
    }
    let check = &case["check"];
    let text = |given: &Value| match given["text"].as_str() {
        Some(text) => whole(text),
        None => Some(given["data"].to_string()),
    };
    let entities: Option<Vec<String>> = check["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entity| Some(format!(r#"{{"schema":{},"data":{}}}"#, entity["schema"], text(entity)?)))
        .collect();
    let (event, entities) = (&check["event"], entities?.join(","));
    let data = text(event)?;
    Some(format!(r#"{{"event":{},"data":{data},"entities":[{entities}]}}"#, event["name"]))
}

/// A text that is JSON as a whole.
fn whole(text: &str) -> Option<String> {
    serde_json::from_str::<&serde_json::value::RawValue>(text).ok().map(|_| text.to_owned())
}

#[test]
fn every_invalid_case_gives_exactly_its_violations() {
    let all = cases("invalid.json");
    let (kept, left): (Vec<_>, Vec<_>) = all.iter().partition(|case| line(case).is_some());
    assert_eq!(all.len() as u64, counted("invalid_value") + counted("invalid_text"));
    assert!(left.iter().all(|case| case["kind"] == "text"), "values are JSON");
    let lines: Vec<String> = kept.iter().filter_map(|case| line(case)).collect();
    let (found, summary, code) = validate(&[], &lines);
    for (number, case) in (1..).zip(&kept) {
        let expected = case["violations"].as_array().unwrap();
        let mut found = found.get(&number).cloned().unwrap_or_default();
        if case.get("check").is_some() && expected.iter().all(|row| row["code"] == "unknown_schema") {
            // In a program the entity cannot even be made, and the event is not looked at; here it is.
            found.retain(|row| row["code"] == "unknown_schema");
        }
        assert_eq!(&found, expected, "{}", case["name"]);
    }
    assert_eq!((summary["good"].as_u64(), code), (Some(0), Some(1)));

    // What is no JSON is not good either, and the line is named.
    let broken = |case: &&Value| {
        let text = case.pointer("/validate/text").or(case.pointer("/check/event/text"));
        format!(r#"{{"schema":"iglu:a/b/jsonschema/1-0-0","data":{}}}"#, text.unwrap().as_str().unwrap())
    };
    let lines: Vec<String> = left.iter().map(broken).filter(|line| !line.contains('\n')).collect();
    let (found, summary, _) = validate(&[], &lines);
    assert_eq!((found.len(), summary["good"].as_u64()), (lines.len(), Some(0)));
}

#[test]
fn events_of_every_kind_give_exactly_their_violations() {
    let is_plain = |case: &&Value| {
        let empty = |part: &Value| part["subject"] == json!({}) && part["entities"] == json!([]);
        case["at"] == "event" && empty(&case["tracker"]) && (case["scope"].is_null() || empty(&case["scope"]))
    };
    let all = cases("kinds.json");
    let kept: Vec<&Value> = all.iter().filter(is_plain).filter(|case| event_line(case).is_some()).collect();
    assert!(kept.len() > 50, "{}", kept.len());
    let lines: Vec<String> = kept.iter().filter_map(|case| event_line(case)).collect();
    let (found, _, _) = validate(&OWN, &lines);
    for (number, case) in (1..).zip(&kept) {
        let expected = case["violations"].as_array().unwrap();
        assert_eq!(found.get(&number), Some(expected), "{}", case["name"]);
    }
}

/// A case of `kinds.json` as a line.
fn event_line(case: &Value) -> Option<String> {
    let event = &case["event"];
    let kind = event["kind"].as_str().unwrap();
    if case["config"]["too_long"] == "truncate" {
        return None;
    }
    let mut fields = event["fields"].as_object().cloned().unwrap_or_default();
    fields.extend(case["subject"].as_object().unwrap().clone());
    if !case["true_timestamp"].is_null() {
        fields.insert("true_timestamp".into(), case["true_timestamp"].clone());
    }
    let mut line = json!({ "event": kind, "fields": fields, "entities": case["entities"] });
    match kind {
        "planned" => {
            line["event"] = event["name"].clone();
            line["data"] = event["data"].clone();
        }
        "self_describing_event" if event.get("schema").is_some() => {
            line["data"] = json!({ "schema": event["schema"], "data": event["data"] });
        }
        _ => {}
    }
    Some(line.to_string())
}

/// Rows of `protocol.json` about which `validate` is stricter or knows less, each with the reason.
fn differs(case: &Value) -> bool {
    let row = case["row"].as_str().unwrap();
    let is = |start: &str| row.starts_with(start);
    // Of the request around the body nothing is in a file.
    let has = |part: &str| case["name"].as_str().unwrap().contains(part);
    let query = case["request"]["query"].as_object().is_some_and(|query| !query.is_empty());
    query
        || is("The whole request is lost: a content type")
        // Snowgauge sends no control characters, although the pipeline would take them out.
        || is("A tab becomes four spaces")
        || is("A field is too long") && (has("\\n") || has("\\t"))
        // Nor half of a surrogate pair, which the pipeline would make another character of.
        || is("Still good: half a surrogate pair")
        // Nor as many levels: the core's limit leaves room for wrappers that others may add.
        || is("JSON nested deeper") && case["verdict"] == "good"
        // No line at all.
        || case["request"]["body"] == ""
}

#[test]
fn payloads_are_judged_as_the_pipeline_was_seen_to() {
    let file = vectors("protocol.json");
    let base = file["event"].as_object().unwrap();
    let body = |case: &Value| {
        if let Some(request) = case.get("request") {
            return request["body"].as_str().unwrap().to_owned();
        }
        let mut event = base.clone();
        event.extend(case["fields"].as_object().unwrap().clone());
        event.retain(|_, value| !value.is_null());
        let schema = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4";
        json!({ "schema": schema, "data": [event] }).to_string()
    };
    let all = cases("protocol.json");
    assert_eq!(all.len() as u64, counted("protocol"));
    let kept: Vec<&Value> = all.iter().filter(|case| !differs(case) && !body(case).contains('\n')).collect();
    let lines: Vec<String> = kept.iter().map(|case| body(case)).collect();
    let output = run(&["validate", "--format=json", "-"], lines.join("\n"));
    let wrong: std::collections::BTreeSet<u64> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        // The tracking plan has rules of which the pipeline knows nothing.
        .filter(|row| {
            !row["code"].as_str().is_some_and(|code| code.starts_with("plan_") || code.starts_with("entity_"))
        })
        .filter_map(|row| row["line"].as_u64())
        .collect();
    let failures: Vec<String> = (1..)
        .zip(&kept)
        .filter(|(number, case)| (case["verdict"] == "good") == wrong.contains(number))
        .map(|(_, case)| format!("{} {}", case["verdict"], case["name"]))
        .collect();
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), kept.len(), failures.join("\n"));
}
