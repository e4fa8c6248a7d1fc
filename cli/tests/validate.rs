//! `snowgauge validate`, as people and programs meet it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)] // A test may fail.

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{golden, package, run, snowgauge, stderr, stdout};

const GOOD: &str = r#"{"schema":"iglu:com.gitlab/gkg_namespace_enabled/jsonschema/1-0-0","data":{"namespace_type":"group","enabled_by_user_id":"8819234"}}"#;

#[test]
fn what_is_wrong_is_told_by_file_line_and_place() {
    let path = package().join("tests/golden");
    let output = snowgauge(&["validate", "mixed.ndjson"]).current_dir(&path).output().unwrap();
    golden("mixed.txt", stdout(&output));
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), ""));
    let output =
        snowgauge(&["validate", "--format", "json", "mixed.ndjson"]).current_dir(&path).output().unwrap();
    golden("mixed.json.txt", stdout(&output));
}

#[test]
fn exit_codes_say_how_it_went() {
    let code = |arguments: &[&str], input: &str| run(arguments, input).status.code();
    assert_eq!(code(&["validate", "-"], GOOD), Some(0));
    assert_eq!(code(&["validate", "-"], ""), Some(0));
    assert_eq!(code(&["validate", "-"], "{}"), Some(1));
    for (arguments, message) in [
        (&["validate", "no such file"][..], "snowgauge: cannot read no such file: No such file"),
        (
            &["validate"],
            "snowgauge: the following required arguments were not provided: <FILE>... (try --help)\n",
        ),
        (
            &["validate", "--fromat=json", "-"],
            "snowgauge: unexpected argument '--fromat' found (a similar argument exists: '--format'; try --help)\n",
        ),
        (
            &["validate", "--format=xml", "-"],
            "snowgauge: invalid value 'xml' for '--format <FORMAT>' [possible values: text, json] (try --help)\n",
        ),
        (
            &["validat"],
            "snowgauge: unrecognized subcommand 'validat' (a similar subcommand exists: 'validate'; try --help)\n",
        ),
        (
            &["validate", "--schemas", "src", "-"],
            "snowgauge: no schema in src: expected <vendor>/<name>/jsonschema/<version> there\n",
        ),
        (&[], "snowgauge: 'snowgauge' requires a subcommand but one was not provided"),
    ] {
        let output = run(arguments, "");
        assert!(stderr(&output).starts_with(message), "{}", stderr(&output));
        assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
        assert_eq!(output.status.code(), Some(2), "{message}");
    }
}

#[test]
fn marks_line_ends_and_blank_lines_do_no_harm() {
    let output = run(&["validate", "-"], format!("\u{feff}{GOOD}\r\n\r\n   \n{GOOD}"));
    assert_eq!(stdout(&output), "2 lines: all good\n");
}

#[test]
fn own_schemas_are_judged_by_a_folder() {
    let folder = package().join("../collector/tests/iglu");
    let folder = folder.to_str().unwrap();
    let datum = |uri: &str, data: Value| json!({ "schema": uri, "data": data }).to_string();
    let entity = "iglu:com.example/entity/jsonschema/1-0-0";
    let lines = [
        datum(entity, json!({ "id": "x", "count": 1 })),
        datum(entity, json!({ "id": "secret secret secret", "count": "1" })),
        datum("iglu:com.example/other/jsonschema/1-0-0", json!({})),
        json!({ "event": "self_describing_event", "data": { "schema": entity, "data": {} } }).to_string(),
    ];
    let output = run(&["validate", "--schemas", folder, "--format=json", "-"], lines.join("\n"));
    let rows: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.get("line")?.as_u64()?, row["code"].as_str()?, row["pointer"].as_str()?)))
        .collect();
    assert_eq!(
        told,
        [
            (2, "schema_violation", "/count"),
            (2, "schema_violation", "/id"),
            (3, "unknown_schema", ""),
            (4, "schema_violation", ""),
        ]
    );
    assert!(!stdout(&output).contains("secret"));

    // Without the folder it is unknown, which the pipeline would not take; that can be passed over.
    assert_eq!(run(&["validate", "-"], &lines[0]).status.code(), Some(1));
    assert_eq!(run(&["validate", "--allow-unknown-schemas", "-"], &lines[0]).status.code(), Some(0));
}

/// A text that would take a terminal over: colors, a title, a screen that is cleared, in C0 and in C1; what turns the order of
/// characters round; and HTML.
const HOSTILE: &str =
    "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\u{202e}\u{2066}\u{7f}\r<script>alert(1)</script>";

#[test]
fn nothing_of_an_event_reaches_the_terminal_as_a_command() {
    let hostile = |text: &str| text.replace("HOSTILE", HOSTILE);
    let mut lines = Vec::new();
    for file in ["valid.json", "kinds.json"] {
        for case in support::vectors(file)["cases"].as_array().unwrap() {
            if let Some(body) = case["body"].as_str() {
                let mut body: Value = serde_json::from_str(body).unwrap();
                poison(&mut body);
                lines.push(body.to_string());
            }
            let mut event = json!({ "event": case["event"]["name"], "data": case["event"]["data"], "entities": case["entities"] });
            poison(&mut event);
            lines.push(event.to_string());
        }
    }
    lines.push(hostile("{\"HOSTILE\":1}"));
    lines.push(hostile("HOSTILE"));
    lines.push(hostile("[\"HOSTILE\"]"));
    lines.push(json!({ HOSTILE: HOSTILE, "e": HOSTILE, "event": HOSTILE }).to_string());
    lines.push(json!({ HOSTILE: HOSTILE, "e": HOSTILE }).to_string());
    lines.push(json!({ "schema": HOSTILE, "data": { HOSTILE: HOSTILE } }).to_string());
    let folder = tempfile::tempdir().unwrap();
    let name = format!("{}.ndjson", HOSTILE.replace('/', "_"));
    fs::write(folder.path().join(&name), lines.join("\n")).unwrap();
    for format in ["text", "json"] {
        let mut command = snowgauge(&["validate", "--format", format, &name, "no such\u{1b}[31m"]);
        let output = command.current_dir(folder.path()).output().unwrap();
        let shown = [stdout(&output), stderr(&output)].concat();
        assert!(shown.lines().count() > lines.len() / 2, "{}", shown.lines().count());
        let obeyed = |character: &char| {
            *character != '\n' && (character.is_control() || "\u{202e}\u{2066}".contains(*character))
        };
        assert_eq!(shown.chars().find(obeyed), None, "{format}");
        assert_eq!(output.status.code(), Some(2), "the other file is not there");
    }
}

#[test]
fn no_value_is_told() {
    // Of what is none of an enum's values, the first 16 characters are shown.
    let secret = json!("0123456789abcdefSECRET");
    let mut lines = Vec::new();
    for file in ["valid.json", "kinds.json"] {
        for case in support::vectors(file)["cases"].as_array().unwrap() {
            let name = case["event"]["name"].as_str().unwrap_or("page_view");
            let event = json!({ "event": name, "data": case["event"]["data"], "entities": case["entities"],
                "fields": case["event"]["fields"], "id": secret, "created": secret });
            let body = case["body"].as_str().map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
            for mut line in [event, body] {
                replace_values(&mut line, &secret);
                lines.push(line.to_string());
            }
        }
    }
    lines.push(json!({ "schema": "iglu:com.acme/a/jsonschema/1-0-0", "data": secret }).to_string());
    lines.push(
        json!({ "e": secret, "p": secret, "tv": { "a": secret }, "co": secret, "ue_px": secret }).to_string(),
    );
    lines.push(format!("{{\"a\": {secret}"));
    for format in ["text", "json"] {
        let output = run(&["validate", "--format", format, "-"], lines.join("\n"));
        assert!(stdout(&output).lines().count() > lines.len(), "much is wrong");
        assert!(!stdout(&output).contains("SECRET"), "{}", stdout(&output));
    }
}

/// Puts a value into the place of every other one but the URIs of schemas, which are shown, and names of events.
fn replace_values(value: &mut Value, by: &Value) {
    match value {
        Value::String(text) if text.starts_with("iglu:") => {}
        Value::Array(items) => items.iter_mut().for_each(|item| replace_values(item, by)),
        Value::Object(members) => {
            for (name, member) in members {
                if name != "event" || !member.is_string() {
                    replace_values(member, by);
                }
            }
        }
        other => other.clone_from(by),
    }
}

/// Puts hostile text into the place of every string, and beside every member.
fn poison(value: &mut Value) {
    match value {
        Value::String(text) if !text.starts_with("iglu:") => HOSTILE.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(poison),
        Value::Object(members) => {
            members.values_mut().for_each(poison);
            members.insert(HOSTILE.into(), HOSTILE.into());
        }
        _ => {}
    }
}

#[test]
fn hostile_lines_cost_neither_memory_nor_stack() {
    let deep = |count: usize| {
        format!(r#"{{"event":"screen_view","data":{}{}}}"#, "[".repeat(count), "]".repeat(count))
    };
    let wide = format!("{{{}}}", (0..60_000).map(|n| format!("\"k{n}\":1")).collect::<Vec<_>>().join(","));
    let lines = [
        "x".repeat(10_000_000),
        deep(400_000),
        "[".repeat(1_000_000),
        wide.clone(),
        format!(r#"{{"e":"pv",{}"#, wide.get(1..).unwrap()),
        format!("{{\"a\":\"{}", "\\".repeat(100_000)),
        "\u{0}\u{0}".into(),
    ];
    let mut input = lines.join("\n").into_bytes();
    input.extend_from_slice(b"\n{\"a\":\"\xff\"}\n");
    let started = Instant::now();
    let output = run(&["validate", "--format=json", "-"], &input);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    let rows: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let codes = |line: u64| -> Vec<&str> {
        rows.iter().filter(|row| row["line"] == line).filter_map(|row| row["code"].as_str()).collect()
    };
    assert_eq!(codes(1), ["max_bytes"]);
    assert!(codes(2).contains(&"max_depth") || codes(2) == ["type"], "{:?}", codes(2));
    assert_eq!(codes(4), ["required"]);
    assert!(codes(5).len() == 100, "of a hundred thousand, a hundred are told");
    assert_eq!(codes(8), ["syntax"]);
    assert_eq!(rows.last().unwrap()["summary"]["good"], 0);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_of_any_length_takes_the_memory_of_its_longest_line() {
    // 120 MB of input, half of it one line; address space for 100 MB.
    let program = env!("CARGO_BIN_EXE_snowgauge");
    let script = format!(
        "ulimit -v 100000; (head -c 60000000 /dev/zero; yes '{GOOD}' | head -c 60000000) | '{program}' validate --format=json - | tail -n 1"
    );
    let output = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
    let last: Value = serde_json::from_str(stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    assert!(last["summary"]["good"].as_u64() > Some(400_000), "{last}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_reason_to_panic() {
    let many = "{}\n".repeat(200_000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.ndjson");
    fs::write(&path, many).unwrap();
    let mut command = snowgauge(&["validate", path.to_str().unwrap()]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    let mut pipe = BufReader::new(child.stdout.take().unwrap());
    pipe.read_line(&mut first).unwrap();
    assert!(first.contains("many.ndjson:1 "), "{first}");
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert_eq!((stderr(&output), output.status.code()), ("", Some(1)));
}

#[test]
fn half_a_surrogate_pair_hides_nothing_that_is_wrong() {
    for (key, value) in [("page", r"a\ud83d"), ("res", r"\ud83d1x1"), ("unknown", r"\ude00")] {
        let line = format!(r#"{{"e":"pv","p":"srv","tv":"t-1","{key}":"{value}"}}"#);
        let output = run(&["validate", "-"], line);
        let expected = format!(
            "(stdin):1  /{key:<19}  unpaired_surrogate  expected a string of whole characters, found a string with an unpaired surrogate"
        );
        assert!(stdout(&output).starts_with(&expected), "{}", stdout(&output));
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn data_beside_an_event_of_another_kind_is_judged_as_the_pipeline_does() {
    let line = |kind: &str, namespace_type: &str| {
        let mut datum: Value = serde_json::from_str(GOOD).unwrap();
        datum["data"]["namespace_type"] = json!(namespace_type);
        let wrapper = "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0";
        let document = json!({"schema": wrapper, "data": datum}).to_string();
        json!({"e": kind, "p": "srv", "tv": "t-1", "ue_pr": document}).to_string()
    };
    for kind in ["ue", "pv", "se"] {
        let codes = |namespace_type: &str| -> Vec<Value> {
            let output = run(&["validate", "--format=json", "-"], line(kind, namespace_type));
            let rows = stdout(&output).lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            rows.filter_map(|row| Some((row.get("code")?.clone(), row["pointer"].clone())))
                .filter(|(code, _)| code != "entity_missing")
                .flat_map(|(code, pointer)| [code, pointer])
                .collect()
        };
        assert_eq!(codes("group"), Vec::<Value>::new(), "{kind}");
        assert_eq!(codes("groop"), ["enum", "/namespace_type"], "{kind}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_wrong_with_many_events_of_a_line_is_told_as_it_is_found() {
    let payload_data = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4";
    let line = json!({"schema": payload_data, "data": vec![0; 400_000]}).to_string();
    let send = ["send", "-", "--dry-run", "--collector", "http://127.0.0.1:1", "--app-id", "test"];
    for (arguments, last) in [
        (&["validate", "-"][..], "1 line: 0 good, 1 not (400000 violations)"),
        (&send, "0 events would be sent, 400000 invalid"),
    ] {
        let mut child = snowgauge(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
        let mut first = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut first).unwrap();
        assert!(first.contains(":1[0]  "), "{first}");
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let peak: u64 = peak.trim().strip_suffix(" kB").unwrap().parse().unwrap();
        assert!(peak < 64 * 1024, "{arguments:?}: {peak} kB");
        assert_eq!(out.lines().last().unwrap().unwrap(), last);
        assert_eq!(child.wait().unwrap().code(), Some(1));
    }
}
