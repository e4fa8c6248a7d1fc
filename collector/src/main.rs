//! The program `snowgauge-collector`.

use std::io::{self, Write};
use std::process::ExitCode;

use snowgauge_collector::{Collector, Command, HELP, Options, parse_arguments};

fn main() -> ExitCode {
    match parse_arguments(std::env::args_os().skip(1).collect::<Vec<_>>()) {
        Ok(Command::Run(options)) => finish(run(&options)),
        Ok(Command::Help) => finish(print(HELP)),
        Ok(Command::Version) => {
            finish(print(concat!("snowgauge-collector ", env!("CARGO_PKG_VERSION"), "\n")))
        }
        Err(error) => {
            eprintln!("snowgauge-collector: {error}\nTry --help.");
            ExitCode::from(2)
        }
    }
}

fn finish(result: Result<(), Box<dyn std::error::Error>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("snowgauge-collector: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    // Before the first line is out: whoever waits for it may send a signal at once.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let stop = runtime.block_on(async { StopSignal::listen() })?;
    let collector = Collector::start(options)?;
    for warning in collector.warnings() {
        eprintln!("snowgauge-collector: {warning}");
    }
    print(&format!("listening on {}\n", collector.url()))?;
    runtime.block_on(stop.received());
    collector.stop();
    Ok(())
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

    async fn received(mut self) {
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

    async fn received(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler the system ends the program by itself.
            std::future::pending::<()>().await;
        }
    }
}
