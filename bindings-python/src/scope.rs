//! Scopes: parts of an application, such as one request that it serves.
//!
//! Which scopes a call is made in is a context variable's to say, so that each task and each thread has its own. Its value
//! is a tuple of them, the innermost first; it never changes, as contexts share it.

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PySequence, PyTuple};

use crate::layer::Layer;

/// A part of an application, such as one request that it serves; made by `Tracker.scope`.
///
/// A `with` block enters it. It can be entered again, and by several threads and tasks at a time.
#[pyclass(name = "Scope", module = "snowgauge._snowgauge", frozen)]
pub(crate) struct PyScope {
    /// The tracker's number.
    tracker: u64,
    /// What it adds to the tracker's events.
    pub(crate) layer: Layer,
}

impl PyScope {
    pub(crate) fn new(tracker: u64, layer: Layer) -> Self {
        Self { tracker, layer }
    }
}

#[pymethods]
impl PyScope {
    fn __enter__(slf: Bound<'_, Self>) -> PyResult<()> {
        let py = slf.py();
        enter(&PyTuple::new(py, [slf])?.as_sequence().concat(current(py)?.as_sequence())?)
    }

    #[pyo3(signature = (*error))]
    fn __exit__(slf: &Bound<'_, Self>, error: &Bound<'_, PyTuple>) -> PyResult<()> {
        let _ = error;
        let py = slf.py();
        let scopes = current(py)?;
        // It is rarely not the first: where a generator was left behind.
        let Some(index) = scopes.iter().position(|scope| scope.is(slf)) else { return Ok(()) };
        let (scopes, length) = (scopes.as_sequence(), scopes.len());
        enter(&scopes.get_slice(0, index)?.concat(&scopes.get_slice(index + 1, length)?)?)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.layer.traverse(&visit)
    }
}

/// Made when the first scope is entered: who has none pays nothing.
static VARIABLE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

fn enter(scopes: &Bound<'_, PySequence>) -> PyResult<()> {
    let py = scopes.py();
    let make = || -> PyResult<Py<PyAny>> {
        Ok(py.import("contextvars")?.getattr("ContextVar")?.call1(("snowgauge.scope",))?.unbind())
    };
    VARIABLE.get_or_try_init(py, make)?.bind(py).call_method1("set", (scopes,)).map(drop)
}

fn current(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    let none = PyTuple::empty(py);
    let Some(variable) = VARIABLE.get(py) else { return Ok(none) };
    let scopes = variable.bind(py).call_method1(pyo3::intern!(py, "get"), (&none,))?;
    Ok(scopes.cast_into().unwrap_or(none))
}

/// The scopes of this tracker that the call is made in, innermost first.
#[inline]
pub(crate) fn entered(py: Python<'_>, tracker: u64) -> PyResult<Vec<Bound<'_, PyScope>>> {
    if VARIABLE.get(py).is_none() {
        return Ok(Vec::new());
    }
    let scopes = current(py)?;
    let scopes = scopes.iter().filter_map(|scope| scope.cast_into::<PyScope>().ok());
    Ok(scopes.filter(|scope| scope.get().tracker == tracker).collect())
}
