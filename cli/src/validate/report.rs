//! What `validate` says.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use super::Summary;
use crate::event::Findings;
use crate::failure::Failure;
use crate::report::{Format, Place, Rows, write_json};
use crate::terminal::{Paint, counted};

/// Writes what was found, and counts it.
pub(super) struct Report<'o> {
    format: Format,
    paint: Paint,
    rows: Rows,
    out: BufWriter<io::StdoutLock<'o>>,
    /// Whether somebody watches.
    live: bool,
    summary: Summary,
}

impl<'o> Report<'o> {
    pub(super) fn new(format: Format, stdout: &'o Stdout) -> Self {
        let paint = Paint::on(stdout);
        Self {
            format,
            paint,
            rows: Rows::new(format, paint),
            live: stdout.is_terminal(),
            out: BufWriter::new(stdout.lock()),
            summary: Summary::default(),
        }
    }

    /// What was counted so far.
    pub(super) fn summary(&self) -> Summary {
        self.summary
    }

    /// Tells of one line: all that is wrong with each of its events, as it is found. They may be very many.
    pub(super) fn line<'p>(
        &mut self,
        found: impl IntoIterator<Item = (Place<'p>, Findings)>,
    ) -> Result<(), Failure> {
        let mut wrong = 0;
        for (place, findings) in found {
            wrong += findings.count();
            // Before it is told, as nobody may read any more.
            self.summary.violations += findings.count();
            self.rows.write(&mut self.out, place, &findings).map_err(Failure::writing)?;
        }
        self.summary.lines += 1;
        self.summary.good += u64::from(wrong == 0);
        if self.live && wrong > 0 {
            self.out.flush().map_err(Failure::writing)?;
        }
        Ok(())
    }

    /// Ends with the counts.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        let Summary { lines, good, violations } = self.summary;
        let write = |out: &mut dyn Write| match self.format {
            Format::Json => write_json(out, &serde_json::json!({ "summary": self.summary })),
            Format::Text => {
                let verdict = match (lines, violations) {
                    (0, _) => "no events: there is no line with anything in it".into(),
                    (_, 0) => self.paint.good(&format!("{}: all good", counted(lines, "line"))).into_owned(),
                    _ => format!(
                        "{}: {good} good, {} not ({})",
                        counted(lines, "line"),
                        lines - good,
                        self.paint.wrong(&counted(violations, "violation"))
                    ),
                };
                writeln!(out, "{verdict}")
            }
        };
        write(&mut self.out).and_then(|()| self.out.flush()).map_err(Failure::writing)
    }
}
