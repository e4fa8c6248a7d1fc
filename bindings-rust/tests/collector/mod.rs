//! A collector on loopback that answers as a test tells it to.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use snowgauge::{Config, Encoder, Event, EventId, Scratch, Tracker};

/// How the collector answers a request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Status(u16),
    /// A status with further headers, each with its line end.
    Headers(u16, String),
    /// A status with `Retry-After` in seconds.
    RetryAfter(u16, u32),
    /// Nothing, while the connection stays open.
    Silence,
    /// The connection is closed without an answer.
    Close,
}

impl Answer {
    /// A status with `Location`.
    pub(crate) fn redirect(status: u16, location: &str) -> Self {
        Self::Headers(status, format!("Location: {location}\r\n"))
    }
}

/// What arrived.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) path: String,
    pub(crate) content_type: String,
    /// All headers; their names in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
    /// Whether it is answered with 200.
    pub(crate) was_taken: bool,
}

impl Arrived {
    pub(crate) fn events(&self) -> &[Value] {
        self.body["data"].as_array().unwrap()
    }
}

pub(crate) struct Collector {
    pub(crate) url: String,
    arrived: Receiver<Arrived>,
    answers: Arc<Mutex<Vec<Answer>>>,
    /// Connections that are kept silent; they close with the collector.
    _silent: Arc<Mutex<Vec<TcpStream>>>,
}

impl Collector {
    /// Starts a collector that answers its requests with these answers in turn, and all further ones with 200.
    pub(crate) fn start(answers: &[Answer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, arrived) = channel();
        let answers = Arc::new(Mutex::new(answers.to_vec()));
        let silent = Arc::new(Mutex::new(Vec::new()));
        let (kept, given) = (Arc::clone(&silent), Arc::clone(&answers));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (sender, answers, kept) = (sender.clone(), Arc::clone(&given), Arc::clone(&kept));
                thread::spawn(move || serve(&stream, &sender, &answers, &kept));
            }
        });
        Self { url, arrived, answers, _silent: silent }
    }

    /// The next request, which has to come within ten seconds.
    pub(crate) fn next(&self) -> Arrived {
        self.arrived.recv_timeout(Duration::from_secs(10)).expect("a request within ten seconds")
    }

    /// Answers the next requests with these in turn, and all further ones with 200.
    pub(crate) fn answer(&self, answers: &[Answer]) {
        *self.answers.lock().unwrap() = answers.to_vec();
    }

    /// The requests that have come and were not asked for yet.
    pub(crate) fn rest(&self) -> Vec<Arrived> {
        self.arrived.try_iter().collect()
    }
}

/// An address at which nobody listens: a port below 1024, which no test is given.
pub(crate) const NOBODY: &str = "http://127.0.0.1:1";

/// An id whose bits draw short pauses: 450 ms together after four failures in a row, where others wait up to 15 s.
const SHORT_PAUSES: EventId = EventId::from_random(0x8523_e501_0000_0000_u128.to_be_bytes());

/// Tracks an event that is tried again soon, for tests that wait until it is.
pub(crate) fn track_with_short_pauses(tracker: &Tracker, event: &dyn Event) -> EventId {
    let config = Config { app_id: "test".into(), batch_bytes: 1_000_000, ..Config::default() };
    let encoder = Encoder::new(&config).unwrap();
    let payload =
        encoder.encode(event, &[], SHORT_PAUSES, 1_764_000_000_000, &mut Scratch::default()).unwrap();
    tracker.track_encoded(payload).unwrap()
}

fn serve(
    stream: &TcpStream,
    sender: &Sender<Arrived>,
    answers: &Mutex<Vec<Answer>>,
    silent: &Mutex<Vec<TcpStream>>,
) {
    let mut reader = BufReader::new(stream);
    while let Some(mut arrived) = read_request(&mut reader) {
        let answer = {
            let mut answers = answers.lock().unwrap();
            if answers.is_empty() { Answer::Status(200) } else { answers.remove(0) }
        };
        arrived.was_taken = matches!(answer, Answer::Status(200));
        let _ = sender.send(arrived);
        match answer {
            Answer::Status(status) => write_answer(stream, status, ""),
            Answer::Headers(status, headers) => write_answer(stream, status, &headers),
            Answer::RetryAfter(status, seconds) => {
                write_answer(stream, status, &format!("Retry-After: {seconds}\r\n"));
            }
            Answer::Silence => return silent.lock().unwrap().push(stream.try_clone().unwrap()),
            Answer::Close => return,
        }
    }
}

fn write_answer(mut stream: &TcpStream, status: u16, headers: &str) {
    // At once: the system would wait for an acknowledgement between two parts.
    let answer = format!("HTTP/1.1 {status} x\r\nContent-Length: 2\r\n{headers}\r\nok");
    let _ = stream.write_all(answer.as_bytes());
}

fn read_request(reader: &mut impl BufRead) -> Option<Arrived> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let find = |name: &str| headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
    let (length, content_type) = (find("content-length")?.parse().ok()?, find("content-type")?);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = serde_json::from_slice(&body).ok()?;
    Some(Arrived { path, content_type, headers, body, was_taken: false })
}
