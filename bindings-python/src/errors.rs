//! The package's exceptions, which are Python classes: the stable ABI cannot derive from an exception before 3.12.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;
use snowgauge::Violations;

use crate::violation::list;

const MODULE: &str = "snowgauge._errors";

/// A `ValidationError` with these violations.
pub(crate) fn validation_error(py: Python<'_>, violations: Option<&Violations>) -> PyErr {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let arguments = (list(violations), violations.map_or(0, Violations::omitted));
    let error = CLASS.import(py, MODULE, "ValidationError").and_then(|class| class.call1(arguments));
    error.map_or_else(|error| error, PyErr::from_value)
}

/// A `ConfigError` about this option.
pub(crate) fn config_error(py: Python<'_>, option: &str, message: &str) -> PyErr {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let error = CLASS.import(py, MODULE, "ConfigError").and_then(|class| class.call1((message, option)));
    error.map_or_else(|error| error, PyErr::from_value)
}
