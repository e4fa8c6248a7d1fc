//! What a tracker or a scope adds to its events.

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use snowgauge::encode::Encoded;
use snowgauge::schema::Report;
use snowgauge::{Datum, Encoder, Fields, Tracker, Violations};

use crate::datum::PyDatum;
use crate::planned::{Entities, encoded, report_misplaced};
use crate::subject::PySubject;

/// A subject and entities.
pub(crate) struct Layer {
    subject: Option<Py<PySubject>>,
    entities: Vec<Py<PyDatum>>,
}

impl Layer {
    pub(crate) fn from_python(
        subject: Option<&Bound<'_, PySubject>>,
        entities: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let entities = Entities::from_python(entities)?.0.into_iter().map(Bound::unbind).collect();
        Ok(Self { subject: subject.map(|subject| subject.clone().unbind()), entities })
    }

    pub(crate) fn entities(&self) -> impl Iterator<Item = &PyDatum> + Clone {
        self.entities.iter().map(Py::get)
    }

    /// Sets the subject's fields.
    pub(crate) fn push_fields(&self, to: &mut Fields<'_>) {
        if let Some(subject) = &self.subject {
            subject.get().values.push(to);
        }
    }

    /// All that is wrong with the subject, if anything is.
    pub(crate) fn check_subject(&self, encoder: &Encoder) -> Option<Violations> {
        encoder.scoped(&|to| self.push_fields(to), &[]).err()
    }

    /// All that is wrong with the entities, if anything is.
    pub(crate) fn check_entities(&self, encoder: &Encoder) -> Option<Violations> {
        let mut report = Report::new();
        report_misplaced(self.entities(), &mut report);
        if let Err(violations) = encoder.scoped(&|_| (), &self.data()) {
            report.extend(violations);
        }
        report.into_violations()
    }

    /// A handle of the tracker whose events have all of this, which was checked before.
    ///
    /// # Errors
    ///
    /// All that is wrong with it nevertheless.
    pub(crate) fn apply(&self, tracker: &Tracker) -> Result<Tracker, Violations> {
        let texts = self.subject.iter().flat_map(|subject| subject.get().values.texts());
        let scope = texts.fold(tracker.scoped(), |scope, (name, text)| scope.field(name, text));
        self.data().into_iter().fold(scope, snowgauge::Scope::entity).build()
    }

    fn data(&self) -> Vec<&dyn Datum> {
        encoded(self.entities()).map(|encoded: &Encoded| encoded as &dyn Datum).collect()
    }

    /// For the garbage collector.
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.subject)?;
        self.entities.iter().try_for_each(|entity| visit.call(entity))
    }
}
