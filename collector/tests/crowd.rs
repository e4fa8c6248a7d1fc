//! 10,000 connections at once, to the real program. The system has to allow that many open files: the test starts itself
//! again with a higher limit, and fails where it cannot be had.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in test functions, but not in the helpers of an integration test"
)]

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use support::{JSON, Program, TP2, page_view, payload};

const CONNECTIONS: usize = 10_000;

/// Open files for the connections, and some for everything else.
const FILES: usize = CONNECTIONS + 500;

/// Says to the test that it has been started again.
const WITH_FILES: &str = "SNOWGAUGE_TEST_WITH_FILES";

#[test]
fn ten_thousand_connections_are_answered() {
    if std::env::var_os(WITH_FILES).is_none() {
        start_again("ten_thousand_connections_are_answered");
        return;
    }
    let program = Program::with_test_schemas(&[]);
    let open = || {
        let stream = TcpStream::connect(program.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream
    };
    let mut crowd: Vec<TcpStream> = (0..CONNECTIONS).map(|_| open()).collect();
    // Half of them stop in the middle: of the head, of the body.
    let body = payload(&[page_view()]);
    let head =
        format!("POST {TP2} HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nContent-Length: {}", body.len());
    for (index, stream) in crowd.iter_mut().enumerate() {
        match index % 4 {
            0 => write!(stream, "{head}"),
            1 => write!(stream, "{head}\r\n\r\n{{"),
            _ => write!(stream, "{head}\r\n\r\n{body}"),
        }
        .unwrap();
    }
    // Whoever is through is answered although the others are not.
    for stream in crowd.iter_mut().skip(2).step_by(4) {
        assert_eq!(status(stream), "HTTP/1.1 200");
    }
    for (index, stream) in crowd.iter_mut().enumerate().filter(|(index, _)| index % 4 < 2) {
        let rest = if index % 4 == 0 { format!("\r\n\r\n{body}") } else { body.split_at(1).1.to_owned() };
        stream.write_all(rest.as_bytes()).unwrap();
    }
    for (_, stream) in crowd.iter_mut().enumerate().filter(|(index, _)| index % 4 != 2) {
        assert_eq!(status(stream), "HTTP/1.1 200");
    }
    assert_eq!(program.get_json("/micro/all"), json!({"total": CONNECTIONS, "good": CONNECTIONS, "bad": 0}));
    let peak = peak_mib(&program);
    // Each holds some kilobytes; far from what it might send.
    assert!(peak < 400, "{peak} MiB");
    println!("{CONNECTIONS} connections: {peak} MiB at most");
}

fn status(stream: &mut TcpStream) -> String {
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    String::from_utf8_lossy(&start).into_owned()
}

fn peak_mib(program: &Program) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() / 1024
}

/// Runs one test of this program in a process that may have [`FILES`] open files.
fn start_again(test: &str) {
    let program = std::env::current_exe().unwrap();
    let limit = format!("ulimit -n {FILES} && exec \"$0\" \"$@\"");
    let status = Command::new("sh")
        .args(["-c", &limit])
        .arg(program)
        .args(["--exact", test, "--nocapture"])
        .env(WITH_FILES, "1")
        .status()
        .unwrap();
    assert!(status.success(), "{status}; {FILES} open files are needed (ulimit -n)");
}
