//! The command line.

use std::ffi::OsString;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt};

use crate::faults::Plan;

/// The text of `--help`.
pub const HELP: &str = "\
A local Snowplow collector that judges every event: for development and tests.

Usage: snowgauge-collector [OPTIONS]

Options:
  --port N          TCP port to listen on; 0 for any free one [default: 9090]
  --bind ADDR       IP address to listen on [default: 127.0.0.1]
  --schemas DIR     Iglu folder: DIR/<vendor>/<name>/jsonschema/<version>
                    [default: snowgauge's own schemas, which are in the program]
  --faults SPEC     what is done to trackers on purpose, such as '503 share=0.3';
                    PUT /faults changes it [default: off]
  --store FILE      also append good events to FILE, and bad ones to its .bad sibling,
                    as lines of JSON that DuckDB reads
  --patience MS     how long the head of a request may take, and its body
                    [default: 30000]
  --max-events N    events kept in memory; the oldest go first [default: 1000000]
  --max-bytes N     bytes that kept events may take [default: 2147483648]
  -h, --help        print this
  -V, --version     print the version

The first line on standard output is `listening on http://ADDR:PORT`.
";

/// What a collector is started with.
///
/// ```
/// use snowgauge_collector::Options;
///
/// let options = Options { port: 0, ..Options::default() };
/// assert_eq!(options.bind.to_string(), "127.0.0.1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// TCP port; 0 for any free one. Default: 9090, as Snowplow Micro's.
    pub port: u16,
    /// IP address to listen on. Default: 127.0.0.1, since there is no authentication.
    pub bind: IpAddr,
    /// Iglu folder to read schemas from: `<vendor>/<name>/jsonschema/<version>` below it. Default: the schemas of
    /// snowgauge, which are in the program.
    pub schemas: Option<PathBuf>,
    /// What is done to trackers on purpose: a specification as `PUT /faults` takes it. Default: nothing.
    pub faults: String,
    /// File that good events are appended to, as lines of JSON; bad ones go to its sibling with `.bad` before the
    /// extension. Default: none.
    pub store: Option<PathBuf>,
    /// How long the head of a request may take from its first byte, and the body after it. Default: 30 s, the time-out of
    /// Snowplow's collector.
    pub patience: Duration,
    /// How many events are kept, good and bad; the oldest go first. Default: 1,000,000.
    pub max_events: usize,
    /// How many bytes the kept events may take, the oldest go first. Default: 2 GiB.
    pub max_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 9090,
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            schemas: None,
            faults: String::new(),
            store: None,
            patience: Duration::from_secs(30),
            max_events: 1_000_000,
            max_bytes: 2 << 30,
        }
    }
}

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Run a collector.
    Run(Options),
    /// Print [`HELP`].
    Help,
    /// Print the version.
    Version,
}

/// A command line that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageError(String);

impl fmt::Display for UsageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

impl From<lexopt::Error> for UsageError {
    fn from(error: lexopt::Error) -> Self {
        Self(error.to_string())
    }
}

/// Reads the arguments after the program's name.
///
/// # Errors
///
/// [`UsageError`] names the option that is unknown, has no value, or has one that cannot be read.
///
/// # Examples
///
/// ```
/// use snowgauge_collector::{Command, Options, parse_arguments};
///
/// let command = parse_arguments(["--port", "0"])?;
/// assert_eq!(command, Command::Run(Options { port: 0, ..Options::default() }));
/// # Ok::<(), snowgauge_collector::UsageError>(())
/// ```
pub fn parse_arguments<I>(arguments: I) -> Result<Command, UsageError>
where
    I: IntoIterator,
    I::Item: Into<OsString>,
    I::IntoIter: 'static,
{
    let mut options = Options::default();
    let mut parser = Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => options.port = value(&mut parser, "--port", "a number from 0 to 65535")?,
            Arg::Long("bind") => options.bind = value(&mut parser, "--bind", "an IP address")?,
            Arg::Long("schemas") => options.schemas = Some(parser.value()?.into()),
            Arg::Long("faults") => options.faults = faults(&mut parser)?,
            Arg::Long("store") => options.store = Some(parser.value()?.into()),
            Arg::Long("patience") => {
                let millis: NonZeroU64 =
                    value(&mut parser, "--patience", "a number of milliseconds above 0")?;
                options.patience = Duration::from_millis(millis.get());
            }
            Arg::Long("max-events") => options.max_events = value(&mut parser, "--max-events", "a number")?,
            Arg::Long("max-bytes") => {
                options.max_bytes = value(&mut parser, "--max-bytes", "a number of bytes")?;
            }
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Short('V') | Arg::Long("version") => return Ok(Command::Version),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(Command::Run(options))
}

/// A specification, checked here so that a mistake is one of usage.
fn faults(parser: &mut Parser) -> Result<String, UsageError> {
    let text = parser.value()?.string()?;
    Plan::parse(&text).map_err(|error| UsageError(format!("--{error}")))?;
    Ok(text)
}

fn value<T: FromStr>(parser: &mut Parser, option: &str, expected: &str) -> Result<T, UsageError> {
    let text = parser.value()?.string()?;
    text.parse().map_err(|_| UsageError(format!("{option}: expected {expected}, found '{text}'")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_option() {
        let all = [
            "--port=1",
            "--bind",
            "::1",
            "--schemas",
            "s",
            "--faults",
            "503",
            "--store",
            "f",
            "--patience",
            "7",
            "--max-events",
            "5",
            "--max-bytes",
            "6",
        ];
        let expected = Options {
            port: 1,
            bind: "::1".parse().unwrap(),
            schemas: Some("s".into()),
            faults: "503".to_owned(),
            store: Some("f".into()),
            patience: Duration::from_millis(7),
            max_events: 5,
            max_bytes: 6,
        };
        assert_eq!(parse_arguments(all), Ok(Command::Run(expected)));
        assert_eq!(parse_arguments(["--help"]), Ok(Command::Help));
        assert_eq!(parse_arguments(["-V"]), Ok(Command::Version));
    }

    #[test]
    fn says_what_is_wrong() {
        for (arguments, message) in [
            (vec!["--port", "65536"], "--port: expected a number from 0 to 65535, found '65536'"),
            (vec!["--patience", "0"], "--patience: expected a number of milliseconds above 0, found '0'"),
            (vec!["--bind", "localhost"], "--bind: expected an IP address, found 'localhost'"),
            (vec!["--faults", "hang x"], "--faults: the rule at column 1: expected name=value, found 'x'"),
            (vec!["--port"], "missing argument for option '--port'"),
            (vec!["--what"], "invalid option '--what'"),
            (vec!["what"], "unexpected argument \"what\""),
        ] {
            assert_eq!(parse_arguments(arguments).unwrap_err().to_string(), message);
        }
    }
}
