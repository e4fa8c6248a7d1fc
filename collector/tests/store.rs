//! `--store`: what the real program leaves in its files.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in test functions, but not in the helpers of an integration test"
)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{JSON, Program, TP2, page_view, payload};

/// A new folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("store-{name}-{}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn start(file: &Path) -> Program {
    Program::with_test_schemas(&["--store", file.to_str().unwrap()])
}

fn lines(file: &Path) -> Vec<Value> {
    fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn bad_event() -> Value {
    let mut event = page_view();
    event["dtm"] = json!("x");
    event
}

#[test]
fn nobody_has_to_read_what_it_says_of_its_files() {
    let file = folder("unheard").join("events.ndjson");
    fs::write(&file, "half a line").unwrap();
    let (reader, nobody_reads) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_snowgauge-collector"));
    command.args(["--port", "0", "--store", file.to_str().unwrap()]);
    let mut child = command.stdout(Stdio::piped()).stderr(nobody_reads).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first.starts_with("listening on "), "{first:?}");
}

#[cfg(unix)]
#[test]
fn what_was_judged_is_in_the_files_after_a_stop() {
    let folder = folder("stop");
    let (file, bad_file) = (folder.join("events.ndjson"), folder.join("events.bad.ndjson"));
    for run in 1..=2 {
        let mut program = start(&file);
        assert!(file.exists() && bad_file.exists());
        for _ in 0..50 {
            program.post(TP2, JSON, &payload(&[page_view(), bad_event(), page_view()]));
        }
        program.post(TP2, JSON, "no JSON");
        program.get("/micro/reset");
        assert!(program.signal("-TERM").success());
        let (good, bad) = (lines(&file), lines(&bad_file));
        assert_eq!((good.len(), bad.len()), (run * 100, run * 51));
        assert!(
            good.iter().all(|line| line["event_id"] == page_view()["eid"] && line["event"] == "page_view")
        );
        assert_eq!(bad[0]["errors"][0]["code"], "atomic_field_parse_error");
        assert_eq!(bad[50]["body"], "no JSON");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn lines_are_written_at_once_and_counted() {
    let folder = folder("counts");
    let file = folder.join("events.ndjson");
    let program = start(&file);
    assert_eq!(fs::read(&file).unwrap(), b"");
    program.post(TP2, JSON, &payload(&[page_view(), bad_event()]));
    let bad_file = folder.join("events.bad.ndjson");
    let expected = json!({"file": file, "bad_file": bad_file, "good": 1, "bad": 1, "lost": 0});
    while program.get_json("/collector/store") != expected {}
    assert_eq!((lines(&file).len(), lines(&bad_file).len()), (1, 1));
    assert_eq!(Program::with_test_schemas(&[]).get("/collector/store").status(), 404);
    fs::remove_dir_all(folder).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_survived() {
    let folder = folder("full");
    let file = folder.join("events.ndjson");
    std::os::unix::fs::symlink("/dev/full", &file).unwrap();
    let mut program = start(&file);
    for _ in 0..3 {
        assert_eq!(program.post(TP2, JSON, &payload(&[page_view(), bad_event()])).status(), 200);
    }
    while program.get_json("/collector/store")["lost"] != 3 {}
    assert_eq!(program.get_json("/micro/all"), json!({"total": 6, "good": 3, "bad": 3}));
    assert_eq!(lines(&folder.join("events.bad.ndjson")).len(), 3);
    let stderr = BufReader::new(program.child.stderr.take().unwrap());
    assert!(program.signal("-TERM").success());
    let told: Vec<String> =
        stderr.lines().map(Result::unwrap).filter(|line| line.contains("store")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("the store cannot be written") && told[0].contains("No space left"), "{told:?}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_file_that_cannot_be_opened_is_an_error_at_the_start() {
    let output = Command::new(env!("CARGO_BIN_EXE_snowgauge-collector"))
        .args(["--port", "0", "--store", "no/such/folder/events.ndjson"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("cannot open no/such/folder/events.ndjson"), "{message}");
}

#[cfg(unix)]
#[test]
fn a_store_that_nothing_can_be_written_to_is_not_waited_for_when_it_is_asked_to_stop_twice() {
    let folder = folder("stuck");
    let pipe = folder.join("events.ndjson");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut program = start(&pipe);
    let label = "x".repeat(4_000);
    let mut event = page_view();
    event["se_la"] = json!(label);
    // More than a pipe holds.
    assert_eq!(program.post(TP2, JSON, &payload(&vec![event; 100])).status(), 200);
    program.ask("-TERM");
    while TcpStream::connect(program.address()).is_ok() {}
    program.ask("-TERM");
    let end = Instant::now() + Duration::from_secs(20);
    let status = loop {
        match program.child.try_wait().unwrap() {
            Some(status) => break status,
            None => assert!(Instant::now() < end, "it still runs"),
        }
    };
    assert_eq!(status.code(), Some(1));
    fs::remove_dir_all(folder).unwrap();
}
