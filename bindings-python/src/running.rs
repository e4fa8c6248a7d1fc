//! A tracker that runs, with its listener.

use std::time::{Duration, Instant};

use pyo3::prelude::*;
use snowgauge::{Completion, Tracker};

use crate::listener::Listener;
use crate::options::{Options, config_failed};
use crate::wait::wait;

/// The crate's tracker, and who hears its outcomes.
pub(crate) struct Running {
    pub(crate) tracker: Tracker,
    listener: Option<Listener>,
}

/// A flush or shutdown that has begun.
pub(crate) struct Ending<'r> {
    completion: Completion,
    listener: Option<&'r Listener>,
    deadline: Option<Instant>,
}

impl Running {
    /// Makes the tracker. Nothing runs before its first event.
    pub(crate) fn new(py: Python<'_>, options: &Options, on_outcome: Option<&Py<PyAny>>) -> PyResult<Self> {
        let listener = on_outcome.map(|function| Listener::new(function.clone_ref(py)));
        let mut builder = options.builder();
        if let Some(listener) = &listener {
            builder = builder.on_outcome(listener.sender());
        }
        let tracker = builder.build().map_err(|error| config_failed(py, &error))?;
        Ok(Self { tracker, listener })
    }

    /// To be called before each event: its outcome will want to be told.
    pub(crate) fn start_listener(&self, py: Python<'_>) {
        if let Some(listener) = &self.listener {
            listener.start(py);
        }
    }

    pub(crate) fn flush(&self, timeout: Duration) -> Ending<'_> {
        self.end(self.tracker.flush(timeout), timeout)
    }

    pub(crate) fn shutdown(&self, timeout: Duration) -> Ending<'_> {
        self.end(self.tracker.shutdown(timeout), timeout)
    }

    fn end(&self, completion: Completion, timeout: Duration) -> Ending<'_> {
        Ending { completion, listener: self.listener.as_ref(), deadline: Instant::now().checked_add(timeout) }
    }
}

impl Ending<'_> {
    /// Waits for it, and for the listener to hear of it: whether all was delivered.
    ///
    /// # Errors
    ///
    /// What a signal handler raised. It goes on by itself.
    pub(crate) fn wait(&self, py: Python<'_>) -> PyResult<bool> {
        // The completion keeps its own deadline.
        let flushed = wait(py, None, |slice| self.completion.wait_for(slice))?;
        if let Some(listener) = self.listener {
            listener.wait_until_told(py, self.deadline)?;
        }
        Ok(flushed.is_some_and(|flushed| flushed.is_complete()))
    }
}
