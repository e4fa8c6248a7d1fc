//! Reads lines on a thread of its own: a pipe in which nothing comes must not keep a transfer from ending.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
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

/// Begins to read a file after the lines that `done` tells of.
///
/// # Errors
///
/// The file cannot be opened, or these lines are not what they were. Later errors come among the lines.
pub(super) fn read(path: &Path, done: Mark) -> Result<Receiver<io::Result<Line>>, Failure> {
    let (lines, received) = sync_channel(AHEAD);
    let name = path.to_owned();
    let source: Box<dyn io::Read + Send> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).map_err(|error| Failure::reading(&name, error))?)
    };
    let mut reader = Lines::new(BufReader::with_capacity(1 << 16, source));
    skip(&mut reader, path, done)?;
    let spawned =
        thread::Builder::new().name("snowgauge-lines".into()).spawn(move || send_all(&mut reader, &lines));
    spawned.map_err(|error| Failure::new(format!("cannot start a thread: {error}")))?;
    Ok(received)
}

/// Passes over what was sent before, if it is still the same.
fn skip<R: BufRead>(reader: &mut Lines<R>, path: &Path, done: Mark) -> Result<(), Failure> {
    let mut found = Mark::default();
    while found.bytes < done.bytes {
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
