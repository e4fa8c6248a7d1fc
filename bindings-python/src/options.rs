//! A tracker's options, from Python's types to the core's.

use std::collections::BTreeMap;
use std::time::Duration;

use pyo3::prelude::*;
use snowgauge::schema::Report;
use snowgauge::{
    Action, Builder, Config, ConfigError, Encoder, Framing, OnInvalid, Overflow, TooLong, Tracker,
};

use crate::connection::Connection;
use crate::errors::{config_error, validation_error};
use crate::layer::Layer;
use crate::store::Store;

/// The package's own name and version (`tv`), unless another is given.
const TRACKER_VERSION: &str = concat!("py-", env!("CARGO_PKG_VERSION"));

/// What is said about the sender in every event.
pub(crate) struct Identity<'o> {
    pub(crate) app_id: String,
    pub(crate) namespace: Option<String>,
    pub(crate) platform: Option<String>,
    pub(crate) framing: Option<&'o str>,
    pub(crate) tracker_version: Option<String>,
    pub(crate) schema_versions: Option<BTreeMap<String, String>>,
    pub(crate) too_long: &'o str,
    pub(crate) base64: bool,
}

impl Identity<'_> {
    /// The core's options, with its own defaults for all that was not given.
    pub(crate) fn into_config(self, py: Python<'_>) -> PyResult<Config> {
        let defaults = Config::default();
        let framing = self.framing.map_or(Ok(defaults.framing), Framing::from_name);
        let too_long = match self.too_long {
            "reject" => TooLong::Reject,
            "truncate" => TooLong::Truncate,
            _ => return Err(config_error(py, "too_long", "too_long: expected \"reject\" or \"truncate\"")),
        };
        Ok(Config {
            app_id: self.app_id,
            namespace: self.namespace.unwrap_or(defaults.namespace),
            platform: self.platform.unwrap_or(defaults.platform),
            framing: framing.map_err(|error| config_failed(py, &error))?,
            tracker_version: self.tracker_version.unwrap_or_else(|| TRACKER_VERSION.to_owned()),
            schema_versions: self.schema_versions.unwrap_or_default().into_iter().collect(),
            too_long,
            base64: self.base64,
            ..Config::default()
        })
    }
}

/// How much is held, when it is sent, and what is done about answers.
pub(crate) struct Limits<'o> {
    pub(crate) max_events: Option<i64>,
    pub(crate) max_bytes: Option<i64>,
    pub(crate) batch_events: Option<i64>,
    pub(crate) batch_bytes: Option<i64>,
    pub(crate) linger: Option<f64>,
    pub(crate) max_attempts: Option<i64>,
    pub(crate) max_age: Option<f64>,
    pub(crate) overflow: &'o str,
    pub(crate) status_policy: Option<BTreeMap<i64, String>>,
}

impl Limits<'_> {
    /// Puts those that were given into the core's options.
    fn apply(&self, py: Python<'_>, config: &mut Config) -> PyResult<()> {
        set(&mut config.max_events, count(py, "max_events", self.max_events)?);
        set(&mut config.max_bytes, count(py, "max_bytes", self.max_bytes)?);
        set(&mut config.batch_events, count(py, "batch_events", self.batch_events)?);
        set(&mut config.batch_bytes, count(py, "batch_bytes", self.batch_bytes)?);
        set(&mut config.linger, millis(py, "linger", self.linger)?);
        set(&mut config.max_attempts, count(py, "max_attempts", self.max_attempts)?);
        set(&mut config.max_age, millis(py, "max_age", self.max_age)?);
        config.overflow = Overflow::from_name(self.overflow).map_err(|error| config_failed(py, &error))?;
        for (status, action) in self.status_policy.iter().flatten() {
            let unusable = format!("status_policy: expected a status from 100 to 599, found {status}");
            let status = u16::try_from(*status).map_err(|_| config_error(py, "status_policy", &unusable))?;
            let action = Action::from_name(action).map_err(|error| config_failed(py, &error))?;
            config.status_policy.push((status, action));
        }
        Ok(())
    }
}

fn set<T>(option: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *option = value;
    }
}

/// The core looks at the bounds; Rust's type has to hold the number at all.
fn count<T: TryFrom<i64>>(py: Python<'_>, option: &str, value: Option<i64>) -> PyResult<Option<T>> {
    let Some(value) = value else { return Ok(None) };
    let unusable = || config_error(py, option, &format!("{option}: expected at least 1, found {value}"));
    T::try_from(value).map(Some).map_err(|_| unusable())
}

fn millis(py: Python<'_>, option: &str, seconds: Option<f64>) -> PyResult<Option<u64>> {
    let Some(seconds) = seconds else { return Ok(None) };
    Ok(Some(u64::try_from(duration(py, option, seconds)?.as_millis()).unwrap_or(u64::MAX)))
}

/// Seconds as a duration; an endless one is the longest there is.
pub(crate) fn duration(py: Python<'_>, option: &str, seconds: f64) -> PyResult<Duration> {
    if seconds.is_nan() || seconds < 0.0 {
        let message = format!("{option}: expected seconds, 0 or more, found {seconds}");
        return Err(config_error(py, option, &message));
    }
    Ok(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// All that a tracker is made from, apart from its listener.
pub(crate) struct Options {
    connection: Connection,
    config: Config,
    /// Checks what scopes add.
    encoder: Encoder,
    /// What all events get.
    layer: Layer,
    on_invalid: OnInvalid,
    store: Option<Store>,
}

impl Options {
    /// Options that Rust's types can hold; the builder looks at the rest.
    pub(crate) fn new(
        py: Python<'_>,
        connection: Connection,
        identity: Identity<'_>,
        limits: &Limits<'_>,
        on_invalid: &str,
        store: Option<Store>,
        layer: Layer,
    ) -> PyResult<Self> {
        let mut config = identity.into_config(py)?;
        limits.apply(py, &mut config)?;
        let on_invalid = match on_invalid {
            "raise" => OnInvalid::Raise,
            "report" => OnInvalid::Report,
            _ => return Err(config_error(py, "on_invalid", "on_invalid: expected \"raise\" or \"report\"")),
        };
        let encoder = Encoder::new(&config).map_err(|error| config_failed(py, &error))?;
        let wrong = |option, violations| config_failed(py, &ConfigError::of_violations(option, &violations));
        if let Some(violations) = layer.check_subject(&encoder) {
            return Err(wrong("subject", violations));
        }
        if let Some(violations) = layer.check_entities(&encoder) {
            return Err(wrong("entities", violations));
        }
        Ok(Self { connection, config, encoder, layer, on_invalid, store })
    }

    /// Checks what a scope adds.
    ///
    /// # Errors
    ///
    /// A `ValidationError` with all that is wrong, unless that is only reported: then with each event of the scope.
    pub(crate) fn check_scope(&self, py: Python<'_>, layer: &Layer) -> PyResult<()> {
        if self.on_invalid == OnInvalid::Report {
            return Ok(());
        }
        let mut report = Report::new();
        let violations = [layer.check_subject(&self.encoder), layer.check_entities(&self.encoder)];
        violations.into_iter().flatten().for_each(|violations| report.extend(violations));
        match report.into_violations() {
            Some(violations) => Err(validation_error(py, Some(&violations))),
            None => Ok(()),
        }
    }

    /// Another handle of this tracker, whose events have what all events get.
    ///
    /// # Errors
    ///
    /// All that is wrong with it, which was checked before.
    pub(crate) fn layered(&self, tracker: &Tracker) -> Result<Tracker, ConfigError> {
        self.layer.apply(tracker).map_err(|violations| ConfigError::of_violations("subject", &violations))
    }

    /// Whether events are written to a store.
    pub(crate) fn has_store(&self) -> bool {
        self.store.is_some()
    }

    /// The builder of a tracker with these options.
    pub(crate) fn builder(&self) -> Builder {
        let builder = self.connection.builder().config(self.config.clone()).on_invalid(self.on_invalid);
        match &self.store {
            Some(store) => store.apply(builder),
            None => builder,
        }
    }
}

/// The core's error, as a `ConfigError`.
pub(crate) fn config_failed(py: Python<'_>, error: &ConfigError) -> PyErr {
    config_error(py, error.option(), &error.message())
}
