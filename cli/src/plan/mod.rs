//! `snowgauge plan`: shows the tracking plan, which `cargo codegen` writes for it.

mod model;
mod page;
mod search;

use std::io::{self, Write};

use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::report::Format;
use crate::terminal::{Paint, shown};
use model::{PLAN, Plan};

/// What `plan` is asked for.
#[derive(Debug, clap::Args)]
#[command(about = "Show the tracking plan: what is tracked, why, and which question it answers")]
pub(crate) struct Options {
    /// An event or entity, such as `gkg_query_executed`; without one, all are listed
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Show what has this word in its name, its fields, their values, its descriptions, rules or questions
    #[arg(long, value_name = "WORD", conflicts_with = "name")]
    search: Option<String>,
    /// How to show it: for people, or as JSON for programs
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Does what the options ask for.
///
/// # Errors
///
/// There is no such event or entity, or the output takes no more.
pub(crate) fn run(options: &Options) -> Result<Exit, Failure> {
    let unreadable = |error| Failure::new(format!("the plan in this program cannot be read: {error}"));
    let plan: Plan<'_> = serde_json::from_str(PLAN).map_err(unreadable)?;
    let paint = Paint::on(&io::stdout());
    match (&options.name, &options.search) {
        (Some(name), _) => {
            let subject = plan.find(name).ok_or_else(|| unknown(&plan, name))?;
            write(options.format, &subject, || page::subject(subject, paint))?;
        }
        (None, Some(word)) => {
            let hits = search::search(&plan, word);
            write(options.format, &hits, || page::hits(&hits, word, paint))?;
            return Ok(Exit::of(!hits.is_empty()));
        }
        (None, None) => write(options.format, &plan, || page::contents(&plan, paint))?,
    }
    Ok(Exit::Good)
}

fn write(format: Format, data: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), Failure> {
    let text = match format {
        Format::Text => text(),
        Format::Json => {
            serde_json::to_string_pretty(data).map_err(io::Error::from).map_err(Failure::writing)? + "\n"
        }
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::writing)
}

fn unknown(plan: &Plan<'_>, name: &str) -> Failure {
    let close: Vec<&str> =
        plan.names().filter(|known| known.contains(name) || name.contains(known)).collect();
    let hint = if close.is_empty() {
        "`snowgauge plan` lists all".into()
    } else {
        format!("there is {}", close.join(", "))
    };
    Failure::new(format!("no event or entity '{}' in the tracking plan ({hint})", shown(name)))
}
