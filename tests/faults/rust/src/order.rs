//! What the program is told to do.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use snowgauge::{ConfigError, Outcome, Tracker};

/// One life.
#[derive(Deserialize)]
pub(crate) struct Order {
    pub(crate) collector: String,
    pub(crate) log: PathBuf,
    pub(crate) options: Options,
    /// How many events.
    pub(crate) count: u32,
    /// How many of them a second; 0 for as many as it can.
    pub(crate) rate: u32,
    /// The bytes of one event before all others; 0 for none.
    pub(crate) oversize: usize,
    /// Whether one event in the middle has the text `at-fault` in it.
    pub(crate) poison: bool,
    pub(crate) listener_raises: bool,
    pub(crate) end: End,
    pub(crate) timeout_ms: u64,
}

/// How it ends.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum End {
    /// By the book.
    Shutdown,
    /// When its standard input closes, by the book.
    Idle,
    /// At once: nothing is dropped, nothing is told.
    Abrupt,
    /// As a program that forgets about its tracker.
    Nothing,
}

/// The tracker's options, as the other languages spell them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Options {
    max_events: Option<usize>,
    max_bytes: Option<usize>,
    request_timeout_ms: Option<u64>,
    store: Option<PathBuf>,
}

impl Order {
    /// Makes the tracker.
    pub(crate) fn build(
        &self,
        listener: impl Fn(&Outcome) + Send + Sync + 'static,
    ) -> Result<Tracker, ConfigError> {
        let given = &self.options;
        let mut builder = Tracker::builder(&self.collector).app_id("faults").on_outcome(listener);
        if let Some(events) = given.max_events {
            builder = builder.max_events(events);
        }
        if let Some(bytes) = given.max_bytes {
            builder = builder.max_bytes(bytes);
        }
        if let Some(timeout) = given.request_timeout_ms {
            builder = builder.request_timeout(Duration::from_millis(timeout));
        }
        if let Some(directory) = &given.store {
            builder = builder.store(directory);
        }
        builder.build()
    }
}
