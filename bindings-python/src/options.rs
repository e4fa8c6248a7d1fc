//! A tracker's options, from Python's types to the core's.

use pyo3::gc::{PyTraverseError, PyVisit};
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
pub(crate) struct Identity {
    pub(crate) app_id: String,
    pub(crate) namespace: Option<String>,
    pub(crate) platform: Option<String>,
    pub(crate) framing: Option<String>,
    pub(crate) tracker_version: Option<String>,
    pub(crate) schema_versions: Option<Vec<(String, String)>>,
    pub(crate) too_long: Option<String>,
    pub(crate) base64: Option<bool>,
}

impl Identity {
    /// The core's options, with its own defaults for all that was not given.
    pub(crate) fn into_config(self, py: Python<'_>) -> PyResult<Config> {
        let defaults = Config::default();
        let framing = self.framing.as_deref().map_or(Ok(defaults.framing), Framing::from_name);
        let too_long = match self.too_long.as_deref() {
            None | Some("reject") => TooLong::Reject,
            Some("truncate") => TooLong::Truncate,
            Some(_) => {
                return Err(config_error(py, "too_long", "too_long: expected \"reject\" or \"truncate\""));
            }
        };
        Ok(Config {
            app_id: self.app_id,
            namespace: self.namespace.unwrap_or(defaults.namespace),
            platform: self.platform.unwrap_or(defaults.platform),
            framing: framing.map_err(|error| config_failed(py, &error))?,
            tracker_version: self.tracker_version.unwrap_or_else(|| TRACKER_VERSION.to_owned()),
            schema_versions: self.schema_versions.unwrap_or_default(),
            too_long,
            base64: self.base64.unwrap_or_default(),
            ..Config::default()
        })
    }
}

/// How much is held, when it is sent, and what is done about answers. Times are in milliseconds.
pub(crate) struct Limits {
    pub(crate) max_events: Option<usize>,
    pub(crate) max_bytes: Option<usize>,
    pub(crate) batch_events: Option<usize>,
    pub(crate) batch_bytes: Option<usize>,
    pub(crate) linger: Option<u64>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) max_age: Option<u64>,
    pub(crate) overflow: Option<String>,
    pub(crate) status_policy: Option<Vec<(u16, String)>>,
}

impl Limits {
    /// Puts those that were given into the core's options.
    fn apply(&self, py: Python<'_>, config: &mut Config) -> PyResult<()> {
        set(&mut config.max_events, self.max_events);
        set(&mut config.max_bytes, self.max_bytes);
        set(&mut config.batch_events, self.batch_events);
        set(&mut config.batch_bytes, self.batch_bytes);
        set(&mut config.linger, self.linger);
        set(&mut config.max_attempts, self.max_attempts);
        set(&mut config.max_age, self.max_age);
        let failed = |error| config_failed(py, &error);
        set(
            &mut config.overflow,
            self.overflow.as_deref().map(Overflow::from_name).transpose().map_err(failed)?,
        );
        for (status, action) in self.status_policy.iter().flatten() {
            let action = Action::from_name(action).map_err(failed)?;
            config.status_policy.push((*status, action));
        }
        Ok(())
    }
}

fn set<T>(option: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *option = value;
    }
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
        identity: Identity,
        limits: &Limits,
        on_invalid: Option<&str>,
        store: Option<Store>,
        layer: Layer,
    ) -> PyResult<Self> {
        let mut config = identity.into_config(py)?;
        limits.apply(py, &mut config)?;
        let on_invalid = match on_invalid {
            None | Some("raise") => OnInvalid::Raise,
            Some("report") => OnInvalid::Report,
            Some(_) => {
                return Err(config_error(py, "on_invalid", "on_invalid: expected \"raise\" or \"report\""));
            }
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

    /// For the garbage collector.
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.layer.traverse(visit)
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
