//! What outlives a process: a journal of which a power cut may take the end.

use std::collections::BTreeMap;

use snowgauge_core::UnixMillis;

use super::events::Index;

/// What the store promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// What was written outlives the process.
    Process,
    /// What was synced outlives the power.
    Power,
}

impl Durability {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Power => "power",
        }
    }
}

/// One record of the journal.
#[derive(Clone, Copy, Debug)]
enum Record {
    Kept(Index, UnixMillis),
    Ended(Index),
}

/// The journal.
#[derive(Debug, Default)]
pub(super) struct Disk {
    records: Vec<Record>,
    /// How many of them a power cut cannot take.
    synced: usize,
}

impl Disk {
    /// Writes an event, with the time at which it was tracked.
    pub(super) fn keep(&mut self, event: Index, tracked: UnixMillis) {
        self.records.push(Record::Kept(event, tracked));
    }

    /// Writes that an event has left.
    pub(super) fn end(&mut self, event: Index) {
        self.records.push(Record::Ended(event));
    }

    pub(super) fn sync(&mut self) {
        self.synced = self.records.len();
    }

    pub(super) fn length(&self) -> u64 {
        self.records.len() as u64
    }

    /// The range of lengths that the journal may have after a power cut.
    pub(super) fn torn(&self) -> std::ops::RangeInclusive<u64> {
        self.synced as u64..=self.length()
    }

    /// What is in this much of the journal, and has not left.
    pub(super) fn left(&self, length: u64) -> BTreeMap<Index, UnixMillis> {
        let mut left = BTreeMap::new();
        for record in self.records.iter().take(usize::try_from(length).unwrap()) {
            match *record {
                Record::Kept(event, tracked) => _ = left.insert(event, tracked),
                Record::Ended(event) => _ = left.remove(&event),
            }
        }
        left
    }

    /// A process or the power has ended: this much of the journal is left, and the next process reads it.
    pub(super) fn cut(&mut self, length: u64) -> BTreeMap<Index, UnixMillis> {
        let left = self.left(length);
        self.records = left.iter().map(|(event, tracked)| Record::Kept(*event, *tracked)).collect();
        self.sync();
        left
    }
}
