//! Checking all lines without sending any.

use std::io;

use serde_json::json;
use snowgauge::Config;

use super::encode::{Encoded, Events};
use super::ids::Batch;
use super::options::Options;
use super::progress::Mark;
use super::reader::Source;
use super::{heeded, say, unusable};
use crate::failure::{Exit, Failure};
use crate::report::{Place, Rows};
use crate::terminal::{Paint, counted};

/// Checks every line, and sends nothing.
pub(super) fn dry_run(options: &Options, config: &Config, source: &Source) -> Result<Exit, Failure> {
    let mut events = Events::new(config, Batch::new()).map_err(|error| unusable(&error))?;
    let mut rows = Rows::new(options.format, Paint::on(&io::stdout()));
    let file = options.file.to_string_lossy();
    let (mut good, mut invalid) = (0, 0);
    for line in source.read(Mark::default())? {
        let line = line.map_err(|error| Failure::reading(&options.file, error))?;
        let number = line.end.line;
        let mut count = |(event, result): Encoded| match result {
            Ok(_) => {
                good += 1;
                Ok(())
            }
            Err(findings) => {
                invalid += 1;
                let place = Place { file: &file, line: number, event };
                heeded(rows.write(&mut io::stdout().lock(), place, &findings))
            }
        };
        match line.content {
            None => {}
            Some(Err(findings)) => count((None, Err(findings)))?,
            Some(Ok(text)) => events.encode(number, &text, count)?,
        }
    }
    let text = format!("{} would be sent, {invalid} invalid", counted(good, "event"));
    say(options.format, &text, &json!({ "summary": { "would_be_sent": good, "invalid": invalid } }))?;
    Ok(Exit::of(invalid == 0))
}
