//! Events, as Python makes them.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};
use snowgauge::encode::Text;
use snowgauge::schema::{EventPlan, Kind, find_event};

use crate::datum::{PyDatum, class_text};
use crate::fields::Values;

/// Base of the classes in `snowgauge.events` and of the protocol's own kinds: what can be tracked.
#[pyclass(name = "Event", module = "snowgauge._snowgauge", extends = PyDatum, subclass, frozen)]
pub(crate) struct PyEvent {
    /// `None` for an event that nobody knows.
    pub(crate) plan: Option<&'static EventPlan>,
    pub(crate) kind: Kind,
    /// The fields of the protocol that it sets.
    pub(crate) values: Values,
}

impl PyEvent {
    /// A self-describing event whose data has this plan.
    pub(crate) fn self_describing(plan: &'static EventPlan) -> Self {
        Self { plan: Some(plan), kind: Kind::SelfDescribing, values: Values::default() }
    }

    fn named(name: &str, fields: Bound<'_, PyDict>) -> PyClassInitializer<Self> {
        let plan = find_event(name);
        if let Some((plan, schema)) = plan.and_then(|plan| plan.schema.map(|schema| (plan, schema))) {
            let own = Self { plan: Some(plan), kind: plan.kind, values: Values::default() };
            return PyClassInitializer::from(PyDatum::new(schema, fields)).add_subclass(own);
        }
        match EventPlan::KINDS.iter().find(|kind| kind.name == name) {
            Some(kind) => Self::of_kind(kind, fields),
            None => Self::without_data(name, plan, fields),
        }
    }

    /// An event that has no data of its own, or that nobody knows.
    fn without_data(
        name: &str,
        plan: Option<&'static EventPlan>,
        fields: Bound<'_, PyDict>,
    ) -> PyClassInitializer<Self> {
        // The core's words for an unknown event, and for data where an event has none.
        let text = if fields.is_empty() { "" } else { "{\"…\":null}" };
        let datum = PyDatum::without_data(fields, Text::event(name, text).err());
        let own = Self { plan, kind: Kind::Framed, values: Values::default() };
        PyClassInitializer::from(datum).add_subclass(own)
    }

    /// An event of one of the protocol's own kinds.
    fn of_kind(plan: &'static EventPlan, fields: Bound<'_, PyDict>) -> PyClassInitializer<Self> {
        let values = Values::read(&fields);
        let own = Self { plan: Some(plan), kind: plan.kind, values };
        PyClassInitializer::from(PyDatum::without_data(fields, None)).add_subclass(own)
    }
}

#[pymethods]
impl PyEvent {
    #[new]
    #[classmethod]
    #[pyo3(signature = (**fields), text_signature = "(**fields)")]
    fn new(cls: &Bound<'_, PyType>, fields: Option<Bound<'_, PyDict>>) -> PyResult<PyClassInitializer<Self>> {
        let fields = fields.unwrap_or_else(|| PyDict::new(cls.py()));
        let name =
            class_text(cls, intern!(cls.py(), "event_name"), "make one of the classes in snowgauge.events")?;
        let name = name.to_str()?;
        Ok(Self::named(name, fields))
    }
}
