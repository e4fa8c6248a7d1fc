//! One tracker of the fleet: a real outbox with the options that services have.

use snowgauge_core::{
    Config, EventId, Monotonic, Now, Outbox, Output, Payload, Request, RequestId, Response, Stats,
};

use super::scenario::OUTAGE;
use crate::dice::Dice;

/// What the wall clock says when the run begins.
const WALL: u64 = 1_767_225_600_000;

pub(super) struct Tracker {
    outbox: Outbox,
    /// What the outbox waits for.
    pub(super) wait: Option<Monotonic>,
    under_way: u64,
    pub(super) requests_in_outage: u64,
    /// The most requests under way at a time since the collector is back, until the tracker heard so.
    pub(super) probes: u64,
    has_heard: bool,
    /// How many events have to be delivered so that nothing of the outage is left; from its end on.
    backlog: Option<u64>,
}

const fn at(mono: Monotonic) -> Now {
    Now { wall: WALL + mono, mono }
}

impl Tracker {
    /// Options as they are by default, but for smaller requests: so that ten minutes fill several.
    pub(super) fn new() -> Self {
        let config = Config { app_id: "fleet".to_owned(), batch_events: 10, ..Config::default() };
        let outbox = Outbox::new(&config).unwrap();
        Self {
            outbox,
            wait: None,
            under_way: 0,
            requests_in_outage: 0,
            probes: 0,
            has_heard: false,
            backlog: None,
        }
    }

    pub(super) fn track(&mut self, dice: &mut Dice, now: Monotonic) -> Vec<Request> {
        let mut random = [0; 16];
        random[..8].copy_from_slice(&dice.half());
        random[8..].copy_from_slice(&dice.half());
        let id = EventId::from_random(random);
        let payload = Payload::from_store(id, format!(r#"{{"e":"ue","eid":"{id}""#).into_bytes().into());
        self.outbox.track(payload, at(now)).expect("there is room for what comes in ten minutes");
        self.drain(now)
    }

    pub(super) fn wake(&mut self, now: Monotonic) -> Vec<Request> {
        self.outbox.handle_timeout(at(now));
        self.drain(now)
    }

    pub(super) fn hear(&mut self, id: RequestId, response: Response, now: Monotonic) -> Vec<Request> {
        self.under_way -= 1;
        self.has_heard |= now >= OUTAGE.end && response == Response::status(200);
        self.outbox.handle_response(id, response, at(now));
        self.drain(now)
    }

    fn drain(&mut self, now: Monotonic) -> Vec<Request> {
        let mut requests = Vec::new();
        self.wait = loop {
            match self.outbox.poll(at(now)) {
                Output::Send(request) => requests.push(request),
                Output::Notice(_) => {}
                Output::Wait(moment) => break moment,
            }
        };
        let begun = requests.len() as u64;
        self.under_way += begun;
        if OUTAGE.contains(&now) {
            self.requests_in_outage += begun;
        } else if now >= OUTAGE.end && !self.has_heard {
            self.probes = self.probes.max(self.under_way);
        }
        requests
    }

    /// Whether something that was tracked before the collector's return is not delivered.
    pub(super) fn is_behind(&mut self) -> bool {
        let stats = self.outbox.stats();
        stats.delivered < *self.backlog.get_or_insert(stats.accepted)
    }

    pub(super) fn stats(&self) -> Stats {
        self.outbox.stats()
    }
}
