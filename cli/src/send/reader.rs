//! Reads lines on a thread of its own: a pipe in which nothing comes must not keep a transfer from ending.

use std::fs::{File, TryLockError};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::progress::Mark;
use crate::event::Findings;
use crate::failure::Failure;
use crate::input::{Content, Lines};
use crate::validate::misread;

/// A line that was read.
#[derive(Debug)]
pub(super) struct Line {
    /// Where it ends.
    pub(super) end: Mark,
    /// What is in it: nothing, a text, or what cannot be sent.
    pub(super) content: Option<Result<String, Findings>>,
}

/// How many lines are read ahead.
const AHEAD: usize = 64;

/// A file, or standard input, that one process at a time sends.
pub(super) struct Source {
    path: PathBuf,
    /// None for standard input.
    file: Option<File>,
}

impl Source {
    /// Opens a file. It is held until this is dropped: of two processes that begin to send it at once, each would give its
    /// events ids of its own.
    ///
    /// # Errors
    ///
    /// The file cannot be opened, or another process sends it.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let path = path.to_owned();
        if path.as_os_str() == "-" {
            return Ok(Self { path, file: None });
        }
        let file = File::open(&path).map_err(|error| Failure::reading(&path, error))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                Err(Failure::new(format!("another process is sending {}", path.display())))
            }
            // A file system without locks has none to respect.
            _ => Ok(Self { path, file: Some(file) }),
        }
    }

    /// The file's length in bytes, where it has one.
    pub(super) fn length(&self) -> Option<u64> {
        let metadata = self.file.as_ref()?.metadata().ok()?;
        metadata.is_file().then_some(metadata.len())
    }

    /// Begins to read after the lines that `done` tells of.
    ///
    /// # Errors
    ///
    /// These lines are not what they were. Later errors come among the lines.
    pub(super) fn read(&self, done: Mark) -> Result<Receiver<io::Result<Line>>, Failure> {
        let (lines, received) = sync_channel(AHEAD);
        let source: Box<dyn io::Read + Send> = match &self.file {
            None => Box::new(io::stdin()),
            Some(file) => Box::new(file.try_clone().map_err(|error| Failure::reading(&self.path, error))?),
        };
        let mut reader = Lines::new(BufReader::with_capacity(1 << 16, source));
        skip(&mut reader, &self.path, done)?;
        let thread = thread::Builder::new().name("snowgauge-lines".into());
        let spawned = thread.spawn(move || send_all(&mut reader, &lines));
        spawned.map_err(|error| Failure::new(format!("cannot start a thread: {error}")))?;
        Ok(received)
    }
}

/// Passes over what was sent before, if it is still the same.
fn skip<R: BufRead>(reader: &mut Lines<R>, path: &Path, done: Mark) -> Result<(), Failure> {
    let mut found = Mark::default();
    while found.line < done.line {
        let Some(line) = reader.next().map_err(|error| Failure::reading(path, error))? else { break };
        found = Mark { line: line.number, bytes: line.bytes, checksum: line.checksum };
    }
    if found == done {
        return Ok(());
    }
    let (path, line) = (path.display(), done.line);
    Err(Failure::new(format!(
        "{path} has changed in the first {line} lines, which were sent before: give it as it was, or remove \
         {path}{} to send all lines as new events",
        super::progress::SUFFIX
    )))
}

fn send_all<R: BufRead>(reader: &mut Lines<R>, to: &SyncSender<io::Result<Line>>) {
    loop {
        let line = match reader.next() {
            Ok(None) => return,
            Ok(Some(line)) => {
                let end = Mark { line: line.number, bytes: line.bytes, checksum: line.checksum };
                let content = match line.content {
                    Content::Blank => None,
                    Content::Text(text) => Some(Ok(text.to_owned())),
                    content => Some(Err(misread(&content))),
                };
                Ok(Line { end, content })
            }
            Err(error) => Err(error),
        };
        let is_over = line.is_err();
        // Nobody receives once the transfer has ended.
        if to.send(line).is_err() || is_over {
            return;
        }
    }
}
