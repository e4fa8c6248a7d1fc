//! An event with all that it is tracked with, as the core takes it.

use std::iter::once;

use pyo3::prelude::*;
use snowgauge::encode::Encoded;
use snowgauge::schema::{EventPlan, Kind, Report};
use snowgauge::{Datum, Event, Fields};

use crate::datum::{PyDatum, PyEntity};
use crate::event::PyEvent;
use crate::fields::Values;
use crate::given::{unless_type_error, wrong_type};
use crate::scope::PyScope;
use crate::subject::PySubject;
use crate::timestamp;

/// Entities, out of any iterable.
#[derive(Default)]
pub(crate) struct Entities<'py>(pub(crate) Vec<Bound<'py, PyDatum>>);

impl<'py> Entities<'py> {
    pub(crate) fn from_python(entities: Option<&Bound<'py, PyAny>>) -> PyResult<Self> {
        let Some(entities) = entities else { return Ok(Self::default()) };
        let items = entities.try_iter();
        let items = items
            .map_err(|error| unless_type_error(error, "entities", "an iterable of entities", entities))?;
        let mut found = Vec::new();
        // Not collected: the iterator's estimate of its length would import `operator`.
        for (index, item) in items.enumerate() {
            let entity = item?.cast_into::<PyEntity>().map_err(|error| {
                wrong_type(&format!("entities[{index}]"), "an entity", &error.into_inner())
            })?;
            found.push(entity.into_super());
        }
        Ok(Self(found))
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
    /// What was passed along in a call that was made in these scopes, innermost first.
    ///
    /// # Errors
    ///
    /// An entity that is none.
    #[inline]
    pub(crate) fn from_python(
        entities: Option<&Bound<'py, PyAny>>,
        subject: Option<&'py Bound<'py, PySubject>>,
        true_timestamp: Option<&Bound<'py, PyAny>>,
        scopes: Vec<Bound<'py, PyScope>>,
    ) -> PyResult<Self> {
        let true_timestamp = true_timestamp.map(timestamp::read).unwrap_or_default();
        let entities = Entities::from_python(entities)?;
        Ok(Self { entities, subject, true_timestamp, scopes })
    }

    /// The entities in the order in which they are sent.
    fn data(&self) -> impl Iterator<Item = &PyDatum> + Clone {
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
        let mut is_whole = own.misplaced().is_none();
        let mut entities: Vec<&dyn Datum> = Vec::with_capacity(along.entities.0.len());
        along.data().for_each(|entity| match entity.encoded() {
            Some(encoded) => entities.push(encoded),
            None => is_whole = false,
        });
        match event.get().plan {
            Some(plan) if is_whole => {
                Ok(Self { event: event.get(), plan, data: own.encoded(), along, entities })
            }
            _ => Err(report(once(own).chain(along.data()))),
        }
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

/// All that is wrong with these data.
fn report<'d>(data: impl Iterator<Item = &'d PyDatum> + Clone) -> Report {
    let mut report = Report::new();
    report_misplaced(data.clone(), &mut report);
    let violations = encoded(data).filter_map(Encoded::violations);
    violations.for_each(|violations| report.extend(violations.clone()));
    report
}

/// Reports what is wrong with data apart from what they say.
pub(crate) fn report_misplaced<'d>(data: impl Iterator<Item = &'d PyDatum>, report: &mut Report) {
    data.filter_map(PyDatum::misplaced).for_each(|violations| report.extend(violations.clone()));
}

/// What there is of these data.
pub(crate) fn encoded<'d>(data: impl Iterator<Item = &'d PyDatum>) -> impl Iterator<Item = &'d Encoded> {
    data.filter_map(PyDatum::encoded)
}
