//! What events and entities have in common: fields that are checked and encoded when the object is made.

use std::cell::Cell;

use pyo3::exceptions::PyTypeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use snowgauge::encode::Encoded;
use snowgauge::schema::{Schema, find};
use snowgauge::{Scratch, Violations};

use crate::fields::keyword;
use crate::value;

/// The fields of an event or entity, immutable. Wrong ones are kept too: `check` lists and `track` reports them.
#[pyclass(name = "Datum", module = "snowgauge._snowgauge", subclass, frozen)]
pub(crate) struct PyDatum {
    fields: Py<PyDict>,
    encoded: Option<Encoded>,
    /// What is wrong apart from the data: its schema or event is unknown, or it should have no data.
    misplaced: Option<Violations>,
}

impl PyDatum {
    /// Data of this schema.
    pub(crate) fn new(schema: &'static Schema, fields: Bound<'_, PyDict>) -> Self {
        let encoded =
            with_scratch(|scratch| Encoded::new(schema, scratch, |to| value::push_fields(&fields, to)));
        Self::of_encoded(fields, encoded)
    }

    /// Data that was encoded from what the fields say.
    pub(crate) fn of_encoded(fields: Bound<'_, PyDict>, encoded: Encoded) -> Self {
        Self { fields: fields.unbind(), encoded: Some(encoded), misplaced: None }
    }

    /// No data of any schema.
    pub(crate) fn without_data(fields: Bound<'_, PyDict>, misplaced: Option<Violations>) -> Self {
        Self { fields: fields.unbind(), encoded: None, misplaced }
    }

    /// The fields, as they were given.
    pub(crate) fn fields<'py>(&self, py: Python<'py>) -> &Bound<'py, PyDict> {
        self.fields.bind(py)
    }

    /// The data, encoded; with its violations where there are any.
    pub(crate) fn encoded(&self) -> Option<&Encoded> {
        self.encoded.as_ref()
    }

    /// What is wrong apart from the data.
    pub(crate) fn misplaced(&self) -> Option<&Violations> {
        self.misplaced.as_ref()
    }
}

#[pymethods]
impl PyDatum {
    /// What was given for a field; None where nothing was.
    #[pyo3(name = "_field")]
    fn field<'py>(&self, name: &Bound<'py, PyString>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.fields.bind(name.py()).get_item(name)
    }

    fn __eq__<'py>(slf: &Bound<'py, Self>, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        match other.cast::<Self>() {
            Ok(datum) if slf.get_type().is(other.get_type()) => {
                let equal = slf.get().fields.bind(py).eq(datum.get().fields.bind(py))?;
                Ok(equal.into_pyobject(py)?.to_owned().into_any())
            }
            _ => Ok(py.NotImplemented().into_bound(py)),
        }
    }

    /// The class and the names of the fields; values may be personal.
    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let names = slf.get().fields.bind(slf.py()).keys();
        let fields: Vec<String> = names.iter().map(|name| format!("{}=…", keyword(&name))).collect();
        Ok(format!("{}({})", slf.get_type().name()?, fields.join(", ")))
    }

    /// For pickle and copy: the object is made anew from its fields.
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(py), self.fields.bind(py).copy()?))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.fields)
    }
}

/// Base of the classes in `snowgauge.entities`: what describes the circumstances of an event.
#[pyclass(name = "Entity", module = "snowgauge._snowgauge", extends = PyDatum, subclass, frozen)]
pub(crate) struct PyEntity;

#[pymethods]
impl PyEntity {
    #[new]
    #[classmethod]
    #[pyo3(signature = (**fields), text_signature = "(**fields)")]
    fn new(cls: &Bound<'_, PyType>, fields: Option<Bound<'_, PyDict>>) -> PyResult<PyClassInitializer<Self>> {
        let fields = fields.unwrap_or_else(|| PyDict::new(cls.py()));
        let uri =
            class_text(cls, intern!(cls.py(), "schema"), "make one of the classes in snowgauge.entities")?;
        let uri = uri.to_str()?;
        let datum = match find(uri) {
            Some(schema) => PyDatum::new(schema, fields),
            None => PyDatum::without_data(fields, snowgauge::validate(uri, |_| ())),
        };
        Ok(PyClassInitializer::from(datum).add_subclass(Self))
    }
}

/// The text that a class says about itself in an attribute.
pub(crate) fn class_text<'py>(
    cls: &Bound<'py, PyType>,
    attribute: &Bound<'py, PyString>,
    instead: &str,
) -> PyResult<Bound<'py, PyString>> {
    let text = cls.getattr(attribute).ok().and_then(|text| text.cast_into::<PyString>().ok());
    text.ok_or_else(|| match cls.name() {
        Ok(class) => PyTypeError::new_err(format!("{class} has no str '{attribute}': {instead}")),
        Err(error) => error,
    })
}

/// Lends the thread's scratch. A value that makes another event while it is walked finds an empty one in its place, and so
/// does a thread that is ending.
pub(crate) fn with_scratch<T>(encode: impl FnOnce(&mut Scratch) -> T) -> T {
    thread_local!(static SCRATCH: Cell<Scratch> = Cell::default());
    let mut scratch = SCRATCH.try_with(Cell::take).unwrap_or_default();
    let result = encode(&mut scratch);
    // A thread that is ending has no use for it any more.
    let _ = SCRATCH.try_with(|kept| kept.set(scratch));
    result
}
