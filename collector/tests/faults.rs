//! Every fault on demand, done by the real program to a real socket.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in test functions, but not in the helpers of an integration test"
)]

mod support;

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{JSON, Program, TP2, page_view, payload, text};

/// Sets faults; the answer has to be 200.
fn set(program: &Program, spec: &str) -> Value {
    let response = program.agent.put(format!("{}/faults", program.url)).send(spec).unwrap();
    let (status, body) = text(response);
    assert_eq!(status, 200, "{spec}: {body}");
    serde_json::from_str(&body).unwrap()
}

fn request(eid: &str) -> String {
    let mut event = page_view();
    event["eid"] = json!(eid);
    let body = payload(&[event]);
    format!(
        "POST {TP2} HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn connect(program: &Program) -> TcpStream {
    let stream = TcpStream::connect(program.address()).unwrap();
    // Far beyond what any test waits for: a hang that should have ended fails the test.
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

const EID: &str = "5a305bf5-32fc-40d9-b0e8-66052f0f2c95";

/// Sends one event on a connection of its own and reads until the end of the answer's head, the connection's end, or an
/// error.
fn send(program: &Program) -> Result<String, ErrorKind> {
    exchange(&mut connect(program))
}

fn exchange(stream: &mut TcpStream) -> Result<String, ErrorKind> {
    stream.write_all(request(EID).as_bytes()).map_err(|error| error.kind())?;
    let mut answer = Vec::new();
    let mut chunk = [0; 1024];
    while !answer.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut chunk).map_err(|error| error.kind())? {
            0 => break,
            length => answer.extend_from_slice(&chunk[..length]),
        }
    }
    Ok(String::from_utf8(answer).unwrap())
}

/// Reads until the connection's end, or an error.
fn rest(stream: &mut TcpStream) -> Result<usize, ErrorKind> {
    stream.read_to_end(&mut Vec::new()).map_err(|error| error.kind())
}

fn stored(program: &Program) -> Value {
    program.get_json("/micro/all")["total"].clone()
}

fn status(answer: Result<String, ErrorKind>) -> String {
    answer.unwrap().split(' ').nth(1).unwrap_or("none").to_owned()
}

#[test]
fn a_mix_of_statuses_is_the_same_in_every_run() {
    let run = |seed: u64| {
        let program =
            Program::with_test_schemas(&["--faults", &format!("503 share=0.3; 429 share=0.2; seed={seed}")]);
        let statuses: Vec<u16> =
            (0..100).map(|_| program.post(TP2, JSON, &payload(&[page_view()])).status().as_u16()).collect();
        let count = |status: u16| statuses.iter().filter(|found| **found == status).count();
        assert_eq!(stored(&program), count(200));
        let report = program.get_json("/faults");
        assert_eq!(report["requests"], 100);
        assert_eq!(
            report["rules"][0],
            json!({"do": "status", "status": 503, "share": 0.3, "done": count(503)})
        );
        assert_eq!(report["rules"][1]["done"], count(429));
        assert!((15..45).contains(&count(503)) && (8..32).contains(&count(429)), "{report}");
        statuses
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

#[test]
fn statuses_with_retry_after_and_with_storing() {
    let program = Program::with_test_schemas(&[]);
    set(
        &program,
        r#"{"rules": [{"do": "status", "status": 429, "retry_after": 7, "first": 1},
        {"do": "status", "status": 503, "retry_after": "Wed, 21 Oct 2099 07:28:00 GMT", "after": 1, "first": 1},
        {"do": "status", "status": 500, "store": true}]}"#,
    );
    for (status, retry_after, stored_by_then) in
        [(429, Some("7"), 0), (503, Some("Wed, 21 Oct 2099 07:28:00 GMT"), 0), (500, None, 1)]
    {
        let response = program.post(TP2, JSON, &payload(&[page_view()]));
        assert_eq!(response.status(), status);
        let found = response.headers().get("Retry-After").map(|value| value.to_str().unwrap());
        assert_eq!((found, stored(&program)), (retry_after, json!(stored_by_then)));
    }
}

#[test]
fn some_requests_only() {
    for (spec, expected) in [
        ("503 first=2", ["503", "503", "200", "200", "200", "200"]),
        ("503 after=4", ["200", "200", "200", "200", "503", "503"]),
        ("503 every=3", ["200", "200", "503", "200", "200", "503"]),
        ("503 after=1 every=2 first=4", ["200", "200", "503", "200", "503", "200"]),
        ("off", ["200"; 6]),
    ] {
        let program = Program::with_test_schemas(&["--faults", spec]);
        let found: Vec<String> = (0..6).map(|_| status(send(&program))).collect();
        assert_eq!(found, expected, "{spec}");
    }
}

#[test]
fn large_and_poisoned_requests() {
    let program = Program::with_test_schemas(&[]);
    let good = payload(&[page_view()]);
    set(&program, &format!("413 larger_than={}; 400 containing=poison", good.len()));
    for (body, expected) in
        [(good.clone(), 200), (format!("{good} "), 413), (good.replace("t-1", "poison"), 413)]
    {
        assert_eq!(program.post(TP2, JSON, &body).status(), expected, "{body}");
    }
    set(&program, &format!("400 containing={EID}"));
    assert_eq!(program.post(TP2, JSON, &good).status(), 400);
    assert_eq!(program.post(TP2, JSON, &good.replace("5a305bf5", "5a305bf6")).status(), 200);
    assert_eq!(stored(&program), 2);
}

#[test]
fn hangs_end_in_time_or_when_the_faults_do() {
    let program = Program::with_test_schemas(&["--faults", "hang ms=200 first=1; hang"]);
    let began = Instant::now();
    assert_eq!(send(&program), Ok(String::new()));
    assert!(began.elapsed() >= Duration::from_millis(200));
    std::thread::scope(|scope| {
        let held = scope.spawn(|| send(&program));
        while program.get_json("/faults")["rules"][1]["done"] != 1 {}
        assert!(!held.is_finished());
        let off = program.agent.delete(format!("{}/faults", program.url)).call().unwrap();
        assert_eq!(off.status(), 200);
        assert_eq!(held.join().unwrap(), Ok(String::new()));
    });
    assert_eq!((status(send(&program)), stored(&program)), ("200".to_owned(), json!(1)));
}

#[test]
fn a_hang_that_was_ended_before_the_body_came_is_none_any_more() {
    let program = Program::with_test_schemas(&["--faults", "hang"]);
    let mut stream = connect(&program);
    let request = request(EID);
    let (head, body) = request.split_at(request.len() - 10);
    stream.write_all(head.as_bytes()).unwrap();
    while program.get_json("/faults")["requests"] != 1 {}
    set(&program, "off");
    stream.write_all(body.as_bytes()).unwrap();
    assert_eq!(rest(&mut stream), Ok(0));
}

#[cfg(unix)]
#[test]
fn a_hang_does_not_hold_up_a_stop() {
    let mut program = Program::with_test_schemas(&["--faults", "hang"]);
    let mut stream = connect(&program);
    stream.write_all(request(EID).as_bytes()).unwrap();
    while program.get_json("/faults")["rules"][0]["done"] != 1 {}
    let began = Instant::now();
    assert!(program.signal("-TERM").success());
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

#[test]
fn late_and_slow_answers_are_to_stored_events() {
    for (spec, least) in [("delay ms=200", 200), ("drip bytes=20 ms=20", 100)] {
        let program = Program::with_test_schemas(&["--faults", spec]);
        let began = Instant::now();
        let mut stream = connect(&program);
        stream.write_all(request(EID).as_bytes()).unwrap();
        while stored(&program) != 1 {}
        assert_eq!(status(send(&program)), "200", "{spec}");
        assert!(began.elapsed() >= Duration::from_millis(least), "{spec}: {:?}", began.elapsed());
    }
}

#[test]
fn a_dripping_answer_comes_in_pieces() {
    let program = Program::with_test_schemas(&["--faults", "drip bytes=8 ms=10 first=1"]);
    let mut stream = connect(&program);
    stream.write_all(request(EID).as_bytes()).unwrap();
    let mut first = [0; 1024];
    assert_eq!(stream.read(&mut first).unwrap(), 8);
    assert_eq!(&first[..8], b"HTTP/1.1");
}

#[test]
fn a_lost_answer_is_to_stored_events() {
    let program = Program::with_test_schemas(&["--faults", "lost"]);
    assert_eq!(send(&program), Ok(String::new()));
    assert_eq!(stored(&program), 1);
    assert_eq!(text(program.get("/collector/ids")), (200, format!("{EID} 1 0\n")));
}

#[test]
fn resets() {
    for at in ["connect", "head", "body"] {
        let program = Program::with_test_schemas(&["--faults", &format!("reset at={at}")]);
        assert_eq!(send(&program), Err(ErrorKind::ConnectionReset), "{at}");
        assert_eq!(stored(&program), 0, "{at}");
        assert_eq!(program.get_json("/faults")["rules"][0]["done"], 1, "{at}");
    }
}

#[test]
fn a_reset_at_the_head_does_not_wait_for_the_body() {
    let program = Program::with_test_schemas(&["--faults", "reset at=head"]);
    let mut stream = connect(&program);
    write!(stream, "POST {TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n").unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap_err().kind(), ErrorKind::ConnectionReset);
}

#[test]
fn slow_reading() {
    let program = Program::with_test_schemas(&["--faults", "slow_read bytes=50 ms=20"]);
    let began = Instant::now();
    assert_eq!(status(send(&program)), "200");
    let pieces = u32::try_from(request(EID).len() / 50).unwrap();
    assert!(began.elapsed() >= pieces * Duration::from_millis(20), "{:?}", began.elapsed());
    let report = program.get_json("/faults");
    assert_eq!((&report["connections"], &report["rules"][0]["done"]), (&json!(1), &json!(1)));
}

#[test]
fn down_means_refused_connections() {
    let program = Program::with_test_schemas(&[]);
    let mut open = connect(&program);
    assert_eq!(status(exchange(&mut open)), "200");
    let began = Instant::now();
    let report = set(&program, "down ms=300");
    assert_eq!(report["away"], "refuse");
    // What a tracker had open is reset.
    assert_eq!(rest(&mut open), Err(ErrorKind::ConnectionReset));
    let mut refused = 0;
    while let Err(error) = TcpStream::connect(program.address()) {
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        refused += 1;
    }
    assert!(refused > 0 && began.elapsed() >= Duration::from_millis(300), "{refused}, {:?}", began.elapsed());
    assert_eq!(status(send(&program)), "200");
    assert_eq!(program.get_json("/faults")["away"], Value::Null);
}

#[test]
fn a_connection_that_steers_outlives_a_downtime_and_can_end_it() {
    let program = Program::with_test_schemas(&[]);
    let began = Instant::now();
    set(&program, "down ms=600000");
    assert!(TcpStream::connect(program.address()).is_err());
    assert_eq!(set(&program, "off")["away"], Value::Null);
    assert!(TcpStream::connect(program.address()).is_ok());
    assert!(began.elapsed() < Duration::from_mins(1));
}

#[test]
fn a_port_that_another_program_took_meanwhile_is_told_and_taken_again_when_it_is_free() {
    let program = Program::with_test_schemas(&[]);
    set(&program, "down ms=600000");
    let other = TcpListener::bind(program.address()).unwrap();
    let off = program.agent.delete(format!("{}/faults", program.url)).config();
    let (status, why) = text(off.timeout_global(Some(Duration::from_secs(20))).build().call().unwrap());
    let taken = format!("the faults are set, but the collector cannot listen on {}:", program.address());
    assert!(status == 503 && why.starts_with(&taken), "{status} {why}");
    assert_eq!(program.get_json("/faults")["away"], "taken");
    drop(other);
    assert_eq!(set(&program, "off")["away"], Value::Null);
    assert!(TcpStream::connect(program.address()).is_ok());
}

#[test]
fn down_after_some_requests() {
    let program = Program::with_test_schemas(&["--faults", "down ms=200 after=2"]);
    assert_eq!([status(send(&program)), status(send(&program))], ["200", "200"]);
    assert_eq!(send(&program), Err(ErrorKind::ConnectionReset));
    assert_eq!(TcpStream::connect(program.address()).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    while TcpStream::connect(program.address()).is_err() {}
    assert_eq!((status(send(&program)), stored(&program)), ("200".to_owned(), json!(3)));
}

#[test]
fn a_blackhole_takes_connections_and_says_nothing() {
    let program = Program::with_test_schemas(&[]);
    let mut open = connect(&program);
    assert_eq!(status(exchange(&mut open)), "200");
    let began = Instant::now();
    set(&program, "down ms=300 mode=blackhole");
    let mut other = connect(&program);
    let sent = [&mut open, &mut other].map(|stream| {
        stream.write_all(request(EID).as_bytes()).unwrap();
        stream
    });
    for stream in sent {
        assert_eq!(rest(stream), Err(ErrorKind::ConnectionReset));
        assert!(began.elapsed() >= Duration::from_millis(300));
    }
    assert_eq!((status(send(&program)), stored(&program)), ("200".to_owned(), json!(2)));
}

#[test]
fn the_readmes_example_is_answered_so() {
    let readme = include_str!("../README.md");
    let (command, answer) = readme.split("$ curl -X PUT ").nth(1).unwrap().split_once('\n').unwrap();
    let program = Program::with_test_schemas(&[]);
    let spec = command.split('\'').nth(1).unwrap();
    let response = program.agent.put(format!("{}/faults", program.url)).send(spec).unwrap();
    let (status, text) = text(response);
    // In what order members stand depends on what else is built together with the collector.
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!((status, json(&text)), (200, json(answer.lines().next().unwrap())));
}

#[test]
fn nobody_but_trackers_is_touched() {
    let program = Program::with_test_schemas(&["--faults", "reset at=connect first=1; 503"]);
    for path in
        ["/micro/all", "/micro/good", "/micro/bad", "/micro/memory", "/health", "/collector/ids", "/faults"]
    {
        assert_eq!(program.get(path).status(), 200, "{path}");
    }
    let preflight = program.agent.options(format!("{}{TP2}", program.url)).call().unwrap();
    assert_eq!(preflight.status(), 200);
    assert_eq!(program.get_json("/faults")["requests"], 0);
}

#[test]
fn a_mistake_is_explained_and_changes_nothing() {
    let program = Program::with_test_schemas(&["--faults", "503"]);
    let response =
        program.agent.put(format!("{}/faults", program.url)).send(r#"{"rules": [{"do": "drop"}]}"#).unwrap();
    let names = "status, hang, delay, drip, lost, reset, slow_read, down";
    let message = format!("faults: /rules/0/do: expected one of {names}, found \"drop\"\n");
    assert_eq!(text(response), (400, message));
    assert_eq!(status(send(&program)), "503");
    assert_eq!(program.post("/faults", JSON, "503").status(), 405);
}

#[test]
fn arrivals_by_id() {
    let program = Program::with_test_schemas(&[]);
    let other = EID.replace("5a", "4a");
    let mut bad = page_view();
    bad["dtm"] = json!("x");
    bad["eid"] = json!(other);
    program.post(TP2, JSON, &payload(&[page_view(), page_view(), bad]));
    let expected = format!("{other} 0 1\n{EID} 2 0\n");
    assert_eq!(text(program.get("/collector/ids")), (200, expected));
}
