//! `--store FILE`: what was judged, as NDJSON that a warehouse's queries run on. The README has the layout.
//!
//! One thread writes; requests hand it their verdicts and wait only when it is far behind.

mod file;
mod line;
mod names;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use serde::Serialize;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::judge::{Batch, Verdict};
use crate::program::{NAME, warn};
use file::LineFile;

/// How many requests may wait to be written.
const QUEUE: usize = 256;

/// How much is written at once, in bytes.
const BLOCK: usize = 1 << 20;

/// The files, and the thread that writes them.
pub(crate) struct Store {
    queue: Mutex<Option<Sender<Arc<Batch>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    path: PathBuf,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    good: AtomicU64,
    bad: AtomicU64,
    lost: AtomicU64,
}

/// What `GET /collector/store` answers.
#[derive(Serialize)]
pub(crate) struct Report {
    /// The file of good events.
    file: PathBuf,
    /// The file of bad ones.
    bad_file: PathBuf,
    /// Lines written to the first.
    good: u64,
    /// Lines written to the second.
    bad: u64,
    /// Events that could not be written.
    lost: u64,
}

impl Store {
    /// Opens the files for appending, or makes them.
    ///
    /// # Errors
    ///
    /// When one of them cannot be opened, with its path.
    pub(crate) fn open(path: &Path) -> Result<Self, (PathBuf, io::Error)> {
        let bad_path = bad_path(path);
        let files = [open(path)?, open(&bad_path)?];
        let counts = Arc::new(Counts::default());
        let (queue, waiting) = channel(QUEUE);
        let writer = Writer { files, counts: Arc::clone(&counts), in_trouble: false };
        let thread = std::thread::Builder::new()
            .name("snowgauge-store".to_owned())
            .spawn(move || writer.run(waiting))
            .map_err(|error| (path.to_owned(), error))?;
        Ok(Self {
            queue: Mutex::new(Some(queue)),
            thread: Mutex::new(Some(thread)),
            path: path.to_owned(),
            counts,
        })
    }

    /// Hands the verdicts on one request to the writer; waits while it is far behind.
    pub(crate) async fn add(&self, batch: Arc<Batch>) {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(queue) = queue {
            // It fails only when the writer is gone, and then nothing can be written any more.
            drop(queue.send(batch).await);
        }
    }

    /// What was written.
    pub(crate) fn report(&self) -> Report {
        Report {
            file: self.path.clone(),
            bad_file: bad_path(&self.path),
            good: self.counts.good.load(Ordering::Relaxed),
            bad: self.counts.bad.load(Ordering::Relaxed),
            lost: self.counts.lost.load(Ordering::Relaxed),
        }
    }

    /// Returns when everything that was added is in the files; takes no more.
    pub(crate) fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // It fails only when the thread has panicked, and then there is nothing to wait for.
        drop(thread.map(JoinHandle::join));
    }
}

fn open(path: &Path) -> Result<LineFile, (PathBuf, io::Error)> {
    let (file, cut) = LineFile::open(path).map_err(|error| (path.to_owned(), error))?;
    if cut {
        warn(NAME, format_args!("half a line at the end of {} was cut off", path.display()));
    }
    Ok(file)
}

/// `events.bad.ndjson` beside `events.ndjson`.
fn bad_path(path: &Path) -> PathBuf {
    let mut name = path.file_stem().map(OsString::from).unwrap_or_default();
    name.push(".bad");
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

/// The thread's part.
struct Writer {
    /// Good, bad.
    files: [LineFile; 2],
    counts: Arc<Counts>,
    in_trouble: bool,
}

/// Lines that are to be written together.
#[derive(Default)]
struct Block {
    lines: Vec<u8>,
    events: u64,
}

impl Block {
    /// Empties it; its memory is used again.
    fn clear(&mut self) {
        self.lines.clear();
        self.events = 0;
    }
}

impl Writer {
    /// Writes until nobody is left who could add.
    fn run(mut self, mut waiting: Receiver<Arc<Batch>>) {
        let mut blocks = [Block::default(), Block::default()];
        while let Some(first) = waiting.blocking_recv() {
            self.fill(&mut blocks, &first);
            // Whatever else has come in the meantime goes along.
            while let Ok(more) = waiting.try_recv() {
                self.fill(&mut blocks, &more);
            }
            self.append(&mut blocks);
        }
    }

    /// Adds the lines of a request, and writes whenever there are enough: those of one request may be very many.
    fn fill(&mut self, blocks: &mut [Block; 2], batch: &Batch) {
        for verdict in batch.verdicts() {
            let [good, bad] = &mut *blocks;
            let block = if matches!(verdict, Verdict::Good(_)) { good } else { bad };
            let before = block.lines.len();
            if line::write(&verdict, &mut block.lines).is_ok() {
                block.events += 1;
            } else {
                block.lines.truncate(before);
                self.counts.lost.fetch_add(1, Ordering::Relaxed);
            }
            if block.lines.len() >= BLOCK {
                self.append(blocks);
            }
        }
    }

    /// Writes the lines, and empties the blocks.
    fn append(&mut self, blocks: &mut [Block; 2]) {
        let counts = Arc::clone(&self.counts);
        let written = [&counts.good, &counts.bad];
        let mut trouble = None;
        for ((file, block), written) in self.files.iter_mut().zip(blocks.iter()).zip(written) {
            match if block.lines.is_empty() { Ok(()) } else { file.append(&block.lines) } {
                Ok(()) => written.fetch_add(block.events, Ordering::Relaxed),
                Err(error) => {
                    trouble = Some(error);
                    counts.lost.fetch_add(block.events, Ordering::Relaxed)
                }
            };
        }
        self.tell(trouble.as_ref());
        blocks.iter_mut().for_each(Block::clear);
    }

    /// Says once that it cannot write, and once that it can again.
    fn tell(&mut self, trouble: Option<&io::Error>) {
        match trouble {
            Some(error) if !self.in_trouble => {
                warn(NAME, format_args!("the store cannot be written, events are left out of it: {error}"));
            }
            None if self.in_trouble => {
                let lost = self.counts.lost.load(Ordering::Relaxed);
                warn(NAME, format_args!("the store is written again; {lost} events are not in it"));
            }
            _ => {}
        }
        self.in_trouble = trouble.is_some();
    }
}

#[cfg(test)]
mod tests;
