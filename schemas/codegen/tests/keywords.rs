//! Snowplow's verdicts on data of every keyword that the generator takes: the core, with the tables that the generator
//! makes of those schemas, comes to the same.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // A helper of a test fails the test.

// The tables of tests/conformance/schemas, which snapshots.rs renews. The generated code is public where it is at home,
// and its events are nobody's here.
#[allow(dead_code, unreachable_pub)]
#[path = "keywords"]
mod schema {
    #[rustfmt::skip]
    pub(crate) mod tables;

    pub(crate) use snowgauge_core::schema::*;
}

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use snowgauge_core::encode::{Encoded, read};
use snowgauge_core::schema::Schema;
use snowgauge_core::{Scratch, Violations};

fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    PathBuf::from(package).join("../..")
}

fn recorded(name: &str) -> String {
    fs::read_to_string(root().join("tests/vectors/verdicts").join(name)).expect("the verdicts are recorded")
}

fn is_good(schema: &'static Schema, text: &str) -> bool {
    let datum = Encoded::new(schema, &mut Scratch::default(), |to| read(text, to));
    datum.violations().map(Violations::as_slice).unwrap_or_default().is_empty()
}

#[test]
fn the_core_comes_to_snowplows_verdicts() {
    let mut failures = Vec::new();
    let mut cases = 0;
    for line in recorded("keywords.ndjson").lines() {
        let case: Value = serde_json::from_str(line).expect("a line is JSON");
        let schema =
            schema::tables::SCHEMAS.iter().find(|schema| case["schema"] == schema.uri).expect("known");
        let expected = case["good"] == true && case["differs"].is_null();
        if is_good(schema, case["data"].as_str().expect("data is text")) != expected {
            failures.push(format!("expected {}: {line}", if expected { "good" } else { "bad" }));
        }
        cases += 1;
    }
    assert!(failures.is_empty(), "{} differ\n{}", failures.len(), failures.join("\n"));
    let manifest: Value = serde_json::from_str(&recorded("manifest.json")).expect("the manifest is JSON");
    assert_eq!(manifest["keywords"], cases);
}
