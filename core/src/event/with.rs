//! Attaching entities to an event.

use core::fmt;

use super::{Datum, Event};
use crate::schema::EventPlan;

/// An event with one more entity; made by [`Event::with`].
pub struct With<'e, E> {
    event: E,
    entity: &'e dyn Datum,
}

impl<'e, E> With<'e, E> {
    pub(super) const fn new(event: E, entity: &'e dyn Datum) -> Self {
        Self { event, entity }
    }
}

impl<E: Event> Event for With<'_, E> {
    fn plan(&self) -> &'static EventPlan {
        self.event.plan()
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.event.data()
    }

    fn visit_entities(&self, visit: &mut dyn FnMut(&dyn Datum)) {
        self.event.visit_entities(visit);
        visit(self.entity);
    }
}

impl<E: fmt::Debug> fmt::Debug for With<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("With")
            .field("event", &self.event)
            .field("entity", &self.entity.schema().name)
            .finish()
    }
}
