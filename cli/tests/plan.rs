//! `snowgauge plan`, as people and programs meet it.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)] // A test may fail.

mod support;

use std::process::Stdio;

use serde_json::Value;
use support::{golden, run, snowgauge, stderr, stdout};

fn plan(arguments: &[&str]) -> String {
    let output = run(&[&["plan"], arguments].concat(), "");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output).to_owned()
}

#[test]
fn pages_are_as_before() {
    golden("plan.txt", &plan(&[]));
    golden("plan-suggestion_requested.txt", &plan(&["suggestion_requested"]));
    golden("plan-gkg_dap_session_summary.txt", &plan(&["gkg_dap_session_summary"]));
    golden("plan-code_suggestions_context.txt", &plan(&["code_suggestions_context"]));
    golden("plan-search.txt", &plan(&["--search", "WATERMARK"]));
}

/// The plan and the schemas themselves: every event, entity, field, value, rule and question can be seen.
#[test]
fn all_that_the_plan_has_is_shown() {
    let data: Value = serde_json::from_str(&plan(&["--format", "json"])).unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let contents = plan(&[]);
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut fields = 0;
    for subject in [list(&data["events"]), list(&data["entities"])].concat() {
        let name = subject["name"].as_str().unwrap();
        assert!(contents.contains(&format!("\n  {name} ")), "{name}");
        let page = squeezed(&plan(&[name]));
        let has = |text: &Value| assert!(page.contains(&squeezed(text.as_str().unwrap())), "{name}: {text}");
        has(&subject["description"]);
        list(&subject["questions"]).iter().for_each(has);
        for rule in list(&subject["rules"]) {
            has(&rule["rule"]);
        }
        for object in list(&subject["objects"]) {
            for field in list(&object["fields"]) {
                fields += 1;
                has(&field["name"]);
                has(&field["type"]);
                has(&field["description"]);
                list(&field["values"]).iter().for_each(has);
            }
        }
        let alone: Value = serde_json::from_str(&plan(&["--format=json", name])).unwrap();
        assert_eq!(alone["name"], subject["name"]);
        if let Some(schema) = subject["schema"].as_str() {
            assert_eq!(plan(&[schema]), plan(&[name]), "by its schema's URI too");
        }
    }
    assert!(fields > 90, "{fields}");
    // The core and the generator tell of the same plan.
    let names: Vec<&str> = snowgauge::schema::tables::EVENTS.iter().map(|event| event.name).collect();
    let shown: Vec<Value> = list(&data["events"]).iter().map(|event| event["name"].clone()).collect();
    assert_eq!(shown, names);
}

#[test]
fn what_is_not_there_is_said() {
    let output = run(&["plan", "gkg_query"], "");
    assert_eq!(
        stderr(&output),
        "snowgauge: no event or entity 'gkg_query' in the tracking plan (there is gkg_query_executed)\n"
    );
    assert_eq!(output.status.code(), Some(2));
    let output = run(&["plan", "\u{1b}[31m"], "");
    assert!(stderr(&output).contains(r"'\u{1b}[31m' in the tracking plan (`snowgauge plan` lists all)"));
    let output = run(&["plan", "--search", "xyzzy"], "");
    assert_eq!(stdout(&output), "Nothing in the tracking plan has 'xyzzy' in it.\n");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    for arguments in [&["plan"][..], &["plan", "--format=json"], &["--help"], &["completions", "bash"]] {
        let mut child = snowgauge(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((stderr(&output), output.status.code()), ("", Some(0)), "{arguments:?}");
    }
}

#[test]
fn the_collector_is_the_collector() {
    let output = run(&["collector", "--help"], "");
    assert!(stdout(&output).contains("Usage: snowgauge collector [OPTIONS]"), "{}", stdout(&output));
    let output = run(&["collector", "--port", "x"], "");
    assert!(stderr(&output).starts_with("snowgauge collector: --port: expected"), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(2));
}
