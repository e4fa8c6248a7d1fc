//! The command `snowgauge`: what people do with events and the tracking plan at a terminal and in scripts.
//!
//! The program of this package and the entry points of the Python packages all call [`run`].

mod arguments;
mod event;
mod failure;
mod input;
mod plan;
mod report;
mod send;
mod terminal;
mod validate;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::Command;
use failure::{Exit, Failure, warn};

/// Runs the command with these arguments, the first of which is the program's name. Exit code: 0 all went well; 1 something
/// is not as it should be, and was said; 2 the arguments are wrong, or a file or the output cannot be used.
///
/// # Examples
///
/// ```
/// use std::process::ExitCode;
/// assert_eq!(snowgauge_cli::run(["snowgauge", "--version"]), ExitCode::SUCCESS);
/// ```
pub fn run<I>(arguments: I) -> ExitCode
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    match arguments::parse(arguments) {
        Ok(command) => finish(command),
        Err(code) => code,
    }
}

fn finish(command: Command) -> ExitCode {
    let result: Result<Exit, Failure> = match command {
        Command::Validate(options) => validate::run(&options),
        Command::Send(options) => send::run(&options),
        Command::Plan(options) => plan::run(&options),
        Command::Collector { arguments } => {
            return snowgauge_collector::run("snowgauge collector", arguments);
        }
        Command::Completions { shell } => arguments::print_completions(shell),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            warn(&failure.to_string());
            ExitCode::from(2)
        }
    }
}
