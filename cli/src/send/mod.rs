//! `snowgauge send`: sends the events of a file, and goes on where it was interrupted.

mod bar;
mod checkpoint;
mod dry_run;
mod encode;
mod ids;
mod options;
mod progress;
mod reader;
mod transfer;
mod window;

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::json;
use signal_hook::consts::{SIGINT, SIGTERM};
use snowgauge::{Config, ConfigError, Framing, Outcome, Tracker};

use crate::failure::{Exit, Failure, warn};
use crate::report::{Format, Rows, write_json};
use crate::terminal::{Paint, counted};
use bar::Bar;
use checkpoint::Checkpoint;
use dry_run::dry_run;
use encode::Events;
use ids::Batch;
pub(crate) use options::Options;
use progress::{Destination, Progress, Tally};
use reader::Source;
use transfer::{Stop, Transfer};
use window::Window;

/// Does what the options ask for.
///
/// # Errors
///
/// An option or a file that cannot be used.
pub(crate) fn run(options: &Options) -> Result<Exit, Failure> {
    let config = config(options)?;
    let (tracker, outcomes) = tracker(&options.collector, &config).map_err(|error| unusable(&error))?;
    let destination = Destination {
        collector: snowgauge::endpoint(&options.collector).map_err(|error| unusable(&error))?,
        app_id: options.app_id.clone(),
        namespace: options.namespace.clone(),
    };
    let source = Source::open(&options.file)?;
    if options.dry_run {
        return dry_run(options, &config, &source);
    }
    let mut checkpoint = Checkpoint::open(options, &destination)?;
    let done = checkpoint.mark();
    let lines = source.read(done)?;
    checkpoint.record()?;
    if done.line > 0 {
        let tally = checkpoint.progress.tally;
        warn(&format!(
            "goes on after line {} ({} delivered before)",
            done.line,
            counted(tally.delivered, "event")
        ));
    }
    let mut transfer = Transfer {
        file: &options.file.to_string_lossy(),
        lines,
        outcomes,
        tracker,
        events: Events::new(&config, Batch::from_id(checkpoint.progress.batch))
            .map_err(|error| unusable(&error))?,
        window: Window::after(done.line),
        bar: Bar::new(source.length(), done),
        rows: Rows::new(options.format, Paint::on(&io::stdout())),
        interrupted: listen()?,
        patience: Duration::from_secs(options.give_up_after),
        tally: checkpoint.progress.tally,
        checkpoint,
    };
    let stop = transfer.run()?;
    conclude(options, &transfer.checkpoint.progress, &stop)
}

fn config(options: &Options) -> Result<Config, Failure> {
    Ok(Config {
        app_id: options.app_id.clone(),
        namespace: options.namespace.clone(),
        platform: options.platform.clone(),
        tracker_version: concat!("cli-", env!("CARGO_PKG_VERSION")).into(),
        framing: Framing::from_name(&options.framing).map_err(|error| unusable(&error))?,
        linger: 100,
        // How much is under way is the window's to say: a request's body in one line may have any number of events.
        max_events: usize::MAX,
        max_bytes: usize::MAX,
        // It is the transfer that gives up, with every event still in the file.
        max_attempts: u32::MAX,
        max_age: u64::from(u32::MAX) * 1000,
        ..Config::default()
    })
}

fn unusable(error: &ConfigError) -> Failure {
    let (option, message) = (error.option(), error.message());
    Failure::new(format!(
        "--{}{}",
        option.replace('_', "-"),
        message.strip_prefix(option).unwrap_or(&message)
    ))
}

/// A tracker, and the outcomes of its events.
fn tracker(collector: &str, config: &Config) -> Result<(Tracker, Receiver<Outcome>), ConfigError> {
    let (heard, outcomes) = channel();
    let builder = Tracker::builder(collector).config(config.clone());
    // Nobody receives once the transfer has ended.
    let tracker = builder.on_outcome(move |outcome| _ = heard.send(outcome.clone())).build()?;
    Ok((tracker, outcomes))
}

/// Listens for what asks a program to stop; the second time it stops at once.
fn listen() -> Result<Arc<AtomicBool>, Failure> {
    let interrupted = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let register = || -> io::Result<()> {
            signal_hook::flag::register_conditional_shutdown(signal, 1, Arc::clone(&interrupted))?;
            signal_hook::flag::register(signal, Arc::clone(&interrupted))?;
            Ok(())
        };
        register().map_err(|error| Failure::new(format!("cannot listen for signals: {error}")))?;
    }
    Ok(interrupted)
}

/// Says what became of all events.
fn conclude(options: &Options, progress: &Progress, stop: &Stop) -> Result<Exit, Failure> {
    let Progress { mark, tally, .. } = progress;
    let Tally { delivered, refused, invalid } = *tally;
    let reason = stop.reason();
    let text = format!(
        "{}: {delivered} delivered, {refused} refused by the collector, {invalid} invalid",
        counted(mark.line, "line")
    );
    let summary = json!({ "summary": {
        "lines": mark.line, "delivered": delivered, "refused": refused, "invalid": invalid, "stopped": reason,
    } });
    if let Some(reason) = &reason {
        let after = if options.file.as_os_str() == "-" {
            format!("standard input was sent up to line {}", mark.line)
        } else {
            format!("the same command goes on after line {} of {}", mark.line, options.file.display())
        };
        warn(&format!("{reason}; {after}"));
    }
    say(options.format, &text, &summary)?;
    Ok(Exit::of(reason.is_none() && refused == 0 && invalid == 0))
}

fn say(format: Format, text: &str, json: &serde_json::Value) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let said = match format {
        Format::Text => writeln!(out, "{text}"),
        Format::Json => write_json(&mut out, json),
    };
    heeded(said.and_then(|()| out.flush()))
}

/// What came of writing to standard output. That nobody reads there any more is no reason to stop a transfer, nor to end it
/// with another exit code.
fn heeded(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::writing(error)),
        _ => Ok(()),
    }
}
