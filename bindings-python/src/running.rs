//! A tracker that runs, with its listener.

use std::time::{Duration, Instant};

use pyo3::prelude::*;
use snowgauge::{Completion, Outcome, StoreNotice, Tracker};

use crate::listener::{Item, Listener};
use crate::options::{Options, config_failed};
use crate::wait::wait;

/// The functions that hear from a tracker.
#[derive(Default)]
pub(crate) struct Functions {
    pub(crate) on_outcome: Option<Py<PyAny>>,
    pub(crate) on_store: Option<Py<PyAny>>,
}

/// The crate's tracker, and who hears from it.
pub(crate) struct Running {
    pub(crate) tracker: Tracker,
    listener: Option<Listener>,
    store_listener: Option<Listener>,
}

/// A flush or shutdown that has begun.
pub(crate) struct Ending<'r> {
    completion: Completion,
    listener: Option<&'r Listener>,
    deadline: Option<Instant>,
}

impl Running {
    /// Makes the tracker. Nothing runs before its first event, unless a store has events of earlier processes.
    pub(crate) fn new(
        py: Python<'_>,
        options: &Options,
        functions: &Functions,
        is_child: bool,
    ) -> PyResult<Self> {
        let listen = |function: &Option<Py<PyAny>>| {
            function.as_ref().map(|function| Listener::new(function.clone_ref(py)))
        };
        let (listener, store_listener) = (listen(&functions.on_outcome), listen(&functions.on_store));
        let mut builder = options.builder();
        if let Some(listener) = &listener {
            builder = builder.on_outcome(listener.sender(|outcome: &Outcome| Item::Outcome(outcome.into())));
        }
        if let Some(listener) = &store_listener {
            builder = builder.on_store(listener.sender(|notice: &StoreNotice| Item::Store(notice.into())));
        }
        // A store is read meanwhile.
        let built = py.detach(|| if is_child { builder.build_in_child() } else { builder.build() });
        let tracker = built.and_then(|tracker| options.layered(&tracker));
        let tracker = tracker.map_err(|error| config_failed(py, &error))?;
        let running = Self { tracker, listener, store_listener };
        if running.tracker.stats().restored > 0 || running.store_listener.is_some() {
            running.start_listeners(py);
        }
        Ok(running)
    }

    /// To be called before each event: its outcome will want to be told.
    pub(crate) fn start_listeners(&self, py: Python<'_>) {
        for listener in self.listener.iter().chain(&self.store_listener) {
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
