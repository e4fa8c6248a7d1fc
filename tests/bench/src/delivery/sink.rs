//! A collector that judges nothing: it reads requests, takes note of the event ids in them, and answers 200.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{mem, thread};

use memchr::memmem::Finder;

/// The key of an event's id. Within the entities, which travel as text, it would be escaped.
const KEY: &[u8] = br#""eid""#;
/// A UUID's length, with hyphens.
const ID: usize = 36;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";

/// The sink: it listens on a port of this machine's own address, with a thread for each connection.
#[derive(Debug)]
pub struct Sink {
    address: SocketAddr,
    received: Arc<Mutex<Received>>,
}

/// What a sink has received.
#[derive(Debug, Default)]
pub struct Received {
    ids: Vec<u128>,
    /// How many requests had a body.
    pub requests: usize,
    /// How many connections were made.
    pub connections: usize,
    /// When the last request was there to its last byte, as time since 1970.
    pub last: Duration,
}

impl Received {
    /// How many events there were, and how many different ones.
    pub fn count(&mut self) -> (usize, usize) {
        let events = self.ids.len();
        self.ids.sort_unstable();
        self.ids.dedup();
        (events, self.ids.len())
    }
}

impl Sink {
    /// Starts to listen.
    ///
    /// # Errors
    ///
    /// The system has no port to give.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let sink = Self { address: listener.local_addr()?, received: Arc::default() };
        let received = Arc::clone(&sink.received);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let received = Arc::clone(&received);
                thread::spawn(move || serve(stream, &received));
            }
        });
        Ok(sink)
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has come since this was last asked for.
    pub fn take(&self) -> Received {
        mem::take(&mut *self.received.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads a connection's requests to its end. One that is not understood ends it without an answer: whoever sent it misses
/// that, and its events are missing in the count.
fn serve(stream: TcpStream, received: &Mutex<Received>) {
    let note = |take: &mut dyn FnMut(&mut Received)| {
        take(&mut received.lock().unwrap_or_else(PoisonError::into_inner));
    };
    note(&mut |received| received.connections += 1);
    let Ok(mut answers) = stream.set_nodelay(true).and_then(|()| stream.try_clone()) else { return };
    let mut requests = BufReader::with_capacity(128 * 1024, stream);
    let (mut body, mut ids, finder) = (Vec::new(), Vec::new(), Finder::new(KEY));
    while let Ok(Some(length)) = read_head(&mut requests) {
        body.resize(length, 0);
        if requests.read_exact(&mut body).is_err() {
            return;
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        ids.clear();
        ids.extend(finder.find_iter(&body).filter_map(|at| read_id(body.get(at + KEY.len()..)?)));
        note(&mut |received| {
            received.ids.append(&mut ids);
            received.requests += 1;
            received.last = received.last.max(now);
        });
        if answers.write_all(ANSWER).is_err() {
            return;
        }
    }
}

/// Reads a request's head: the length of its body, or `None` where there is no request, or none with a length.
fn read_head(requests: &mut impl BufRead) -> io::Result<Option<usize>> {
    let (mut line, mut length) = (String::new(), None);
    loop {
        line.clear();
        if requests.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().ok();
            }
            None if line.trim_end().is_empty() => return Ok(length),
            _ => {}
        }
    }
}

/// Reads the id behind its key: a colon, maybe a space, and a UUID in quotes.
fn read_id(text: &[u8]) -> Option<u128> {
    let start = text.iter().position(u8::is_ascii_hexdigit).filter(|start| *start <= 3)?;
    let digits = text.get(start..start + ID)?.iter().filter(|byte| **byte != b'-');
    digits
        .map(|digit| char::from(*digit).to_digit(16))
        .try_fold(0, |id, digit| Some(id << 4 | u128::from(digit?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends a body, and waits for the answer.
    fn post(stream: &mut TcpStream, body: &str) {
        write!(stream, "POST /tp2 HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len())
            .unwrap();
        let mut answer = [0; ANSWER.len()];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(answer, ANSWER);
    }

    #[test]
    fn events_are_counted_by_their_ids_in_whatever_spacing() {
        let sink = Sink::start().unwrap();
        let id = |number: u32| format!("{number:08x}-0000-4000-8000-000000000000");
        let mut stream = TcpStream::connect(sink.address).unwrap();
        post(&mut stream, &format!(r#"[{{"eid":"{}"}},{{"eid": "{}"}}]"#, id(1), id(2)));
        let doubled = format!(r#"[{{"co":"{{\"eid\":\"{}\"}}","eid":"{}"}}]"#, id(3), id(2));
        post(&mut stream, &doubled);
        let mut received = sink.take();
        assert_eq!((received.requests, received.connections), (2, 1));
        assert_eq!(received.count(), (3, 2), "what is within an entity is not an event, and one came twice");
        assert_eq!(sink.take().count(), (0, 0));
    }

    #[test]
    fn what_is_no_id_is_no_event() {
        assert_eq!(read_id(br#":"short""#), None);
        assert_eq!(read_id(br#":"zzzzzzzz-0000-4000-8000-000000000000""#), None);
        assert_eq!(read_id(br#":null,"aid":"00000001-0000-4000-8000-000000000000""#), None);
        assert_eq!(read_id(br#": "00000000-0000-0000-0000-00000000002a""#), Some(42));
    }

    #[test]
    fn a_request_without_a_length_ends_its_connection() {
        let sink = Sink::start().unwrap();
        let mut stream = TcpStream::connect(sink.address).unwrap();
        write!(stream, "POST /tp2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").unwrap();
        assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
        assert_eq!(sink.take().requests, 0);
    }
}
