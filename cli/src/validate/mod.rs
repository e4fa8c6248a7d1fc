//! `snowgauge validate`: says of each event in some files what is wrong with it.

mod report;

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use snowgauge::{Code, Scratch};
use snowgauge_collector::Schemas;

use crate::event::{Finding, Findings, Form, Payload, Unplanned, judge_datum};
use crate::failure::{Exit, Failure};
use crate::input::{Content, Lines, MOST_BYTES};
use crate::report::{Format, Place};
use crate::terminal::counted;
use report::Report;

/// What `validate` is asked for.
#[derive(Debug, clap::Args)]
#[command(about = "Check events by their schemas, the tracking plan and the tracker protocol", after_help = FORMS)]
pub(crate) struct Options {
    /// Files of NDJSON; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to say what is found: for people, or as NDJSON for programs
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// An Iglu folder, for data of schemas that the tracking plan does not have: DIR/<vendor>/<name>/jsonschema/<version>
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Pass over data of schemas that are nowhere known; otherwise it is an error, as in Snowplow's pipeline
    #[arg(long)]
    allow_unknown_schemas: bool,
}

/// The end of `--help`.
const FORMS: &str = "\
Each line of a file is one of these:
  {\"schema\": …, \"data\": …}                       a datum: self-describing JSON
  {\"event\": …, \"data\": …, \"entities\": […]}      an event as it is tracked
  {\"e\": …, \"p\": …, \"tv\": …}                     an event as it is on the wire
  {\"schema\": \"…/payload_data/…\", \"data\": […]}   a request's body with such events

Exit code: 0 all is good; 1 something is not; 2 wrong usage, or a file that cannot be read.";

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
struct Summary {
    /// Lines that were not blank.
    lines: u64,
    /// Lines with nothing wrong.
    good: u64,
    /// All that is wrong.
    violations: u64,
}

/// Does what the options ask for.
///
/// # Errors
///
/// A file that cannot be read, a folder of schemas that cannot be used, or an output that takes no more.
pub(crate) fn run(options: &Options) -> Result<Exit, Failure> {
    let schemas = options.schemas.as_deref().map(open_schemas).transpose()?;
    let unplanned = Unplanned { schemas, allow_unknown: options.allow_unknown_schemas };
    let stdout = io::stdout();
    let mut report = Report::new(options.format, &stdout);
    match check_all(&options.files, &unplanned, &mut report) {
        Err(error) if !error.is_closed_pipe() => Err(error),
        // Where the pipe is closed, its reader has seen enough: what was found until then decides.
        _ => Ok(Exit::of(report.summary().violations == 0)),
    }
}

fn check_all(files: &[PathBuf], unplanned: &Unplanned, report: &mut Report<'_>) -> Result<(), Failure> {
    for path in files {
        if path.as_os_str() == "-" {
            check_file(Path::new("(stdin)"), io::stdin().lock(), unplanned, report)?;
        } else {
            let file = File::open(path).map_err(|error| Failure::reading(path, error))?;
            check_file(path, BufReader::with_capacity(1 << 16, file), unplanned, report)?;
        }
    }
    report.finish()
}

fn open_schemas(folder: &Path) -> Result<Schemas, Failure> {
    let schemas = Schemas::from_folder(folder).map_err(|error| Failure::new(error.to_string()))?;
    for (uri, reason) in schemas.unusable() {
        crate::failure::warn(&format!("{uri} cannot be judged by: {reason}"));
    }
    Ok(schemas)
}

/// Checks every line of a file.
fn check_file(
    path: &Path,
    reader: impl BufRead,
    unplanned: &Unplanned,
    report: &mut Report<'_>,
) -> Result<(), Failure> {
    let file = path.to_string_lossy();
    let mut lines = Lines::new(reader);
    let mut scratch = Scratch::default();
    while let Some(line) = lines.next().map_err(|error| Failure::reading(path, error))? {
        let place = Place { file: &file, line: line.number, event: None };
        match line.content {
            Content::Blank => {}
            Content::Text(text) => judge_line(text, place, unplanned, &mut scratch, report)?,
            content => report.line([(place, misread(&content))])?,
        }
    }
    Ok(())
}

/// What is wrong with a line that cannot be looked into.
pub(crate) fn misread(content: &Content<'_>) -> Findings {
    let finding = match content {
        Content::TooLong(bytes) => {
            let expected = format!("a line of at most {MOST_BYTES} bytes");
            Finding::new(Code::MaxBytes, "", expected, format!("one of {}", counted(*bytes, "byte")), "")
        }
        Content::NotUtf8(at) => {
            Finding::new(Code::Syntax, "", "UTF-8", format!("something else at byte {at}"), "")
        }
        Content::Text(_) | Content::Blank => return Findings::default(),
    };
    finding.into()
}

fn judge_line(
    line: &str,
    place: Place<'_>,
    unplanned: &Unplanned,
    scratch: &mut Scratch,
    report: &mut Report<'_>,
) -> Result<(), Failure> {
    let found = match Form::read(line) {
        Err(findings) => findings,
        Ok(Form::Datum(datum, data)) => judge_datum(&datum, data, unplanned, scratch),
        Ok(Form::Given(event)) => event.judge(unplanned, scratch),
        Ok(Form::Payload(payload)) => payload.judge(unplanned, scratch),
        Ok(Form::Request(events)) => {
            return report.line(events.into_iter().enumerate().map(|(index, event)| {
                let judged = Payload::read(event).map(|payload| payload.judge(unplanned, scratch));
                (Place { event: Some(index), ..place }, judged.unwrap_or_else(|wrong| wrong))
            }));
        }
    };
    report.line([(place, found)])
}
