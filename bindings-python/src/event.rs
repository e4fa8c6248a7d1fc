//! Events, and what they are tracked with.

use std::iter::once;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};
use snowgauge::encode::{Encoded, Text};
use snowgauge::schema::{EventPlan, Report, find_event};
use snowgauge::{Datum, Event};

use crate::datum::{PyDatum, PyEntity, class_text};

/// Base of the classes in `snowgauge.events`: what can be tracked.
#[pyclass(name = "Event", module = "snowgauge._snowgauge", extends = PyDatum, subclass, frozen)]
pub(crate) struct PyEvent {
    plan: Option<&'static EventPlan>,
}

#[pymethods]
impl PyEvent {
    #[new]
    #[classmethod]
    #[pyo3(signature = (**fields))]
    fn new(cls: &Bound<'_, PyType>, fields: Option<Bound<'_, PyDict>>) -> PyResult<PyClassInitializer<Self>> {
        let fields = fields.unwrap_or_else(|| PyDict::new(cls.py()));
        let name =
            class_text(cls, intern!(cls.py(), "event_name"), "make one of the classes in snowgauge.events")?;
        let name = name.to_str()?;
        let plan = find_event(name);
        let datum = if let Some(schema) = plan.and_then(|plan| plan.schema) {
            PyDatum::new(schema, fields)
        } else {
            // The core's words for an unknown event, and for data where an event has none.
            let text = if fields.is_empty() { "" } else { "{\"…\":null}" };
            PyDatum::without_data(fields, Text::event(name, text).err())
        };
        Ok(PyClassInitializer::from(datum).add_subclass(Self { plan }))
    }
}

/// The entities that were passed along with an event.
pub(crate) struct Entities<'py>(Vec<Bound<'py, PyEntity>>);

impl<'py> Entities<'py> {
    /// Takes them from any iterable.
    pub(crate) fn from_python(entities: Option<&Bound<'py, PyAny>>) -> PyResult<Self> {
        let Some(entities) = entities else { return Ok(Self(Vec::new())) };
        let entity = |item: PyResult<Bound<'py, PyAny>>| Ok(item?.cast_into::<PyEntity>()?);
        entities.try_iter()?.map(entity).collect::<PyResult<_>>().map(Self)
    }

    fn data(&self) -> impl Iterator<Item = &PyDatum> {
        self.0.iter().map(|entity| entity.as_super().get())
    }
}

/// An event of the plan with its entities, as the core takes it. Its data may have violations of its own.
pub(crate) struct Planned<'e> {
    plan: &'static EventPlan,
    data: Option<&'e Encoded>,
    pub(crate) entities: Vec<&'e dyn Datum>,
}

impl<'e> Planned<'e> {
    /// Puts an event and its entities together.
    ///
    /// # Errors
    ///
    /// All that is wrong with them, where the core cannot tell: something has no schema, or should have no data.
    pub(crate) fn new(event: &'e Bound<'_, PyEvent>, entities: &'e Entities<'_>) -> Result<Self, Report> {
        let own = event.as_super().get();
        let mut report = Report::new();
        let misplaced = once(own).chain(entities.data()).filter_map(PyDatum::misplaced);
        misplaced.for_each(|violations| report.extend(violations.clone()));
        if let (Some(plan), true) = (event.get().plan, report.is_empty()) {
            let entities = entities.data().filter_map(PyDatum::encoded).map(|encoded| encoded as &dyn Datum);
            return Ok(Self { plan, data: own.encoded(), entities: entities.collect() });
        }
        let data = once(own).chain(entities.data()).filter_map(PyDatum::encoded);
        data.filter_map(Encoded::violations).for_each(|violations| report.extend(violations.clone()));
        Err(report)
    }
}

impl Event for Planned<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.map(|data| data as &dyn Datum)
    }
}
