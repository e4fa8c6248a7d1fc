//! What a host can set, checked once and then fixed.

mod endpoint;

pub use endpoint::endpoint;

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::message::{push_count, push_start, sentence};
use crate::outbox::{Action, Overflow};
use crate::payload::TooLong;
use crate::payload::field::{self, Field};
use crate::schema::Violations;
use crate::schema::tables::SCHEMAS;

/// How the plan's events are put on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Framing {
    /// As GitLab Internal Events does: a structured event (`e=se`) with the plan's category and action; the event's
    /// data travels as its first entity.
    #[default]
    InternalEvents,
    /// As a self-describing event (`e=ue`) with the entities attached. An event without data of its own stays structured.
    SelfDescribing,
}

impl Framing {
    /// The framing of this name: `internal_events` or `self_describing`.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] for any other name.
    pub fn from_name(name: &str) -> Result<Self, ConfigError> {
        match name {
            "internal_events" => Ok(Self::InternalEvents),
            "self_describing" => Ok(Self::SelfDescribing),
            _ => Err(ConfigError::new("framing", "internal_events or self_describing", name)),
        }
    }
}

/// The options of a tracker that the core decides by. They mean the same in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Which application sends (`aid`): 1 to 255 characters.
    pub app_id: String,
    /// Which tracker of that application (`tna`): 1 to 128 characters.
    pub namespace: String,
    /// Where it runs (`p`): one of the protocol's platforms, such as `srv`, `web` or `app`.
    pub platform: String,
    /// The tracker's own name and version (`tv`), such as `rust-0.1.0`: 1 to 100 characters.
    pub tracker_version: String,
    /// How the plan's events are put on the wire.
    pub framing: Framing,
    /// What happens with texts that are longer than their fields may be.
    pub too_long: TooLong,
    /// Whether entities and self-describing data are sent in base64 (`cx`, `ue_px`). Plain JSON is smaller in a POST.
    pub base64: bool,
    /// Versions to send a schema's data under other than the plan's: pairs of the schema's name and a SchemaVer, such
    /// as `("gitlab_standard", "1-1-8")`. The data is checked against the plan's version all the same.
    pub schema_versions: Vec<(String, String)>,
    /// The most events held at a time, those under way included.
    pub max_events: usize,
    /// The most bytes held at a time, those under way included: each event counts with its payload and the 128 bytes that
    /// it takes beside that at most.
    pub max_bytes: usize,
    /// The most events in one request.
    pub batch_events: usize,
    /// The most bytes in one request's body. An event that alone has more is invalid.
    pub batch_bytes: usize,
    /// How long an event may wait for others to share its request, in milliseconds.
    pub linger: u64,
    /// How many requests with an event may fail before it is given up. Those that the collector refused because of another
    /// event in them do not count.
    pub max_attempts: u32,
    /// How old an event may get before it is given up, in milliseconds.
    pub max_age: u64,
    /// How many requests may be under way at a time.
    pub max_requests: usize,
    /// What happens with an event for which there is no room.
    pub overflow: Overflow,
    /// What is done about HTTP statuses where that is to differ from the defaults: pairs of a status, 100 to 599, and an
    /// action. Of several pairs with one status the last counts.
    pub status_policy: Vec<(u16, Action)>,
    /// Whether the host asks a token source for each request, so that another token may help where one was refused: it is
    /// asked for [once](crate::Request::refresh_token) before events leave as [`Reason::Auth`](crate::Reason::Auth).
    pub token_refresh: bool,
}

impl Default for Config {
    /// Defaults that suit a service. `app_id` has none: it has to be set.
    fn default() -> Self {
        Self {
            namespace: "snowgauge".to_string(),
            platform: "srv".to_string(),
            tracker_version: concat!("core-", env!("CARGO_PKG_VERSION")).to_string(),
            ..Self::without_texts()
        }
    }
}

impl Config {
    /// The default options, for a host that sets every text: here, all are empty.
    pub const fn without_texts() -> Self {
        Self {
            app_id: String::new(),
            namespace: String::new(),
            platform: String::new(),
            tracker_version: String::new(),
            framing: Framing::InternalEvents,
            too_long: TooLong::Reject,
            base64: false,
            schema_versions: Vec::new(),
            // About 15 MB of typical events; what peers keep too (10,000), but with a bound in bytes beside it.
            max_events: 10_000,
            max_bytes: 32 * 1024 * 1024,
            batch_events: 100,
            batch_bytes: Self::BATCH_BYTES,
            linger: 1_000,
            // Generous, as during an outage one request at a time takes all the attempts; age is the real bound.
            max_attempts: 1_000,
            max_age: 24 * 60 * 60 * 1000,
            max_requests: 2,
            overflow: Overflow::RejectNew,
            status_policy: Vec::new(),
            token_refresh: false,
        }
    }

    /// Checks every option.
    ///
    /// # Errors
    ///
    /// The first option that cannot be used.
    pub fn check(&self) -> Result<(), ConfigError> {
        check_text("app_id", field::APP_ID, &self.app_id)?;
        check_text("namespace", field::NAMESPACE, &self.namespace)?;
        check_text("tracker_version", field::TRACKER_VERSION, &self.tracker_version)?;
        check_text("platform", field::PLATFORM, &self.platform)?;
        for (name, version) in &self.schema_versions {
            let (expected, found) = if !SCHEMAS.iter().any(|schema| schema.name == name) {
                ("the name of a schema in the tracking plan", name)
            } else if !is_schema_version(version) {
                ("a SchemaVer such as 1-1-8", version)
            } else {
                continue;
            };
            return Err(ConfigError::new("schema_versions", expected, found));
        }
        self.check_numbers()
    }

    fn check_numbers(&self) -> Result<(), ConfigError> {
        const SOME: &str = "at least 1";
        let mut statuses = self.status_policy.iter().map(|(status, _)| *status);
        let (option, expected, number) = match self {
            _ if let Some(status) = statuses.find(|status| !(100..=599).contains(status)) => {
                ("status_policy", "a status from 100 to 599", status.into())
            }
            Self { max_events: 0, .. } => ("max_events", SOME, 0),
            Self { max_bytes: 0, .. } => ("max_bytes", SOME, 0),
            Self { batch_events: 0, .. } => ("batch_events", SOME, 0),
            Self { max_attempts: 0, .. } => ("max_attempts", SOME, 0),
            Self { max_requests: 0, .. } => ("max_requests", SOME, 0),
            Self { batch_bytes: Self::LEAST_BATCH_BYTES..=Self::MOST_BATCH_BYTES, .. } => return Ok(()),
            _ => ("batch_bytes", "1000 to 1000000 bytes", self.batch_bytes),
        };
        let mut found = String::new();
        push_count(&mut found, number);
        Err(ConfigError::new(option, expected, &found))
    }

    /// The default of `batch_bytes`: under every sink's limit that a collector splits at (the smallest is 192,000 B) and far
    /// from the 1 MiB at which it answers 200 and drops the batch.
    pub const BATCH_BYTES: usize = 150_000;

    /// The smallest `batch_bytes`: room for the envelope and a small event.
    pub const LEAST_BATCH_BYTES: usize = 1_000;

    /// The largest `batch_bytes`: a collector answers 200 to more than 1 MiB and drops it, and Kinesis, Kafka and NSQ
    /// take 1,000,000 bytes (Snowplow's collector, default configuration).
    pub const MOST_BATCH_BYTES: usize = 1_000_000;
}

/// Checks an option that is sent as a field.
fn check_text(option: &'static str, field: &Field, text: &str) -> Result<(), ConfigError> {
    if text.is_empty() || field.form.fit(text, TooLong::Reject).is_err() {
        return Err(ConfigError::new(option, &field.form.expected(), text));
    }
    Ok(())
}

/// Whether a text is three numbers with hyphens between, each of up to nine digits.
fn is_schema_version(version: &str) -> bool {
    let mut parts = 1;
    let mut digits = 0;
    for byte in version.bytes() {
        match byte {
            b'0'..=b'9' if digits < 9 => digits += 1,
            b'-' if digits > 0 => {
                parts += 1;
                digits = 0;
            }
            _ => return false,
        }
    }
    parts == 3 && digits > 0
}

/// The most characters of a value that an error shows: a host may have put a whole document where a name belongs.
const SHOWN: usize = 100;

/// An option that cannot be used.
// Boxed, so that the results of all that may meet one stay small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(Box<Unusable>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Unusable {
    option: &'static str,
    /// What is wrong, after the option's name.
    what: String,
}

impl ConfigError {
    /// An option that consists of fields or data, by all that is wrong with these.
    pub fn of_violations(option: &'static str, violations: &Violations) -> Self {
        let mut what = String::new();
        for violation in violations.as_slice() {
            what.push_str(if what.is_empty() { "" } else { "; " });
            what.push_str(&violation.message());
        }
        Self(Box::new(Unusable { option, what }))
    }

    /// An error about the option of this name: what would do, and what was given or met.
    pub fn new(option: &'static str, expected: &str, found: &str) -> Self {
        let mut shown = String::from("\"");
        push_start(&mut shown, found, SHOWN);
        shown += "\"";
        Self::in_words(option, expected, &shown)
    }

    /// An error that tells in words what was met, and nothing of the value.
    pub(crate) fn in_words(option: &'static str, expected: &str, found: &str) -> Self {
        Self(Box::new(Unusable { option, what: sentence("expected %, found %", &[expected, found]) }))
    }

    /// The option's name, such as `app_id`.
    pub fn option(&self) -> &'static str {
        self.0.option
    }

    /// The error as one sentence.
    pub fn message(&self) -> String {
        let Unusable { option, what } = &*self.0;
        sentence("%: %", &[option, what])
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Config {
        Config { app_id: "gkg".to_string(), ..Config::default() }
    }

    fn versions(name: &str, version: &str) -> Config {
        Config { schema_versions: [(name.to_string(), version.to_string())].into(), ..good() }
    }

    #[test]
    fn the_defaults_with_an_app_id_are_good() {
        assert_eq!(good().check(), Ok(()));
    }

    #[test]
    fn each_unusable_option_is_named() {
        let long = "x".repeat(256);
        let cases: [(&str, Config); 15] = [
            ("app_id", Config::default()),
            ("app_id", Config { app_id: long.clone(), ..good() }),
            ("namespace", Config { namespace: String::new(), ..good() }),
            ("tracker_version", Config { tracker_version: long, ..good() }),
            ("platform", Config { platform: "desktop".to_string(), ..good() }),
            ("schema_versions", versions("gitlab_standard", "1-1")),
            ("schema_versions", versions("unheard_of", "1-1-8")),
            ("max_events", Config { max_events: 0, ..good() }),
            ("max_bytes", Config { max_bytes: 0, ..good() }),
            ("batch_events", Config { batch_events: 0, ..good() }),
            ("batch_bytes", Config { batch_bytes: 2_000_000, ..good() }),
            ("max_attempts", Config { max_attempts: 0, ..good() }),
            ("max_requests", Config { max_requests: 0, ..good() }),
            ("status_policy", Config { status_policy: [(99, Action::Retry)].into(), ..good() }),
            ("status_policy", Config { status_policy: [(600, Action::Retry)].into(), ..good() }),
        ];
        for (option, config) in cases {
            assert_eq!(config.check().map_err(|error| error.option()), Err(option));
        }
    }

    #[test]
    fn control_characters_in_an_option_are_refused() {
        let config = Config { namespace: "a\tb".to_string(), ..good() };
        assert_eq!(config.check().map_err(|error| error.option()), Err("namespace"));
    }
}
