//! The tracker.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use snowgauge::{EventId, TrackError};

use crate::connection::{Connection, Target};
use crate::errors::validation_error;
use crate::event::PyEvent;
use crate::given::{Timeout, flag, function, integer, milliseconds, optional, pairs, path, text, texts};
use crate::layer::Layer;
use crate::options::{Identity, Limits, Options};
use crate::planned::{Along, Planned};
use crate::process::{Ticket, end_what_is_over};
use crate::running::{Functions, Running};
use crate::scope::{PyScope, entered};
use crate::store::Store;
use crate::subject::PySubject;

/// The native half of `snowgauge.Tracker`.
#[pyclass(name = "Tracker", module = "snowgauge._snowgauge", subclass, frozen)]
pub(crate) struct PyTracker {
    /// By which scopes know it.
    number: u64,
    options: Options,
    running: Arc<Running>,
    /// Dropped with the Python object, which sees to the events that are held.
    ticket: Ticket,
}

impl PyTracker {
    fn running(&self) -> &Arc<Running> {
        self.ticket.see_to(&self.running);
        &self.running
    }
}

#[pymethods]
impl PyTracker {
    #[new]
    #[pyo3(signature = (
        collector, *, app_id, namespace=None, platform=None, framing=None, max_events=None, max_bytes=None,
        batch_events=None, batch_bytes=None, linger=None, max_attempts=None, max_age=None, on_invalid=None,
        on_outcome=None, tracker_version=None, schema_versions=None, store=None, durability=None, on_store=None,
        subject=None, entities=None, too_long=None, base64=None, overflow=None, status_policy=None,
        connect_timeout=None, send_timeout=None, receive_timeout=None, request_timeout=None, proxy=None, ca_file=None,
        on_connection=None, headers=None, token=None
    ))]
    #[pyo3(
        text_signature = "(collector, *, app_id, namespace=None, platform=None, framing=None, max_events=None, \
                          max_bytes=None, batch_events=None, batch_bytes=None, linger=None, max_attempts=None, \
                          max_age=None, on_invalid='raise', on_outcome=None, tracker_version=None, \
                          schema_versions=None, store=None, durability='process', on_store=None, subject=None, \
                          entities=(), too_long='reject', base64=False, overflow='reject_new', status_policy=None, \
                          connect_timeout=None, send_timeout=None, receive_timeout=None, request_timeout=None, \
                          proxy=None, ca_file=None, on_connection=None, headers=None, token=None)"
    )]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn new(
        py: Python<'_>,
        collector: &Bound<'_, PyAny>,
        app_id: &Bound<'_, PyAny>,
        namespace: Option<&Bound<'_, PyAny>>,
        platform: Option<&Bound<'_, PyAny>>,
        framing: Option<&Bound<'_, PyAny>>,
        max_events: Option<&Bound<'_, PyAny>>,
        max_bytes: Option<&Bound<'_, PyAny>>,
        batch_events: Option<&Bound<'_, PyAny>>,
        batch_bytes: Option<&Bound<'_, PyAny>>,
        linger: Option<&Bound<'_, PyAny>>,
        max_attempts: Option<&Bound<'_, PyAny>>,
        max_age: Option<&Bound<'_, PyAny>>,
        on_invalid: Option<&Bound<'_, PyAny>>,
        on_outcome: Option<&Bound<'_, PyAny>>,
        tracker_version: Option<&Bound<'_, PyAny>>,
        schema_versions: Option<&Bound<'_, PyAny>>,
        store: Option<&Bound<'_, PyAny>>,
        durability: Option<&Bound<'_, PyAny>>,
        on_store: Option<&Bound<'_, PyAny>>,
        subject: Option<&Bound<'_, PySubject>>,
        entities: Option<&Bound<'_, PyAny>>,
        too_long: Option<&Bound<'_, PyAny>>,
        base64: Option<&Bound<'_, PyAny>>,
        overflow: Option<&Bound<'_, PyAny>>,
        status_policy: Option<&Bound<'_, PyAny>>,
        connect_timeout: Option<&Bound<'_, PyAny>>,
        send_timeout: Option<&Bound<'_, PyAny>>,
        receive_timeout: Option<&Bound<'_, PyAny>>,
        request_timeout: Option<&Bound<'_, PyAny>>,
        proxy: Option<&Bound<'_, PyAny>>,
        ca_file: Option<&Bound<'_, PyAny>>,
        on_connection: Option<&Bound<'_, PyAny>>,
        headers: Option<&Bound<'_, PyAny>>,
        token: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let identity = Identity {
            app_id: text("app_id", app_id)?,
            namespace: optional("namespace", namespace, text)?,
            platform: optional("platform", platform, text)?,
            framing: optional("framing", framing, text)?,
            tracker_version: optional("tracker_version", tracker_version, text)?,
            schema_versions: optional("schema_versions", schema_versions, texts)?,
            too_long: optional("too_long", too_long, text)?,
            base64: optional("base64", base64, flag)?,
        };
        let limits = Limits {
            max_events: optional("max_events", max_events, integer)?,
            max_bytes: optional("max_bytes", max_bytes, integer)?,
            batch_events: optional("batch_events", batch_events, integer)?,
            batch_bytes: optional("batch_bytes", batch_bytes, integer)?,
            linger: optional("linger", linger, milliseconds)?,
            max_attempts: optional("max_attempts", max_attempts, integer)?,
            max_age: optional("max_age", max_age, milliseconds)?,
            overflow: optional("overflow", overflow, text)?,
            status_policy: optional("status_policy", status_policy, |option, policy| {
                pairs(option, policy, integer, text)
            })?,
        };
        let functions = Functions {
            on_outcome: optional("on_outcome", on_outcome, function)?,
            on_store: optional("on_store", on_store, function)?,
            on_connection: optional("on_connection", on_connection, function)?,
            headers: optional("headers", headers, function)?,
            token: optional("token", token, function)?,
        };
        let durability = optional("durability", durability, text)?;
        let store = Store::new(py, optional("store", store, path)?, durability.as_deref())?;
        let timeouts = [connect_timeout, send_timeout, receive_timeout, request_timeout];
        let (proxy, ca_file) = (optional("proxy", proxy, text)?, optional("ca_file", ca_file, path)?);
        let connection = Connection::new(Target::read("collector", collector)?, timeouts, proxy, ca_file)?;
        let on_invalid = optional("on_invalid", on_invalid, text)?;
        let layer = Layer::from_python(subject, entities)?;
        let options = Options::new(py, connection, identity, &limits, on_invalid.as_deref(), store, layer)?;
        let running = Arc::new(Running::new(py, &options, functions)?);
        let ticket = Ticket::new(py, &running)?;
        Ok(Self { number: NEXT.fetch_add(1, Ordering::Relaxed), options, running, ticket })
    }

    /// Checks an event with its entities and takes it for delivery.
    ///
    /// It does not block and does no IO, but for writing the event to its store, if it has one.
    ///
    /// Returns the event's id, or None when the event was not taken: the queue is full, the user has opted out, the
    /// tracker was shut down, or the event is invalid and `on_invalid` is "report". `stats` and `on_outcome` tell why.
    ///
    /// `subject` says who and where the user was, before what scopes and the tracker say. `true_timestamp` says when it
    /// really happened, for events that are told later: an aware datetime, or milliseconds since 1970. Anything else makes
    /// the event invalid.
    ///
    /// Raises `ValidationError` with all that is wrong with an invalid event, unless `on_invalid` is "report".
    #[pyo3(
        signature = (event, *, entities=None, subject=None, true_timestamp=None),
        text_signature = "($self, event, *, entities=(), subject=None, true_timestamp=None)"
    )]
    fn track<'py>(
        &self,
        event: &Bound<'py, PyEvent>,
        entities: Option<&Bound<'py, PyAny>>,
        subject: Option<&Bound<'py, PySubject>>,
        true_timestamp: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyString>>> {
        let py = event.py();
        let along = Along::from_python(entities, subject, true_timestamp, entered(py, self.number)?)?;
        let running = self.running();
        running.start(py);
        let tracked = match Planned::new(event, &along) {
            Ok(planned) => running.tracker.prepare(&planned, &planned.entities),
            Err(report) => match report.into_violations() {
                Some(violations) => Err(running.tracker.refuse(violations)),
                None => return Ok(None),
            },
        };
        let tracked = tracked.and_then(|prepared| {
            // A disk that is slow holds up this thread, but no other one of Python's.
            if self.options.has_store() { py.detach(|| prepared.track()) } else { prepared.track() }
        });
        match tracked {
            Ok(id) => Ok(Some(PyString::new(py, id.write(&mut [0; EventId::TEXT_LENGTH])))),
            Err(TrackError::Invalid(violations)) => Err(validation_error(py, Some(&violations))),
            Err(_) => Ok(None),
        }
    }

    /// A part of the application, such as one request that it serves: for a `with` block.
    ///
    /// What this tracker tracks in it gets the fields of `subject` that it does not set itself, and `entities`. A scope
    /// is that of its context (`contextvars`): tasks that are started in it have it, other tasks and threads do not.
    /// Scopes nest: fields of inner ones stand before those of outer ones and of the tracker, entities add up.
    ///
    /// Raises `ValidationError` with all that is wrong with the subject and the entities. Where `on_invalid` is
    /// "report", it raises nothing: the events that are tracked in it are invalid.
    #[pyo3(signature = (*, subject=None, entities=None), text_signature = "($self, *, subject=None, entities=())")]
    fn scope(
        &self,
        py: Python<'_>,
        subject: Option<&Bound<'_, PySubject>>,
        entities: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyScope> {
        let layer = Layer::from_python(subject, entities)?;
        self.options.check_scope(py, &layer)?;
        Ok(PyScope::new(self.number, layer))
    }

    /// Sends what is held without waiting for more. Blocks until all of it has left, for `timeout` seconds at most.
    ///
    /// Returns whether all of it was delivered.
    #[pyo3(signature = (timeout=Timeout::default()), text_signature = "($self, timeout=5.0)")]
    fn flush(&self, py: Python<'_>, timeout: Timeout) -> PyResult<bool> {
        self.running().flush(timeout.0).wait(py)
    }

    /// Takes no more events, and sends what is held. Blocks until all of it has left, for `timeout` seconds at most.
    ///
    /// What is left then is given up, or left to the next start by a store. Harmless when called again.
    ///
    /// Returns whether all of it was delivered.
    #[pyo3(signature = (timeout=Timeout::default()), text_signature = "($self, timeout=5.0)")]
    fn shutdown(&self, py: Python<'_>, timeout: Timeout) -> PyResult<bool> {
        let is_complete = self.running().shutdown(timeout.0).wait(py);
        end_what_is_over();
        is_complete
    }

    /// What the tracker has done so far: a count for each way an event can end in, and for what is held now.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let stats = PyDict::new(py);
        self.running().tracker.stats().entries().try_for_each(|(name, count)| stats.set_item(name, count))?;
        Ok(stats)
    }

    /// Opts the user out of tracking, or in again.
    ///
    /// Out: events that wait are dropped, further ones are not taken, and what a store has of them is erased.
    fn set_opt_out(&self, py: Python<'_>, opted_out: bool) {
        let running = self.running();
        // A store is erased meanwhile.
        py.detach(|| running.tracker.set_opt_out(opted_out));
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.options.traverse(&visit)?;
        self.running.traverse(&visit)
    }
}
