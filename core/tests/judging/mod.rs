//! Running the cases of golden vectors.

use std::fmt::Write as _;

use serde_json::Value;
use snowgauge_core::{Violation, Violations};

use crate::support::text;

/// Runs every case, counts them, and tells all failures at once.
pub(crate) fn run(cases: &[Value], expected: u64, judge: impl Fn(&Value) -> Result<(), String>) {
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

/// Whether these are the violations, in this order; if not, which differ.
pub(crate) fn compare_violations(expected: &Value, found: Option<&Violations>) -> Result<(), String> {
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
