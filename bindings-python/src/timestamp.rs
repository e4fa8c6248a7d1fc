//! True timestamps.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDateTime, PyDelta, PyInt, PyString, PyTzInfo};
use snowgauge::Code;
use snowgauge::payload::field;

use crate::fields::Values;

/// Reads an aware datetime, or milliseconds since 1970; anything else is a violation. Whether it is in the range of the
/// protocol is the core's to say.
pub(crate) fn read(moment: &Bound<'_, PyAny>) -> Values {
    let name = field::TRUE_TIMESTAMP.property;
    if moment.is_instance_of::<PyInt>() && !moment.is_instance_of::<PyBool>() {
        return Values::of(name, moment);
    }
    if moment.is_instance_of::<PyString>() {
        return Values::refused(name, Code::Type, "a string");
    }
    match moment.cast::<PyDateTime>().map(milliseconds) {
        Ok(Ok(Some(milliseconds))) => Values::of(name, &milliseconds),
        // In which time zone it was read nobody knows.
        Ok(Ok(None)) => Values::refused(name, Code::Format, "a datetime without a time zone"),
        Ok(Err(_)) => Values::refused(name, Code::NotJson, "an object that cannot be read"),
        Err(_) => Values::of(name, moment),
    }
}

/// Whole milliseconds since 1970, counted by Python's integers: a float would round them. None for a naive datetime.
fn milliseconds<'py>(datetime: &Bound<'py, PyDateTime>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = datetime.py();
    if datetime.call_method0("utcoffset")?.is_none() {
        return Ok(None);
    }
    let utc = PyTzInfo::utc(py)?.to_owned();
    let epoch = PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&utc))?;
    datetime.sub(epoch)?.floor_div(PyDelta::new(py, 0, 0, 1000, false)?).map(Some)
}
