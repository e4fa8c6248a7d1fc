//! What commands say of events, for people and for programs.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::event::{Finding, Findings};
use crate::terminal::{Paint, is_hidden, shown};

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Where an event stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    /// The file's name.
    pub(crate) file: &'p str,
    /// The line, from 1.
    pub(crate) line: u64,
    /// Which event of a request's body, from 0.
    pub(crate) event: Option<usize>,
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

/// Writes findings, one in a line.
#[derive(Debug)]
pub(crate) struct Rows {
    format: Format,
    paint: Paint,
    /// The widest place, pointer and code so far: columns may grow, but do not jump back.
    widths: [usize; 3],
}

impl Rows {
    pub(crate) fn new(format: Format, paint: Paint) -> Self {
        // What most pointers and all codes but the longest fit into.
        Self { format, paint, widths: [0, 20, 14] }
    }

    /// Writes all that is wrong with an event.
    pub(crate) fn write(
        &mut self,
        out: &mut dyn Write,
        place: Place<'_>,
        findings: &Findings,
    ) -> io::Result<()> {
        let Place { file, line, event } = place;
        for finding in findings.as_slice() {
            match self.format {
                Format::Json => write_json(out, &Row { file, line, event, finding })?,
                Format::Text => writeln!(out, "{}", self.row(place, finding))?,
            }
        }
        if self.format == Format::Text && findings.omitted() > 0 {
            writeln!(out, "{}  and {} more", place.text(), findings.omitted())?;
        }
        Ok(())
    }

    /// `FILE:LINE  POINTER  CODE  expected …, found …  [SCHEMA]`.
    fn row(&mut self, place: Place<'_>, finding: &Finding) -> String {
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
        row
    }
}

/// Writes a value as a line of JSON in which nothing is left that a terminal would obey.
pub(crate) fn write_json(out: &mut (impl Write + ?Sized), value: &impl Serialize) -> io::Result<()> {
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
