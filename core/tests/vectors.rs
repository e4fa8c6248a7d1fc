//! The golden vectors: what every language has to do alike. Their format is told in `tests/vectors/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

mod support;

use std::fmt::Write as _;

use serde_json::Value;
use snowgauge_core::encode::{Text, TextEvent, read};
use snowgauge_core::schema::tables;
use snowgauge_core::{Code, Datum, Encoder, Scratch, Violation, Violations, check, validate};
use support::{cases, compare_bodies, config, event_id, load, text, time};

/// Runs every case, counts them, and tells all failures at once.
fn run(cases: &[Value], expected: u64, judge: impl Fn(&Value) -> Result<(), String>) {
    let mut failures = String::new();
    let mut count = 0;
    for case in cases {
        count += 1;
        if let Err(failure) = judge(case) {
            writeln!(failures, "--- {}\n{failure}", text(case, "name")).unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert_eq!(count, expected, "the manifest counts other cases");
}

#[test]
fn valid_vectors_have_their_bytes() {
    run(&cases("valid.json"), load("manifest.json")["valid"].as_u64().unwrap(), |case| {
        let body = encode(case).map_err(|violations| violations.to_string())?;
        compare_bodies(text(case, "body"), &body)
    });
}

fn encode(case: &Value) -> Result<String, Violations> {
    let data = case["event"]["data"].to_string();
    let event = Text::event(text(&case["event"], "name"), &data)?;
    let texts: Vec<String> = entities(case).iter().map(|entity| entity["data"].to_string()).collect();
    let entities = pair(entities(case), texts.iter().map(String::as_str))?;
    let encoder = Encoder::new(&config(case)).unwrap();
    let (id, created) = (event_id(case), time(case, "created"));
    let payload = encoder.encode(&event, &borrow(&entities), id, created, &mut Scratch::default())?;
    Ok(String::from_utf8(payload.into_request_body(time(case, "sent"))).unwrap())
}

fn entities(case: &Value) -> &[Value] {
    case["entities"].as_array().unwrap()
}

fn pair<'t>(entities: &[Value], texts: impl Iterator<Item = &'t str>) -> Result<Vec<Text<'t>>, Violations> {
    entities.iter().zip(texts).map(|(entity, json)| Text::entity(text(entity, "schema"), json)).collect()
}

fn borrow<'d>(entities: &'d [Text<'d>]) -> Vec<&'d dyn Datum> {
    entities.iter().map(|entity| entity as &dyn Datum).collect()
}

#[test]
fn invalid_values_have_their_violations() {
    let values = of_kind("value");
    run(&values, load("manifest.json")["invalid_value"].as_u64().unwrap(), |case| {
        let datum = &case["validate"];
        let found = if datum.is_null() {
            check_event(&case["check"], |part| part["data"].to_string())
        } else {
            let json = datum["data"].to_string();
            validate(text(datum, "schema"), |to| read(&json, to))
        };
        compare_violations(&case["violations"], found.as_ref())
    });
}

#[test]
fn invalid_texts_have_their_violations() {
    let texts = of_kind("text");
    run(&texts, load("manifest.json")["invalid_text"].as_u64().unwrap(), |case| {
        let datum = &case["validate"];
        let found = if datum.is_null() {
            check_event(&case["check"], |part| text(part, "text").into())
        } else {
            validate(text(datum, "schema"), |to| read(text(datum, "text"), to))
        };
        compare_violations(&case["violations"], found.as_ref())
    });
}

fn of_kind(kind: &str) -> Vec<Value> {
    cases("invalid.json").into_iter().filter(|case| case["kind"] == kind).collect()
}

fn check_event(case: &Value, json: impl Fn(&Value) -> String) -> Option<Violations> {
    let event_json = json(&case["event"]);
    let texts: Vec<String> = entities(case).iter().map(json).collect();
    let parts = || -> Result<(TextEvent<'_>, Vec<Text<'_>>), Violations> {
        let event = Text::event(text(&case["event"], "name"), &event_json)?;
        Ok((event, pair(entities(case), texts.iter().map(String::as_str))?))
    };
    match parts() {
        Ok((event, entities)) => check(&event, &borrow(&entities)),
        Err(violations) => Some(violations),
    }
}

fn compare_violations(expected: &Value, found: Option<&Violations>) -> Result<(), String> {
    let expected: Vec<String> = expected.as_array().unwrap().iter().map(line).collect();
    let found: Vec<String> =
        found.map(Violations::as_slice).unwrap_or_default().iter().map(line_of).collect();
    if expected == found {
        return Ok(());
    }
    let marked = |sign: char, lines: &[String], others: &[String]| -> Vec<String> {
        let mark = |line: &String| format!("{} {line}", if others.contains(line) { ' ' } else { sign });
        lines.iter().map(mark).collect()
    };
    Err([marked('-', &expected, &found), marked('+', &found, &expected)].concat().join("\n"))
}

fn line(violation: &Value) -> String {
    let part = |key: &str| text(violation, key);
    [part("code"), part("pointer"), part("expected"), part("found"), part("schema")].join(" | ")
}

fn line_of(violation: &Violation) -> String {
    let Violation { code, pointer, expected, found, schema, .. } = violation;
    [code.as_str(), pointer, expected, found, schema].join(" | ")
}

/// Codes that no vector can show: no schema of the plan has these bounds, and the last needs a far larger event. They
/// have tests of their own, in `own_schema.rs` and `bad_input.rs`.
const ELSEWHERE: [Code; 3] = [Code::MinLength, Code::MinItems, Code::MaxBytes];

#[test]
fn every_code_has_a_vector() {
    let invalid = cases("invalid.json");
    let violations = invalid.iter().flat_map(|case| case["violations"].as_array().unwrap());
    let shown: Vec<&str> = violations.map(|violation| text(violation, "code")).collect();
    for code in Code::ALL {
        assert_eq!(shown.contains(&code.as_str()), !ELSEWHERE.contains(code), "{code}");
    }
}

#[test]
fn every_rule_of_the_plan_has_a_vector() {
    let invalid = cases("invalid.json");
    let names: Vec<&str> = invalid.iter().map(|case| text(case, "name")).collect();
    let of_data = tables::SCHEMAS.iter().flat_map(|schema| schema.rules).map(|rule| rule.id);
    let of_entities = tables::EVENTS.iter().flat_map(|event| event.rules).map(|rule| rule.id);
    let mut count = 0;
    for id in of_data.chain(of_entities) {
        count += 1;
        assert!(names.iter().any(|name| name.contains(&format!("rule {id}"))), "{id}");
    }
    assert!(count > 0, "the plan has rules");
}
