//! The events of a life, and what is known of each on all sides.

use snowgauge_core::event::{SelfDescribing, SelfDescribingJson};
use snowgauge_core::outbox::Action;
use snowgauge_core::payload::field::PAYLOAD_DATA;
use snowgauge_core::{
    Encoder, EventId, Monotonic, Payload, Reason, RequestId, Response, Scratch, UnixMillis, Violations,
};

/// An event's place among all events of a life.
pub(super) type Index = usize;

/// Where an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It was made, and not taken.
    Refused,
    /// In the process's outbox.
    Held,
    /// Its end was told.
    Ended(Reason),
    /// In the store alone.
    Kept,
    /// A crash took it.
    Lost,
}

/// An event's payload; of which only the length is shown.
#[derive(Clone)]
pub(super) struct Bytes(pub(super) Box<[u8]>);

impl Bytes {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

/// One event.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts about it")]
pub(super) struct Event {
    pub(super) id: EventId,
    pub(super) bytes: Bytes,
    /// Whether the collector answers 400 to it.
    pub(super) poison: bool,
    pub(super) tracked: UnixMillis,
    pub(super) place: Place,
    /// Whether its record is in the store.
    pub(super) stored: bool,

    // What this process knows.
    /// When it was tracked, on this process's clock.
    pub(super) born: Monotonic,
    /// Its place in the order of all events that this process has taken.
    pub(super) sequence: u64,
    pub(super) restored: bool,
    pub(super) attempts: u32,
    /// How many of these have failed.
    pub(super) failures: u32,
    /// Whether the token of one was refused, and none has failed since.
    pub(super) was_denied: bool,
    pub(super) carried_by: Option<RequestId>,
    /// The last request that has carried it.
    pub(super) carried_last: Option<RequestId>,
    /// How many requests with new events went before it since it failed for the first time.
    pub(super) overtaken: u32,
    /// How the last request that carried it ended, and what that means.
    pub(super) answer: Option<(Response, Action)>,

    // What the collector knows.
    pub(super) arrivals: u32,
    /// Arrivals of which the tracker cannot have heard.
    pub(super) unheard: u32,
}

/// What goes before what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// This process has sent it before.
    Sent,
    /// It is from an earlier process.
    Restored,
    Fresh,
}

impl Event {
    /// Whether the collector has it, or the host takes another answer for a delivery.
    pub(super) fn is_truly_delivered(&self) -> bool {
        let is_taken = matches!(self.answer, Some((Response::Status { status: 200..=299, .. }, _)));
        self.arrivals > 0 || !is_taken
    }

    /// What the next steps depend on, as text.
    pub(super) fn state(&self) -> String {
        let Self {
            place, stored, born, sequence, restored, attempts, failures, was_denied, overtaken, ..
        } = self;
        let Self { carried_by, answer, arrivals, unheard, .. } = self;
        if *place != Place::Held {
            return format!("{place:?} {stored} {}.", arrivals - unheard);
        }
        format!(
            "{stored} {born} {sequence} {restored} {attempts} {failures} {was_denied} {overtaken} {carried_by:?} {answer:?} {}.",
            arrivals - unheard
        )
    }

    pub(super) fn kind(&self) -> Kind {
        match (self.attempts, self.restored) {
            (1.., _) => Kind::Sent,
            (0, true) => Kind::Restored,
            (0, false) => Kind::Fresh,
        }
    }
}

/// All of them.
pub(super) struct Events {
    pub(super) all: Vec<Event>,
    pub(super) encoder: Encoder,
    scratch: Scratch,
}

/// What makes an event longer.
const FILLING: &str = match str::from_utf8(&[b'x'; 8_192]) {
    Ok(text) => text,
    Err(_) => "",
};

impl Events {
    pub(super) fn new(encoder: Encoder) -> Self {
        Self { all: Vec::new(), encoder, scratch: Scratch::default() }
    }

    /// Makes an event with this much filling, under an id whose first bytes are its place.
    ///
    /// # Errors
    ///
    /// It is too large for a request.
    pub(super) fn make(
        &mut self,
        filling: u64,
        half: [u8; 8],
        poison: bool,
        tracked: UnixMillis,
    ) -> Result<Payload, (EventId, Violations)> {
        let index = self.all.len();
        let mut random = [0; 16];
        random[..6].copy_from_slice(&(index as u64).to_be_bytes()[2..]);
        random[8..].copy_from_slice(&half);
        let data = format!(r#"{{"f":"{}"}}"#, &FILLING[..usize::try_from(filling).unwrap()]);
        let json = SelfDescribingJson::new("iglu:com.acme/filled/jsonschema/1-0-0", data);
        let id = EventId::from_random(random);
        let event = SelfDescribing(json);
        let made = self.encoder.encode(&event, &[], id, tracked, &mut self.scratch);
        self.all.push(Event {
            id,
            bytes: Bytes(made.as_ref().map_or(&[][..], Payload::bytes).into()),
            poison,
            tracked,
            place: Place::Refused,
            stored: false,
            born: 0,
            sequence: 0,
            restored: false,
            attempts: 0,
            failures: 0,
            was_denied: false,
            carried_last: None,
            overtaken: 0,
            carried_by: None,
            answer: None,
            arrivals: 0,
            unheard: 0,
        });
        made.map_err(|violations| (id, violations))
    }

    pub(super) fn get(&mut self, event: Index) -> &mut Event {
        &mut self.all[event]
    }

    /// The event with this id.
    pub(super) fn index(&self, id: EventId) -> Index {
        let bytes = id.to_bytes();
        let index = bytes[..6].iter().fold(0, |index, byte| index << 8 | usize::from(*byte));
        assert!(self.all.get(index).is_some_and(|event| event.id == id), "{id} was never made");
        index
    }

    /// The events of a body, which has to be what the protocol says, byte for byte.
    pub(super) fn read(&self, body: &[u8], wall: UnixMillis) -> Vec<Index> {
        let head = format!(r#"{{"schema":"{PAYLOAD_DATA}","data":["#);
        let stamp = format!(r#","stm":"{wall}"}}"#);
        let mut rest = body.strip_prefix(head.as_bytes()).expect("a body begins with the envelope");
        let mut carried = Vec::new();
        loop {
            let event = self.first(rest);
            let bytes = &self.all[event].bytes;
            rest = rest.strip_prefix(&*bytes.0).expect("an event goes out as it was made");
            rest = rest.strip_prefix(stamp.as_bytes()).expect("an event is stamped with the time of sending");
            carried.push(event);
            match rest {
                b"]}" => return carried,
                _ => rest = rest.strip_prefix(b",").expect("events are separated by commas"),
            }
        }
    }

    /// Which event this text begins with.
    fn first(&self, text: &[u8]) -> Index {
        const KEY: &[u8] = b"\"eid\":\"";
        let at = text.windows(KEY.len()).position(|window| window == KEY).expect("an event has an id");
        let id = &text[at + KEY.len()..];
        let digits = id.iter().filter(|byte| **byte != b'-').take(12);
        let index = digits.fold(0, |index, digit| {
            index << 4 | char::from(*digit).to_digit(16).expect("an id is hexadecimal") as usize
        });
        assert!(index < self.all.len(), "an event is sent that was never made");
        index
    }
}
