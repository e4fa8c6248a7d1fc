//! Reading a journal from its beginning to its end, whatever has become of it.

use std::collections::HashMap;
use std::io::{self, Read};

use snowgauge_core::{EventId, UnixMillis};

use super::format::{Format, MAGIC, Owner, Parsed, Record};

/// How much is read at a time, at least.
const CHUNK: usize = 128 * 1024;

/// An event in a journal that has not left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: EventId,
    pub(super) tracked: UnixMillis,
    /// Where its record begins, in bytes.
    pub(super) offset: u64,
    /// How many bytes the record has.
    pub(super) length: usize,
}

/// What a journal holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// In the order in which they were tracked.
    pub(super) events: Vec<Entry>,
    /// Whether there were bytes that are no record.
    pub(super) damaged: bool,
}

/// What was found in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A journal of this identity.
    Ours(Scan),
    /// Another identity's journal, one of a later version, or a file that nobody can tell anything about.
    NotOurs,
}

/// Reads a journal.
///
/// # Errors
///
/// Those of the reader.
pub(super) fn scan(reader: impl Read, format: &Format) -> io::Result<Found> {
    let mut source = Source { reader, bytes: Vec::new(), at: 0, offset: 0, over: false };
    source.fill(MAGIC.len())?;
    let mut scan = Scan { damaged: !source.skip(&MAGIC), ..Scan::default() };
    // Which entry is that of each event that has not left, from 1.
    let mut live = HashMap::new();
    let mut is_ours = false;
    while source.fill(1)? {
        match format.parse(source.rest()) {
            Parsed::Record(Record::Identity(Owner::Ours), length) => {
                is_ours = true;
                source.at += length;
            }
            Parsed::Record(Record::Identity(_), _) => return Ok(Found::NotOurs),
            Parsed::Record(Record::Event { id, tracked, .. }, length) => {
                // Of an event that is written again before it has left, the first record counts.
                live.entry(id).or_insert_with(|| {
                    scan.events.push(Entry { id, tracked, offset: source.offset(), length });
                    scan.events.len()
                });
                source.at += length;
            }
            Parsed::Record(Record::Ended(ids), length) => {
                for id in ids {
                    live.remove(&EventId::from_bytes(*id));
                }
                // It has our seed: an empty journal whose beginning is lost is still ours.
                is_ours = true;
                source.at += length;
            }
            Parsed::Short(length) => {
                if !source.fill(length)? {
                    scan.damaged = true;
                    source.skip_to_marker();
                }
            }
            Parsed::Nothing => {
                scan.damaged = true;
                source.skip_to_marker();
            }
        }
    }
    is_ours |= !scan.events.is_empty();
    let mut number = 0;
    scan.events.retain(|event| {
        number += 1;
        live.get(&event.id) == Some(&number)
    });
    Ok(if is_ours { Found::Ours(scan) } else { Found::NotOurs })
}

/// A window on the file.
struct Source<R> {
    reader: R,
    bytes: Vec<u8>,
    /// Where the unread bytes begin.
    at: usize,
    /// How many bytes of the file are before the window.
    offset: u64,
    /// Whether the file's end is in the window.
    over: bool,
}

impl<R: Read> Source<R> {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Where in the file the unread bytes begin.
    fn offset(&self) -> u64 {
        self.offset + self.at as u64
    }

    /// Sees to it that this many unread bytes are there: whether they are.
    fn fill(&mut self, length: usize) -> io::Result<bool> {
        if self.rest().len() < length && !self.over {
            self.bytes.drain(..self.at);
            self.offset += self.at as u64;
            self.at = 0;
            let wanted = length.max(CHUNK) - self.bytes.len();
            let read = self.reader.by_ref().take(wanted as u64).read_to_end(&mut self.bytes)?;
            self.over = read < wanted;
        }
        Ok(self.rest().len() >= length)
    }

    /// Skips these bytes, if they are next: whether they were.
    fn skip(&mut self, expected: &[u8]) -> bool {
        let found = self.rest().starts_with(expected);
        self.at += if found { expected.len() } else { 0 };
        found
    }

    /// Skips a byte, and all that cannot begin a record.
    fn skip_to_marker(&mut self) {
        let rest = self.rest().get(1..).unwrap_or_default();
        let next = rest.iter().position(|byte| *byte == 0xff).unwrap_or(rest.len());
        self.at += 1 + next;
    }
}
