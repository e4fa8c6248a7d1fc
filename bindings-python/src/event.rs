//! Events, and what they are tracked with.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};
use snowgauge::encode::{Encoded, Text};
use snowgauge::schema::{EventPlan, Report, find_event};
use snowgauge::{Datum, Event, Violations};

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
        let name = class_text(cls, intern!(cls.py(), "name"), "make one of the classes in snowgauge.events")?;
        let name = name.to_str()?;
        let plan = find_event(name);
        let datum = match plan.and_then(|plan| plan.schema) {
            Some(schema) => PyDatum::new(schema, fields),
            None => {
                // The core's words for an unknown event, and for data where an event has none.
                let text = if fields.is_empty() { "" } else { "{\"…\":null}" };
                PyDatum::without_data(fields, Text::event(name, text).err())
            }
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

/// An event with its entities, as the core takes it, or what keeps it from being one.
pub(crate) enum Tracked<'e> {
    /// Data of known schemas, which may have violations of its own.
    Planned(Planned<'e>),
    /// Something in it has no schema, or should have none.
    Misplaced(Violations),
}

/// An event of the plan with its entities.
pub(crate) struct Planned<'e> {
    plan: &'static EventPlan,
    data: Option<&'e Encoded>,
    pub(crate) entities: Vec<&'e dyn Datum>,
}

impl<'e> Tracked<'e> {
    /// Puts an event and its entities together.
    pub(crate) fn new(event: &'e Bound<'_, PyEvent>, entities: &'e Entities<'_>) -> Self {
        let datum = event.as_super().get();
        let mut misplaced = Report::new();
        let all = || std::iter::once(datum).chain(entities.data());
        all().filter_map(PyDatum::misplaced).for_each(|violations| misplaced.extend(violations.clone()));
        match (event.get().plan, misplaced.into_violations()) {
            (Some(plan), None) => {
                let entities = entities.data().filter_map(PyDatum::encoded).map(|encoded| encoded as &dyn Datum);
                Self::Planned(Planned { plan, data: datum.encoded(), entities: entities.collect() })
            }
            (_, misplaced) => Self::Misplaced(with_violations_of(all(), misplaced)),
        }
    }
}

/// What is misplaced, and with it all that is wrong with the data that is there.
fn with_violations_of<'d>(data: impl Iterator<Item = &'d PyDatum>, misplaced: Option<Violations>) -> Violations {
    todo!()
}

impl Event for Planned<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.map(|data| data as &dyn Datum)
    }
}
