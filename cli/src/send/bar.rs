//! What is seen of a transfer while it runs: a bar on a terminal, a line now and then elsewhere.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::progress::{Mark, Tally};
use crate::failure::warn;

/// How often a line tells how far it has come, where there is no terminal.
const EVERY: Duration = Duration::from_secs(10);

/// The progress of one transfer, on standard error.
pub(super) struct Bar {
    shown: Option<ProgressBar>,
    /// The file's length in bytes, where it has one.
    length: Option<u64>,
    told: Instant,
}

impl Bar {
    /// Begins with what was sent before.
    pub(super) fn new(length: Option<u64>, done: Mark) -> Self {
        let shown = io::stderr().is_terminal().then(|| bar(length));
        let progress = Self { shown, length, told: Instant::now() };
        if let Some(bar) = &progress.shown {
            // What was sent before says nothing of how fast it goes now.
            bar.set_position(done.bytes);
            bar.reset_eta();
        }
        progress
    }

    /// Tells how far it has come. `trouble`: why it does not go on for the moment.
    pub(super) fn update(&mut self, mark: Mark, tally: Tally, trouble: Option<&str>) {
        let Tally { delivered, refused, invalid } = tally;
        let parts = [(delivered, "delivered"), (refused, "refused"), (invalid, "invalid")];
        let parts = parts.into_iter().filter(|(number, what)| *number > 0 || *what == "delivered");
        let mut parts: Vec<String> = parts.map(|(number, what)| format!("{number} {what}")).collect();
        parts.extend(trouble.map(str::to_owned));
        let text = || format!("line {}: {}", mark.line, parts.join(", "));
        if let Some(bar) = &self.shown {
            bar.set_position(mark.bytes);
            bar.set_message(text());
        } else if self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            let percent = self.length.map(|length| (100 * mark.bytes).checked_div(length).unwrap_or(100));
            warn(&percent.map_or_else(text, |percent| format!("{percent} %, {}", text())));
        }
    }

    /// Lets something be written without the bar in between.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.shown {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.shown.iter().for_each(ProgressBar::finish_and_clear);
    }
}

fn bar(length: Option<u64>) -> ProgressBar {
    let template = match length {
        Some(_) => "{bar:30} {percent:>3} % {bytes}/{total_bytes}, {eta} left  {msg}",
        None => "{spinner} {bytes}  {msg}",
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = length.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    bar.with_style(style)
}
