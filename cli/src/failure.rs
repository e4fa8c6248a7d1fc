//! How a command ends.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use crate::terminal::shown;

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is good: exit code 0.
    Good,
    /// Something is not: exit code 1.
    Bad,
}

impl Exit {
    /// Good or not.
    pub(crate) fn of(good: bool) -> Self {
        if good { Self::Good } else { Self::Bad }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Good => Self::SUCCESS,
            Exit::Bad => Self::from(1),
        }
    }
}

/// Why a command could not do its work: exit code 2.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    cause: Option<io::Error>,
}

impl Failure {
    /// A failure, in words.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), cause: None }
    }

    /// A file cannot be read.
    pub(crate) fn reading(path: &Path, cause: io::Error) -> Self {
        Self { what: format!("cannot read {}", path.display()), cause: Some(cause) }
    }

    /// A file cannot be written.
    pub(crate) fn writing_to(path: &Path, cause: io::Error) -> Self {
        Self { what: format!("cannot write {}", path.display()), cause: Some(cause) }
    }

    /// Standard output takes no more.
    pub(crate) fn writing(cause: io::Error) -> Self {
        Self { what: "cannot write to standard output".into(), cause: Some(cause) }
    }

    /// Whether it is that nobody reads any more what is written, as with `| head`.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        self.cause.as_ref().is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.what))?;
        self.cause.as_ref().map_or(Ok(()), |cause| write!(f, ": {cause}"))
    }
}

/// Says something on standard error. That nobody listens there is no reason to stop.
pub(crate) fn warn(what: &str) {
    use io::Write;
    _ = writeln!(io::stderr(), "snowgauge: {}", shown(what));
}
