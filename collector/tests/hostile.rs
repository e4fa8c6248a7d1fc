//! Input that nobody means well with: the real program gives the right answer, and its memory stays bounded.

#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml allows them in test functions, but not in the helpers of an integration test"
)]

mod support;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{JSON, Program, TP2, page_view, payload};

const MIB: usize = 1024 * 1024;

/// The most memory that the program has held so far, in MiB.
#[cfg(target_os = "linux")]
fn peak_mib(program: &Program) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() / 1024
}

fn connect(program: &Program) -> TcpStream {
    let stream = TcpStream::connect(program.address()).unwrap();
    // Far beyond what any test waits for.
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Sends bytes as they are, and reads the first line of the answer; empty when the connection just ends.
fn first_line(program: &Program, request: &[u8]) -> String {
    let mut stream = connect(program);
    // The server may have said all it has to say before it has read everything.
    drop(stream.write_all(request));
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
}

fn is_alive(program: &Program) {
    assert_eq!(program.post(TP2, JSON, &payload(&[page_view()])).status(), 200);
}

fn schema(body: &str) -> String {
    format!(
        r#"{{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":{body}}}"#
    )
}

#[test]
fn malformed_bodies_are_lost_requests() {
    let program = Program::with_test_schemas(&[]);
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let many_keys: Vec<String> = (0..50_000).map(|n| format!(r#""k{n}":"""#)).collect();
    let events = schema(&format!("[{}]", vec!["{}"; 100_000].join(",")));
    let bodies = [
        String::new(),
        "\u{0}".to_owned(),
        "\u{feff}{}".to_owned(),
        "{".to_owned(),
        "null".to_owned(),
        deep("[", "]"),
        deep("{\"a\":", "}"),
        schema(&deep("[", "]")),
        schema(&format!("[{{{}}}]", many_keys.join(","))),
        schema(&format!("[{{\"e\":\"{}", "\\".repeat(100_001))),
        schema("[{\"e\":\"\\ud800\\udc"),
        events,
        "9".repeat(MIB - 1),
        format!("\"{}\"", "\\u0000".repeat(100_000)),
    ];
    for (count, body) in (1_u64..).zip(&bodies) {
        assert_eq!(program.post(TP2, JSON, body).status(), 200, "{body:.80}");
        assert_eq!(
            program.get_json("/micro/all"),
            json!({"total": count, "good": 0, "bad": count}),
            "{body:.80}"
        );
    }
    // Each of them can be looked at, too.
    let count = bodies.len();
    let bad = program.get_json("/micro/bad");
    assert_eq!(bad.as_array().unwrap().len(), count);
    // However much is wrong, no more is told than somebody reads.
    assert_eq!(bad[11]["errors"].as_array().unwrap().len(), 100);
    assert_eq!(program.get_json("/collector/events")["events"].as_array().unwrap().len(), count);
    is_alive(&program);
}

#[test]
fn entities_of_every_kind_of_malice_make_one_event_bad() {
    let program = Program::with_test_schemas(&[]);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let many: Vec<Value> =
        vec![json!({"schema": "iglu:com.example/entity/jsonschema/1-0-0", "data": {}}); 10_000];
    let wrapper =
        json!({"schema": "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1", "data": many});
    for (key, text) in [
        ("co", deep.clone()),
        ("ue_pr", deep),
        ("co", "{\"schema\":".repeat(50_000)),
        ("cx", "=".repeat(100_000)),
        ("cx", "\u{fffd}".repeat(100_000)),
        ("co", wrapper.to_string()),
        ("url", format!("http://{}", "[".repeat(100_000))),
        ("eid", "5".repeat(100_000)),
        ("dtm", "9".repeat(100_000)),
        ("se_va", "1e".repeat(50_000)),
        ("res", "x".repeat(100_000)),
        ("page", "\u{1}x".repeat(50_000)),
    ] {
        let mut event = page_view();
        event[key] = json!(text);
        program.post(TP2, JSON, &payload(&[event, page_view()]));
        assert_eq!(program.get_json("/micro/reset"), json!({"total": 0, "good": 0, "bad": 0}));
        let mut event = page_view();
        event[key] = json!(text);
        program.post(TP2, JSON, &payload(&[event, page_view()]));
        assert_eq!(
            program.get_json("/micro/all"),
            json!({"total": 2, "good": 1, "bad": 1}),
            "{key}: {text:.40}"
        );
        assert_eq!(program.get("/micro/bad").status(), 200);
    }
}

#[test]
fn long_heads_are_refused() {
    let program = Program::with_test_schemas(&[]);
    let query = |length: usize| {
        let head = format!("GET /i?e=pv&p=web&tv=js-1&page={} HTTP/1.1\r\n", "x".repeat(length));
        first_line(&program, format!("{head}Host: x\r\nConnection: close\r\n\r\n").as_bytes())
    };
    assert_eq!(query(1000), "HTTP/1.1 200 OK");
    assert_eq!(query(20_000), "HTTP/1.1 200 OK");
    for length in [21_000, 60_000] {
        assert_eq!(query(length), "HTTP/1.1 414 URI Too Long", "{length}");
    }
    for length in [100_000, MIB] {
        let line = query(length);
        assert!(line.is_empty() || line.starts_with("HTTP/1.1 4"), "{length}: {line}");
    }
    let headers = "X: y\r\n".repeat(50_000);
    let line = first_line(&program, format!("GET /health HTTP/1.1\r\nHost: x\r\n{headers}\r\n").as_bytes());
    assert_eq!(line, "HTTP/1.1 431 Request Header Fields Too Large");
    // A page title of 20,000 characters is too long for enrich.
    assert_eq!(program.get_json("/micro/all"), json!({"total": 2, "good": 1, "bad": 1}));
    let many = format!("/i?e=pv&p=web&tv=js-1&{}", "a=&".repeat(6000));
    let began = Instant::now();
    assert_eq!(program.get(&many).status(), 200);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[cfg(target_os = "linux")]
#[test]
fn oversized_bodies_take_no_memory() {
    let program = Program::with_test_schemas(&[]);
    let before = peak_mib(&program);
    let head =
        |rest: &str| format!("POST {TP2} HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\n{rest}\r\n\r\n");
    // 10 GB are announced.
    assert_eq!(
        first_line(&program, head("Content-Length: 10000000000").as_bytes()),
        "HTTP/1.1 413 Payload Too Large"
    );
    // 63 MiB come, announced or not; the sender gets to read the answer.
    let body = vec![b'x'; 63 * MIB];
    let announced =
        [head(&format!("Connection: close\r\nContent-Length: {}", body.len())).as_bytes(), &body].concat();
    assert_eq!(first_line(&program, &announced), "HTTP/1.1 413 Payload Too Large");
    let mut chunked = head("Connection: close\r\nTransfer-Encoding: chunked").into_bytes();
    for chunk in body.chunks(MIB) {
        chunked.extend(format!("{:x}\r\n", chunk.len()).bytes());
        chunked.extend(chunk);
        chunked.extend(b"\r\n");
    }
    chunked.extend(b"0\r\n\r\n");
    assert_eq!(first_line(&program, &chunked), "HTTP/1.1 413 Payload Too Large");
    let after = peak_mib(&program);
    assert!(after < before + 24, "{before} MiB before, {after} MiB at most");
    is_alive(&program);
}

#[cfg(target_os = "linux")]
#[test]
fn a_long_query_beside_many_events_takes_no_memory() {
    let store = std::env::temp_dir().join(format!("snowgauge-collector-{}.ndjson", std::process::id()));
    let program = Program::with_test_schemas(&["--store", store.to_str().unwrap()]);
    let names: Vec<String> = (0..4_000).map(|number| format!("{number:x}")).collect();
    let query = names.join("&");
    let events = payload(&vec![json!({"e": "pv", "p": "x", "tv": ""}); 5_000]);
    let before = peak_mib(&program);
    assert_eq!(program.post(&format!("{TP2}?{query}"), JSON, &events).status(), 200);
    assert_eq!(program.get_json("/micro/all"), json!({"total": 5_000, "good": 0, "bad": 5_000}));
    // Each line of the store has the query.
    while program.get_json("/collector/store")["bad"].as_u64() < Some(200) {}
    let after = peak_mib(&program);
    assert!(after < before + 64, "{before} MiB before, {after} MiB at most");
    drop(program);
    for file in [store.with_extension("bad.ndjson"), store] {
        std::fs::remove_file(file).unwrap();
    }
}

#[test]
fn slow_clients_are_left() {
    let program = Program::with_test_schemas(&["--patience", "300"]);
    let began = Instant::now();
    // A head that never ends, one byte at a time.
    let mut slow_head = connect(&program);
    let mut sent = 0;
    while slow_head.write_all(b"X").is_ok() {
        sent += 1;
        slow_head.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        match slow_head.read(&mut [0; 64]) {
            Ok(0) => break,
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            _ => {}
        }
    }
    assert!(sent > 5 && began.elapsed() >= Duration::from_millis(300), "{sent} bytes, {:?}", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    // A body that never comes.
    let mut slow_body = connect(&program);
    write!(slow_body, "POST {TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{").unwrap();
    let mut answer = [0; 12];
    slow_body.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
    // A connection that is idle between two requests is not slow.
    let mut idle = connect(&program);
    for _ in 0..2 {
        write!(idle, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        idle.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200");
        idle.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
        while idle.read(&mut [0; 256]).is_ok() {}
    }
}

#[test]
fn strings_from_events_stay_strings() {
    let program = Program::with_test_schemas(&[]);
    let html = "<script>alert(1)</script>\"'&\u{2028}\u{0}";
    let mut event = page_view();
    for key in ["aid", "page", "tna", "uid", "se_ca", "se_ac", "ua", "lang"] {
        event[key] = json!(html);
    }
    program.post(TP2, JSON, &payload(&[event]));
    let response = program.get("/collector/events");
    assert_eq!(response.headers()["Content-Type"], "application/json");
    assert_eq!(response.headers()["X-Content-Type-Options"], "nosniff");
    assert_eq!(program.get_json("/collector/events")["events"][0]["app_id"], html);
    let whole = program.get_json("/collector/events/1");
    assert_eq!(whole["event_json"]["rawEvent"]["parameters"]["page"], html);
    assert_eq!(whole["event_json"]["event"]["page_title"], "<script>alert(1)</script>\"'&\u{2028}");
}
