//! One journal: a file of records, and which of its events have not left.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::mem;
use std::path::Path;

use snowgauge_core::{EventId, Payload, UnixMillis};

use super::Durability;
use super::file::{self, Leased};
use super::format::{Format, MAGIC, Owner, Parsed, Record};
use super::scan::{Entry, Found, Scan, scan};

/// How many bytes of events that have left a journal may have beside those of the others, before it is rewritten.
const MOST_WASTE: u64 = 4 * 1024 * 1024;

/// How many bytes are read to see whose a journal is.
const MOST_HEADER: u64 = 4 * 1024;

#[derive(Debug)]
pub(super) struct Journal {
    leased: Leased,
    length: u64,
    /// How many bytes are before the first event.
    head: u64,
    /// The events that have not left, with the bytes of their records.
    live: HashMap<EventId, u64>,
    live_bytes: u64,
    /// Events that have left while that could not be written.
    unrecorded: Vec<EventId>,
    /// A part of it cannot be read.
    damaged: bool,
    /// A copy is being made: bytes may be added, but none taken away.
    is_rewritten: bool,
}

impl Journal {
    /// A new, empty one.
    pub(super) fn create(directory: &Path, format: &Format, now: UnixMillis) -> io::Result<Self> {
        let leased = file::create(directory, now)?;
        let header = format.header();
        if let Err(error) = (&leased.file).write_all(&header) {
            // What cannot be written is not left lying about; that is all that can be done here.
            drop(leased.remove());
            return Err(error);
        }
        let head = header.len() as u64;
        Ok(Self {
            leased,
            length: head,
            head,
            live: HashMap::new(),
            live_bytes: 0,
            unrecorded: Vec::new(),
            damaged: false,
            is_rewritten: false,
        })
    }

    /// One whose process has ended, with the events in it; `None` where it is not ours.
    pub(super) fn adopt(leased: Leased, format: &Format) -> io::Result<Option<(Self, Vec<Entry>)>> {
        let length = leased.file.metadata()?.len();
        let found = if length == 0 {
            // Its process ended before it could write anything.
            Found::Ours(Scan::default())
        } else {
            scan(&leased.file, format)?
        };
        let Found::Ours(Scan { events, damaged }) = found else { return Ok(None) };
        let live: HashMap<EventId, u64> =
            events.iter().map(|event| (event.id, event.length as u64)).collect();
        let live_bytes = live.values().sum();
        let journal = Self {
            leased,
            length,
            // Nobody will write events into it.
            head: length,
            live,
            live_bytes,
            unrecorded: Vec::new(),
            damaged,
            is_rewritten: false,
        };
        Ok(Some((journal, events)))
    }

    /// Whose journal this is; `None` where its beginning does not say so.
    pub(super) fn owner(path: &Path, format: &Format) -> io::Result<Option<Owner>> {
        let mut bytes = Vec::new();
        file::open(path)?.take(MOST_HEADER).read_to_end(&mut bytes)?;
        let record = bytes.get(MAGIC.len()..).map(|rest| format.parse(rest));
        Ok(match record {
            Some(Parsed::Record(Record::Identity(owner), _)) => Some(owner),
            _ => None,
        })
    }

    /// The name under which a damaged one is set aside in the end.
    pub(super) fn name_when_set_aside(&self) -> String {
        self.leased.name_when_set_aside()
    }

    pub(super) fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// Whether none of its events is needed any more.
    pub(super) fn is_over(&self) -> bool {
        self.live.is_empty()
    }

    /// Writes an event.
    ///
    /// # Errors
    ///
    /// Those of the system; then nothing was written.
    pub(super) fn push(&mut self, id: EventId, record: &[u8]) -> io::Result<()> {
        self.append(record)?;
        // An end of the same event that is written later would be this one's.
        self.unrecorded.retain(|ended| *ended != id);
        let bytes = record.len() as u64;
        // A host that derives ids may track an event again that has not left.
        let former = self.live.insert(id, bytes).unwrap_or(0);
        self.live_bytes = self.live_bytes + bytes - former;
        Ok(())
    }

    /// Writes all of these bytes, or none of them.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = (&self.leased.file).write_all(bytes);
        match written {
            Ok(()) => self.length += bytes.len() as u64,
            // A part may have been written. If it cannot be taken back, a reader skips it by its checksum.
            Err(_) if self.leased.file.set_len(self.length).is_err() => {
                self.length = self.leased.file.metadata().map_or(self.length, |found| found.len());
            }
            Err(_) => {}
        }
        written
    }

    /// Takes note of an event that has left: whether it is one of these. [`record`](Self::record) writes it down.
    pub(super) fn end(&mut self, id: EventId) -> bool {
        let Some(bytes) = self.live.remove(&id) else { return false };
        self.live_bytes -= bytes;
        self.unrecorded.push(id);
        true
    }

    /// Writes down which events have left.
    ///
    /// # Errors
    ///
    /// Those of the system; the next call tries again.
    pub(super) fn record(&mut self, format: &Format) -> io::Result<()> {
        if self.unrecorded.is_empty() {
            return Ok(());
        }
        if self.live.is_empty() && self.head < self.length && !self.is_rewritten {
            // Shorter than writing all their ids.
            self.leased.file.set_len(self.head)?;
            self.length = self.head;
        } else {
            let ids = mem::take(&mut self.unrecorded);
            if let Err(error) = self.append(&format.ended(&ids)) {
                self.unrecorded = ids;
                return Err(error);
            }
        }
        self.unrecorded.clear();
        Ok(())
    }

    /// Reads an event.
    ///
    /// # Errors
    ///
    /// Those of the system, or that the record is not what it was when the journal was read.
    pub(super) fn read(&mut self, entry: Entry, format: &Format) -> io::Result<Payload> {
        let mut file = &self.leased.file;
        file.seek(SeekFrom::Start(entry.offset))?;
        let mut record = vec![0; entry.length];
        file.read_exact(&mut record)?;
        match format.parse(&record) {
            Parsed::Record(Record::Event { id, payload, .. }, _) if id == entry.id => {
                Ok(Payload::from_store(id, payload.into()))
            }
            _ => {
                self.damaged = true;
                Err(io::ErrorKind::InvalidData.into())
            }
        }
    }

    /// Ends with it: removes the file, or sets it aside where a part of it could not be read.
    pub(super) fn retire(self) -> io::Result<()> {
        if self.damaged { self.leased.set_aside() } else { self.leased.remove() }
    }

    /// Removes the file, whatever is in it.
    pub(super) fn remove(self) -> io::Result<()> {
        self.leased.remove()
    }

    /// The file, to be synced without holding up those who write.
    pub(super) fn file(&self) -> io::Result<File> {
        self.leased.file.try_clone()
    }

    /// Whether so much of it is not needed any more that it is worth rewriting.
    pub(super) fn is_wasteful(&self) -> bool {
        self.length.saturating_sub(self.live_bytes) > self.live_bytes.max(MOST_WASTE)
    }

    /// Begins a copy of what is still needed. Writing goes on meanwhile.
    pub(super) fn begin_rewriting(&mut self) -> io::Result<Rewriting> {
        let source = File::open(&self.leased.path)?;
        let draft = file::create_draft(&self.leased.path)?;
        self.is_rewritten = true;
        Ok(Rewriting { source, draft, until: self.length })
    }

    /// Puts the copy in the journal's place, with what was written since it was begun; or gives it up. Nobody was promised
    /// yet that what was written since survives a power cut, so no disk is waited for.
    pub(super) fn end_rewriting(&mut self, copied: io::Result<Rewriting>) -> io::Result<()> {
        self.is_rewritten = false;
        let Rewriting { mut source, mut draft, until } = copied?;
        let put = (|| {
            source.seek(SeekFrom::Start(until))?;
            io::copy(&mut source.take(self.length - until), &mut draft.file)?;
            let length = draft.file.metadata()?.len();
            draft.replace(&self.leased.path)?;
            Ok(length)
        })();
        match put {
            Ok(length) => {
                self.length = length;
                self.leased = draft;
                Ok(())
            }
            Err(error) => {
                drop(draft.remove());
                Err(error)
            }
        }
    }
}

/// A copy of a journal while it is made.
#[derive(Debug)]
pub(super) struct Rewriting {
    source: File,
    draft: Leased,
    /// How far the journal had come when the copy was begun.
    until: u64,
}

impl Rewriting {
    /// Copies the events that had not left when it was begun.
    ///
    /// # Errors
    ///
    /// Those of the system; then there is no copy.
    pub(super) fn run(mut self, format: &Format, durability: Durability) -> io::Result<Self> {
        match self.write(format, durability) {
            Ok(()) => Ok(self),
            Err(error) => {
                drop(self.draft.remove());
                Err(error)
            }
        }
    }

    fn write(&mut self, format: &Format, durability: Durability) -> io::Result<()> {
        let Found::Ours(Scan { events, .. }) = scan((&self.source).take(self.until), format)? else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let mut draft = BufWriter::new(&self.draft.file);
        draft.write_all(&format.header())?;
        for event in events {
            self.source.seek(SeekFrom::Start(event.offset))?;
            io::copy(&mut (&self.source).take(event.length as u64), &mut draft)?;
        }
        draft.into_inner()?;
        // What it is a copy of may be on the medium already, and has to stay there.
        if durability == Durability::Power { self.draft.file.sync_data() } else { Ok(()) }
    }
}
