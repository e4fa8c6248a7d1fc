//! Data of the host's own schemas.
#![expect(clippy::doc_markdown, reason = "doc comments are Python's docstrings, with an example")]

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use snowgauge::encode::Encoded;
use snowgauge::schema::EventPlan;
use snowgauge::{Event, SelfDescribing};

use crate::datum::{PyDatum, PyEntity, with_scratch};
use crate::event::PyEvent;
use crate::value;

/// Data with the Iglu URI of the schema that describes it: an entity, or what a `SelfDescribing` event says.
///
/// The data is any value that `json.dumps` takes. The schema may be one that the tracking plan does not have; nothing
/// has to be registered. Then the data is sent as it is, its members in the order given, if the URI is an Iglu URI with
/// a full version and the data does not nest too deeply. Data of the tracking plan's schemas is checked against them.
///
/// Args:
///     schema: The schema's URI, such as `iglu:com.acme/cluster/jsonschema/1-0-0`.
///     data: The data. It is encoded now: what happens to it afterwards does not change what is sent.
///
/// Example:
///     >>> from snowgauge import SelfDescribingJson, StructuredEvent, check
///     >>> cluster = SelfDescribingJson("iglu:com.acme/cluster/jsonschema/1-2-0", {"name": "eu-1", "nodes": 3})
///     >>> check(StructuredEvent(category="cluster", action="grow"), [cluster])
///     []
#[pyclass(name = "SelfDescribingJson", module = "snowgauge._snowgauge", extends = PyEntity, frozen)]
pub(crate) struct PySelfDescribingJson;

#[pymethods]
impl PySelfDescribingJson {
    #[new]
    fn new(schema: &Bound<'_, PyString>, data: &Bound<'_, PyAny>) -> PyResult<PyClassInitializer<Self>> {
        let py = schema.py();
        let fields = PyDict::new(py);
        fields.set_item(intern!(py, "schema"), schema)?;
        fields.set_item(intern!(py, "data"), data)?;
        let uri = schema.to_string_lossy();
        let encoded =
            with_scratch(|scratch| Encoded::self_describing(uri, scratch, |to| value::push(data, to)));
        let datum = PyDatum::of_encoded(fields, encoded);
        Ok(PyClassInitializer::from(datum).add_subclass(PyEntity).add_subclass(Self))
    }

    /// The URI of its schema.
    #[getter]
    fn schema<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        field(slf.as_super().as_super(), intern!(slf.py(), "schema"))
    }

    /// The data, as it was given.
    #[getter]
    pub(crate) fn data<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        field(slf.as_super().as_super(), intern!(slf.py(), "data"))
    }
}

/// A self-describing event (`e=ue`) with this data, whatever the tracker's framing is.
///
/// Where the data is that of an event of the tracking plan, the plan's rules about that event hold.
///
/// Example:
///     >>> from snowgauge import SelfDescribing, SelfDescribingJson, check
///     >>> data = SelfDescribingJson("iglu:com.acme/deployed/jsonschema/1-0-0", {"sha": "0d6f5a1b", "seconds": 42})
///     >>> check(SelfDescribing(data))
///     []
#[pyclass(name = "SelfDescribing", module = "snowgauge._snowgauge", extends = PyEvent, frozen)]
pub(crate) struct PySelfDescribing;

#[pymethods]
impl PySelfDescribing {
    #[new]
    fn new(data: &Bound<'_, PySelfDescribingJson>) -> PyResult<PyClassInitializer<Self>> {
        let py = data.py();
        let fields = PyDict::new(py);
        fields.set_item(intern!(py, "data"), data)?;
        let (datum, plan) = match data.as_super().as_super().get().encoded() {
            Some(encoded) => {
                let event = SelfDescribing(encoded.clone());
                let plan = event.plan();
                (PyDatum::of_encoded(fields, event.0), plan)
            }
            None => (PyDatum::without_data(fields, None), EventPlan::SELF_DESCRIBING),
        };
        Ok(PyClassInitializer::from(datum).add_subclass(PyEvent::self_describing(plan)).add_subclass(Self))
    }

    /// What it says.
    #[getter]
    fn data<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyAny> {
        field(slf.as_super().as_super(), intern!(slf.py(), "data"))
    }
}

/// A field that the constructor has set.
fn field<'py>(datum: &Bound<'py, PyDatum>, name: &Bound<'py, PyString>) -> Bound<'py, PyAny> {
    let py = datum.py();
    let value = datum.get().fields(py).get_item(name);
    value.ok().flatten().unwrap_or_else(|| py.None().into_bound(py))
}
