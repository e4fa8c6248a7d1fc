//! The options of a tracker.

use snowgauge_core::{Config, ConfigError, Framing, endpoint};

use crate::lines::Lines;

/// The options of a tracker.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) config: Config,
    /// Where requests go.
    pub(crate) endpoint: String,
    /// Whether the listener is told of invalid events; else the caller is.
    pub(crate) report_invalid: bool,
}

impl Options {
    /// Reads options, under the names that all languages share; what follows `version:` is a schema's name.
    pub(crate) fn read(lines: Lines<'_>) -> Result<Self, ConfigError> {
        let mut options = Self::default();
        for (name, value) in lines {
            options.set(name, value)?;
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        if let Some(text) = self.text(name) {
            value.clone_into(text);
            return Ok(());
        }
        match name {
            "collector" => self.endpoint = endpoint(value)?,
            "framing" => self.config.framing = Framing::from_name(value)?,
            "on_invalid" => self.report_invalid = value == "report",
            _ => match name.strip_prefix("version:") {
                Some(schema) => self.config.schema_versions.push((schema.into(), value.into())),
                None => self.set_number(name, value),
            },
        }
        Ok(())
    }

    /// The option of this name, where it is a text that is taken as it is.
    fn text(&mut self, name: &str) -> Option<&mut String> {
        let config = &mut self.config;
        Some(match name {
            "app_id" => &mut config.app_id,
            "namespace" => &mut config.namespace,
            "platform" => &mut config.platform,
            "tracker_version" => &mut config.tracker_version,
            _ => return None,
        })
    }

    fn set_number(&mut self, name: &str, value: &str) {
        // JavaScript writes nothing but digits, and no number beyond 2^53.
        let mut number = 0_u64;
        for digit in value.bytes() {
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0')));
        }
        let size = usize::try_from(number).unwrap_or(usize::MAX);
        let config = &mut self.config;
        match name {
            "max_events" => config.max_events = size,
            "max_bytes" => config.max_bytes = size,
            "batch_events" => config.batch_events = size,
            "batch_bytes" => config.batch_bytes = size,
            "linger" => config.linger = number,
            "max_attempts" => config.max_attempts = u32::try_from(number).unwrap_or(u32::MAX),
            "max_age" => config.max_age = number,
            _ => {}
        }
    }
}
