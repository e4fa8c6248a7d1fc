//! A part of an application, such as one request that it serves.

use std::fmt;

use snowgauge_core::event::Subject;
use snowgauge_core::{Datum, Fields, Violations};

use crate::tracker::Tracker;

/// Builds another handle of a [`Tracker`]; made by [`Tracker::scoped`].
#[must_use]
pub struct Scope<'s> {
    tracker: &'s Tracker,
    subjects: Vec<&'s Subject<'s>>,
    fields: Vec<(&'s str, &'s str)>,
    entities: Vec<&'s dyn Datum>,
}

impl<'s> Scope<'s> {
    pub(crate) fn new(tracker: &'s Tracker) -> Self {
        Self { tracker, subjects: Vec::new(), fields: Vec::new(), entities: Vec::new() }
    }

    /// Who and where the user is. Fields that are not set stay those of the tracker; of a field that is set again the last
    /// value stays.
    pub fn subject(mut self, subject: &'s Subject<'s>) -> Self {
        self.subjects.push(subject);
        self
    }

    /// Sets one of the subject's fields, by its name: for hosts whose fields are not checked by the compiler.
    pub fn field(mut self, property: &'s str, text: &'s str) -> Self {
        self.fields.push((property, text));
        self
    }

    /// Attaches an entity to every event, behind the event's own and before those of the tracker.
    pub fn entity(mut self, entity: &'s dyn Datum) -> Self {
        self.entities.push(entity);
        self
    }

    /// Makes the handle. What is held and what it costs to drop the last handle are the tracker's.
    ///
    /// # Errors
    ///
    /// All that is wrong with the fields and the entities.
    pub fn build(self) -> Result<Tracker, Violations> {
        let push = |to: &mut Fields<'_>| {
            self.subjects.iter().for_each(|subject| subject.push_fields(to));
            to.set_all(&self.fields);
        };
        self.tracker.narrowed(&push, &self.entities)
    }
}

/// Shows no field and no entity: they may be personal.
impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}
