//! Making a tracker.

mod connection;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use snowgauge_core::encode::Encoded;
use snowgauge_core::event::Subject;
use snowgauge_core::{
    Action, Config, ConfigError, Datum, Encoder, Fields, Framing, Outbox, Outcome, Overflow, Scratch,
    TooLong, endpoint,
};

use crate::clock::{Clock, millis};
use crate::delivery::{Delivery, Listeners, Parts};
use crate::store::{Durability, Identity, Store, StoreNotice};
use crate::tracker::Tracker;
use crate::transport::{Credentials, Settings, Transport};

/// What [`Tracker::track`] does with an event that breaks its schema or the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnInvalid {
    /// It returns [`TrackError::Invalid`](crate::TrackError::Invalid) with the violations: it is the caller's bug.
    #[default]
    Raise,
    /// It only says that the event was not taken; the violations go to [`Builder::on_outcome`].
    Report,
}

/// Builds a [`Tracker`]; made by [`Tracker::builder`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// let tracker = snowgauge::Tracker::builder("http://127.0.0.1:9090")
///     .app_id("gkg")
///     .namespace("indexer")
///     .linger(Duration::from_millis(200))
///     .on_outcome(|outcome| println!("{}: {}", outcome.event_id, outcome.reason))
///     .build()?;
/// # Ok::<(), snowgauge::ConfigError>(())
/// ```
#[must_use]
pub struct Builder {
    collector: String,
    config: Config,
    subject: Subject<'static>,
    entities: Vec<Encoded>,
    on_invalid: OnInvalid,
    listeners: Listeners,
    store: Option<PathBuf>,
    durability: Durability,
    settings: Settings,
    credentials: Credentials,
}

impl Builder {
    pub(crate) fn new(collector: String) -> Self {
        let tracker_version = concat!("rust-", env!("CARGO_PKG_VERSION")).to_owned();
        let config = Config { tracker_version, ..Config::default() };
        Self {
            collector,
            config,
            subject: Subject::default(),
            entities: Vec::new(),
            on_invalid: OnInvalid::default(),
            listeners: Listeners::default(),
            store: None,
            durability: Durability::default(),
            settings: Settings::default(),
            credentials: Credentials::default(),
        }
    }

    fn set(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// Takes all options that the core decides by at once, in place of what was set before: for hosts that have read them
    /// from somewhere.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge::{Config, Tracker};
    /// let config = Config { app_id: "gkg".into(), max_events: 500, ..Config::default() };
    /// let tracker = Tracker::builder("https://snowplow.example").config(config).build()?;
    /// # drop(tracker);
    /// # Ok::<(), snowgauge::ConfigError>(())
    /// ```
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Which application sends (`aid`); it has to be set.
    pub fn app_id(self, app_id: impl Into<String>) -> Self {
        self.set(|config| config.app_id = app_id.into())
    }

    /// Which tracker of the application (`tna`). Default: `snowgauge`.
    pub fn namespace(self, namespace: impl Into<String>) -> Self {
        self.set(|config| config.namespace = namespace.into())
    }

    /// Where it runs (`p`): one of the protocol's platforms. Default: `srv`.
    pub fn platform(self, platform: impl Into<String>) -> Self {
        self.set(|config| config.platform = platform.into())
    }

    /// The tracker's own name and version (`tv`). Default: `rust-` and this crate's version.
    pub fn tracker_version(self, version: impl Into<String>) -> Self {
        self.set(|config| config.tracker_version = version.into())
    }

    /// How the plan's events are put on the wire. Default: [`Framing::InternalEvents`].
    pub fn framing(self, framing: Framing) -> Self {
        self.set(|config| config.framing = framing)
    }

    /// Who and where the user is, where neither an event nor its scope says so. Default: nothing but the platform.
    pub fn subject(mut self, subject: Subject<'static>) -> Self {
        self.subject = subject;
        self
    }

    /// Attaches an entity to every event.
    pub fn entity(mut self, entity: &dyn Datum) -> Self {
        self.entities.push(Encoded::of(entity, &mut Scratch::default()));
        self
    }

    /// What happens with texts that are longer than their fields may be. Default: [`TooLong::Reject`].
    pub fn too_long(self, too_long: TooLong) -> Self {
        self.set(|config| config.too_long = too_long)
    }

    /// Sends entities and self-describing data in base64. Default: as plain JSON, which is smaller.
    pub fn base64(self, base64: bool) -> Self {
        self.set(|config| config.base64 = base64)
    }

    /// Sends the data of the schema with this name under another version than the plan's, such as `gitlab_standard`
    /// under `1-1-8`.
    pub fn schema_version(self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.set(|config| config.schema_versions.push((name.into(), version.into())))
    }

    /// The most events held at a time. Default: 10,000.
    pub fn max_events(self, events: usize) -> Self {
        self.set(|config| config.max_events = events)
    }

    /// The most bytes held at a time: each event counts with its payload and 128 bytes beside it. Default: 32 MiB.
    pub fn max_bytes(self, bytes: usize) -> Self {
        self.set(|config| config.max_bytes = bytes)
    }

    /// The most events in one request. Default: 100.
    pub fn batch_events(self, events: usize) -> Self {
        self.set(|config| config.batch_events = events)
    }

    /// The most bytes in one request's body. Default: 150,000.
    pub fn batch_bytes(self, bytes: usize) -> Self {
        self.set(|config| config.batch_bytes = bytes)
    }

    /// How long an event may wait for others to share its request. Default: one second.
    pub fn linger(self, linger: Duration) -> Self {
        self.set(|config| config.linger = millis(linger))
    }

    /// How many requests with an event may fail before it is given up. Default: 1,000.
    pub fn max_attempts(self, attempts: u32) -> Self {
        self.set(|config| config.max_attempts = attempts)
    }

    /// How old an event may get before it is given up. Default: a day.
    pub fn max_age(self, age: Duration) -> Self {
        self.set(|config| config.max_age = millis(age))
    }

    /// What happens with an event for which there is no room. Default: [`Overflow::RejectNew`].
    pub fn overflow(self, overflow: Overflow) -> Self {
        self.set(|config| config.overflow = overflow)
    }

    /// What is done about an HTTP status, 100 to 599, where that is to differ from the defaults that [`Action`] names. Of
    /// several calls for one status the last counts.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge::{Action, Tracker};
    /// // Behind this gateway a 404 is no passing state.
    /// let tracker = Tracker::builder("https://snowplow.example")
    ///     .app_id("gkg")
    ///     .status_policy(404, Action::Reject)
    ///     .build()?;
    /// # drop(tracker);
    /// # Ok::<(), snowgauge::ConfigError>(())
    /// ```
    pub fn status_policy(self, status: u16, action: Action) -> Self {
        self.set(|config| config.status_policy.push((status, action)))
    }

    /// What happens with an invalid event. Default: [`OnInvalid::Raise`].
    pub fn on_invalid(mut self, on_invalid: OnInvalid) -> Self {
        self.on_invalid = on_invalid;
        self
    }

    /// Hears how each event ended. It is called on the tracker's own threads, without any lock held; if it panics, the
    /// panic ends there. While it is 10,000 outcomes behind (or `max_events`, where that is more), no event is taken, and it
    /// does not hear of those.
    pub fn on_outcome(mut self, listener: impl Fn(&Outcome) + Send + Sync + 'static) -> Self {
        self.listeners.outcome = Some(Box::new(listener));
        self
    }

    /// Keeps events in this directory until they have left, so that they outlive the process, however it ends: the next
    /// tracker with the same collector, `app_id` and `namespace` sends them. Without it, events are held in memory only.
    ///
    /// The directory is made if its parent is there. Any number of processes and trackers may share it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// let tracker = snowgauge::Tracker::builder("https://snowplow.example")
    ///     .app_id("gkg")
    ///     .store("/var/lib/gkg/snowgauge")
    ///     .on_store(|notice| eprintln!("{notice}"))
    ///     .build()?;
    /// # Ok::<(), snowgauge::ConfigError>(())
    /// ```
    pub fn store(mut self, directory: impl Into<PathBuf>) -> Self {
        self.store = Some(directory.into());
        self
    }

    /// What the store protects events from. Default: [`Durability::Process`].
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Hears what happens to the store: it is called like the listener of [`on_outcome`](Self::on_outcome).
    pub fn on_store(mut self, listener: impl Fn(&StoreNotice) + Send + Sync + 'static) -> Self {
        self.listeners.store = Some(Box::new(listener));
        self
    }

    /// Makes the tracker. It does no IO and starts no thread: the first event does. Only with a [store](Self::store) it
    /// opens that, and takes over what earlier processes have left.
    ///
    /// # Errors
    ///
    /// The first option that cannot be used.
    pub fn build(self) -> Result<Tracker, ConfigError> {
        self.make(false)
    }

    pub(crate) fn make(mut self, is_disabled: bool) -> Result<Tracker, ConfigError> {
        let endpoint = endpoint(&self.collector)?;
        self.config.token_refresh |= self.credentials.token.is_some();
        let encoder = self.encoder()?;
        #[cfg(feature = "testing")]
        if self.settings.in_memory.is_some() {
            self.config.max_requests = 1;
        }
        let outbox = Outbox::new(&self.config)?;
        let transport = Transport::new(&endpoint, self.settings.clone(), self.credentials.clone())?;
        let clock = Clock::start();
        let store = self.make_store(&endpoint)?;
        if let Some(store) = &store {
            store.begin(clock.now())?;
        }
        let parts =
            Parts { config: self.config, transport, clock, listeners: Arc::new(self.listeners), store };
        let delivery = Delivery::new(outbox, parts);
        delivery.restore();
        Ok(Tracker::new(encoder, delivery, self.on_invalid, is_disabled))
    }

    fn encoder(&self) -> Result<Encoder, ConfigError> {
        let subject = |fields: &mut Fields<'_>| self.subject.push_fields(fields);
        let encoder = Encoder::new(&self.config)?.scoped(&subject, &[]);
        let encoder = encoder.map_err(|violations| ConfigError::of_violations("subject", &violations))?;
        let entities: Vec<&dyn Datum> = self.entities.iter().map(|entity| entity as &dyn Datum).collect();
        let encoder = encoder.scoped(&|_| (), &entities);
        encoder.map_err(|violations| ConfigError::of_violations("entities", &violations))
    }

    fn make_store(&self, endpoint: &str) -> Result<Option<Store>, ConfigError> {
        let Some(directory) = &self.store else { return Ok(None) };
        let identity = Identity {
            endpoint: endpoint.to_owned(),
            app_id: self.config.app_id.clone(),
            namespace: self.config.namespace.clone(),
        };
        Store::new(directory, &identity, self.durability, &self.config).map(Some)
    }
}

/// The collector's URL may tell more than a log should; it is not shown.
impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("config", &self.config).finish_non_exhaustive()
    }
}
