//! What `validate` says, for people and for programs.

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use serde::Serialize;

use super::{Format, Summary};
use crate::event::{Finding, Findings};
use crate::failure::Failure;
use crate::terminal::{Paint, counted, is_hidden, shown};

/// Where an event stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    /// The file's name.
    pub(super) file: &'p str,
    /// The line, from 1.
    pub(super) line: u64,
    /// Which event of a request's body, from 0.
    pub(super) event: Option<usize>,
}

impl Place<'_> {
    fn text(self) -> String {
        let mut text = format!("{}:{}", shown(self.file), self.line);
        if let Some(event) = self.event {
            _ = write!(text, "[{event}]");
        }
        text
    }
}

/// Writes what was found, and counts it.
pub(super) struct Report<'o> {
    format: Format,
    paint: Paint,
    out: BufWriter<io::StdoutLock<'o>>,
    /// Whether somebody watches.
    live: bool,
    /// The widest place, pointer and code so far: columns may grow, but do not jump back.
    widths: [usize; 3],
    summary: Summary,
}

/// A finding as one line of NDJSON.
#[derive(Serialize)]
struct Row<'r> {
    file: &'r str,
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<usize>,
    #[serde(flatten)]
    finding: &'r Finding,
}

/// The widest that a column gets by itself.
const WIDEST: usize = 48;

impl<'o> Report<'o> {
    pub(super) fn new(format: Format, stdout: &'o Stdout) -> Self {
        Self {
            format,
            paint: Paint::on(stdout),
            live: stdout.is_terminal(),
            out: BufWriter::new(stdout.lock()),
            // What most pointers and all codes but the longest fit into.
            widths: [0, 20, 14],
            summary: Summary::default(),
        }
    }

    /// What was counted so far.
    pub(super) fn summary(&self) -> Summary {
        self.summary
    }

    /// Tells of one line: all that is wrong with each of its events.
    pub(super) fn line(&mut self, found: &[(Place<'_>, Findings)]) -> Result<(), Failure> {
        let wrong: u64 = found.iter().map(|(_, findings)| findings.count()).sum();
        self.summary.lines += 1;
        self.summary.good += u64::from(wrong == 0);
        self.summary.violations += wrong;
        for (place, findings) in found {
            self.event(*place, findings).map_err(Failure::writing)?;
        }
        if self.live && wrong > 0 {
            self.out.flush().map_err(Failure::writing)?;
        }
        Ok(())
    }

    fn event(&mut self, place: Place<'_>, findings: &Findings) -> io::Result<()> {
        if self.format == Format::Json {
            for finding in findings.as_slice() {
                let Place { file, line, event } = place;
                write_json(&mut self.out, &Row { file, line, event, finding })?;
            }
            return Ok(());
        }
        for finding in findings.as_slice() {
            self.row(place, finding)?;
        }
        if findings.omitted() > 0 {
            writeln!(self.out, "{}  and {} more", place.text(), findings.omitted())?;
        }
        Ok(())
    }

    /// Writes `FILE:LINE  POINTER  CODE  expected …, found …  [SCHEMA]`.
    fn row(&mut self, place: Place<'_>, finding: &Finding) -> io::Result<()> {
        let Finding { pointer, code, expected, found, schema } = finding;
        let pointer = if pointer.is_empty() { "(all of it)".into() } else { shown(pointer) };
        let cells = [&*place.text(), &*pointer, code];
        let mut row = String::new();
        for (index, (cell, width)) in cells.iter().zip(&mut self.widths).enumerate() {
            let length = cell.chars().count();
            *width = (*width).max(length.min(WIDEST));
            let painted = match index {
                0 => self.paint.faint(cell),
                1 => self.paint.strong(cell),
                _ => self.paint.wrong(cell),
            };
            _ = write!(row, "{painted}{:1$}  ", "", width.saturating_sub(length));
        }
        _ = write!(row, "expected {}, found {}", shown(expected), shown(found));
        if !schema.is_empty() {
            _ = write!(row, "  {}", self.paint.faint(&format!("[{}]", shown(schema))));
        }
        writeln!(self.out, "{row}")
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

/// Writes a value as a line of JSON in which nothing is left that a terminal would obey.
fn write_json(out: &mut (impl Write + ?Sized), value: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string(value)?;
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if is_hidden(character) {
            // Such characters stand in strings only.
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    writeln!(out, "{safe}")
}
