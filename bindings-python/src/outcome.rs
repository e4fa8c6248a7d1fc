//! How an event ended, as Python sees it.

use pyo3::prelude::*;

use crate::violation::PyViolation;

/// How one event ended. Each event has exactly one outcome.
#[pyclass(name = "Outcome", module = "snowgauge._snowgauge", frozen, eq, hash)]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyOutcome {
    /// Which event.
    #[pyo3(get)]
    event_id: String,
    /// Why it left, or was not taken: a stable text, such as `delivered`.
    #[pyo3(get)]
    reason: String,
    /// The HTTP status that decided it, where one did.
    #[pyo3(get)]
    status: Option<u16>,
    /// How many requests carried it.
    #[pyo3(get)]
    attempts: u32,
    /// What was wrong with it, where the reason is `invalid`.
    #[pyo3(get)]
    violations: Vec<PyViolation>,
    /// The fields that were cut to their limits, where `too_long` is `truncate`.
    #[pyo3(get)]
    truncated: Vec<String>,
}

#[pymethods]
impl PyOutcome {
    #[new]
    #[pyo3(signature = (event_id, reason, status=None, attempts=0, violations=Vec::new(), truncated=Vec::new()))]
    #[pyo3(text_signature = "(event_id, reason, status=None, attempts=0, violations=(), truncated=())")]
    fn new(
        event_id: String,
        reason: String,
        status: Option<u16>,
        attempts: u32,
        violations: Vec<PyViolation>,
        truncated: Vec<String>,
    ) -> Self {
        Self { event_id, reason, status, attempts, violations, truncated }
    }

    fn __repr__(&self) -> String {
        let Self { event_id, reason, status, attempts, .. } = self;
        let status = status.map_or_else(|| "None".to_owned(), |status| status.to_string());
        format!("Outcome(event_id={event_id:?}, reason={reason:?}, status={status}, attempts={attempts})")
    }

    /// For pickle and copy.
    fn __getnewargs__(&self) -> (&str, &str, Option<u16>, u32, Vec<PyViolation>, &[String]) {
        let Self { event_id, reason, status, attempts, violations, truncated } = self;
        (event_id, reason, *status, *attempts, violations.clone(), truncated)
    }
}

impl From<&snowgauge::Outcome> for PyOutcome {
    fn from(outcome: &snowgauge::Outcome) -> Self {
        Self {
            event_id: outcome.event_id.to_string(),
            reason: outcome.reason.as_str().to_owned(),
            status: outcome.status,
            attempts: outcome.attempts,
            violations: outcome.violations.iter().map(PyViolation::from).collect(),
            truncated: outcome.truncated.names().map(str::to_owned).collect(),
        }
    }
}
