//! Delivers events, and tells how long that took: `deliver WHO URL EVENTS`, where WHO is one of [`run`]'s.

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use snowgauge::{Event, Tracker};
use snowgauge_bench::delivery::Account;
use snowgauge_bench::{Sample, ours, reference};
use snowgauge_bench_peers::peer;
use snowgauge_core::{Config, Framing};
use snowplow_tracker::{
    BatchEmitter, InMemoryEventStore, RetryPolicy, SelfDescribingEvent, SelfDescribingJson, Tracker as Peer,
};
use uuid::Uuid;

/// How long ours may take to deliver what it holds.
const PATIENCE: Duration = Duration::from_mins(1);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [who, url, events] = arguments.as_slice() else { return Err("expected WHO URL EVENTS".into()) };
    let account = run(who, url, events.parse()?, &Sample::default())?;
    println!("{}", account.line());
    Ok(())
}

/// Lets one of them deliver. Each has room for all events, as neither is to be measured by what it drops.
fn run(who: &str, url: &str, events: usize, sample: &Sample) -> Result<Account, Box<dyn Error>> {
    let defaults =
        Config { max_events: events, max_bytes: usize::MAX, ..ours::config(sample, Framing::SelfDescribing) };
    match who {
        "snowgauge" => Account::of(|| deliver(url, defaults, events, sample)),
        "snowgauge-tuned" => {
            let config = Config { batch_events: 250, batch_bytes: 500_000, ..defaults };
            Account::of(|| deliver(url, config, events, sample))
        }
        "snowplow_tracker" => {
            let emitter = BatchEmitter::builder().collector_url(url);
            Account::of(|| deliver_by_peer(emitter.build()?, events, sample))
        }
        "snowplow_tracker-tuned" => {
            let store = InMemoryEventStore::new(2 * events, 250);
            let emitter = BatchEmitter::builder().collector_url(url).event_store(store);
            let emitter = emitter.retry_policy(RetryPolicy::RetryForever);
            Account::of(|| deliver_by_peer(emitter.build()?, events, sample))
        }
        "bytes" => {
            let bodies = bodies(events, sample)?;
            let address = url.trim_start_matches("http://");
            Account::of(|| send(address, &bodies))
        }
        _ => Err(format!("{who} is none of them").into()),
    }
}

/// As a service uses ours: the event is built from its values, tracked, and what is held is sent before it ends.
fn deliver(url: &str, config: Config, events: usize, sample: &Sample) -> Result<(), Box<dyn Error>> {
    let tracker = Tracker::builder(url).config(config).build()?;
    for _ in 0..events {
        let entity = ours::entity(sample);
        tracker.track(ours::event(sample).with(&entity))?;
    }
    let flushed = tracker.shutdown(PATIENCE).wait();
    let stats = tracker.stats();
    if stats.delivered != events as u64 {
        return Err(format!("{flushed:?}, {stats:?}").into());
    }
    Ok(())
}

/// As its documentation says: track, flush, close. Its data is cloned rather than made, which is quicker.
fn deliver_by_peer(emitter: BatchEmitter, events: usize, sample: &Sample) -> Result<(), Box<dyn Error>> {
    let mut tracker = Peer::new(sample.namespace, sample.app_id, emitter, None);
    let (event, entity) = peer::data(sample);
    for _ in 0..events {
        let event =
            SelfDescribingEvent { schema: reference::QUERY.to_owned(), data: event.clone(), subject: None };
        let entity = SelfDescribingJson::new(reference::CONTEXT, entity.clone());
        tracker.track(event, Some(vec![entity]))?;
    }
    // It is an error to it that nothing is left to send.
    drop(tracker.flush());
    tracker.close_emitter()?;
    Ok(())
}

/// A hundred events' bytes for each request, made before, with ids of their own.
fn bodies(events: usize, sample: &Sample) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut encoder = ours::Typed::new(sample, Framing::SelfDescribing)?;
    let mut bodies = Vec::new();
    for first in (0..events).step_by(100) {
        let mut body = Vec::new();
        for _ in first..events.min(first + 100) {
            let own = Sample { entropy: *Uuid::new_v4().as_bytes(), ..Sample::default() };
            body.extend(encoder.encode(&own)?.into_request_body(0));
        }
        bodies.push(body);
    }
    Ok(bodies)
}

/// Sends bodies over two connections, each once the one before is answered: what no tracker is quicker than.
fn send(address: &str, bodies: &[Vec<u8>]) -> Result<(), Box<dyn Error>> {
    let (one, other) = bodies.split_at(bodies.len() / 2);
    std::thread::scope(|scope| {
        let connections = [one, other].map(|part| scope.spawn(|| send_part(address, part)));
        for connection in connections {
            connection.join().map_err(|_| "a thread panicked")??;
        }
        Ok(())
    })
}

fn send_part(address: &str, bodies: &[Vec<u8>]) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut answer = [0; 1024];
    for body in bodies {
        write!(stream, "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Length: {}\r\n\r\n", body.len())?;
        stream.write_all(body)?;
        let mut length = 0;
        while !answer.get(..length).is_some_and(|answer| answer.ends_with(b"ok")) {
            let rest = answer.get_mut(length..).unwrap_or_default();
            let read = stream.read(rest)?;
            if read == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            length += read;
        }
    }
    Ok(())
}
