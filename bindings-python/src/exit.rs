//! What happens to events when a tracker's last reference, or the interpreter, goes away.

use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use snowgauge::{Completion, Tracker};

use crate::listener;
use crate::wait::wait;

/// How long the end of the interpreter may be held up for events that are still there: long enough for a collector that
/// is up, short enough for whoever waits for a script.
const EXIT_DEADLINE: Duration = Duration::from_secs(2);

/// How long a tracker that nobody refers to any more goes on sending. Nobody waits for it.
const ORPHAN_DEADLINE: Duration = Duration::from_secs(30);

/// A tracker that may hold events. This handle keeps it: the last one would be dropped while the interpreter is held,
/// which its listener may be waiting for.
struct Live {
    ticket: u64,
    tracker: Tracker,
    /// A forked child has the list of its parent, but not the threads.
    process: u32,
    closing: Option<Completion>,
}

static LIVE: Mutex<Vec<Live>> = Mutex::new(Vec::new());

fn live() -> MutexGuard<'static, Vec<Live>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Stands for a Python tracker; dropped with it.
pub(crate) struct Ticket(u64);

impl Ticket {
    /// Sees to it that what the tracker holds is sent when it goes away, or the interpreter does.
    pub(crate) fn new(py: Python<'_>, tracker: Tracker) -> PyResult<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        register_hook(py)?;
        let ticket = NEXT.fetch_add(1, Ordering::Relaxed);
        let over = take_over();
        live().push(Live { ticket, tracker, process: process::id(), closing: None });
        drop(over);
        Ok(Self(ticket))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut live = live();
        if let Some(entry) =
            live.iter_mut().find(|entry| entry.ticket == self.0 && entry.process == process::id())
        {
            entry.closing = Some(entry.tracker.shutdown(ORPHAN_DEADLINE));
        }
    }
}

/// Takes out the trackers that have nothing left to do.
fn take_over() -> Vec<Live> {
    let is_over = |entry: &mut Live| {
        let closing = entry.closing.as_ref().filter(|_| entry.process == process::id());
        closing.is_some_and(|closing| closing.wait_for(Duration::ZERO).is_some())
    };
    live().extract_if(.., is_over).collect()
}

/// Has the interpreter call [`at_exit`]: once, and not before there is a tracker, so that importing does nothing.
fn register_hook(py: Python<'_>) -> PyResult<()> {
    static REGISTERED: PyOnceLock<()> = PyOnceLock::new();
    let register = || {
        let hook = wrap_pyfunction!(at_exit, py)?;
        py.import("atexit")?.call_method1("register", (hook,)).map(drop)
    };
    REGISTERED.get_or_try_init(py, register).copied()
}

/// Shuts all trackers down, side by side, and then lets none of their threads into the interpreter any more.
#[pyfunction]
fn at_exit(py: Python<'_>) -> PyResult<()> {
    let here = process::id();
    let mine = |entry: &&Live| entry.process == here;
    let closing: Vec<Completion> =
        live().iter().filter(mine).map(|entry| entry.tracker.shutdown(EXIT_DEADLINE)).collect();
    let result = closing.iter().try_for_each(|closing| wait(py, closing).map(drop));
    listener::silence();
    result
}
