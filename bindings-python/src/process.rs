//! What the process does to trackers: it forgets them, it ends, it forks.

use std::mem;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use snowgauge::{Completion, PerProcess};

use crate::running::{Ending, Running};

/// How long the end of the interpreter may be held up for events that are still there: long enough for a collector that
/// is up, short enough for whoever waits for a script.
const EXIT_DEADLINE: Duration = Duration::from_secs(2);

/// How much longer it may be held up by functions that have not heard of every event's end: long enough for ten thousand of
/// them on a busy machine. One that hangs must not hold it up for ever.
const LISTENER_DEADLINE: Duration = Duration::from_secs(5);

/// How long a tracker that nobody refers to any more goes on sending. Nobody waits for it.
const ORPHAN_DEADLINE: Duration = Duration::from_secs(30);

/// A tracker that may hold events. This reference keeps it alive: dropping the last one blocks while events are held.
struct Live {
    ticket: u64,
    running: Arc<Running>,
    /// Set when nobody else refers to it.
    closing: Option<Completion>,
    /// The end of the process was held up for it.
    is_ended: bool,
}

impl Live {
    /// Whether it can be let go of. One that rests has told all that it will ever tell.
    fn is_over(&self) -> bool {
        self.closing.as_ref().is_some_and(|closing| {
            let is_told = || closing.wait_for(Duration::ZERO).is_some() && self.running.has_told_all();
            self.running.is_resting() || is_told()
        })
    }
}

/// The trackers that this process has used. A forked child begins with none: it may find the lock of its parent's list held
/// by a thread that is not there.
static LIVE: LazyLock<PerProcess<Mutex<Vec<Live>>>> = LazyLock::new(|| PerProcess::new(Mutex::default()));

fn live() -> MutexGuard<'static, Vec<Live>> {
    let here = LIVE.get_or_make(|parents| {
        // The files of their stores are not held by two processes, as far as can be seen which these are.
        for parent in parents.try_lock().iter().flat_map(|parents| parents.iter()) {
            parent.running.tracker.leave_store_to_parent();
        }
        Mutex::default()
    });
    here.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Stands for a tracker that Python refers to.
pub(crate) struct Ticket {
    number: u64,
    /// There is one in each process in which the tracker was used.
    listed: PerProcess<()>,
}

impl Ticket {
    /// Sees to it that what the tracker holds is sent when Python forgets it, or ends.
    pub(crate) fn new(py: Python<'_>, running: &Arc<Running>) -> PyResult<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        register_hooks(py)?;
        end_what_is_over();
        let ticket = Self { number: NEXT.fetch_add(1, Ordering::Relaxed), listed: PerProcess::new(()) };
        ticket.list(running);
        Ok(ticket)
    }

    /// The same in a forked child. To be called before the tracker is used.
    pub(crate) fn see_to(&self, running: &Arc<Running>) {
        if self.listed.get().is_none() {
            self.list(running);
            self.listed.get_or_make(|()| ());
        }
    }

    fn list(&self, running: &Arc<Running>) {
        let (ticket, running) = (self.number, Arc::clone(running));
        live().push(Live { ticket, running, closing: None, is_ended: false });
        // Without it what is held at the end has to be sent by `shutdown`: no reason for an exception.
        drop(Python::attach(end_with_multiprocessing));
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.listed.get().is_none() {
            return;
        }
        // Threads that were the first in a child to use it may each have listed it.
        for entry in live().iter_mut().filter(|entry| entry.ticket == self.number) {
            entry.closing = Some(entry.running.tracker.shutdown(ORPHAN_DEADLINE));
        }
        end_what_is_over();
    }
}

/// Lets go of what holds nothing and has told all: of the functions, and of trackers that Python has forgotten. To be called with
/// the interpreter's lock held.
pub(crate) fn end_what_is_over() {
    let mut over = Vec::new();
    live().retain_mut(|entry| {
        let is_over = entry.is_over();
        if is_over || entry.running.is_idle() {
            over.push((Arc::clone(&entry.running), is_over));
        }
        !is_over
    });
    for (running, is_over) in over {
        running.rest();
        if is_over {
            running.end_calls();
        }
    }
}

/// Has Python shut trackers down at its end. Hooks run in the reverse order of their coming: this one, which comes with the
/// package, sees those that other hooks have made.
pub(crate) fn register_exit(py: Python<'_>) -> PyResult<()> {
    py.import("atexit")?.call_method1("register", (wrap_pyfunction!(at_exit, py)?,)).map(drop)
}

/// Has Python call the hooks, with the first tracker. What was imported before it and has an exit hook of its own, as `logging`
/// does, is still there for the listeners.
fn register_hooks(py: Python<'_>) -> PyResult<()> {
    static REGISTERED: PyOnceLock<()> = PyOnceLock::new();
    REGISTERED
        .get_or_try_init(py, || {
            register_exit(py)?;
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

/// A child of `multiprocessing` calls no exit hooks, but has a list of its own of what is to be done at its end.
fn end_with_multiprocessing(py: Python<'_>) -> PyResult<()> {
    static IS_LISTED: LazyLock<PerProcess<AtomicBool>> =
        LazyLock::new(|| PerProcess::new(AtomicBool::default()));
    if IS_LISTED.get_or_make(|_| AtomicBool::default()).swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let modules = py.import("sys")?.getattr("modules")?;
    // Whoever is such a child has imported them.
    let Ok(process) = modules.get_item("multiprocessing.process") else { return Ok(()) };
    if process.call_method0("parent_process")?.is_none() {
        return Ok(());
    }
    let finalize = modules.get_item("multiprocessing.util")?.getattr("Finalize")?;
    let last = PyDict::new(py);
    last.set_item("exitpriority", -100)?;
    finalize.call((py.None(), wrap_pyfunction!(at_exit, py)?), Some(&last)).map(drop)
}

/// Shuts all trackers down, side by side, for which that was not done before.
#[pyfunction]
fn at_exit(py: Python<'_>) -> PyResult<()> {
    let not_ended =
        |entry: &mut Live| (!mem::replace(&mut entry.is_ended, true)).then(|| Arc::clone(&entry.running));
    let running: Vec<Arc<Running>> = live().iter_mut().filter_map(not_ended).collect();
    // What is given up at a deadline is told after it. Nothing is held any more then: the second time waits for listeners.
    for deadline in [EXIT_DEADLINE, LISTENER_DEADLINE] {
        let endings: Vec<Ending<'_>> = running.iter().map(|running| running.shutdown(deadline)).collect();
        endings.iter().try_for_each(|ending| ending.wait(py).map(drop))?;
    }
    Ok(())
}

/// In a forked child, which may never use its parent's trackers: the files of their stores are closed at once.
#[pyfunction]
fn after_fork() {
    drop(live());
}
