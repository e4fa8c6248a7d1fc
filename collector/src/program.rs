//! The program, for whoever starts it: `snowgauge-collector` itself, and `snowgauge collector`.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use tokio::task::spawn_blocking;

use crate::{Collector, Command, HELP, Options, parse_arguments};

/// The name of this package's own program, which [`HELP`] says.
pub(crate) const NAME: &str = "snowgauge-collector";

/// Runs the program until it is told to stop: exit code 0, 1 where it cannot run, or 2 where it does not understand its
/// arguments. `name` is what it is called by, `arguments` are those after that.
///
/// # Examples
///
/// ```
/// use std::process::ExitCode;
/// let code = snowgauge_collector::run("snowgauge collector", ["--version".into()]);
/// assert_eq!(code, ExitCode::SUCCESS);
/// ```
pub fn run(name: &str, arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match parse_arguments(arguments.into_iter().collect::<Vec<_>>()) {
        Ok(Command::Run(options)) => finish(name, serve(name, &options)),
        Ok(Command::Help) => finish(name, print(&HELP.replace(NAME, name))),
        Ok(Command::Version) => finish(name, print(&format!("{name} {}\n", env!("CARGO_PKG_VERSION")))),
        Err(error) => {
            warn(name, format_args!("{error}\nTry --help."));
            ExitCode::from(2)
        }
    }
}

fn finish(name: &str, result: Result<(), Box<dyn std::error::Error>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            warn(name, error);
            ExitCode::FAILURE
        }
    }
}

fn serve(name: &str, options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    // Before the first line is out: whoever waits for it may send a signal at once.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut stop = runtime.block_on(async { StopSignal::listen() })?;
    let collector = Collector::start(options)?;
    for warning in collector.warnings() {
        warn(name, warning);
    }
    print(&format!("listening on {}\n", collector.url()))?;
    let stopped = runtime.block_on(async {
        stop.received().await;
        tokio::select! {
            _ = spawn_blocking(|| collector.stop()) => Ok(()),
            // A store, for example, may be where nothing can be written.
            () = stop.received() => Err("stopped at once, by a second signal"),
        }
    });
    runtime.shutdown_background();
    Ok(stopped?)
}

/// Says something on standard error. That nobody listens there is no reason to stop.
pub(crate) fn warn(name: &str, what: impl Display) {
    drop(writeln!(io::stderr(), "{name}: {what}"));
}

fn print(text: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// The signals that ask a program to stop.
#[cfg(unix)]
struct StopSignal {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignal {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn received(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The signal that asks a program to stop.
#[cfg(not(unix))]
struct StopSignal;

#[cfg(not(unix))]
impl StopSignal {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn received(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler the system ends the program by itself.
            std::future::pending::<()>().await;
        }
    }
}
