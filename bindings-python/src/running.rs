//! A tracker that runs, with the functions that it calls.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use snowgauge::{Builder, Completion, ConnectionNotice, Outcome, StoreNotice, TokenUse, Tracker};

use crate::listener::{Item, Listener};
use crate::options::{Options, config_failed};
use crate::source::Source;
use crate::wait::wait;

/// The functions that a tracker calls.
pub(crate) struct Functions {
    pub(crate) on_outcome: Option<Py<PyAny>>,
    pub(crate) on_store: Option<Py<PyAny>>,
    pub(crate) on_connection: Option<Py<PyAny>>,
    pub(crate) headers: Option<Py<PyAny>>,
    pub(crate) token: Option<Py<PyAny>>,
}

/// The crate's tracker, who hears from it, and whom it asks.
pub(crate) struct Running {
    pub(crate) tracker: Tracker,
    callees: Callees,
    /// Whether the functions may be called. Changes only while the interpreter's lock is held: the garbage collector counts
    /// on it.
    is_calling: AtomicBool,
    /// Whether events come from callers only: not from a store, in which other processes may leave some at any time.
    is_fed_by_callers: AtomicBool,
}

/// The functions, each with a thread of Python's own.
#[derive(Default)]
struct Callees {
    /// A flush waits until they have heard.
    listeners: Vec<Listener>,
    sources: Vec<Source>,
}

/// A flush or shutdown that has begun.
pub(crate) struct Ending<'r> {
    completion: Completion,
    listeners: &'r [Listener],
    deadline: Option<Instant>,
}

impl Callees {
    /// Hands the functions to the crate.
    fn new(functions: Functions, mut builder: Builder) -> (Self, Builder) {
        let Functions { on_outcome, on_store, on_connection, headers, token } = functions;
        let mut callees = Self::default();
        if let Some(listener) = on_outcome.map(Listener::new) {
            builder = builder.on_outcome(listener.sender(|outcome: &Outcome| Item::Outcome(outcome.into())));
            callees.listeners.push(listener);
        }
        if let Some(listener) = on_store.map(Listener::new) {
            builder = builder.on_store(listener.sender(|notice: &StoreNotice| Item::Store(notice.into())));
            callees.listeners.push(listener);
        }
        if let Some(listener) = on_connection.map(Listener::new) {
            let item = |notice: &ConnectionNotice| Item::Connection(notice.into());
            builder = builder.on_connection(listener.sender(item));
            callees.listeners.push(listener);
        }
        if let Some(source) = headers.map(|function| Source::new(function, "start_headers")) {
            let ask = source.asker();
            builder = builder.headers(move || ask(false).unwrap_or_else(unsendable));
            callees.sources.push(source);
        }
        if let Some(source) = token.map(|function| Source::new(function, "start_token")) {
            let ask = source.asker();
            builder = builder.token(move |token_use| {
                let pairs = ask(token_use == TokenUse::Fresh).unwrap_or_default();
                pairs.into_iter().next().map(|(_, token)| token).ok_or(())
            });
            callees.sources.push(source);
        }
        (callees, builder)
    }
}

/// What the crate takes for a header that cannot be sent: the function has not answered.
fn unsendable() -> Vec<(String, String)> {
    vec![<(String, String)>::default()]
}

impl Running {
    /// Makes the tracker. Nothing runs before its first event, unless a store has events of earlier processes.
    pub(crate) fn new(py: Python<'_>, options: &Options, functions: Functions) -> PyResult<Self> {
        let (callees, builder) = Callees::new(functions, options.builder());
        // A store is read meanwhile.
        let tracker = py.detach(|| builder.build()).and_then(|tracker| options.layered(&tracker));
        let tracker = tracker.map_err(|error| config_failed(py, &error))?;
        let (is_calling, is_fed_by_callers) = (AtomicBool::new(false), AtomicBool::new(!options.has_store()));
        let running = Self { tracker, callees, is_calling, is_fed_by_callers };
        if options.has_store() {
            running.start(py);
        }
        Ok(running)
    }

    /// Starts the threads that call the functions. To be called before each event: its outcome will want to be told.
    pub(crate) fn start(&self, py: Python<'_>) {
        let Callees { listeners, sources } = &self.callees;
        for listener in listeners {
            listener.start(py);
        }
        for source in sources {
            source.start(py);
        }
        // Last: while a thread is started others may run, which would see a tracker at rest that holds nothing yet.
        self.is_calling.store(true, Ordering::Relaxed);
    }

    /// Notes that there is nothing to tell or to ask, until the next event.
    pub(crate) fn rest(&self) {
        self.is_calling.store(false, Ordering::Relaxed);
    }

    pub(crate) fn is_resting(&self) -> bool {
        !self.is_calling.load(Ordering::Relaxed)
    }

    /// For the garbage collector: the functions, while nobody but the tracker can bring about that one is called.
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        if !self.is_resting() {
            return Ok(());
        }
        let Callees { listeners, sources } = &self.callees;
        let mut functions =
            listeners.iter().map(Listener::function).chain(sources.iter().map(Source::function));
        functions.try_for_each(|function| visit.call(function))
    }

    /// Whether nothing is held, and nothing waits to be told.
    pub(crate) fn is_idle(&self) -> bool {
        if !self.is_fed_by_callers.load(Ordering::Relaxed) {
            return false;
        }
        let stats = self.tracker.stats();
        // With nothing held a flush has nothing to wait for but that the last is told.
        let is_told = || self.tracker.flush(Duration::from_secs(1)).wait_for(Duration::ZERO).is_some();
        stats.queued == 0 && stats.in_flight == 0 && is_told() && self.has_told_all()
    }

    /// Whether every function has heard all that there was to tell.
    pub(crate) fn has_told_all(&self) -> bool {
        self.callees.listeners.iter().all(Listener::is_idle)
    }

    /// Ends those threads: the tracker has nothing to tell or to ask any more.
    pub(crate) fn end_calls(&self) {
        let Callees { listeners, sources } = &self.callees;
        listeners.iter().for_each(Listener::end);
        sources.iter().for_each(Source::end);
    }

    pub(crate) fn flush(&self, timeout: Duration) -> Ending<'_> {
        self.end(self.tracker.flush(timeout), timeout)
    }

    pub(crate) fn shutdown(&self, timeout: Duration) -> Ending<'_> {
        self.is_fed_by_callers.store(true, Ordering::Relaxed);
        self.end(self.tracker.shutdown(timeout), timeout)
    }

    fn end(&self, completion: Completion, timeout: Duration) -> Ending<'_> {
        let listeners = &self.callees.listeners;
        Ending { completion, listeners, deadline: Instant::now().checked_add(timeout) }
    }
}

impl Ending<'_> {
    /// Waits for it, and for the listeners to hear of it: whether all was delivered.
    ///
    /// # Errors
    ///
    /// What a signal handler raised. It goes on by itself.
    pub(crate) fn wait(&self, py: Python<'_>) -> PyResult<bool> {
        // The completion keeps its own deadline.
        let flushed = wait(py, None, |slice| self.completion.wait_for(slice))?;
        for listener in self.listeners {
            listener.wait_until_told(py, self.deadline)?;
        }
        Ok(flushed.is_some_and(|flushed| flushed.is_complete()))
    }
}
