//! True timestamps.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDateTime, PyDelta, PyInt, PyTzInfo};
use snowgauge::payload::field;

use crate::fields::Values;

/// Reads an aware datetime, or milliseconds since 1970. Whether it is in the range of the protocol is the core's to say.
///
/// # Errors
///
/// A `TypeError` for anything else, a `ValueError` for a naive datetime: in which time zone it was read nobody knows.
pub(crate) fn read(moment: &Bound<'_, PyAny>) -> PyResult<Values> {
    let name = field::TRUE_TIMESTAMP.property;
    if moment.is_instance_of::<PyInt>() && !moment.is_instance_of::<PyBool>() {
        return Ok(Values::of(name, moment));
    }
    let Ok(datetime) = moment.cast::<PyDateTime>() else {
        let message = "true_timestamp: expected milliseconds since 1970 as an int, or an aware datetime";
        return Err(PyTypeError::new_err(message));
    };
    Ok(Values::of(name, &milliseconds(datetime)?))
}

/// Whole milliseconds since 1970, counted by Python's integers: a float would round them.
fn milliseconds<'py>(datetime: &Bound<'py, PyDateTime>) -> PyResult<Bound<'py, PyAny>> {
    let py = datetime.py();
    if datetime.call_method0("utcoffset")?.is_none() {
        let message = "true_timestamp: expected an aware datetime, found a naive one: give it a time zone, such as by \
                       datetime.now(timezone.utc)";
        return Err(PyValueError::new_err(message));
    }
    let utc = PyTzInfo::utc(py)?.to_owned();
    let epoch = PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&utc))?;
    datetime.sub(epoch)?.floor_div(PyDelta::new(py, 0, 0, 1000, false)?)
}
