//! Telling a Python function how events ended, or what happened to the store.
//!
//! The tracker's threads only put news into a queue. They never enter the interpreter: it can hold up no delivery, and when
//! it ends, none of them is inside. The function is called by a thread of Python's own, which takes the news out again
//! (`snowgauge/_listener.py`).

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, ThreadId};
use std::time::Instant;

use pyo3::prelude::*;
use snowgauge::PerProcess;

use crate::connection::PyConnectionNotice;
use crate::outcome::PyOutcome;
use crate::store::PyStoreNotice;
use crate::wait::wait;

/// A function that a tracker calls. The tracker alone keeps it: the thread that calls it does not, so that the garbage
/// collector sees all that keeps it.
pub(crate) type Callee = Arc<Py<PyAny>>;

/// How much news may be on its way to a function. While so much is, the tracker's thread waits, and the tracker bounds what is
/// behind it: so what waits for a function that hangs is bounded.
const MOST_ITEMS: usize = 10_000;

/// What a function hears.
#[derive(IntoPyObject)]
pub(crate) enum Item {
    Outcome(PyOutcome),
    Store(PyStoreNotice),
    Connection(PyConnectionNotice),
}

/// A Python function that hears news of one kind.
pub(crate) struct Listener {
    function: Callee,
    queue: Arc<PerProcess<Queue>>,
    started: PerProcess<AtomicBool>,
}

impl Listener {
    pub(crate) fn new(function: Py<PyAny>) -> Self {
        let (queue, started) =
            (Arc::new(PerProcess::new(Queue::default())), PerProcess::new(AtomicBool::new(false)));
        Self { function: Arc::new(function), queue, started }
    }

    pub(crate) fn function(&self) -> &Py<PyAny> {
        &self.function
    }

    /// What a tracker calls with each piece of news.
    pub(crate) fn sender<T>(&self, item: fn(&T) -> Item) -> impl Fn(&T) + Send + Sync + 'static + use<T>
    where
        T: 'static,
    {
        let queue = Arc::clone(&self.queue);
        move |news| here(&queue).push(item(news))
    }

    /// Starts the thread, unless it runs. Where Python has no thread to give, news waits, and the next call tries again.
    pub(crate) fn start(&self, py: Python<'_>) {
        let started = self.started.get_or_make(|_| AtomicBool::new(false));
        if !started.swap(true, Ordering::Relaxed) {
            let news =
                PyNews { queue: Arc::clone(here(&self.queue)), function: Arc::downgrade(&self.function) };
            let module = py.import("snowgauge._listener");
            let thread = module.and_then(|module| module.call_method1("start", (news,)));
            started.store(thread.is_ok(), Ordering::Relaxed);
        }
    }

    /// No more will come: the thread ends when all was told.
    pub(crate) fn end(&self) {
        here(&self.queue).change(|state| state.over = true);
    }

    /// Whether the function has heard all the news that there is.
    pub(crate) fn is_idle(&self) -> bool {
        here(&self.queue).read(|state| state.told == state.queued)
    }

    /// Waits until the function has heard all the news that is there now. The function itself does not wait for itself, and
    /// nobody waits where Python has no thread to give, as in 3.12 at its end.
    ///
    /// # Errors
    ///
    /// What a signal handler raised.
    pub(crate) fn wait_until_told(&self, py: Python<'_>, deadline: Option<Instant>) -> PyResult<()> {
        let queue = here(&self.queue);
        let (queued, telling) = queue.read(|state| (state.queued, state.telling));
        let is_started = || self.started.get().is_some_and(|started| started.load(Ordering::Relaxed));
        if telling == Some(thread::current().id()) || !is_started() {
            return Ok(());
        }
        wait(py, deadline, |slice| {
            let state = queue.changed.wait_timeout_while(queue.lock(), slice, |state| state.told < queued);
            let told = state.unwrap_or_else(PoisonError::into_inner).0.told;
            (told >= queued).then_some(())
        })?;
        Ok(())
    }
}

fn here(queue: &PerProcess<Queue>) -> &Arc<Queue> {
    queue.get_or_make(|_| Queue::default())
}

/// News on its way to one function, in one process.
#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

/// What the lock guards. It is held for moments only, and never by a thread that waits for the interpreter.
#[derive(Default)]
struct State {
    items: VecDeque<Item>,
    /// How many were ever put in.
    queued: u64,
    /// How many the function is done with.
    told: u64,
    /// The thread that is calling the function.
    telling: Option<ThreadId>,
    /// No more will come.
    over: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.lock())
    }

    /// Puts a piece of news in, when there is room.
    fn push(&self, item: Item) {
        let full = |state: &mut State| state.items.len() >= MOST_ITEMS && !state.over;
        let mut state = self.changed.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
        state.items.push_back(item);
        state.queued += 1;
        drop(state);
        self.changed.notify_all();
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }

    /// Waits for the next piece of news; `None` when no more will come.
    fn next(&self) -> Option<Item> {
        let idle = |state: &mut State| state.items.is_empty() && !state.over;
        self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner).begin()
    }
}

impl State {
    /// Takes the next piece of news, if one is there.
    fn begin(&mut self) -> Option<Item> {
        let item = self.items.pop_front()?;
        self.telling = Some(thread::current().id());
        Some(item)
    }

    /// Notes that the function is done with what was taken last.
    fn finish(&mut self) {
        self.told += u64::from(self.telling.take().is_some());
    }
}

/// What a tracker has to tell, for the thread that tells it: an iterator that waits for the next piece of news.
#[pyclass(name = "News", module = "snowgauge._snowgauge", frozen)]
pub(crate) struct PyNews {
    queue: Arc<Queue>,
    function: Weak<Py<PyAny>>,
}

#[pymethods]
impl PyNews {
    /// The function that hears it; None when its tracker is gone.
    #[getter]
    fn function(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.function.upgrade().map(|function| function.clone_ref(py))
    }

    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    /// The next piece of news. Asking for it says that the function is done with the one before.
    fn __next__(&self, py: Python<'_>) -> Option<Item> {
        // One that is there is taken without letting go of the interpreter: getting it back may take long.
        let ready = self.queue.change(|state| {
            state.finish();
            state.begin()
        });
        let item = ready.or_else(|| py.detach(|| self.queue.next()));
        item.filter(|_| self.function.strong_count() > 0)
    }
}
