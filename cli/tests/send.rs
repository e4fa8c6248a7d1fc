//! `snowgauge send`, at a real collector.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)] // A test may fail.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use snowgauge_collector::{Collector, Options};
use support::{run, snowgauge, stderr, stdout};

fn collector() -> Collector {
    Collector::start(&Options { port: 0, ..Options::default() }).expect("a free port")
}

fn ask(collector: &Collector, path: &str) -> Value {
    let mut answer = ureq::get(format!("{}{path}", collector.url())).call().expect("an answer");
    let body = answer.body_mut().with_config().limit(1 << 30).read_to_string().expect("a body");
    serde_json::from_str(&body).expect("JSON")
}

/// The parameters of all good events.
fn received(collector: &Collector) -> Vec<Value> {
    assert_eq!(ask(collector, "/micro/all")["bad"], 0, "{}", ask(collector, "/micro/bad"));
    let good = ask(collector, "/micro/good");
    good.as_array().unwrap().iter().map(|event| event["rawEvent"]["parameters"].clone()).collect()
}

fn send(file: &Path, url: &str, more: &[&str]) -> Command {
    let file = file.to_str().expect("UTF-8");
    let fixed = ["send", file, "--collector", url, "--app-id", "test"];
    let mut command = snowgauge(&[&fixed, more].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn sent(file: &Path, url: &str, more: &[&str]) -> Output {
    send(file, url, more).output().expect("the program ends")
}

/// A file with so many structured events; the label of each is its line's number.
fn many(folder: &Path, count: usize) -> PathBuf {
    let mut text = String::new();
    for line in 1..=count {
        let event = json!({ "event": "structured_event",
            "fields": { "category": "test", "action": "line", "label": line.to_string() } });
        writeln!(text, "{event}").unwrap();
    }
    let path = folder.join("many.ndjson");
    fs::write(&path, text).unwrap();
    path
}

fn progress_of(file: &Path) -> PathBuf {
    PathBuf::from(format!("{}.snowgauge-progress", file.display()))
}

fn line_on_record(file: &Path) -> u64 {
    let text = fs::read_to_string(progress_of(file)).unwrap_or_default();
    serde_json::from_str::<Value>(&text).map_or(0, |progress| progress["mark"]["line"].as_u64().unwrap())
}

/// The ids that each line's event arrived with, by its label.
fn ids_by_label(collector: &Collector) -> BTreeMap<u64, BTreeSet<String>> {
    let mut ids = BTreeMap::<u64, BTreeSet<String>>::new();
    for event in received(collector) {
        let label = event["se_la"].as_str().unwrap().parse().unwrap();
        ids.entry(label).or_default().insert(event["eid"].as_str().unwrap().to_owned());
    }
    ids
}

/// Each line has arrived under one id, which no other line has.
fn assert_complete(collector: &Collector, count: usize) {
    let ids = ids_by_label(collector);
    assert_eq!(ids.len(), count, "lost");
    assert!(ids.values().all(|ids| ids.len() == 1), "the same line under two ids");
    assert_eq!(ids.values().flatten().collect::<BTreeSet<_>>().len(), count, "two lines under one id");
}

const EVERY_FORM: &str = r#"{"event":"gkg_namespace_enabled","data":{"namespace_type":"group","enabled_by_user_id":"8819234"},"entities":[{"schema":"iglu:com.gitlab/knowledge_graph_context/jsonschema/1-0-0","data":{"correlation_id":"d3f1a2b4","namespace_id":"14523891","root_namespace_id":"9812345","user_type":"bot","source_type":"cli","tool_name":"query_graph","tier":"ultimate","deployment_type":"com"}}]}
{"event":"structured_event","fields":{"category":"search","action":"open","value":2.50,"true_timestamp":1764000000000},"id":"5A305BF5-32FC-40D9-B0E8-66052F0F2C95","created":1764000000001}

{"schema":"iglu:com.snowplowanalytics.snowplow/timing/jsonschema/1-0-0","data":{"category":"editor","variable":"shown","timing":182.5}}
{"e":"pv","p":"web","tv":"js-3.24.0","aid":"shop","url":"https://gitlab.example/","cs":"UTF-8","stm":"1"}
{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{"e":"pv","p":"web","tv":"js-3.24.0","eid":"7eb46d36-0a75-4e0f-8d7b-0b9b0b1b2b3b"},{"e":"pp","p":"web","tv":"js-3.24.0","ttm":"1764000000002"}]}
"#;

#[test]
fn every_form_of_a_line_arrives_as_it_was_meant() {
    let (folder, collector) = (tempfile::tempdir().unwrap(), collector());
    let path = folder.path().join("events.ndjson");
    fs::write(&path, EVERY_FORM).unwrap();
    let output = sent(&path, &collector.url(), &["--namespace", "cli"]);
    assert_eq!(
        stdout(&output),
        "6 lines: 6 delivered, 0 refused by the collector, 0 invalid\n",
        "{}",
        stderr(&output)
    );
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    let events = received(&collector);
    let told = |event: &Value, keys: &[&str]| -> Vec<String> {
        keys.iter().map(|key| event[*key].as_str().unwrap_or("-").to_owned()).collect()
    };
    assert_eq!(
        told(&events[0], &["e", "se_ac", "aid", "tna", "tv"]),
        ["se", "gkg_namespace_enabled", "test", "cli", concat!("cli-", env!("CARGO_PKG_VERSION"))]
    );
    assert_eq!(
        told(&events[1], &["eid", "dtm", "ttm", "se_va"]),
        ["5a305bf5-32fc-40d9-b0e8-66052f0f2c95", "1764000000001", "1764000000000", "2.5"]
    );
    assert_eq!(told(&events[2], &["e"]), ["ue"]);
    assert_eq!(told(&events[3], &["e", "aid", "tv", "cs", "dtm"]), ["pv", "shop", "js-3.24.0", "UTF-8", "-"]);
    assert_ne!(events[3]["stm"], "1", "it is the time of sending");
    assert_eq!(told(&events[4], &["eid"]), ["7eb46d36-0a75-4e0f-8d7b-0b9b0b1b2b3b"]);
    assert_eq!(told(&events[5], &["e", "ttm"]), ["pp", "1764000000002"]);

    // All is sent: a second run has nothing to do; lines that were added are sent alone.
    let output = sent(&path, &collector.url(), &["--namespace", "cli"]);
    assert_eq!(stderr(&output), "snowgauge: goes on after line 6 (6 events delivered before)\n");
    assert_eq!(ask(&collector, "/micro/all")["total"], 6);
    fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(EVERY_FORM.as_bytes()).unwrap();
    let output = sent(&path, &collector.url(), &["--namespace", "cli"]);
    assert_eq!(stdout(&output), "12 lines: 12 delivered, 0 refused by the collector, 0 invalid\n");
    assert_eq!(ask(&collector, "/micro/all")["total"], 12);
}

#[test]
fn invalid_lines_are_named_and_the_others_sent() {
    let (folder, collector) = (tempfile::tempdir().unwrap(), collector());
    let path = folder.path().join("mixed.ndjson");
    let lines = [
        r#"{"event":"page_view","fields":{"page_url":"https://gitlab.example/"}}"#,
        r#"{"event":"page_view","fields":{"page_url":"https://gitlab.example/","viewport":"secret"}}"#,
        "not JSON",
        r#"{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{"e":"pv","p":"web","tv":"t"},{"e":"pv","p":"fridge","tv":"t"}]}"#,
    ];
    fs::write(&path, lines.join("\n")).unwrap();
    let dry = sent(&path, &collector.url(), &["--dry-run"]);
    assert!(stdout(&dry).ends_with("\n2 events would be sent, 3 invalid\n"), "{}", stdout(&dry));
    assert_eq!((dry.status.code(), progress_of(&path).exists()), (Some(1), false));

    let output = sent(&path, &collector.url(), &["--format=json"]);
    let rows: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = rows
        .iter()
        .filter(|row| row.get("line").is_some())
        .map(|row| (row["line"].as_u64().unwrap(), row["event"].as_u64(), row["code"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(2, None, "format"), (3, None, "syntax"), (4, Some(1), "enum")]);
    assert_eq!(
        rows.last().unwrap()["summary"],
        json!({ "lines": 4, "delivered": 2, "refused": 0, "invalid": 3, "stopped": null })
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(!stdout(&output).contains("secret"));
    assert_eq!(received(&collector).len(), 2);
}

#[test]
fn lines_may_be_appended_to_a_file_whose_last_line_had_no_end() {
    let (folder, collector) = (tempfile::tempdir().unwrap(), collector());
    for before in ["", "\n"] {
        let path = folder.path().join(format!("{}.ndjson", before.len()));
        let view = r#"{"event":"page_view","fields":{"page_url":"https://gitlab.example/"}}"#;
        fs::write(&path, format!("{before}{view}")).unwrap();
        assert!(sent(&path, &collector.url(), &[]).status.success());
        fs::write(&path, format!("{before}{view}\n{view}\n")).unwrap();
        let output = sent(&path, &collector.url(), &[]);
        assert!(stdout(&output).contains("lines: 2 delivered,"), "{} {}", stdout(&output), stderr(&output));
    }
    assert_eq!(received(&collector).len(), 4);
}

#[test]
fn a_line_may_hold_more_events_than_a_tracker_does_by_default() {
    const COUNT: usize = 12_000;
    let (folder, collector) = (tempfile::tempdir().unwrap(), collector());
    let path = folder.path().join("one.ndjson");
    let events = vec![r#"{"e":"pv","p":"web","tv":"t"}"#; COUNT].join(",");
    let schema = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4";
    fs::write(&path, format!(r#"{{"schema":"{schema}","data":[{events}]}}"#)).unwrap();
    let output = sent(&path, &collector.url(), &[]);
    let expected = "1 line: 12000 delivered, 0 refused by the collector, 0 invalid\n";
    assert_eq!((stdout(&output), stderr(&output)), (expected, ""));
    assert_eq!(ask(&collector, "/micro/all")["good"], COUNT);
}

#[test]
fn a_transfer_goes_on_when_nobody_reads_what_it_says() {
    let (folder, collector) = (tempfile::tempdir().unwrap(), collector());
    let path = folder.path().join("mixed.ndjson");
    fs::write(&path, format!("not JSON\n{EVERY_FORM}")).unwrap();
    let mut child = send(&path, &collector.url(), &[]).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((stderr(&output), output.status.code()), ("", Some(1)), "a line is invalid");
    assert_eq!(received(&collector).len(), 6);
}

#[test]
fn a_killed_transfer_goes_on_without_loss_and_without_a_second_event() {
    const COUNT: usize = 20_000;
    let (folder, collector) = (tempfile::tempdir().unwrap(), collector());
    let path = many(folder.path(), COUNT);
    let mut kills = 0;
    loop {
        let mut child = send(&path, &collector.url(), &[]).spawn().unwrap();
        let before = line_on_record(&path);
        let killed = wait_for(&mut child, || line_on_record(&path) > before);
        if !killed {
            assert!(child.wait().unwrap().success());
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    assert!(kills > 0, "it has to be killed on its way at least once");
    assert_complete(&collector, COUNT);
    let output = sent(&path, &collector.url(), &[]);
    assert_eq!(
        stdout(&output),
        format!("{COUNT} lines: {COUNT} delivered, 0 refused by the collector, 0 invalid\n")
    );
}

/// Waits until something is so: true; or until the child has ended: false.
fn wait_for(child: &mut Child, mut is_so: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    loop {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        if is_so() {
            return true;
        }
        assert!(started.elapsed() < Duration::from_mins(2), "it never came so far");
        // The processor is for those who are waited for.
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
#[cfg(unix)]
fn an_interrupted_transfer_says_how_to_go_on() {
    const COUNT: usize = 20_000;
    let (folder, collector) = (tempfile::tempdir().unwrap(), collector());
    let path = many(folder.path(), COUNT);
    let mut child = send(&path, &collector.url(), &[]).spawn().unwrap();
    assert!(wait_for(&mut child, || line_on_record(&path) > 0));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let line = line_on_record(&path);
    let said =
        format!("snowgauge: interrupted; the same command goes on after line {line} of {}\n", path.display());
    assert_eq!((stderr(&output), output.status.code()), (&*said, Some(1)));
    assert!(line < COUNT as u64, "{line}");
    assert!(sent(&path, &collector.url(), &[]).status.success());
    assert_complete(&collector, COUNT);
}

#[test]
#[cfg(unix)]
fn a_pipe_in_which_nothing_comes_can_be_interrupted() {
    let collector = collector();
    let mut child = send(Path::new("-"), &collector.url(), &[]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, r#"{{"e":"pv","p":"web","tv":"t"}}"#).unwrap();
    let started = Instant::now();
    while ask(&collector, "/micro/all")["total"] != 1 {
        assert!(started.elapsed() < Duration::from_secs(30), "it is sent though the pipe is open");
        thread::yield_now();
    }
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(stderr(&output), "snowgauge: interrupted; standard input was sent up to line 1\n");
    drop(stdin);
}

#[test]
fn what_was_sent_before_must_not_change_nor_where_it_goes() {
    let (folder, collector) = (tempfile::tempdir().unwrap(), collector());
    let path = many(folder.path(), 3);
    let url = collector.url();
    assert!(sent(&path, &url, &[]).status.success());
    for more in [&["--namespace", "other"][..], &["--batch", "other"]] {
        let output = sent(&path, &url, more);
        assert!(stderr(&output).contains("tells of a transfer with another"), "{}", stderr(&output));
        assert_eq!(output.status.code(), Some(2));
    }
    let text = fs::read_to_string(&path).unwrap();
    for changed in [
        text.replacen("line", "time", 1),
        String::new(),
        text.trim_end().trim_end_matches('}').to_owned(),
        // What follows a line end that is not there any more belongs to the line.
        format!("{}{text}", text.trim_end()),
        text.replacen('\n', "", 1),
    ] {
        fs::write(&path, changed).unwrap();
        let output = sent(&path, &url, &[]);
        assert!(stderr(&output).contains("has changed in the first 3 lines"), "{}", stderr(&output));
        assert_eq!(output.status.code(), Some(2));
    }
    assert_eq!(received(&collector).len(), 3);
}

#[test]
fn a_named_batch_has_the_same_ids_wherever_it_is_sent_from() {
    let collector = collector();
    for _ in 0..2 {
        // No progress file is left over between the two, as with a machine that is thrown away.
        let folder = tempfile::tempdir().unwrap();
        assert!(
            sent(&many(folder.path(), 200), &collector.url(), &["--batch", "2026-11-22"]).status.success()
        );
    }
    assert_eq!(received(&collector).len(), 400);
    assert_complete(&collector, 200);
    // Without a name, a second transfer of the same file has events of its own.
    let folder = tempfile::tempdir().unwrap();
    assert!(sent(&many(folder.path(), 200), &collector.url(), &[]).status.success());
    assert!(ids_by_label(&collector).values().all(|ids| ids.len() == 2));
}

/// A server that answers every request with this status line.
fn server(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            thread::spawn(move || {
                let (mut line, mut length) = (String::new(), 0);
                while stream.read_line(&mut line).is_ok_and(|read| read > 2) {
                    let value = line.to_ascii_lowercase();
                    length = value
                        .strip_prefix("content-length:")
                        .map_or(length, |value| value.trim().parse().unwrap());
                    line.clear();
                }
                stream.read_exact(&mut vec![0; length]).unwrap();
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                _ = stream.get_mut().write_all(answer.as_bytes());
            });
        }
    });
    url
}

#[test]
fn what_the_collector_refuses_is_told_by_line_and_what_it_does_not_take_stays_to_be_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = many(folder.path(), 2);
    let output = sent(&path, &server("400 Bad Request"), &[]);
    let shown = stdout(&output).replace(folder.path().to_str().unwrap(), "");
    assert!(shown.contains("/many.ndjson:1  (all of it)           rejected        expected an answer that the event was taken, found status 400\n"), "{shown}");
    assert!(shown.ends_with("2 lines: 0 delivered, 2 refused by the collector, 0 invalid\n"), "{shown}");
    assert_eq!(output.status.code(), Some(1));

    for (status, reason) in [
        ("401 Unauthorized", "the collector does not let this sender in (status 401)"),
        ("503 Service Unavailable", "given up: the collector took nothing for too long"),
    ] {
        fs::remove_file(progress_of(&path)).unwrap();
        let output = sent(&path, &server(status), &["--give-up-after", "1"]);
        let said =
            format!("snowgauge: {reason}; the same command goes on after line 0 of {}\n", path.display());
        assert_eq!((stderr(&output), output.status.code()), (&*said, Some(1)));
        assert_eq!(stdout(&output), "0 lines: 0 delivered, 0 refused by the collector, 0 invalid\n");
    }
}

#[test]
fn a_file_is_sent_by_one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = many(folder.path(), 2);
    let url = server("503 Service Unavailable");
    let mut first = send(&path, &url, &[]).spawn().unwrap();
    assert!(wait_for(&mut first, || progress_of(&path).exists()));
    let second = sent(&path, &url, &[]);
    let said = format!("snowgauge: another process is sending {}\n", path.display());
    assert_eq!((stderr(&second), second.status.code()), (&*said, Some(2)));
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(
        sent(&path, &collector().url(), &[]).status.code() == Some(2),
        "it was begun for another collector"
    );
    assert_eq!(
        sent(&path, &url, &["--give-up-after", "1"]).status.code(),
        Some(1),
        "what was killed holds nothing"
    );
}

#[test]
fn more_than_the_tracker_holds_waits_for_room() {
    // 40 MB of events: more than the 32 MiB, and more than the 10,000 events, that a tracker holds by default.
    let (folder, collector) = (tempfile::tempdir().unwrap(), collector());
    let path = folder.path().join("large.ndjson");
    let label = "x".repeat(4_000);
    let mut file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
    for line in 0..10_500 {
        let event = json!({ "event": "structured_event",
            "fields": { "category": line.to_string(), "action": "a", "label": label } });
        writeln!(file, "{event}").unwrap();
    }
    drop(file);
    let output = sent(&path, &collector.url(), &[]);
    assert_eq!(
        stdout(&output),
        "10500 lines: 10500 delivered, 0 refused by the collector, 0 invalid\n",
        "{}",
        stderr(&output)
    );
}

#[test]
fn wrong_usage_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = many(folder.path(), 1);
    for (url, more, message) in [
        ("snowplow.example", &[][..], "snowgauge: --collector: expected"),
        ("http://127.0.0.1:9", &["--platform", "fridge"], "snowgauge: --platform: expected one of"),
        ("http://127.0.0.1:9", &["--framing", "x"], "snowgauge: invalid value 'x' for '--framing <FRAMING>'"),
    ] {
        let output = sent(&path, url, more);
        assert!(stderr(&output).starts_with(message), "{}", stderr(&output));
        assert_eq!((stderr(&output).lines().count(), output.status.code()), (1, Some(2)));
    }
    let output = sent(&folder.path().join("none.ndjson"), "http://127.0.0.1:9", &[]);
    assert!(stderr(&output).contains("cannot read"), "{}", stderr(&output));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was left behind");
    assert_eq!(run(&["send", "-"], "").status.code(), Some(2));
}
