//! What the process does to trackers: it forgets them, it ends, it forks.

use std::mem;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use snowgauge::Completion;

use crate::running::{Ending, Running};

/// How long the end of the interpreter may be held up for events that are still there: long enough for a collector that
/// is up, short enough for whoever waits for a script.
const EXIT_DEADLINE: Duration = Duration::from_secs(2);

/// How much longer it may be held up by functions that have not heard of every event's end. One that hangs must not hold it
/// up for ever.
const LISTENER_DEADLINE: Duration = Duration::from_secs(1);

/// How long a tracker that nobody refers to any more goes on sending. Nobody waits for it.
const ORPHAN_DEADLINE: Duration = Duration::from_secs(30);

/// A tracker that may hold events. This reference keeps it alive: dropping the last one blocks while events are held.
struct Live {
    ticket: u64,
    running: Arc<Running>,
    /// Set when nobody else refers to it.
    closing: Option<Completion>,
}

impl Live {
    fn is_over(&mut self) -> bool {
        self.closing.as_ref().is_some_and(|closing| closing.wait_for(Duration::ZERO).is_some())
    }
}

/// Only locked by threads inside the interpreter, which do not leave it meanwhile: a fork never copies it locked.
static LIVE: Mutex<Vec<Live>> = Mutex::new(Vec::new());

/// How many forks lie between this process and the first.
static FORKS: AtomicU32 = AtomicU32::new(0);

fn live() -> MutexGuard<'static, Vec<Live>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The process in which something was made: a forked child has a copy of all that its parent had.
pub(crate) struct Origin(u32);

impl Origin {
    /// This process.
    pub(crate) fn new(py: Python<'_>) -> PyResult<Self> {
        register_hooks(py)?;
        Ok(Self(FORKS.load(Ordering::Relaxed)))
    }

    /// Whether the process has forked since: it was made by the parent.
    pub(crate) fn is_parent(&self) -> bool {
        self.0 != FORKS.load(Ordering::Relaxed)
    }
}

/// Stands for a tracker that Python refers to.
pub(crate) struct Ticket {
    number: u64,
    origin: Origin,
}

impl Ticket {
    /// Sees to it that what the tracker holds is sent when Python forgets it, or ends.
    pub(crate) fn new(py: Python<'_>, running: &Arc<Running>) -> PyResult<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let origin = Origin::new(py)?;
        drop_what_is_over();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        live().push(Live { ticket: number, running: Arc::clone(running), closing: None });
        Ok(Self { number, origin })
    }

    /// Whether the process has forked since: the tracker's threads have stayed with the parent.
    pub(crate) fn is_of_parent(&self) -> bool {
        self.origin.is_parent()
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.is_of_parent() {
            return;
        }
        if let Some(entry) = live().iter_mut().find(|entry| entry.ticket == self.number) {
            entry.closing = Some(entry.running.tracker.shutdown(ORPHAN_DEADLINE));
        }
        drop_what_is_over();
    }
}

/// Lets go of the trackers that Python has forgotten and that hold nothing.
fn drop_what_is_over() {
    let over: Vec<Live> = live().extract_if(.., Live::is_over).collect();
    drop(over);
}

/// Has Python call the hooks: once, and not before there is something to see to, so that importing does nothing.
fn register_hooks(py: Python<'_>) -> PyResult<()> {
    static REGISTERED: PyOnceLock<()> = PyOnceLock::new();
    REGISTERED
        .get_or_try_init(py, || {
            py.import("atexit")?.call_method1("register", (wrap_pyfunction!(at_exit, py)?,))?;
            // Where there is no fork there is no hook for it.
            if let Some(register) = py.import("os")?.getattr_opt("register_at_fork")? {
                let hook = PyDict::new(py);
                hook.set_item("after_in_child", wrap_pyfunction!(after_fork, py)?)?;
                register.call((), Some(&hook))?;
            }
            Ok(())
        })
        .copied()
}

/// Shuts all trackers down, side by side.
#[pyfunction]
fn at_exit(py: Python<'_>) -> PyResult<()> {
    let running: Vec<Arc<Running>> = live().iter().map(|entry| Arc::clone(&entry.running)).collect();
    // What is given up at a deadline is told after it. Nothing is held any more then: the second time waits for listeners.
    for deadline in [EXIT_DEADLINE, LISTENER_DEADLINE] {
        let endings: Vec<Ending<'_>> = running.iter().map(|running| running.shutdown(deadline)).collect();
        endings.iter().try_for_each(|ending| ending.wait(py).map(drop))?;
    }
    Ok(())
}

/// In a forked child: the trackers it has copied stay the parent's, with all that they hold. They are left as they are,
/// since a thread that is not here may have held their locks; but files of their stores are not held by two.
#[pyfunction]
fn after_fork() {
    FORKS.fetch_add(1, Ordering::Relaxed);
    let parents = mem::take(&mut *live());
    for parent in &parents {
        parent.running.tracker.leave_store_to_parent();
    }
    mem::forget(parents);
}
