//! Checking without tracking.

use pyo3::prelude::*;
use pyo3::types::PyString;
use snowgauge::encode::Writer;
use snowgauge::schema::Report;

use crate::datum::PyDatum;
use crate::event::PyEvent;
use crate::planned::{Along, Planned};
use crate::self_describing::PySelfDescribingJson;
use crate::subject::PySubject;
use crate::value;
use crate::violation::{PyViolation, list};

/// Checks one datum, any Python value, against the schema with this Iglu URI and the plan's rules about it. An event or an
/// entity counts as its fields.
///
/// Returns all that is wrong with it; nothing is tracked.
#[pyfunction]
pub(crate) fn validate(schema_uri: &Bound<'_, PyString>, data: &Bound<'_, PyAny>) -> Vec<PyViolation> {
    let violations = snowgauge::validate(&schema_uri.to_string_lossy(), |to| push(data, to));
    list(violations.as_ref())
}

fn push(data: &Bound<'_, PyAny>, to: &mut Writer<'_>) {
    match (data.cast::<PySelfDescribingJson>(), data.cast::<PyDatum>()) {
        (Ok(own), _) => value::push(&PySelfDescribingJson::data(own), to),
        (_, Ok(datum)) => value::push(datum.get().fields(data.py()).as_any(), to),
        _ => value::push(data, to),
    }
}

/// Checks an event with its entities as a tracker would: against their schemas and the tracking plan.
///
/// Returns all that is wrong with them; nothing is tracked.
#[pyfunction]
#[pyo3(
    signature = (event, entities=None, *, subject=None, true_timestamp=None),
    text_signature = "(event, entities=(), *, subject=None, true_timestamp=None)"
)]
pub(crate) fn check(
    event: &Bound<'_, PyEvent>,
    entities: Option<&Bound<'_, PyAny>>,
    subject: Option<&Bound<'_, PySubject>>,
    true_timestamp: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<PyViolation>> {
    let along = Along::from_python(entities, subject, true_timestamp, Vec::new())?;
    let violations = match Planned::new(event, &along) {
        Ok(planned) => snowgauge::check(&planned, &planned.entities),
        Err(report) => Report::into_violations(report),
    };
    Ok(list(violations.as_ref()))
}
