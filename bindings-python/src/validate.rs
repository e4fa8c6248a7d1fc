//! Checking without tracking.

use pyo3::prelude::*;
use snowgauge::schema::Report;

use crate::event::{Entities, Planned, PyEvent};
use crate::value;
use crate::violation::{PyViolation, list};

/// Checks one datum, any Python value, against the schema with this Iglu URI and the plan's rules about it.
///
/// Returns all that is wrong with it; nothing is tracked.
#[pyfunction]
pub(crate) fn validate(schema_uri: &str, data: &Bound<'_, PyAny>) -> Vec<PyViolation> {
    list(snowgauge::validate(schema_uri, |to| value::push(data, to)).as_ref())
}

/// Checks an event with its entities as a tracker would: against their schemas and the tracking plan.
///
/// Returns all that is wrong with them; nothing is tracked.
#[pyfunction]
#[pyo3(signature = (event, entities=None), text_signature = "(event, entities=())")]
pub(crate) fn check(
    event: &Bound<'_, PyEvent>,
    entities: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<PyViolation>> {
    let entities = Entities::from_python(entities)?;
    let violations = match Planned::new(event, &entities) {
        Ok(planned) => snowgauge::check(&planned, &planned.entities),
        Err(report) => Report::into_violations(report),
    };
    Ok(list(violations.as_ref()))
}
