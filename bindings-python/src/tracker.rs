//! The tracker.

use std::collections::BTreeMap;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use snowgauge::{EventId, TrackError, Tracker};

use crate::errors::validation_error;
use crate::event::{Entities, Planned, PyEvent};
use crate::exit::Ticket;
use crate::listener;
use crate::options::{Identity, Limits, builder, config_failed, duration, on_invalid};
use crate::wait::wait;

/// The native half of `snowgauge.Tracker`.
#[pyclass(name = "Tracker", module = "snowgauge._snowgauge", subclass, frozen)]
pub(crate) struct PyTracker {
    tracker: Tracker,
    /// Dropped with the tracker, which sees to the events that it holds.
    _ticket: Ticket,
}

#[pymethods]
impl PyTracker {
    #[new]
    #[pyo3(signature = (
        collector, *, app_id, namespace=None, platform=None, framing=None, max_events=None, max_bytes=None,
        batch_events=None, batch_bytes=None, linger=None, max_attempts=None, max_age=None, on_invalid="raise",
        on_outcome=None, tracker_version=None, schema_versions=None
    ))]
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
    ) -> PyResult<Self> {
        let identity = Identity { app_id, namespace, platform, framing, tracker_version, schema_versions };
        let limits =
            Limits { max_events, max_bytes, batch_events, batch_bytes, linger, max_attempts, max_age };
        let mut builder =
            builder(py, collector, identity, &limits)?.on_invalid(self::on_invalid(py, on_invalid)?);
        if let Some(function) = on_outcome {
            if !function.bind(py).is_callable() {
                return Err(PyTypeError::new_err("on_outcome: expected a function"));
            }
            builder = builder.on_outcome(move |outcome| listener::tell(&function, outcome));
        }
        let tracker = builder.build().map_err(|error| config_failed(py, &error))?;
        let ticket = Ticket::new(py, tracker.clone())?;
        Ok(Self { tracker, _ticket: ticket })
    }

    /// Checks an event with its entities and takes it for delivery. It does not block and does no IO.
    ///
    /// Returns the event's id, or None when the event was not taken: the queue is full, the user has opted out, the
    /// tracker was shut down, or the event is invalid and `on_invalid` is "report". `stats()` and `on_outcome` tell why.
    ///
    /// Raises `ValidationError` with all that is wrong with an invalid event, unless `on_invalid` is "report".
    #[pyo3(signature = (event, *, entities=None), text_signature = "($self, event, *, entities=())")]
    fn track<'py>(
        &self,
        event: &Bound<'py, PyEvent>,
        entities: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyString>>> {
        let py = event.py();
        let entities = Entities::from_python(entities)?;
        let tracked = match Planned::new(event, &entities) {
            Ok(planned) => self.tracker.track_with(&planned, &planned.entities),
            Err(report) => match report.into_violations() {
                Some(violations) => Err(self.tracker.refuse(violations)),
                None => return Ok(None),
            },
        };
        match tracked {
            Ok(id) => Ok(Some(PyString::new(py, id.write(&mut [0; EventId::TEXT_LENGTH])))),
            Err(TrackError::Invalid(violations)) => Err(validation_error(py, Some(&violations))),
            Err(_) => Ok(None),
        }
    }

    /// Sends what is held without waiting for more. Blocks until all of it has left, for `timeout` seconds at most.
    ///
    /// Returns whether all of it was delivered.
    #[pyo3(signature = (timeout=5.0))]
    fn flush(&self, py: Python<'_>, timeout: f64) -> PyResult<bool> {
        wait(py, &self.tracker.flush(duration(py, "timeout", timeout)?))
    }

    /// Takes no more events, and sends what is held. Blocks until all of it has left, for `timeout` seconds at most; what
    /// is left then is given up. Harmless when called again.
    ///
    /// Returns whether all of it was delivered.
    #[pyo3(signature = (timeout=5.0))]
    fn shutdown(&self, py: Python<'_>, timeout: f64) -> PyResult<bool> {
        wait(py, &self.tracker.shutdown(duration(py, "timeout", timeout)?))
    }

    /// What the tracker has done so far: a count for each way in which an event can end, and for what is held now.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let stats = PyDict::new(py);
        self.tracker.stats().entries().try_for_each(|(name, count)| stats.set_item(name, count))?;
        Ok(stats)
    }

    /// Opts the user out of tracking, or in again. Out: events that wait are dropped, further ones are not taken.
    fn set_opt_out(&self, opted_out: bool) {
        self.tracker.set_opt_out(opted_out);
    }
}
