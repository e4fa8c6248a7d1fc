//! Who and where the user is.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use snowgauge::payload::field::{FIELDS, Group};

use crate::datum::PyDatum;
use crate::fields::Values;

/// Base of `snowgauge.Subject`: who and where the user is.
#[pyclass(name = "Subject", module = "snowgauge._snowgauge", extends = PyDatum, subclass, frozen)]
pub(crate) struct PySubject {
    /// The fields that it sets.
    pub(crate) values: Values,
}

#[pymethods]
impl PySubject {
    #[new]
    #[pyo3(signature = (**fields))]
    fn new(py: Python<'_>, fields: Option<Bound<'_, PyDict>>) -> PyResult<PyClassInitializer<Self>> {
        let fields = fields.unwrap_or_else(|| PyDict::new(py));
        for name in fields.keys() {
            // A field of events could be set by the subject of an event, and would tell nothing about the user.
            let name = name.to_string();
            if !FIELDS.iter().any(|field| field.group == Group::Subject && field.property == name) {
                let message = format!("Subject() got an unexpected keyword argument '{name}'");
                return Err(PyTypeError::new_err(message));
            }
        }
        let values = Values::read(&fields);
        Ok(PyClassInitializer::from(PyDatum::without_data(fields, None)).add_subclass(Self { values }))
    }
}
