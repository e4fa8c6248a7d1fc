//! Snowplow's own verdicts on the corpus, as `make conformance` has recorded them: the core comes to the same.
//!
//! The rules of the plan are left out: Snowplow does not know them. `docs/conformance.md` says what is known to differ.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

use std::fmt::Write as _;

use serde_json::Value;
use snowgauge_core::encode::read;
use snowgauge_core::{Violations, validate};

fn file(name: &str) -> String {
    let path = format!("{}/../tests/vectors/verdicts/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// Whether a datum breaks no rule of its schema.
fn is_good(case: &Value) -> bool {
    let part = |key: &str| case[key].as_str().unwrap();
    let violations = validate(part("schema"), |to| read(part("data"), to));
    let all = violations.as_ref().map(Violations::as_slice).unwrap_or_default();
    all.iter().all(|violation| violation.code.as_str().starts_with("plan_"))
}

#[test]
fn the_core_comes_to_snowplows_verdicts() {
    let cases: Vec<Value> =
        file("plan.ndjson").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut failures = String::new();
    for case in &cases {
        // A known difference that has gone is a failure too.
        let expected = case["good"] == true && case["differs"].is_null();
        if is_good(case) != expected {
            writeln!(failures, "expected {}: {case}", if expected { "good" } else { "bad" }).unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    let manifest: Value = serde_json::from_str(&file("manifest.json")).unwrap();
    assert_eq!(cases.len() as u64, manifest["plan"].as_u64().unwrap());
}
