//! The command line.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::failure::{Exit, Failure, warn};
use crate::{plan, send, validate};

/// Checks analytics events, sends them, shows the tracking plan, and runs a local collector.
#[derive(Debug, Parser)]
#[command(name = "snowgauge", version, disable_help_subcommand = true, arg_required_else_help = false)]
#[command(after_help = "`snowgauge COMMAND --help` tells of one command.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Validate(validate::Options),
    Send(send::Options),
    Plan(plan::Options),
    /// Run the local collector, which judges every event
    #[command(disable_help_flag = true)]
    Collector {
        /// The options of snowgauge-collector: see `snowgauge collector --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
        arguments: Vec<OsString>,
    },
    /// Print a script that completes this command's arguments in a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Reads the arguments; where there is nothing more to do, gives the exit code.
pub(crate) fn parse<I>(arguments: I) -> Result<Command, ExitCode>
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    Arguments::try_parse_from(arguments).map(|arguments| arguments.command).map_err(|error| answer(&error))
}

/// Prints what was asked for, or in one line what is wrong.
fn answer(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match io::stdout().write_all(text.as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(2),
            _ => ExitCode::SUCCESS,
        };
    }
    // clap's own text has more lines: after the first, tips, the usage, and how to get help.
    let lines = text.lines().map(str::trim);
    let tips = lines.clone().filter_map(|line| line.strip_prefix("tip: "));
    let what = lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let what = what.strip_prefix("error: ").unwrap_or(&what);
    let hints: Vec<&str> = tips.chain(["try --help"]).collect();
    warn(&format!("{what} ({})", hints.join("; ")));
    ExitCode::from(2)
}

/// Prints a script for a shell.
///
/// # Errors
///
/// Standard output takes no more.
pub(crate) fn print_completions(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "snowgauge", &mut script);
    io::stdout().write_all(&script).map_err(Failure::writing)?;
    Ok(Exit::Good)
}
