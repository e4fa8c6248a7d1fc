//! The transfer itself: lines in, outcomes back, and a mark of how far all is known.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use snowgauge::{Outcome, Reason, Tracker};

use super::bar::Bar;
use super::checkpoint::Checkpoint;
use super::encode::{Encoded, Events};
use super::heeded;
use super::progress::Tally;
use super::reader::Line;
use super::window::{Sent, Window};
use crate::event::{Finding, Findings};
use crate::failure::Failure;
use crate::report::{Place, Rows};

/// The most events under way before another line is read, and the most lines.
const MOST_EVENTS: usize = 5_000;

/// The most bytes under way before another line is read.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// How long to wait for an outcome or a line before looking round.
const GLANCE: Duration = Duration::from_millis(50);

/// How often the progress is put on record.
const RECORD_EVERY: Duration = Duration::from_millis(300);

/// How long a transfer that is to stop waits for the answers that are on their way, unless its patience is less.
const STOP_DEADLINE: Duration = Duration::from_secs(5);

/// Why a transfer has stopped.
pub(super) enum Stop {
    /// All lines are done.
    End,
    /// Somebody wants it to stop.
    Interrupted,
    /// The collector has taken nothing for too long.
    NoAnswer,
    /// The collector answered 401 or 403.
    NotLetIn(Option<u16>),
    /// The tracker gave an event up.
    NotTaken(Reason),
}

impl Stop {
    /// Why there are lines left, in words.
    pub(super) fn reason(&self) -> Option<String> {
        Some(match self {
            Self::End => return None,
            Self::Interrupted => "interrupted".into(),
            Self::NoAnswer => "given up: the collector took nothing for too long".into(),
            Self::NotLetIn(Some(status)) => {
                format!("the collector does not let this sender in (status {status})")
            }
            Self::NotLetIn(None) => "the collector does not let this sender in".into(),
            Self::NotTaken(reason) => format!("an event was not taken ({reason})"),
        })
    }
}

/// One transfer.
pub(super) struct Transfer<'t> {
    pub(super) file: &'t str,
    pub(super) lines: Receiver<io::Result<Line>>,
    pub(super) outcomes: Receiver<Outcome>,
    pub(super) tracker: Tracker,
    pub(super) events: Events,
    pub(super) window: Window,
    pub(super) checkpoint: Checkpoint,
    pub(super) bar: Bar,
    pub(super) rows: Rows,
    pub(super) interrupted: Arc<AtomicBool>,
    /// How long nothing may end before it is given up.
    pub(super) patience: Duration,
    /// What became of events since this start, those included that are not settled.
    pub(super) tally: Tally,
}

impl Transfer<'_> {
    /// Sends all lines; gives why it has stopped.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or written.
    pub(super) fn run(&mut self) -> Result<Stop, Failure> {
        let stop = self.pump();
        let deadline = if matches!(stop, Ok(Stop::End)) { Duration::ZERO } else { STOP_DEADLINE };
        self.tracker.shutdown(deadline.min(self.patience)).wait();
        while let Ok(outcome) = self.outcomes.try_recv() {
            // What ends now without an answer stays to be sent.
            self.hear(&outcome)?;
        }
        self.bar.finish();
        self.settle();
        self.checkpoint.record()?;
        stop
    }

    fn pump(&mut self) -> Result<Stop, Failure> {
        let (mut moved, mut recorded, mut is_over) = (Instant::now(), Instant::now(), false);
        loop {
            if self.interrupted.load(Ordering::Relaxed) {
                return Ok(Stop::Interrupted);
            }
            if !is_over && self.window.has_room(MOST_EVENTS, MOST_BYTES) {
                match self.next_line() {
                    Ok(Some(line)) => self.feed(line)?,
                    Ok(None) => {}
                    Err(None) => is_over = true,
                    Err(Some(failure)) => return Err(failure),
                }
            } else if is_over && self.window.count() == 0 {
                self.settle();
                return Ok(Stop::End);
            }
            // With no room, or no more lines, there is nothing to do but to wait for outcomes.
            let wait = if is_over || !self.window.has_room(MOST_EVENTS, MOST_BYTES) {
                GLANCE
            } else {
                Duration::ZERO
            };
            let mut heard = self.outcomes.recv_timeout(wait).ok();
            while let Some(outcome) = heard {
                moved = Instant::now();
                if let Some(stop) = self.hear(&outcome)? {
                    return Ok(stop);
                }
                heard = self.outcomes.try_recv().ok();
            }
            if self.window.count() == 0 {
                moved = Instant::now();
            } else if moved.elapsed() > self.patience {
                return Ok(Stop::NoAnswer);
            }
            self.settle();
            if recorded.elapsed() > RECORD_EVERY {
                recorded = Instant::now();
                self.checkpoint.record()?;
                self.show(moved);
            }
        }
    }

    /// The next line; `Err(None)` where there is none any more.
    fn next_line(&self) -> Result<Option<Line>, Option<Failure>> {
        let read = match self.lines.try_recv() {
            Err(TryRecvError::Empty) => match self.lines.recv_timeout(GLANCE) {
                Err(RecvTimeoutError::Timeout) => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => return Err(None),
                Ok(read) => read,
            },
            Err(TryRecvError::Disconnected) => return Err(None),
            Ok(read) => read,
        };
        read.map(Some).map_err(|error| Some(Failure::reading(self.file.as_ref(), error)))
    }

    /// Tracks the events of a line.
    fn feed(&mut self, line: Line) -> Result<(), Failure> {
        let Self { file, tracker, events, window, bar, rows, tally, .. } = self;
        let number = line.end.line;
        window.add_line(line.end);
        let mut track = |(event, result): Encoded| match result {
            Err(findings) => {
                let known = Tally { invalid: 1, ..Tally::default() };
                tally.add(known);
                window.add_known(known);
                tell(bar, rows, Place { file, line: number, event }, &findings)
            }
            Ok(payload) => {
                window.add_event(payload.id(), event, payload.bytes().len());
                // An event that is not taken has an outcome too.
                _ = tracker.track_encoded(payload);
                Ok(())
            }
        };
        match line.content {
            None => Ok(()),
            Some(Err(findings)) => track((None, Err(findings))),
            Some(Ok(text)) => events.encode(number, &text, track),
        }
    }

    /// Notes how an event ended; gives why the transfer has to stop, if it has to.
    fn hear(&mut self, outcome: &Outcome) -> Result<Option<Stop>, Failure> {
        let (delivered, refused) = match outcome.reason {
            Reason::Delivered => (1, 0),
            Reason::Rejected | Reason::TooLarge => (0, 1),
            Reason::Auth => return Ok(Some(Stop::NotLetIn(outcome.status))),
            // It has not ended: what is sent again later is the same event.
            reason => return Ok(Some(Stop::NotTaken(reason))),
        };
        let how = Tally { delivered, refused, invalid: 0 };
        let Some(Sent { line, event, .. }) = self.window.end(outcome.event_id, how) else { return Ok(None) };
        self.tally.add(how);
        if refused > 0 {
            let found = outcome.status.map_or("a refusal".into(), |status| format!("status {status}"));
            let code = outcome.reason.as_str();
            let finding = Finding::with_code(code, "", "an answer that the event was taken", found, "");
            let place = Place { file: self.file, line, event };
            tell(&self.bar, &mut self.rows, place, &finding.into())?;
        }
        Ok(None)
    }

    fn settle(&mut self) {
        if let Some((mark, tally)) = self.window.settle() {
            self.checkpoint.advance(mark, tally);
        }
    }

    fn show(&mut self, moved: Instant) {
        let stats = self.tracker.stats();
        let silent = moved.elapsed() > Duration::from_secs(2) && stats.failed_requests > 0;
        let trouble = silent.then_some("the collector does not take events now; trying again");
        self.bar.update(self.checkpoint.mark(), self.tally, trouble);
    }
}

/// Says what is wrong with an event.
fn tell(bar: &Bar, rows: &mut Rows, place: Place<'_>, findings: &Findings) -> Result<(), Failure> {
    bar.aside(|| {
        let mut out = io::stdout().lock();
        heeded(rows.write(&mut out, place, findings).and_then(|()| out.flush()))
    })
}
