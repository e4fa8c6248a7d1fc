//! An event with all that it is tracked with, as the core takes it.

use std::iter::once;

use pyo3::prelude::*;
use snowgauge::encode::Encoded;
use snowgauge::schema::{EventPlan, Kind, Report};
use snowgauge::{Datum, Event, Fields};

use crate::datum::{PyDatum, PyEntity};
use crate::event::PyEvent;
use crate::fields::Values;
use crate::scope::PyScope;
use crate::subject::PySubject;
use crate::timestamp;

/// Entities, out of any iterable.
#[derive(Default)]
pub(crate) struct Entities<'py>(pub(crate) Vec<Bound<'py, PyDatum>>);

impl<'py> Entities<'py> {
    pub(crate) fn from_python(entities: Option<&Bound<'py, PyAny>>) -> PyResult<Self> {
        let Some(entities) = entities else { return Ok(Self::default()) };
        let entity = |item: PyResult<Bound<'py, PyAny>>| Ok(item?.cast_into::<PyEntity>()?.into_super());
        entities.try_iter()?.map(entity).collect::<PyResult<_>>().map(Self)
    }
}

/// What is passed along with an event.
pub(crate) struct Along<'py> {
    entities: Entities<'py>,
    subject: Option<&'py Bound<'py, PySubject>>,
    true_timestamp: Values,
    /// The scopes that the call is made in, innermost first.
    scopes: Vec<Bound<'py, PyScope>>,
}

impl<'py> Along<'py> {
    /// What was passed along in a call.
    ///
    /// # Errors
    ///
    /// An entity that is none, or a true timestamp that says no moment.
    pub(crate) fn from_python(
        entities: Option<&Bound<'py, PyAny>>,
        subject: Option<&'py Bound<'py, PySubject>>,
        true_timestamp: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Self> {
        let true_timestamp = true_timestamp.map(timestamp::read).transpose()?.unwrap_or_default();
        let entities = Entities::from_python(entities)?;
        Ok(Self { entities, subject, true_timestamp, scopes: Vec::new() })
    }

    /// The same in these scopes.
    pub(crate) fn within(self, scopes: Vec<Bound<'py, PyScope>>) -> Self {
        Self { scopes, ..self }
    }

    /// The entities in the order in which they are sent.
    fn data(&self) -> impl Iterator<Item = &PyDatum> {
        let own = self.entities.0.iter().map(Bound::get);
        own.chain(self.scopes.iter().flat_map(|scope| scope.get().layer.entities()))
    }
}

/// An event of the plan with all that it is tracked with. Its data may have violations of its own.
pub(crate) struct Planned<'e> {
    event: &'e PyEvent,
    plan: &'static EventPlan,
    data: Option<&'e Encoded>,
    along: &'e Along<'e>,
    pub(crate) entities: Vec<&'e dyn Datum>,
}

impl<'e> Planned<'e> {
    /// Puts an event and what it is tracked with together.
    ///
    /// # Errors
    ///
    /// All that is wrong with them, where the core cannot tell: something has no schema, or should have no data.
    pub(crate) fn new(event: &'e Bound<'_, PyEvent>, along: &'e Along<'e>) -> Result<Self, Report> {
        let own = event.as_super().get();
        let mut report = Report::new();
        report_misplaced(once(own).chain(along.data()), &mut report);
        if let (Some(plan), true) = (event.get().plan, report.is_empty()) {
            let entities = encoded(along.data()).map(|encoded| encoded as &dyn Datum).collect();
            return Ok(Self { event: event.get(), plan, data: own.encoded(), along, entities });
        }
        let data = encoded(once(own).chain(along.data()));
        data.filter_map(Encoded::violations).for_each(|violations| report.extend(violations.clone()));
        Err(report)
    }
}

impl Event for Planned<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn kind(&self) -> Kind {
        self.event.kind
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.map(|data| data as &dyn Datum)
    }

    /// Of a field that is set again the last value stays: the event's own comes after those of its scopes.
    fn push_fields(&self, to: &mut Fields<'_>) {
        for scope in self.along.scopes.iter().rev() {
            scope.get().layer.push_fields(to);
        }
        self.event.values.push(to);
        if let Some(subject) = self.along.subject {
            subject.get().values.push(to);
        }
        self.along.true_timestamp.push(to);
    }
}

/// Reports what is wrong with data apart from what they say.
pub(crate) fn report_misplaced<'d>(data: impl Iterator<Item = &'d PyDatum>, report: &mut Report) {
    data.filter_map(PyDatum::misplaced).for_each(|violations| report.extend(violations.clone()));
}

/// What there is of these data.
pub(crate) fn encoded<'d>(data: impl Iterator<Item = &'d PyDatum>) -> impl Iterator<Item = &'d Encoded> {
    data.filter_map(PyDatum::encoded)
}
