//! No step looks through all that is held: counted, not timed, as a queue of 100,000 events takes as many looks for an event
//! as one of 1,000.

use super::{Notice, Outbox, Output, Overflow, Reason, RequestId, Response};
use crate::config::Config;
use crate::id::EventId;
use crate::payload::Payload;
use crate::time::Now;

/// The most batches that may be looked at for an event that is tracked, or that leaves.
const MOST_LOOKS: u64 = 12;

struct Life {
    outbox: Outbox,
    now: Now,
    events: u64,
    under_way: Option<RequestId>,
    ended: u64,
}

impl Life {
    fn new(config: &Config) -> Self {
        let now = Now { wall: 1 << 41, mono: 1 << 40 };
        let config = Config { app_id: "test".into(), max_requests: 1, ..config.clone() };
        Self { outbox: Outbox::new(&config).unwrap(), now, events: 0, under_way: None, ended: 0 }
    }

    fn payload(&mut self) -> Payload {
        self.events += 1;
        let mut id = [0; 16];
        id[8..].copy_from_slice(&self.events.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        Payload::from_store(EventId::from_bytes(id), [b'x'; 8].into())
    }

    fn track(&mut self) {
        let payload = self.payload();
        self.outbox.track(payload, self.now).unwrap();
        self.drain();
    }

    fn pass(&mut self, milliseconds: u64) {
        self.now = Now { wall: self.now.wall + milliseconds, mono: self.now.mono + milliseconds };
        self.outbox.handle_timeout(self.now);
        self.drain();
    }

    fn answer(&mut self, response: Response) {
        if let Some(id) = self.under_way.take() {
            self.outbox.handle_response(id, response, self.now);
            self.drain();
        }
    }

    fn drain(&mut self) {
        loop {
            match self.outbox.poll(self.now) {
                Output::Send(request) => self.under_way = Some(request.id),
                Output::Notice(Notice::Outcome(_)) => self.ended += 1,
                Output::Notice(Notice::Flushed(_)) => {}
                Output::Wait(_) => break,
            }
        }
    }

    /// All events have ended, and few batches were looked at for each.
    fn close(mut self, counter: Reason) {
        self.outbox.close(self.now, 0);
        self.drain();
        assert_eq!(self.ended, self.events);
        let looks = self.outbox.queue.looks.get() / self.events;
        assert!(looks <= MOST_LOOKS, "{counter}: {looks} looks for each of {} events", self.events);
    }
}

fn config(events: u64) -> Config {
    let max_events = usize::try_from(events).unwrap();
    Config { max_events, max_bytes: usize::MAX, batch_events: 100, ..Config::default() }
}

const SIZES: [u64; 2] = [1_000, 100_000];

#[test]
fn events_that_give_way() {
    for events in SIZES {
        let mut life = Life::new(&Config { overflow: Overflow::DropOldest, ..config(events) });
        for _ in 0..2 * events {
            life.track();
            life.answer(Response::NoResponse);
        }
        assert_eq!(life.ended, events);
        life.close(Reason::QueueFull);
    }
}

#[test]
fn events_that_expire_one_by_one() {
    for events in SIZES {
        let mut life = Life::new(&Config { max_age: events, ..config(events) });
        for _ in 0..events {
            life.track();
            life.answer(Response::status(503));
            life.pass(1);
        }
        for _ in 0..=events {
            life.pass(1);
            life.answer(Response::status(503));
        }
        assert_eq!(life.ended, events);
        life.close(Reason::Expired);
    }
}

/// A store may have them in any order; here the youngest comes first.
#[test]
fn events_that_are_restored() {
    for events in SIZES {
        let mut life = Life::new(&config(2 * events));
        for age in 0..events {
            let payload = life.payload();
            assert!(life.outbox.restore(payload, life.now.wall - age, life.now));
            life.drain();
        }
        while life.under_way.is_some() {
            life.answer(Response::status(200));
        }
        assert_eq!(life.ended, events);
        life.close(Reason::Delivered);
    }
}

/// Every tenth event is at fault, so that every request is parted again and again.
#[test]
fn events_that_are_looked_for() {
    for events in SIZES {
        let mut life = Life::new(&config(events));
        for _ in 0..events {
            life.track();
        }
        life.outbox.flush(life.now, u64::MAX);
        life.drain();
        let mut turn = 0_u64;
        while life.under_way.is_some() {
            turn += 1;
            life.answer(Response::status(if turn.is_multiple_of(3) { 200 } else { 400 }));
        }
        assert_eq!(life.ended, events);
        life.close(Reason::Rejected);
    }
}
