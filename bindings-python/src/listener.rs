//! Telling a Python function how events ended.

use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::prelude::*;
use snowgauge::Outcome;

use crate::outcome::PyOutcome;

/// Set when the interpreter is about to end: from then on no thread of ours enters it.
static SILENT: AtomicBool = AtomicBool::new(false);

/// Tells no listener anything any more.
pub(crate) fn silence() {
    SILENT.store(true, Ordering::Release);
}

/// Calls the function with the outcome. What it raises goes to `sys.unraisablehook`: there is nobody to catch it.
pub(crate) fn tell(listener: &Py<PyAny>, outcome: &Outcome) {
    if SILENT.load(Ordering::Acquire) {
        return;
    }
    Python::try_attach(|py| {
        if let Err(error) = listener.call1(py, (PyOutcome::from(outcome),)) {
            error.write_unraisable(py, Some(listener.bind(py)));
        }
    });
}
