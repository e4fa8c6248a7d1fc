//! How far a file was sent, in a file beside it: a transfer that was interrupted goes on from there.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::failure::Failure;

/// What is behind the file's name in the name of its progress file.
pub(super) const SUFFIX: &str = ".snowgauge-progress";

/// Where in a file something ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// The lines up to there.
    pub(super) line: u64,
    /// The bytes up to there, without the last line's end.
    pub(super) bytes: u64,
    /// The CRC-32 of these.
    pub(super) checksum: u32,
}

/// What became of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    /// The collector took them.
    pub(super) delivered: u64,
    /// The collector refused them for good.
    pub(super) refused: u64,
    /// They, or their lines, are not what can be sent.
    pub(super) invalid: u64,
}

impl Tally {
    /// Adds another one.
    pub(super) fn add(&mut self, other: Self) {
        self.delivered += other.delivered;
        self.refused += other.refused;
        self.invalid += other.invalid;
    }
}

/// The progress of one transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// The version of this format.
    #[serde(rename = "snowgauge_progress")]
    version: u32,
    /// What the ids of the events are derived from.
    pub(super) batch: Uuid,
    /// Where the events go, and as whose.
    pub(super) destination: Destination,
    /// Up to where every event has ended.
    pub(super) mark: Mark,
    /// What became of those up to there.
    pub(super) tally: Tally,
}

/// Where events go, and as whose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Destination {
    /// The URL that requests go to.
    pub(super) collector: String,
    /// Which application sends.
    pub(super) app_id: String,
    /// Which tracker of it.
    pub(super) namespace: String,
}

impl Progress {
    /// The version of the format that is written.
    const VERSION: u32 = 1;

    /// Nothing was sent yet.
    pub(super) fn none(batch: Uuid, destination: Destination) -> Self {
        Self { version: Self::VERSION, batch, destination, mark: Mark::default(), tally: Tally::default() }
    }

    /// The progress that a file holds; none where there is no file.
    ///
    /// # Errors
    ///
    /// It cannot be read or understood.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let text = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(|error| Failure::reading(path, error))?,
        };
        let progress: Option<Self> = serde_json::from_slice(&text).ok();
        let progress = progress.filter(|progress| progress.version == Self::VERSION);
        progress.map(Some).ok_or_else(|| {
            let path = path.display();
            Failure::new(format!(
                "{path} is no progress of this version of snowgauge: remove it to send all lines"
            ))
        })
    }

    /// Puts the progress into a file: whole or not at all, whenever the process or the system ends.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub(super) fn write(&self, path: &Path) -> Result<(), Failure> {
        let mut draft = path.as_os_str().to_owned();
        draft.push(".new");
        let draft = PathBuf::from(draft);
        let write = || -> io::Result<()> {
            let mut file = File::create(&draft)?;
            file.write_all(&serde_json::to_vec(self)?)?;
            file.sync_data()?;
            fs::rename(&draft, path)
        };
        write().map_err(|error| Failure::writing_to(path, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.ndjson.snowgauge-progress");
        assert!(Progress::read(&path).unwrap().is_none());
        let destination = Destination {
            collector: "http://127.0.0.1:9090/com.snowplowanalytics.snowplow/tp2".into(),
            app_id: "gkg".into(),
            namespace: "snowgauge".into(),
        };
        let mut progress = Progress::none(Uuid::from_u128(7), destination);
        progress.mark = Mark { line: 3, bytes: 400, checksum: 5 };
        progress.tally = Tally { delivered: 2, refused: 0, invalid: 1 };
        progress.write(&path).unwrap();
        assert_eq!(Progress::read(&path).unwrap(), Some(progress));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::write(&path, r#"{"snowgauge_progress":2}"#).unwrap();
        assert!(Progress::read(&path).unwrap_err().to_string().contains("remove it"));
    }
}
