//! Asking a Python function for what goes with a request: headers, or a token.
//!
//! As with [`listener`](crate::listener), the tracker's threads do not enter the interpreter: they put a question down and
//! wait for its answer, and a thread of Python's own asks the function (`snowgauge/_listener.py`).

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use pyo3::prelude::*;
use snowgauge::PerProcess;

use crate::listener::Callee;

/// How long an answer is waited for. A function that takes longer holds up the request's thread, and one that hangs must not
/// do so for ever.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a function gives: pairs of a name and a value.
type Pairs = Vec<(String, String)>;

/// A Python function that is asked for each request.
pub(crate) struct Source {
    function: Callee,
    /// The function of `snowgauge/_listener.py` that starts its thread.
    start: &'static str,
    desk: Arc<PerProcess<Desk>>,
    started: PerProcess<AtomicBool>,
}

impl Source {
    pub(crate) fn new(function: Py<PyAny>, start: &'static str) -> Self {
        let (desk, started) =
            (Arc::new(PerProcess::new(Desk::default())), PerProcess::new(AtomicBool::new(false)));
        Self { function: Arc::new(function), start, desk, started }
    }

    pub(crate) fn function(&self) -> &Py<PyAny> {
        &self.function
    }

    /// Starts the thread, unless it runs. Where Python has no thread to give, questions wait, and the next call tries again.
    pub(crate) fn start(&self, py: Python<'_>) {
        let started = self.started.get_or_make(|_| AtomicBool::new(false));
        if !started.swap(true, Ordering::Relaxed) {
            let desk = Arc::clone(here(&self.desk));
            let questions = PyQuestions { desk, function: Arc::downgrade(&self.function) };
            let module = py.import("snowgauge._listener");
            let thread = module.and_then(|module| module.call_method1(self.start, (questions,)));
            started.store(thread.is_ok(), Ordering::Relaxed);
        }
    }

    /// What the crate asks: waits for the answer, `None` where there is none.
    pub(crate) fn asker(&self) -> impl Fn(bool) -> Option<Pairs> + Send + Sync + 'static + use<> {
        let desk = Arc::clone(&self.desk);
        move |fresh| here(&desk).ask(fresh)
    }

    /// Nobody will ask any more: the thread ends.
    pub(crate) fn end(&self) {
        here(&self.desk).change(|state| state.over = true);
    }
}

fn here(desk: &PerProcess<Desk>) -> &Arc<Desk> {
    desk.get_or_make(|_| Desk::default())
}

/// Questions and answers of one process.
#[derive(Default)]
struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

/// What the lock guards. It is held for moments only, and never by a thread that waits for the interpreter.
#[derive(Default)]
struct State {
    questions: VecDeque<(u64, bool)>,
    /// Of the questions that are awaited.
    answers: BTreeMap<u64, Answer>,
    asked: u64,
    over: bool,
}

#[derive(PartialEq)]
enum Answer {
    Awaited,
    Nothing,
    Pairs(Pairs),
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }

    fn ask(&self, fresh: bool) -> Option<Pairs> {
        let number = self.change(|state| {
            state.asked += 1;
            state.questions.push_back((state.asked, fresh));
            state.answers.insert(state.asked, Answer::Awaited);
            state.asked
        });
        let waiting = |state: &mut State| !state.over && state.answers.get(&number) == Some(&Answer::Awaited);
        let waited = self.changed.wait_timeout_while(self.lock(), PATIENCE, waiting);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        state.questions.retain(|(asked, _)| *asked != number);
        match state.answers.remove(&number) {
            Some(Answer::Pairs(pairs)) => Some(pairs),
            _ => None,
        }
    }

    /// Waits for the next question; `None` when no more will come.
    fn next(&self) -> Option<(u64, bool)> {
        let idle = |state: &mut State| state.questions.is_empty() && !state.over;
        let mut state = self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        state.questions.pop_front()
    }
}

/// What a tracker asks a function, for the thread that calls it: an iterator that waits for the next question.
#[pyclass(name = "Questions", module = "snowgauge._snowgauge", frozen)]
pub(crate) struct PyQuestions {
    desk: Arc<Desk>,
    function: Weak<Py<PyAny>>,
}

#[pymethods]
impl PyQuestions {
    /// The function that is asked; None when its tracker is gone.
    #[getter]
    fn function(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.function.upgrade().map(|function| function.clone_ref(py))
    }

    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> Option<PyQuestion> {
        let (number, fresh) = py.detach(|| self.desk.next())?;
        Some(PyQuestion { number, fresh, desk: Arc::clone(&self.desk) })
    }
}

/// One question: what goes with the next request?
#[pyclass(name = "Question", module = "snowgauge._snowgauge", frozen)]
pub(crate) struct PyQuestion {
    number: u64,
    /// Whether the collector has refused the token before.
    #[pyo3(get)]
    fresh: bool,
    desk: Arc<Desk>,
}

#[pymethods]
impl PyQuestion {
    /// Answers it with pairs of a name and a value, or with nothing: then no request is made now.
    #[pyo3(signature = (pairs=None))]
    fn answer(&self, pairs: Option<Pairs>) {
        self.desk.change(|state| {
            // What has taken too long is not awaited any more.
            if let Some(place) = state.answers.get_mut(&self.number) {
                *place = pairs.map_or(Answer::Nothing, Answer::Pairs);
            }
        });
    }
}
