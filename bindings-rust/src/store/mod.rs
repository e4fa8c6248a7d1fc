//! The durable store: events in a directory, where they outlive the process.
//!
//! Every tracker writes a journal of its own there ([`journal`], [`format`]) and holds it by a lock that ends with the
//! process. Journals that nobody holds are adopted ([`holdings`]): their events are sent, where they lie, and the file is
//! removed when none of them is left. `docs/store.md` says what is promised and what the files look like.

mod adopting;
mod file;
mod format;
mod holdings;
mod journal;
mod notice;
mod scan;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use format::Format;
pub(crate) use format::Identity;
use holdings::Holdings;
pub(crate) use holdings::Stored;
pub use notice::StoreNotice;
use snowgauge_core::{Config, ConfigError, EventId, Now, Payload, Stats};

/// What a [store](crate::Builder::store) protects events from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Durability {
    /// The end of the process, whatever ends it: an event is handed to the operating system before
    /// [`Tracker::track`](crate::Tracker::track) returns.
    #[default]
    Process,
    /// A power cut too: an event is on the medium soon after [`Tracker::track`](crate::Tracker::track) has returned, which
    /// does not wait for it. What was tracked before a flush or shutdown is on the medium when that is over.
    Power,
}

/// How many times `max_bytes` a store's directory may hold before trackers write no more events into it: many processes
/// may share it, and each may be followed by another while the collector is down.
const MOST_SHARES: u64 = 32;

/// One tracker's part in a store.
pub(crate) struct Store {
    directory: PathBuf,
    most_bytes: u64,
    holdings: Mutex<Holdings>,
    format: Format,
    pub(crate) durability: Durability,
    unstored: AtomicU64,
    /// Held by whoever is handing events on, so that those for which there is no room come back to where they were.
    restoring: Mutex<()>,
    /// Whether there is something to tell: asked after each event, without the lock.
    has_notices: AtomicBool,
}

impl Store {
    /// A store that has not touched its directory yet.
    ///
    /// # Errors
    ///
    /// The path is none.
    pub(crate) fn new(
        directory: &Path,
        identity: &Identity,
        durability: Durability,
        config: &Config,
    ) -> Result<Self, ConfigError> {
        // The process may change its own directory later.
        let directory = std::path::absolute(directory).map_err(|error| file::unusable(&error))?;
        let format = Format::of(identity);
        let most_bytes = (config.max_bytes as u64).saturating_mul(MOST_SHARES);
        Ok(Self::in_directory(directory, format, durability, most_bytes))
    }

    fn in_directory(directory: PathBuf, format: Format, durability: Durability, most_bytes: u64) -> Self {
        let holdings = Holdings::new(directory.clone(), format.clone(), durability, most_bytes);
        Self {
            directory,
            most_bytes,
            holdings: Mutex::new(holdings),
            format,
            durability,
            unstored: AtomicU64::new(0),
            restoring: Mutex::new(()),
            has_notices: AtomicBool::new(false),
        }
    }

    /// The same without its journals, for a forked child: it begins one of its own with its first event.
    pub(crate) fn for_child(&self) -> Self {
        Self::in_directory(self.directory.clone(), self.format.clone(), self.durability, self.most_bytes)
    }

    /// Begins a journal in the directory.
    ///
    /// # Errors
    ///
    /// Why that cannot be done.
    pub(crate) fn begin(&self, now: Now) -> Result<(), ConfigError> {
        let mut holdings = self.lock();
        let begun = holdings.begin(now.wall).map_err(|error| file::unusable(&error));
        self.see_notices(&holdings);
        begun
    }

    fn lock(&self) -> MutexGuard<'_, Holdings> {
        self.holdings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn see_notices(&self, holdings: &Holdings) {
        if !holdings.notices.is_empty() {
            self.has_notices.store(true, Ordering::Relaxed);
        }
    }

    /// Whether there may be something to tell.
    pub(crate) fn has_notices(&self) -> bool {
        self.has_notices.load(Ordering::Relaxed)
    }

    /// Writes an event, and marks it if that went well: whether it did.
    pub(crate) fn keep(&self, payload: &mut Payload, now: Now) -> bool {
        let record = self.format.event(payload.id(), now.wall, payload.bytes());
        let mut holdings = self.lock();
        let is_stored = holdings.push(payload.id(), &record, now);
        self.see_notices(&holdings);
        drop(holdings);
        if is_stored {
            payload.mark_stored();
        }
        is_stored
    }

    /// Counts an event that was taken without being stored.
    pub(crate) fn count_unstored(&self) {
        self.unstored.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes down that these events have left.
    pub(crate) fn forget(&self, ids: &[EventId], now: Now) {
        self.lock().forget(ids, now.mono);
        self.tidy();
    }

    /// Rewrites the journal where most of it is not needed any more. Whoever tracks does not wait for it.
    fn tidy(&self) {
        let begun = self.lock().begin_rewriting();
        if let Some(begun) = begun {
            let copied = begun.and_then(|copy| copy.run(&self.format, self.durability));
            let is_replaced = self.lock().end_rewriting(copied);
            if is_replaced && self.durability == Durability::Power {
                // Where that fails, a power cut may bring the old one back, which has all that this one has until now.
                drop(file::sync_directory(&self.directory));
            }
        }
    }

    /// Sees to it that all that was written survives a power cut.
    pub(crate) fn sync(&self, now: Now) {
        let Some(file) = self.lock().file_to_sync() else { return };
        if let Err(error) = file.and_then(|file| file.sync_data()) {
            self.lock().note(Some(&error), now.mono);
        }
    }

    /// Looks for journals whose processes have ended since.
    pub(crate) fn look(&self) {
        // A directory that cannot be read now may be another time.
        if let Ok(found) = adopting::look(&self.directory) {
            let mut holdings = self.lock();
            holdings.see(found);
            self.see_notices(&holdings);
        }
    }

    /// Whether a journal of which a part cannot be read is removed in the end, as the user has opted out, or set aside.
    pub(crate) fn set_opt_out(&self, opted_out: bool) {
        self.lock().opted_out = opted_out;
    }

    /// Removes the journals that were set aside.
    pub(crate) fn erase(&self) {
        adopting::erase(&self.directory, &self.format);
    }

    /// To be held while events are taken and put back.
    pub(crate) fn restoring(&self) -> MutexGuard<'_, ()> {
        self.restoring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next events that earlier processes have left; none when there are no more. Whoever tracks does not wait while a
    /// journal is read from end to end.
    pub(crate) fn take(&self) -> Vec<Stored> {
        loop {
            let mut holdings = self.lock();
            let taken = holdings.take();
            if !taken.is_empty() {
                return taken;
            }
            let Some(path) = holdings.next_to_adopt() else { return taken };
            drop(holdings);
            // One that cannot be opened or read now may be another time.
            if let Ok(Some(adopted)) = adopting::adopt(path, &self.format) {
                let mut holdings = self.lock();
                holdings.hold(adopted);
                self.see_notices(&holdings);
            }
        }
    }

    /// Takes events back for which there was no room.
    pub(crate) fn put_back(&self, events: Vec<Stored>) {
        self.lock().put_back(events);
    }

    /// Whether there may be more to take.
    pub(crate) fn has_more(&self) -> bool {
        self.lock().has_more()
    }

    /// What has to be told.
    pub(crate) fn take_notices(&self) -> Vec<StoreNotice> {
        self.has_notices.store(false, Ordering::Relaxed);
        std::mem::take(&mut self.lock().notices)
    }

    /// Puts the store's counters among the others.
    pub(crate) fn count(&self, stats: &mut Stats) {
        stats.unstored = self.unstored.load(Ordering::Relaxed);
        stats.damaged = self.lock().damaged;
    }

    /// Gives the journals back; the next process can adopt them.
    pub(crate) fn release(&self, now: Now) {
        self.lock().release(now);
    }

    /// Closes the files without touching them: they are the parent process's. A thread that is not in this process may have
    /// held the lock, which nobody will open again; then they stay open, as does a journal that it was adopting.
    pub(crate) fn leave_to_parent(&self) {
        if let Ok(mut holdings) = self.holdings.try_lock() {
            holdings.leave();
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("durability", &self.durability).finish_non_exhaustive()
    }
}
