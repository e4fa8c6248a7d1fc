//! Scopes: parts of an application, such as one request that it serves.
//!
//! Which scopes a call is made in is a context variable's to say, so that each task and each thread has its own. Its value
//! is a chain of links, from the innermost scope outwards; a link never changes, as contexts share it.

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

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
        let outer = current(py)?.map(Bound::unbind);
        enter(&Bound::new(py, Link { scope: slf.unbind(), outer })?.into_any())
    }

    #[pyo3(signature = (*error))]
    fn __exit__(slf: &Bound<'_, Self>, error: &Bound<'_, PyTuple>) -> PyResult<()> {
        let _ = error;
        let py = slf.py();
        let rest = Link::without(current(py)?, slf)?;
        enter(&rest.map_or_else(|| py.None().into_bound(py), Bound::into_any))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.layer.traverse(&visit)
    }
}

/// A scope that was entered, and those around it.
#[pyclass(name = "ScopeLink", module = "snowgauge._snowgauge", frozen)]
struct Link {
    scope: Py<PyScope>,
    outer: Option<Py<Link>>,
}

#[pymethods]
impl Link {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.scope)?;
        visit.call(&self.outer)
    }
}

impl Link {
    /// The chain without the innermost entry of this scope. It is rarely not the first: where a generator was left behind.
    fn without<'py>(
        chain: Option<Bound<'py, Self>>,
        scope: &Bound<'py, PyScope>,
    ) -> PyResult<Option<Bound<'py, Self>>> {
        let mut inner = Vec::new();
        let mut rest = chain.clone();
        while let Some(link) = rest {
            rest = link.get().outer(link.py());
            if link.get().scope.is(scope) {
                let again = |outer: Option<Bound<'py, Self>>, link: Bound<'py, Self>| {
                    let (py, outer) = (link.py(), outer.map(Bound::unbind));
                    Bound::new(py, Self { scope: link.get().scope.clone_ref(py), outer }).map(Some)
                };
                return inner.into_iter().rev().try_fold(rest, again);
            }
            inner.push(link);
        }
        Ok(chain)
    }

    fn outer<'py>(&self, py: Python<'py>) -> Option<Bound<'py, Self>> {
        self.outer.as_ref().map(|outer| outer.bind(py).clone())
    }
}

/// Made when the first scope is entered: who has none pays nothing.
static VARIABLE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

fn enter(chain: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = chain.py();
    let make = || -> PyResult<Py<PyAny>> {
        Ok(py.import("contextvars")?.getattr("ContextVar")?.call1(("snowgauge.scope",))?.unbind())
    };
    VARIABLE.get_or_try_init(py, make)?.bind(py).call_method1("set", (chain,)).map(drop)
}

fn current(py: Python<'_>) -> PyResult<Option<Bound<'_, Link>>> {
    let Some(variable) = VARIABLE.get(py) else { return Ok(None) };
    Ok(variable.bind(py).call_method1(pyo3::intern!(py, "get"), (py.None(),))?.cast_into().ok())
}

/// The scopes of this tracker that the call is made in, innermost first.
#[inline]
pub(crate) fn entered(py: Python<'_>, tracker: u64) -> PyResult<Vec<Bound<'_, PyScope>>> {
    if VARIABLE.get(py).is_none() {
        return Ok(Vec::new());
    }
    let mut scopes = Vec::new();
    let mut rest = current(py)?;
    while let Some(link) = rest {
        rest = link.get().outer(py);
        let scope = link.get().scope.bind(py);
        if scope.get().tracker == tracker {
            scopes.push(scope.clone());
        }
    }
    Ok(scopes)
}
