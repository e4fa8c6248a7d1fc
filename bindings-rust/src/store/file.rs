//! The directory and its files: who may read them, who holds them, and that nothing is followed out of it.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use snowgauge_core::{ConfigError, UnixMillis};

/// How the name of a journal ends.
const JOURNAL: &str = "journal";

/// How the name of a journal ends while it is being rewritten.
const DRAFT: &str = "draft";

/// How the name of a journal ends of which a part cannot be read, once the rest of it was sent.
const DAMAGED: &str = "damaged";

/// A file that this process holds, and nobody else: until it is closed, however the process ends.
#[derive(Debug)]
pub(super) struct Leased {
    pub(super) path: PathBuf,
    pub(super) file: File,
}

/// Makes the store's directory, if it is not there and its parent is.
///
/// # Errors
///
/// Those of the system, or what else is in its place.
pub(super) fn make_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(io::Error::new(error.kind(), "no parent directory"));
        }
        made => made?,
    }
    let found = fs::symlink_metadata(path)?;
    match () {
        () if found.is_symlink() => Err(io::Error::new(io::ErrorKind::NotADirectory, "a symbolic link")),
        () if !found.is_dir() => Err(io::Error::new(io::ErrorKind::NotADirectory, "a file")),
        () => Ok(()),
    }
}

/// What a failure means for the option: in our words where there are any, or in those of the system.
pub(super) fn unusable(error: &io::Error) -> ConfigError {
    let found = error.get_ref().map_or_else(|| error.kind().to_string(), ToString::to_string);
    ConfigError::new("store", "a directory that can be written", &found)
}

/// A new journal. Names sort by the time of their making.
///
/// # Errors
///
/// Those of the system.
pub(super) fn create(directory: &Path, now: UnixMillis) -> io::Result<Leased> {
    loop {
        let random = RandomState::new().hash_one((now, std::process::id()));
        let path = directory.join(format!("{now:013}-{random:016x}.{JOURNAL}"));
        if let Some(leased) = create_at(path)? {
            return Ok(leased);
        }
    }
}

/// A new file beside a journal, to be [put in its place](Leased::replace).
///
/// # Errors
///
/// Those of the system.
pub(super) fn create_draft(journal: &Path) -> io::Result<Leased> {
    let draft = create_at(journal.with_extension(DRAFT))?;
    draft.ok_or_else(|| io::ErrorKind::ResourceBusy.into())
}

/// `None` where somebody has the name, or came between making the file and locking it.
fn create_at(path: PathBuf) -> io::Result<Option<Leased>> {
    match options().append(true).create_new(true).open(&path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
        opened => lock(path, opened?),
    }
}

/// Takes a file over whose process has ended; `None` where it has not, or where somebody else was quicker.
///
/// # Errors
///
/// Those of the system.
pub(super) fn lease(path: PathBuf) -> io::Result<Option<Leased>> {
    match options().append(true).open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        opened => lock(path, opened?),
    }
}

/// Opens a journal that somebody else may hold, to read it.
///
/// # Errors
///
/// Those of the system.
pub(super) fn open(path: &Path) -> io::Result<File> {
    options().open(path)
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // Not out of the directory by a link, and no waiting for whoever may write into a pipe.
        options.mode(0o600).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    }
    options
}

fn lock(path: PathBuf, file: File) -> io::Result<Option<Leased>> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
        Ok(()) => {}
    }
    // Between opening and locking somebody may have finished with it.
    let is_there = fs::symlink_metadata(&path).is_ok_and(|found| is_same(&found, &file));
    Ok(is_there.then_some(Leased { path, file }))
}

#[cfg(unix)]
fn is_same(found: &Metadata, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |opened: Metadata| (opened.dev(), opened.ino()) == (found.dev(), found.ino());
    found.is_file() && file.metadata().is_ok_and(same)
}

#[cfg(not(unix))]
fn is_same(found: &Metadata, _: &File) -> bool {
    found.is_file()
}

impl Leased {
    /// Removes the file: nothing in it is needed any more.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(super) fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }

    /// Sets the file aside under another name, so that nobody adopts it again.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(super) fn set_aside(self) -> io::Result<()> {
        fs::rename(&self.path, self.path.with_extension(DAMAGED))
    }

    /// The name that it gets by that.
    pub(super) fn name_when_set_aside(&self) -> String {
        let path = self.path.with_extension(DAMAGED);
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Puts this file in a journal's place. Whoever looks sees the one or the other, at every moment.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(super) fn replace(&mut self, journal: &Path) -> io::Result<()> {
        fs::rename(&self.path, journal)?;
        journal.clone_into(&mut self.path);
        Ok(())
    }
}

/// What is in a store's directory.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// The journals, oldest first.
    pub(super) journals: Vec<PathBuf>,
    /// Files that a rewriting has left behind.
    pub(super) drafts: Vec<PathBuf>,
    /// Journals that were set aside.
    pub(super) set_aside: Vec<PathBuf>,
    /// The bytes of all of them.
    pub(super) bytes: u64,
}

/// Looks into the directory.
///
/// # Errors
///
/// Those of the system.
pub(super) fn list(directory: &Path) -> io::Result<Listing> {
    let mut listing = Listing::default();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if ![JOURNAL, DRAFT, DAMAGED].contains(&extension) {
            continue;
        }
        // One that has gone meanwhile has no bytes.
        listing.bytes += fs::symlink_metadata(&path).map_or(0, |found| found.len());
        match extension {
            JOURNAL => listing.journals.push(path),
            DRAFT => listing.drafts.push(path),
            _ => listing.set_aside.push(path),
        }
    }
    listing.journals.sort_unstable();
    Ok(listing)
}

/// Sees to it that the names in a directory survive a power cut too.
///
/// # Errors
///
/// Those of the system.
pub(super) fn sync_directory(directory: &Path) -> io::Result<()> {
    // Only where a directory can be opened is there anything to do.
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}
