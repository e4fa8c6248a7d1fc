//! The bytes of a journal. `docs/store.md` describes them for whoever wants to read one.

use snowgauge_core::{EventId, UnixMillis};

/// What a journal begins with, for people and for `file`.
pub(super) const MAGIC: [u8; 8] = *b"snowgaug";

/// The version of all that follows.
const VERSION: u16 = 1;

/// What a record begins with. No text has these bytes, so a reader that lost its way finds the next record by them.
const MARKER: [u8; 3] = [0xff, 0xf5, 0xfe];

/// The marker with the kind, the length and the checksum.
const HEAD: usize = 12;

/// The longest body that is believed: more than any event has, and less than a reader would choke on.
const MOST_BODY: usize = 2 * 1024 * 1024;

const IDENTITY: u8 = b'I';
const EVENT: u8 = b'E';
const ENDED: u8 = b'X';

/// The bytes of an id.
const ID: usize = 16;

/// Whose events a journal holds: only a tracker with the same identity adopts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) endpoint: String,
    pub(crate) app_id: String,
    pub(crate) namespace: String,
}

impl Identity {
    fn body(&self) -> Vec<u8> {
        let mut body = VERSION.to_le_bytes().to_vec();
        for text in [&self.endpoint, &self.app_id, &self.namespace] {
            let bytes = text.as_bytes();
            body.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
            body.extend_from_slice(bytes);
        }
        body
    }
}

/// Writes and recognises the records of one identity.
#[derive(Clone, Debug)]
pub(super) struct Format {
    identity: Vec<u8>,
    /// What every checksum begins with, so that a record tells by itself whose it is, even where the journal's own
    /// beginning is lost.
    seed: u32,
}

/// One record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Record<'b> {
    /// Whose journal it is.
    Identity(Owner),
    /// An event that was taken.
    Event {
        id: EventId,
        tracked: UnixMillis,
        /// The payload, without its closing brace.
        payload: &'b [u8],
    },
    /// Ids of events that have left.
    Ended(&'b [[u8; ID]]),
}

/// Whose a journal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Ours,
    Another,
    /// A later version of the format wrote it.
    Later,
}

/// What the bytes at one place are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Parsed<'b> {
    /// A record of this many bytes.
    Record(Record<'b>, usize),
    /// They may begin a record: it has this many bytes in all, or more.
    Short(usize),
    /// No record begins here.
    Nothing,
}

impl Format {
    pub(super) fn of(identity: &Identity) -> Self {
        let identity = identity.body();
        Self { seed: crc32fast::hash(&identity), identity }
    }

    /// What a new journal begins with.
    pub(super) fn header(&self) -> Vec<u8> {
        let mut header = MAGIC.to_vec();
        push_record(&mut header, IDENTITY, 0, &[&self.identity]);
        header
    }

    /// The record of an event.
    pub(super) fn event(&self, id: EventId, tracked: UnixMillis, payload: &[u8]) -> Vec<u8> {
        let mut record = Vec::with_capacity(HEAD + ID + size_of::<UnixMillis>() + payload.len());
        push_record(&mut record, EVENT, self.seed, &[&id.to_bytes(), &tracked.to_le_bytes(), payload]);
        record
    }

    /// The record that these events have left.
    pub(super) fn ended(&self, ids: &[EventId]) -> Vec<u8> {
        let mut records = Vec::with_capacity(HEAD + ids.len() * ID);
        for ids in ids.chunks(MOST_BODY / ID) {
            let bytes: Vec<[u8; ID]> = ids.iter().map(|id| id.to_bytes()).collect();
            push_record(&mut records, ENDED, self.seed, &[bytes.as_flattened()]);
        }
        records
    }

    /// Reads what begins at the first of these bytes.
    pub(super) fn parse<'b>(&self, bytes: &'b [u8]) -> Parsed<'b> {
        let Some((head, rest)) = bytes.split_first_chunk::<HEAD>() else {
            let known = bytes.len().min(MARKER.len());
            return if bytes.get(..known) == MARKER.get(..known) {
                Parsed::Short(HEAD)
            } else {
                Parsed::Nothing
            };
        };
        let [m0, m1, m2, kind, l0, l1, l2, l3, c0, c1, c2, c3] = *head;
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        let known = matches!(kind, IDENTITY | EVENT | ENDED);
        if [m0, m1, m2] != MARKER || !known || length > MOST_BODY {
            return Parsed::Nothing;
        }
        let Some(body) = rest.get(..length) else { return Parsed::Short(HEAD + length) };
        let seed = if kind == IDENTITY { 0 } else { self.seed };
        if checksum(seed, kind, length, &[body]) != u32::from_le_bytes([c0, c1, c2, c3]) {
            return Parsed::Nothing;
        }
        self.read_body(kind, body).map_or(Parsed::Nothing, |record| Parsed::Record(record, HEAD + length))
    }

    fn read_body<'b>(&self, kind: u8, body: &'b [u8]) -> Option<Record<'b>> {
        match kind {
            EVENT => {
                let (id, rest) = body.split_first_chunk()?;
                let (tracked, payload) = rest.split_first_chunk()?;
                let tracked = UnixMillis::from_le_bytes(*tracked);
                Some(Record::Event { id: EventId::from_bytes(*id), tracked, payload })
            }
            ENDED => {
                let (ids, rest) = body.as_chunks();
                rest.is_empty().then_some(Record::Ended(ids))
            }
            _ => {
                let version = u16::from_le_bytes(*body.first_chunk()?);
                let owner = if body == self.identity { Owner::Ours } else { Owner::Another };
                Some(Record::Identity(if version > VERSION { Owner::Later } else { owner }))
            }
        }
    }
}

fn push_record(out: &mut Vec<u8>, kind: u8, seed: u32, body: &[&[u8]]) {
    let length = body.iter().map(|part| part.len()).sum();
    out.extend_from_slice(&MARKER);
    out.push(kind);
    out.extend_from_slice(&length_bytes(length));
    out.extend_from_slice(&checksum(seed, kind, length, body).to_le_bytes());
    for part in body {
        out.extend_from_slice(part);
    }
}

/// CRC-32 (IEEE 802.3) of a record's kind, length and body.
fn checksum(seed: u32, kind: u8, length: usize, body: &[&[u8]]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(seed);
    hasher.update(&[kind]);
    hasher.update(&length_bytes(length));
    for part in body {
        hasher.update(part);
    }
    hasher.finalize()
}

/// The core bounds every event far below this.
fn length_bytes(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}
