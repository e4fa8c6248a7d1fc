//! Waiting without holding up Python.

use std::time::Duration;

use pyo3::prelude::*;
use snowgauge::Completion;

/// How often a waiting thread looks for signals. It returns at once when the flush is over, so this only delays Ctrl-C.
const SLICE: Duration = Duration::from_millis(50);

/// Waits for the end of a flush, with other Python threads running meanwhile: whether all was delivered.
///
/// # Errors
///
/// What a signal handler raised, such as `KeyboardInterrupt`. The flush goes on.
pub(crate) fn wait(py: Python<'_>, completion: &Completion) -> PyResult<bool> {
    loop {
        if let Some(flushed) = py.detach(|| completion.wait_for(SLICE)) {
            return Ok(flushed.is_complete());
        }
        py.check_signals()?;
    }
}
