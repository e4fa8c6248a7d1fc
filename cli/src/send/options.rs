//! The options of `send`.

use std::path::PathBuf;

use crate::report::Format;

/// What `send` is asked for.
#[derive(Debug, clap::Args)]
#[command(about = "Send the events of a file to a collector, and go on where it was interrupted", after_help = ABOUT)]
pub(crate) struct Options {
    /// A file of NDJSON; `-` is standard input, which cannot be resumed
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The collector: a base URL such as `https://snowplow.example`, or a full endpoint
    #[arg(long, value_name = "URL")]
    pub(super) collector: String,
    /// Which application sends
    #[arg(long, value_name = "ID")]
    pub(super) app_id: String,
    /// Which tracker of the application
    #[arg(long, value_name = "NAME", default_value = "snowgauge")]
    pub(super) namespace: String,
    /// Where the events come from: web, iot, app, mob, pc, cnsl, tv, srv or headset
    #[arg(long, value_name = "PLATFORM", default_value = "srv")]
    pub(super) platform: String,
    /// How events of the tracking plan are put on the wire
    #[arg(long, value_name = "FRAMING", default_value = "internal_events")]
    #[arg(value_parser = ["internal_events", "self_describing"])]
    pub(super) framing: String,
    /// Derive the events' ids from this name rather than from chance: the same file under the same name is the same events
    #[arg(long, value_name = "NAME")]
    pub(super) batch: Option<String>,
    /// Stop when the collector has taken nothing for so long
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) give_up_after: u64,
    /// Check everything and send nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// How to say what became of the events: for people, or as NDJSON for programs
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

/// The end of `--help`.
const ABOUT: &str = "\
Each line is one of these:
  {\"event\": …, \"data\": …, \"entities\": […]}      an event of the tracking plan, or of the protocol's kinds; also
                                               \"fields\": {…}, \"id\": UUID, \"created\": milliseconds since 1970
  {\"schema\": …, \"data\": …}                       a self-describing event
  {\"e\": …, \"p\": …, \"tv\": …}                     an event as another tracker has made it, which is passed on as it is
  {\"schema\": \"…/payload_data/…\", \"data\": […]}   a request's body with such events

FILE.snowgauge-progress tells how far all is sent. After Ctrl-C, a crash or a failure, the same command goes on from there. What
may be sent twice by that has the same id both times, so that a warehouse de-duplicates it.

Exit code: 0 all was delivered; 1 something was not, and was said; 2 wrong usage, or a file that cannot be used.";
