//! How many events per second the local collector judges on one core, and what it holds them in.
//!
//! `collector-load PROGRAM [EVENTS]`: starts the collector on core 0, sends EVENTS (1,000,000) in batches of 100 over two
//! connections, prints the rates and its memory, and fails where an event is missing or bad, or a budget is missed. The
//! events are those of the plan with every field; each has numbers of its own and an event id that no other has.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program for one bench, not for users' input"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const BATCH: usize = 100;
const CONNECTIONS: usize = 4;
/// How many different bodies are sent in turn, each time with other event ids.
const BODIES: usize = 64;
/// Events per second of the collector's processor time, at least.
const BUDGET: f64 = 100_000.0;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let program = arguments.next().unwrap();
    let events: usize = arguments.next().map_or(1_000_000, |text| text.parse().unwrap());
    let bodies = bodies();
    let collector = Collector::start(&program, &arguments.collect::<Vec<_>>());
    let began = Instant::now();
    std::thread::scope(|scope| {
        for connection in 0..CONNECTIONS {
            let (bodies, address) = (&bodies, &collector.address);
            scope.spawn(move || send(address, bodies, connection, events / BATCH));
        }
    });
    let (elapsed, cpu) = (began.elapsed(), collector.cpu());
    let totals = get(&collector.address, "/micro/all");
    println!("{events} events of {} B on average, in batches of {BATCH}", bodies[0].text.len() / BATCH);
    let per_second = |time: Duration| f64::from(u32::try_from(events).unwrap()) / time.as_secs_f64();
    println!("{:>9.0} events/s on the clock", per_second(elapsed));
    println!("{:>9.0} events/s of the collector's processor time (budget: {BUDGET})", per_second(cpu));
    println!("{:>9} MiB resident, at most {} MiB", collector.status("VmRSS"), collector.status("VmHWM"));
    println!("{totals}\n{}", get(&collector.address, "/micro/memory"));
    let missing = totals != json!({"total": events, "good": events, "bad": 0});
    if missing || per_second(cpu) < BUDGET { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A body, and where in it the event ids are.
struct Template {
    text: Vec<u8>,
    ids: Vec<usize>,
}

/// Bodies of [`BATCH`] events, no two of which are alike.
fn bodies() -> Vec<Template> {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/valid.json");
    let vectors: Value = serde_json::from_slice(&std::fs::read(vectors).unwrap()).unwrap();
    let cases = vectors["cases"].as_array().unwrap().iter();
    let events: Vec<Value> = cases
        .filter(|case| case["name"].as_str().unwrap().ends_with("every field, internal_events"))
        .map(|case| serde_json::from_str::<Value>(case["body"].as_str().unwrap()).unwrap()["data"][0].take())
        .filter(|event| event["se_ca"] == "gkg")
        .collect();
    assert!(events.len() >= 5, "{} kinds of event", events.len());
    let mut number = 0;
    (0..BODIES)
        .map(|_| {
            let batch: Vec<Value> = (0..BATCH).map(|index| varied(&events[index % events.len()], &mut number)).collect();
            let text = json!({"schema": "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4", "data": batch});
            let text = text.to_string();
            let ids = text.match_indices(r#""eid":""#).map(|(at, found)| at + found.len()).collect();
            Template { text: text.into_bytes(), ids }
        })
        .collect()
}

/// The same event with other numbers in its entities.
fn varied(event: &Value, number: &mut u64) -> Value {
    let mut event = event.clone();
    let mut entities: Value = serde_json::from_str(event["co"].as_str().unwrap()).unwrap();
    for entity in entities["data"].as_array_mut().unwrap() {
        for value in entity["data"].as_object_mut().unwrap().values_mut() {
            *number += 1;
            if let Some(old) = value.as_u64() {
                *value = json!(old + *number % 1000);
            }
        }
        if let Some(id) = entity["data"].get_mut("correlation_id") {
            *id = json!(format!("{number:032x}"));
        }
    }
    event["co"] = Value::String(entities.to_string());
    event
}

/// Sends this connection's part of the batches, each once the one before is answered.
fn send(address: &str, bodies: &[Template], connection: usize, batches: usize) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut request, mut answer) = (Vec::new(), [0; 4096]);
    for batch in (connection..batches).step_by(CONNECTIONS) {
        let template = &bodies[batch % bodies.len()];
        let head =
            "POST /com.snowplowanalytics.snowplow/tp2 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json";
        request.clear();
        write!(request, "{head}\r\nContent-Length: {}\r\n\r\n", template.text.len()).unwrap();
        let start = request.len();
        request.extend_from_slice(&template.text);
        for (index, at) in template.ids.iter().enumerate() {
            let id = format!("{batch:08x}-0000-4000-8000-{index:012x}");
            request[start + at..start + at + id.len()].copy_from_slice(id.as_bytes());
        }
        stream.write_all(&request).unwrap();
        let mut length = 0;
        while !answer[..length].ends_with(b"\r\n\r\nok") {
            let read = stream.read(&mut answer[length..]).unwrap();
            assert!(read > 0, "the connection was closed");
            length += read;
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 "));
    }
}

fn get(address: &str, path: &str) -> Value {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap()
}

/// The collector under load; killed when dropped.
struct Collector {
    process: Child,
    address: String,
}

impl Collector {
    fn start(program: &str, options: &[String]) -> Self {
        let mut command = Command::new("taskset");
        command.args(["-c", "0", program, "--port", "0"]).args(options);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        Self { process, address }
    }

    /// The processor time it has taken.
    fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        // Of user and system, in ticks of which Linux has 100 a second.
        let ticks: u64 = [11, 12].iter().map(|index| fields[*index].parse::<u64>().unwrap()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// One of its sizes, in MiB.
    fn status(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
