//! The progress of a transfer, and when it is put on record.

use std::path::PathBuf;

use super::ids::Batch;
use super::options::Options;
use super::progress::{Destination, Mark, Progress, SUFFIX, Tally};
use crate::failure::Failure;

/// How far the file is sent, and where that is put on record.
pub(super) struct Checkpoint {
    pub(super) progress: Progress,
    /// None for standard input.
    path: Option<PathBuf>,
    is_recorded: bool,
}

impl Checkpoint {
    /// What is on record for a file, or a new one; it is on record before anything is sent.
    pub(super) fn open(options: &Options, destination: &Destination) -> Result<Self, Failure> {
        let batch = options.batch.as_deref().map(Batch::named);
        let is_file = options.file.as_os_str() != "-";
        let path = is_file.then(|| {
            let mut path = options.file.clone().into_os_string();
            path.push(SUFFIX);
            PathBuf::from(path)
        });
        let found = path.as_deref().map(Progress::read).transpose()?.flatten();
        let is_recorded = found.is_some();
        let new = || Progress::none(batch.unwrap_or_else(Batch::new).id(), destination.clone());
        let progress = found.unwrap_or_else(new);
        let is_other =
            progress.destination != *destination || batch.is_some_and(|batch| batch.id() != progress.batch);
        match path {
            Some(path) if is_other => Err(Failure::new(format!(
                "{} tells of a transfer with another --collector, --app-id, --namespace or --batch: give the same ones, or \
                 remove it to send all lines as new events",
                path.display()
            ))),
            path => Ok(Self { progress, path, is_recorded }),
        }
    }

    pub(super) fn mark(&self) -> Mark {
        self.progress.mark
    }

    pub(super) fn advance(&mut self, mark: Mark, tally: Tally) {
        self.progress.mark = mark;
        self.progress.tally.add(tally);
        self.is_recorded = false;
    }

    pub(super) fn record(&mut self) -> Result<(), Failure> {
        if let Some(path) = self.path.as_deref().filter(|_| !self.is_recorded) {
            self.progress.write(path)?;
            self.is_recorded = true;
        }
        Ok(())
    }
}
