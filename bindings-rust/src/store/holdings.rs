//! The journals that one tracker holds: its own, and those that it has adopted.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::mem;
use std::path::PathBuf;

use snowgauge_core::{EventId, Monotonic, Now, Payload, UnixMillis};

use super::Durability;
use super::adopting::{Adopted, Found, look};
use super::file;
use super::format::Format;
use super::journal::{Journal, Rewriting};
use super::notice::StoreNotice;
use super::scan::Entry;

/// How long writing is left alone after it failed, in milliseconds.
const RETRY: u64 = 1_000;

/// The most journals that are adopted at a time: each is an open file of the host's.
const MOST_ADOPTED: usize = 64;

/// How many events are handed out at a time, and how many bytes.
const MOST_EVENTS: usize = 100;
const MOST_BYTES: usize = 256 * 1024;

/// An event that an earlier process has left.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) payload: Payload,
    pub(crate) tracked: UnixMillis,
    entry: Entry,
}

#[derive(Debug)]
pub(super) struct Holdings {
    directory: PathBuf,
    format: Format,
    durability: Durability,
    /// How many bytes the directory may hold.
    most_bytes: u64,
    own: Option<Journal>,
    /// Another of its own, where a power cut is to be survived: it is brought onto the medium while events are written to the
    /// first. Whoever writes to a file that a disk is busy with waits for the disk.
    resting: Option<Journal>,
    adopted: Vec<Journal>,
    /// The journal that was adopted last, and its events that nobody has asked for yet.
    reading: Option<(Journal, VecDeque<Entry>)>,
    /// Journals that were there at the last look.
    candidates: VecDeque<PathBuf>,
    health: Health,
    pub(super) notices: Vec<StoreNotice>,
    pub(super) damaged: u64,
    /// The user has opted out: nothing is set aside.
    pub(super) opted_out: bool,
    /// All was given back.
    released: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Health {
    Working,
    Full,
    Failing { retry_at: Monotonic },
}

impl Holdings {
    /// A holdings that has nothing yet.
    pub(super) fn new(directory: PathBuf, format: Format, durability: Durability, most_bytes: u64) -> Self {
        Self {
            directory,
            format,
            durability,
            most_bytes,
            own: None,
            resting: None,
            adopted: Vec::new(),
            reading: None,
            candidates: VecDeque::new(),
            health: Health::Working,
            notices: Vec::new(),
            damaged: 0,
            opted_out: false,
            released: false,
        }
    }

    /// Begins a journal, and looks for others.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(super) fn begin(&mut self, now: UnixMillis) -> io::Result<()> {
        file::make_directory(&self.directory)?;
        let own = Journal::create(&self.directory, &self.format, now)?;
        if self.durability == Durability::Power {
            let resting = Journal::create(&self.directory, &self.format, now);
            if resting.is_err() {
                // Nobody will write into it; that is all that can be done here.
                drop(own.retire());
                return resting.map(drop);
            }
            self.resting = resting.ok();
            file::sync_directory(&self.directory)?;
        }
        self.own = Some(own);
        self.see(look(&self.directory)?);
        Ok(())
    }

    /// Writes an event: whether it is stored now.
    pub(super) fn push(&mut self, id: EventId, record: &[u8], now: Now) -> bool {
        match self.health {
            _ if self.released => return false,
            Health::Full => return false,
            Health::Failing { retry_at } if now.mono < retry_at => return false,
            _ => {}
        }
        let begun = if self.own.is_none() { self.begin(now.wall) } else { Ok(()) };
        let pushed = begun.and_then(|()| match &mut self.own {
            Some(own) => own.push(id, record),
            None => Err(io::ErrorKind::NotFound.into()),
        });
        self.note(pushed.as_ref().err(), now.mono);
        pushed.is_ok()
    }

    /// Takes note of how writing went, and tells where that is news.
    pub(super) fn note(&mut self, failure: Option<&io::Error>, now: Monotonic) {
        let was_working = self.health == Health::Working;
        if let Some(error) = failure {
            self.health = Health::Failing { retry_at: now.saturating_add(RETRY) };
            if was_working {
                self.notices.push(StoreNotice::Failing(error.kind()));
            }
        } else if !was_working {
            self.health = Health::Working;
            self.notices.push(StoreNotice::Working);
        }
    }

    fn held(&mut self) -> impl Iterator<Item = &mut Journal> {
        let reading = self.reading.iter_mut().map(|(journal, _)| journal);
        self.own.iter_mut().chain(&mut self.resting).chain(&mut self.adopted).chain(reading)
    }

    /// Notes and writes down that these events have left.
    pub(super) fn forget(&mut self, ids: &[EventId], now: Monotonic) {
        for id in ids {
            // One that could not be stored is in none of them.
            let _ = self.held().any(|journal| journal.end(*id));
        }
        self.retire_what_is_over();
        let format = self.format.clone();
        let failure = self.held().filter_map(|journal| journal.record(&format).err()).last();
        if failure.is_some() {
            self.note(failure.as_ref(), now);
        }
    }

    /// Removes the adopted journals that nobody needs any more.
    fn retire_what_is_over(&mut self) {
        let mut over: Vec<Journal> = self.adopted.extract_if(.., |journal| journal.is_over()).collect();
        over.extend(self.reading.take_if(|(journal, _)| journal.is_over()).map(|(journal, _)| journal));
        for journal in over {
            // One that cannot be removed is found empty by whoever adopts it.
            drop(if self.opted_out { journal.remove() } else { journal.retire() });
        }
    }

    /// Takes note of what is in the directory.
    pub(super) fn see(&mut self, Found { journals, bytes }: Found) {
        self.candidates = journals.into();
        let is_full = bytes > self.most_bytes;
        match self.health {
            Health::Working if is_full => {
                self.health = Health::Full;
                self.notices.push(StoreNotice::Full);
            }
            Health::Full if !is_full => self.note(None, 0),
            _ => {}
        }
    }

    /// The next events of the journal that is being read; none when it has no more.
    pub(super) fn take(&mut self) -> Vec<Stored> {
        let mut taken = Vec::new();
        let mut bytes = 0;
        let Some((journal, entries)) = &mut self.reading else { return taken };
        while taken.len() < MOST_EVENTS && bytes < MOST_BYTES {
            let Some(entry) = entries.pop_front() else { break };
            // One that cannot be read now stays where it is: a later process may have more luck.
            let Ok(payload) = journal.read(entry, &self.format) else { continue };
            bytes += entry.length;
            taken.push(Stored { payload, tracked: entry.tracked, entry });
        }
        taken
    }

    /// Takes events back for which there was no room. They come from the journal that is being read.
    pub(super) fn put_back(&mut self, events: Vec<Stored>) {
        if let Some((_, entries)) = &mut self.reading {
            events.into_iter().rev().for_each(|event| entries.push_front(event.entry));
        }
    }

    /// Whether there may be more to take.
    pub(super) fn has_more(&self) -> bool {
        let is_reading = self.reading.as_ref().is_some_and(|(_, entries)| !entries.is_empty());
        is_reading || !self.candidates.is_empty()
    }

    /// The journal to [adopt](super::adopting::adopt) next, now that the last one has nothing more to give; `None` when there is none, or when
    /// too many are held.
    pub(super) fn next_to_adopt(&mut self) -> Option<PathBuf> {
        if self.released {
            return None;
        }
        self.adopted.extend(self.reading.take().map(|(journal, _)| journal));
        if self.adopted.len() < MOST_ADOPTED { self.candidates.pop_front() } else { None }
    }

    /// Takes charge of a journal that was adopted, to read it.
    pub(super) fn hold(&mut self, Adopted { journal, entries }: Adopted) {
        if self.released {
            // The next process can have it.
            return;
        }
        if journal.is_damaged() {
            self.damaged += 1;
            self.notices.push(StoreNotice::Damaged(journal.name_when_set_aside()));
        }
        self.reading = Some((journal, entries.into()));
        self.retire_what_is_over();
    }

    /// The file to sync, if there is one. From now on events are written to the other, where there is one.
    pub(super) fn file_to_sync(&mut self) -> Option<io::Result<File>> {
        let file = self.own.as_ref().map(Journal::file);
        if let (Some(own), Some(resting)) = (&mut self.own, &mut self.resting) {
            mem::swap(own, resting);
        }
        file
    }

    /// Begins to rewrite the journal, if that is worth it.
    pub(super) fn begin_rewriting(&mut self) -> Option<io::Result<Rewriting>> {
        self.own.as_mut().filter(|own| own.is_wasteful()).map(Journal::begin_rewriting)
    }

    /// Ends a rewriting: whether the journal is another file now. One that fails is begun again later: nothing depends on it
    /// but disk space.
    pub(super) fn end_rewriting(&mut self, copied: io::Result<Rewriting>) -> bool {
        self.own.as_mut().is_some_and(|own| own.end_rewriting(copied).is_ok())
    }

    /// Gives everything back: what is left in the journals is there for the next process.
    pub(super) fn release(&mut self, now: Now) {
        self.forget(&[], now.mono);
        for own in self.own.take().into_iter().chain(self.resting.take()).filter(Journal::is_over) {
            drop(own.retire());
        }
        self.leave();
    }

    /// Closes the files and changes nothing in them.
    pub(super) fn leave(&mut self) {
        self.released = true;
        self.own = None;
        self.resting = None;
        self.reading = None;
        self.adopted.clear();
        self.candidates.clear();
    }
}
