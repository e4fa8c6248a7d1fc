//! No message carries a value: every vector, with a secret in the place of each of its values.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

#[expect(dead_code, reason = "the support can do more than this test asks of it")]
mod support;

use serde_json::{Value, json};
use snowgauge_core::encode::{Text, read};
use snowgauge_core::{Code, Datum, Violations, check, validate};
use support::{cases, text};

/// Of a text that is none of an enum's values the first 16 characters are shown; the rest never is.
const START: &str = "jane.doe@example";
const REST: &str = "-com-0044-20-7946-0958";
/// What no message may hold of numbers.
const DIGITS: &str = "7319480265";

fn secret_text() -> String {
    assert_eq!(START.chars().count(), 16);
    [START, REST].concat()
}

/// What stands in for a value: short and long texts, and numbers of which no schema allows some.
fn secrets() -> Vec<Value> {
    let text = secret_text();
    let numbers = [format!("-{DIGITS}"), format!("{DIGITS}.{DIGITS}"), format!("{DIGITS}{DIGITS}{DIGITS}")];
    let mut secrets = vec![json!(text), json!(text.repeat(8)), json!([text])];
    secrets.extend(numbers.iter().map(|number| serde_json::from_str(number).unwrap()));
    secrets
}

/// The pointers of all values inside one: each may be somebody's.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        _ => Vec::new(),
    };
    for (name, value) in inside {
        let name = name.replace('~', "~0").replace('/', "~1");
        pointers(value, &format!("{at}/{name}"), found);
    }
}

/// All that is said of the violations, but for names of fields: a pointer names those that were there.
fn said(violations: &Violations) -> String {
    let mut said = String::new();
    for violation in violations.as_slice() {
        let mut text = format!("{violation}\n{violation:?}");
        if !violation.pointer.is_empty() {
            text = text.replace(&violation.pointer, "");
        }
        // The one thing that may be shown, as it is shown.
        if violation.code == Code::Enum {
            text = text.replace(&format!("that starts with \"{START}\""), "");
            text = text.replace(&format!("that starts with \\\"{START}\\\""), "");
        }
        said.push_str(&text);
    }
    said
}

/// How many violations were looked through.
fn assert_silent(violations: Option<&Violations>, name: &str) -> usize {
    let Some(violations) = violations else { return 0 };
    let said = said(violations);
    for secret in [START, "jane", REST, "0958", DIGITS, "7319480"] {
        assert!(!said.contains(secret), "{name}: `{secret}` is told: {said}");
    }
    violations.as_slice().len()
}

/// Checks an event with its entities, whose data are texts.
fn check_texts(event: (&str, &str), entities: &[(&str, &str)]) -> Option<Violations> {
    let event = match Text::event(event.0, event.1) {
        Ok(event) => event,
        Err(violations) => return Some(violations),
    };
    let mut texts = Vec::new();
    for (uri, text) in entities {
        match Text::entity(uri, text) {
            Ok(entity) => texts.push(entity),
            Err(violations) => return Some(violations),
        }
    }
    let entities: Vec<&dyn Datum> = texts.iter().map(|entity| entity as &dyn Datum).collect();
    check(&event, &entities)
}

/// The parts of a case that hold data: one datum, or an event's and its entities', each with what it is.
fn judge(case: &Value, data: &[String]) -> Option<Violations> {
    if !case["validate"].is_null() {
        return validate(text(&case["validate"], "schema"), |to| read(&data[0], to));
    }
    let checked = &case["check"];
    let entities = checked["entities"].as_array().unwrap().iter().map(|entity| text(entity, "schema"));
    let entities: Vec<(&str, &str)> = entities.zip(data[1..].iter().map(String::as_str)).collect();
    check_texts((text(&checked["event"], "name"), &data[0]), &entities)
}

/// The data of a case: that of the datum, or of the event and its entities.
fn data_of(case: &Value, key: &str) -> Vec<Value> {
    if !case["validate"].is_null() {
        return vec![case["validate"][key].clone()];
    }
    let entities = case["check"]["entities"].as_array().unwrap().iter();
    std::iter::once(&case["check"]["event"]).chain(entities).map(|part| part[key].clone()).collect()
}

/// An event without data has no text.
fn json(value: &Value) -> String {
    if value.is_null() { String::new() } else { value.to_string() }
}

/// Puts each secret in the place of each value of a case.
fn sweep(case: &Value, data: &[Value]) -> usize {
    let mut violations = 0;
    for (part, datum) in data.iter().enumerate() {
        let mut places = Vec::new();
        pointers(datum, "", &mut places);
        for (place, secret) in
            places.iter().flat_map(|place| secrets().into_iter().map(move |it| (place, it)))
        {
            let mut changed = data.to_vec();
            *changed[part].pointer_mut(place).unwrap() = secret;
            let texts: Vec<String> = changed.iter().map(json).collect();
            violations += assert_silent(judge(case, &texts).as_ref(), text(case, "name"));
        }
    }
    violations
}

#[test]
fn no_invalid_value_is_told() {
    let cases: Vec<Value> =
        cases("invalid.json").into_iter().filter(|case| case["kind"] == "value").collect();
    let violations: usize = cases.iter().map(|case| sweep(case, &data_of(case, "data"))).sum();
    assert!(violations > 10_000, "{violations}");
}

/// Valid events have values everywhere that could be somebody's.
#[test]
fn no_value_of_an_event_that_was_valid_is_told() {
    let mut violations = 0;
    for case in cases("valid.json") {
        // Events that the plan does not know have no schema to break, and both framings have the same data.
        let planned = case["event"].get("name").is_some() && case["entities"].is_array();
        if planned && case["config"]["framing"] == "internal_events" {
            let case = json!({ "name": case["name"], "check": { "event": case["event"], "entities": case["entities"] } });
            violations += sweep(&case, &data_of(&case, "data"));
        }
    }
    assert!(violations > 1_000, "{violations}");
}

/// A secret anywhere in a text that may not even be JSON.
#[test]
fn nothing_of_an_invalid_text_is_told() {
    let secret = secret_text();
    let mut violations = 0;
    for case in cases("invalid.json").into_iter().filter(|case| case["kind"] == "text") {
        let data: Vec<String> =
            data_of(&case, "text").iter().map(|text| text.as_str().unwrap_or_default().to_owned()).collect();
        for (part, datum) in data.iter().enumerate() {
            // Of the texts that are long because length is their point, the first bytes are enough.
            for at in (0..=datum.len().min(400)).filter(|at| datum.is_char_boundary(*at)) {
                let mut changed = data.clone();
                changed[part].insert_str(at, &secret);
                let Some(found) = judge(&case, &changed) else { continue };
                let said = said(&found);
                // In an enum's value the secret may begin among the 16 characters that are shown.
                assert!(!said.contains("0958"), "{}: at {at}: {said}", text(&case, "name"));
                violations += found.as_slice().len();
            }
        }
    }
    assert!(violations > 1_000, "{violations}");
}
