//! The options of a tracker, set one by one.

use snowgauge_core::{Config, ConfigError, Framing, endpoint};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::step::whole;

/// The options of a tracker, under the names that all languages share. What cannot be used is told in a sentence that
/// begins with the option's name.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Options {
    pub(crate) config: Config,
    pub(crate) report_invalid: bool,
    endpoint: String,
}

#[wasm_bindgen]
impl Options {
    /// The defaults.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets an option whose value is text; gives what is wrong with it.
    pub fn text(&mut self, option: &str, value: &str) -> Option<String> {
        self.set_text(option, value).err().map(|error| error.message())
    }

    fn set_text(&mut self, option: &str, value: &str) -> Result<(), ConfigError> {
        match option {
            "collector" => self.endpoint = endpoint(value)?,
            "framing" => self.config.framing = Framing::from_name(value)?,
            "app_id" => self.config.app_id = value.into(),
            "namespace" => self.config.namespace = value.into(),
            "platform" => self.config.platform = value.into(),
            "tracker_version" => self.config.tracker_version = value.into(),
            _ => {}
        }
        Ok(())
    }

    /// Sets an option whose value is a number; its fraction is cut off.
    pub fn number(&mut self, option: &str, value: f64) {
        let number = whole(value);
        let size = usize::try_from(number).unwrap_or(usize::MAX);
        match option {
            "max_events" => self.config.max_events = size,
            "max_bytes" => self.config.max_bytes = size,
            "batch_events" => self.config.batch_events = size,
            "batch_bytes" => self.config.batch_bytes = size,
            "linger" => self.config.linger = number,
            "max_attempts" => self.config.max_attempts = u32::try_from(number).unwrap_or(u32::MAX),
            "max_age" => self.config.max_age = number,
            _ => {}
        }
    }

    /// Sets the version under which a schema's data is sent.
    pub fn schema_version(&mut self, schema: &str, version: &str) {
        self.config.schema_versions.push((schema.into(), version.into()));
    }

    /// Lets invalid events be told to the listener; without, the caller is told.
    pub fn report_invalid(&mut self) {
        self.report_invalid = true;
    }

    /// What is wrong with the options as a whole, if anything is.
    pub fn problem(&self) -> Option<String> {
        self.config.check().err().map(|error| error.message())
    }

    /// Where requests go.
    #[wasm_bindgen(getter)]
    pub fn endpoint(&self) -> String {
        self.endpoint.clone()
    }
}
