//! Waiting without holding up Python.

use std::time::{Duration, Instant};

use pyo3::prelude::*;

/// How often a waiting thread looks for signals. What it waits for wakes it at once, so this only delays Ctrl-C.
const SLICE: Duration = Duration::from_millis(50);

/// Waits, with other Python threads running meanwhile, until `look` finds something after waiting for it that long, or
/// until the deadline.
///
/// # Errors
///
/// What a signal handler raised, such as `KeyboardInterrupt`.
pub(crate) fn wait<T: Send>(
    py: Python<'_>,
    deadline: Option<Instant>,
    look: impl Fn(Duration) -> Option<T> + Sync,
) -> PyResult<Option<T>> {
    loop {
        let left = deadline.map_or(SLICE, |deadline| deadline.saturating_duration_since(Instant::now()));
        let found = py.detach(|| look(left.min(SLICE)));
        if found.is_some() || left.is_zero() {
            return Ok(found);
        }
        py.check_signals()?;
    }
}
