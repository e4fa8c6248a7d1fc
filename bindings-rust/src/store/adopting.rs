//! Finding journals of processes that have ended, and taking them over.

use std::io;
use std::path::{Path, PathBuf};

use super::file::{self, Listing, lease};
use super::format::{Format, Owner};
use super::journal::Journal;
use super::scan::Entry;

/// What was found in a directory.
pub(super) struct Found {
    /// The journals, oldest first.
    pub(super) journals: Vec<PathBuf>,
    /// The bytes of all files of stores.
    pub(super) bytes: u64,
}

/// Looks what is in a directory, and clears away the drafts of processes that have ended. That takes as long as there are files,
/// so nobody may be waiting.
///
/// # Errors
///
/// Those of the system.
pub(super) fn look(directory: &Path) -> io::Result<Found> {
    let Listing { journals, drafts, bytes, .. } = file::list(directory)?;
    for draft in drafts {
        // Whoever is writing it holds it.
        if let Ok(Some(left_behind)) = lease(draft) {
            drop(left_behind.remove());
        }
    }
    Ok(Found { journals, bytes })
}

/// A journal whose process has ended, and its events.
pub(super) struct Adopted {
    pub(super) journal: Journal,
    pub(super) entries: Vec<Entry>,
}

/// Takes over a journal, and reads which events are in it: `None` where it is somebody else's. That takes as long as its file
/// is large, so nobody may be waiting.
///
/// # Errors
///
/// Those of the system. It may go better another time.
pub(super) fn adopt(path: PathBuf, format: &Format) -> io::Result<Option<Adopted>> {
    // Another's is not even locked for a moment: its adopter may be looking right now.
    let is_anothers = Journal::owner(&path, format)?.is_some_and(|owner| owner != Owner::Ours);
    let Some(leased) = (if is_anothers { None } else { lease(path)? }) else { return Ok(None) };
    Ok(Journal::adopt(leased, format)?.map(|(journal, entries)| Adopted { journal, entries }))
}

/// Removes the journals in a directory that were set aside, as far as they are ours.
pub(super) fn erase(directory: &Path, format: &Format) {
    for path in file::list(directory).map(|listing| listing.set_aside).unwrap_or_default() {
        if let Ok(Some(Adopted { journal, .. })) = adopt(path, format) {
            drop(journal.remove());
        }
    }
}
