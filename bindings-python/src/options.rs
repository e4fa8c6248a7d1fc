//! A tracker's options, from Python's types to the core's.

use std::collections::BTreeMap;
use std::time::Duration;

use pyo3::prelude::*;
use snowgauge::{Builder, Config, ConfigError, Framing, OnInvalid, Tracker};

use crate::errors::config_error;

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
}

impl Identity<'_> {
    /// The core's options, with its own defaults for all that was not given.
    pub(crate) fn into_config(self, py: Python<'_>) -> PyResult<Config> {
        let defaults = Config::default();
        let framing = self.framing.map_or(Ok(defaults.framing), Framing::from_name);
        Ok(Config {
            app_id: self.app_id,
            namespace: self.namespace.unwrap_or(defaults.namespace),
            platform: self.platform.unwrap_or(defaults.platform),
            framing: framing.map_err(|error| config_failed(py, &error))?,
            tracker_version: self.tracker_version.unwrap_or_else(|| TRACKER_VERSION.to_owned()),
            schema_versions: self.schema_versions.unwrap_or_default().into_iter().collect(),
            ..Config::default()
        })
    }
}

/// How much is held and when it is sent.
pub(crate) struct Limits {
    pub(crate) max_events: Option<i64>,
    pub(crate) max_bytes: Option<i64>,
    pub(crate) batch_events: Option<i64>,
    pub(crate) batch_bytes: Option<i64>,
    pub(crate) linger: Option<f64>,
    pub(crate) max_attempts: Option<i64>,
    pub(crate) max_age: Option<f64>,
}

/// The builder of a tracker with these options.
pub(crate) fn builder(
    py: Python<'_>,
    collector: String,
    identity: Identity<'_>,
    limits: &Limits,
) -> PyResult<Builder> {
    let identity = identity.into_config(py)?;
    let mut builder = Tracker::builder(collector)
        .app_id(identity.app_id)
        .namespace(identity.namespace)
        .platform(identity.platform)
        .framing(identity.framing)
        .tracker_version(identity.tracker_version);
    for (name, version) in identity.schema_versions {
        builder = builder.schema_version(name, version);
    }
    limits.apply(py, builder)
}

impl Limits {
    fn apply(&self, py: Python<'_>, mut builder: Builder) -> PyResult<Builder> {
        if let Some(events) = self.max_events {
            builder = builder.max_events(count(py, "max_events", events)?);
        }
        if let Some(bytes) = self.max_bytes {
            builder = builder.max_bytes(count(py, "max_bytes", bytes)?);
        }
        if let Some(events) = self.batch_events {
            builder = builder.batch_events(count(py, "batch_events", events)?);
        }
        if let Some(bytes) = self.batch_bytes {
            builder = builder.batch_bytes(count(py, "batch_bytes", bytes)?);
        }
        if let Some(seconds) = self.linger {
            builder = builder.linger(duration(py, "linger", seconds)?);
        }
        if let Some(attempts) = self.max_attempts {
            builder = builder.max_attempts(count(py, "max_attempts", attempts)?);
        }
        if let Some(seconds) = self.max_age {
            builder = builder.max_age(duration(py, "max_age", seconds)?);
        }
        Ok(builder)
    }
}

/// What to do with an invalid event.
pub(crate) fn on_invalid(py: Python<'_>, name: &str) -> PyResult<OnInvalid> {
    match name {
        "raise" => Ok(OnInvalid::Raise),
        "report" => Ok(OnInvalid::Report),
        _ => Err(config_error(py, "on_invalid", "on_invalid: expected \"raise\" or \"report\"")),
    }
}

/// The core's error, as a `ConfigError`.
pub(crate) fn config_failed(py: Python<'_>, error: &ConfigError) -> PyErr {
    config_error(py, error.option(), &error.message())
}

/// The core looks at the bounds; Rust's type has to hold the number at all.
fn count<T: TryFrom<i64>>(py: Python<'_>, option: &str, value: i64) -> PyResult<T> {
    T::try_from(value)
        .map_err(|_| config_error(py, option, &format!("{option}: expected at least 1, found {value}")))
}

/// Seconds as a duration; an endless one is the longest there is.
pub(crate) fn duration(py: Python<'_>, option: &str, seconds: f64) -> PyResult<Duration> {
    if seconds.is_nan() || seconds < 0.0 {
        let message = format!("{option}: expected seconds, 0 or more, found {seconds}");
        return Err(config_error(py, option, &message));
    }
    Ok(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}
