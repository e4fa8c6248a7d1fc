//! What is wrong, as Python sees it.

use pyo3::prelude::*;
use snowgauge::Violations;

/// One way in which a value does not fit, told without telling the value.
#[pyclass(name = "Violation", module = "snowgauge._snowgauge", frozen, eq, hash, from_py_object)]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyViolation {
    /// What kind of misfit it is, such as `type` or `max_length`: a stable text.
    #[pyo3(get)]
    code: String,
    /// Where: a JSON pointer into the datum; empty means the datum as a whole.
    #[pyo3(get)]
    pointer: String,
    /// What would have fitted, in words.
    #[pyo3(get)]
    expected: String,
    /// What was there, in words: its type and length, and of a wrong enum value its start.
    #[pyo3(get)]
    found: String,
    /// The URI of the datum's schema, or the event's name where no datum is at fault.
    #[pyo3(get)]
    schema: String,
    /// All of it as one sentence.
    #[pyo3(get)]
    message: String,
}

#[pymethods]
impl PyViolation {
    #[new]
    fn new(
        code: String,
        pointer: String,
        expected: String,
        found: String,
        schema: String,
        message: String,
    ) -> Self {
        Self { code, pointer, expected, found, schema, message }
    }

    fn __repr__(&self) -> String {
        let Self { code, pointer, schema, .. } = self;
        format!("Violation(code={code:?}, pointer={pointer:?}, schema={schema:?})")
    }

    fn __str__(&self) -> &str {
        &self.message
    }

    /// For pickle and copy.
    fn __getnewargs__(&self) -> (&str, &str, &str, &str, &str, &str) {
        (&self.code, &self.pointer, &self.expected, &self.found, &self.schema, &self.message)
    }
}

impl From<&snowgauge::Violation> for PyViolation {
    fn from(violation: &snowgauge::Violation) -> Self {
        Self {
            code: violation.code.as_str().to_owned(),
            pointer: violation.pointer.clone(),
            expected: violation.expected.clone(),
            found: violation.found.clone(),
            schema: violation.schema.clone(),
            message: violation.message(),
        }
    }
}

/// All of them, as a Python list's items.
pub(crate) fn list(violations: Option<&Violations>) -> Vec<PyViolation> {
    violations.map(Violations::as_slice).unwrap_or_default().iter().map(PyViolation::from).collect()
}
