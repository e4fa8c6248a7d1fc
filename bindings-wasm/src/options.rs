//! The options of a tracker.

use snowgauge_core::schema::Plan;
use snowgauge_core::{Action, Config, ConfigError, Framing, Overflow, TooLong, endpoint};

use crate::codes::option;
use crate::stream::{Part, Stream, digits};

/// The options of a tracker.
pub(crate) struct Options {
    pub(crate) config: Config,
    /// Where requests go.
    pub(crate) endpoint: String,
    /// Whether the listener is told of invalid events; else the caller is.
    pub(crate) report_invalid: bool,
}

impl Options {
    /// The default options.
    pub(crate) fn new(plan: &'static Plan) -> Self {
        Self { config: Config::new(plan), endpoint: String::new(), report_invalid: false }
    }

    /// Reads options.
    pub(crate) fn read(&mut self, mut stream: Stream<'_>) -> Result<(), ConfigError> {
        while let Some(part) = stream.part() {
            self.set(&part)?;
        }
        Ok(())
    }

    fn set(&mut self, part: &Part<'_>) -> Result<(), ConfigError> {
        let value = part.content;
        let config = &mut self.config;
        match part.kind {
            option::COLLECTOR => self.endpoint = endpoint(value)?,
            option::FRAMING => config.framing = Framing::from_name(value)?,
            option::ON_INVALID => self.report_invalid = value == "report",
            option::TOO_LONG if value == "truncate" => config.too_long = TooLong::Truncate,
            option::TOO_LONG => config.too_long = TooLong::Reject,
            option::BASE64 => config.base64 = value == "true",
            option::OVERFLOW => config.overflow = Overflow::from_name(value)?,
            option::STATUS_POLICY => {
                let status = u16::try_from(digits(part.name)).unwrap_or(0);
                config.status_policy.push((status, Action::from_name(value)?));
            }
            option::SCHEMA_VERSION => config.schema_versions.push((part.name.into(), value.into())),
            kind => match self.text(kind) {
                Some(text) => value.clone_into(text),
                None => self.set_number(kind, part.number()),
            },
        }
        Ok(())
    }

    /// The option of this kind, where it is a text that is taken as it is.
    fn text(&mut self, kind: u8) -> Option<&mut String> {
        let config = &mut self.config;
        Some(match kind {
            option::APP_ID => &mut config.app_id,
            option::NAMESPACE => &mut config.namespace,
            option::PLATFORM => &mut config.platform,
            option::TRACKER_VERSION => &mut config.tracker_version,
            _ => return None,
        })
    }

    fn set_number(&mut self, kind: u8, number: u64) {
        let size = usize::try_from(number).unwrap_or(usize::MAX);
        let config = &mut self.config;
        match kind {
            option::MAX_EVENTS => config.max_events = size,
            option::MAX_BYTES => config.max_bytes = size,
            option::BATCH_EVENTS => config.batch_events = size,
            option::BATCH_BYTES => config.batch_bytes = size,
            option::LINGER => config.linger = number,
            option::MAX_ATTEMPTS => config.max_attempts = u32::try_from(number).unwrap_or(u32::MAX),
            option::MAX_AGE => config.max_age = number,
            _ => {}
        }
    }
}
