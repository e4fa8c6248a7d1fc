//! The tracker.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use snowgauge::{EventId, TrackError};

use crate::connection::Connection;
use crate::errors::validation_error;
use crate::event::PyEvent;
use crate::layer::Layer;
use crate::options::{Identity, Limits, Options, duration};
use crate::planned::{Along, Planned};
use crate::process::Ticket;
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
        batch_events=None, batch_bytes=None, linger=None, max_attempts=None, max_age=None, on_invalid="raise",
        on_outcome=None, tracker_version=None, schema_versions=None, store=None, durability="process", on_store=None,
        subject=None, entities=None, too_long="reject", base64=false, overflow="reject_new", status_policy=None,
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
        collector: String,
        app_id: String,
        namespace: Option<String>,
        platform: Option<String>,
        framing: Option<&str>,
        max_events: Option<i64>,
        max_bytes: Option<i64>,
        batch_events: Option<i64>,
        batch_bytes: Option<i64>,
        linger: Option<f64>,
        max_attempts: Option<i64>,
        max_age: Option<f64>,
        on_invalid: &str,
        on_outcome: Option<Py<PyAny>>,
        tracker_version: Option<String>,
        schema_versions: Option<BTreeMap<String, String>>,
        store: Option<PathBuf>,
        durability: &str,
        on_store: Option<Py<PyAny>>,
        subject: Option<&Bound<'_, PySubject>>,
        entities: Option<&Bound<'_, PyAny>>,
        too_long: &str,
        base64: bool,
        overflow: &str,
        status_policy: Option<BTreeMap<i64, String>>,
        connect_timeout: Option<f64>,
        send_timeout: Option<f64>,
        receive_timeout: Option<f64>,
        request_timeout: Option<f64>,
        proxy: Option<String>,
        ca_file: Option<PathBuf>,
        on_connection: Option<Py<PyAny>>,
        headers: Option<Py<PyAny>>,
        token: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let identity = Identity {
            app_id,
            namespace,
            platform,
            framing,
            tracker_version,
            schema_versions,
            too_long,
            base64,
        };
        let limits = Limits {
            max_events,
            max_bytes,
            batch_events,
            batch_bytes,
            linger,
            max_attempts,
            max_age,
            overflow,
            status_policy,
        };
        let store = Store::new(py, store, durability)?;
        let timeouts = [connect_timeout, send_timeout, receive_timeout, request_timeout];
        let connection = Connection::new(py, collector, timeouts, proxy, ca_file)?;
        let options = Options::new(
            py,
            connection,
            identity,
            &limits,
            on_invalid,
            store,
            Layer::from_python(subject, entities)?,
        )?;
        let functions = Functions { on_outcome, on_store, on_connection, headers, token };
        for (name, function) in functions.options() {
            if function.as_ref().is_some_and(|function| !function.bind(py).is_callable()) {
                return Err(PyTypeError::new_err(format!("{name}: expected a function")));
            }
        }
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
    /// really happened, for events that are told later: an aware datetime, or milliseconds since 1970.
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
    #[pyo3(signature = (timeout=5.0))]
    fn flush(&self, py: Python<'_>, timeout: f64) -> PyResult<bool> {
        self.running().flush(duration(py, "timeout", timeout)?).wait(py)
    }

    /// Takes no more events, and sends what is held. Blocks until all of it has left, for `timeout` seconds at most.
    ///
    /// What is left then is given up, or left to the next start by a store. Harmless when called again.
    ///
    /// Returns whether all of it was delivered.
    #[pyo3(signature = (timeout=5.0))]
    fn shutdown(&self, py: Python<'_>, timeout: f64) -> PyResult<bool> {
        let timeout = duration(py, "timeout", timeout)?;
        self.running().shutdown(timeout).wait(py)
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
}
