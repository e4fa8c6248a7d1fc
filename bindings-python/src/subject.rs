//! Who and where the user is.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use snowgauge::payload::field::{FIELDS, Group};

use crate::datum::PyDatum;
use crate::fields::{Values, keyword};

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
        // A field of events could be set by the subject of an event, and would tell nothing about the user.
        let own = || FIELDS.iter().filter(|field| field.group == Group::Subject).map(|field| field.property);
        if let Some(name) =
            fields.keys().iter().map(|name| keyword(&name)).find(|name| own().all(|own| own != name))
        {
            let own = own().collect::<Vec<_>>().join(", ");
            let message =
                format!("Subject() got an unexpected keyword argument '{name}': expected one of {own}");
            return Err(PyTypeError::new_err(message));
        }
        let values = Values::read(&fields);
        Ok(PyClassInitializer::from(PyDatum::without_data(fields, None)).add_subclass(Self { values }))
    }
}
