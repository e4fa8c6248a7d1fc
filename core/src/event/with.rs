//! What an event can be given besides what it has of its own.

use core::fmt;

#[cfg(feature = "events")]
use super::Subject;
use super::{Datum, Event};
use crate::payload::{Fields, field};
use crate::schema::{EventPlan, Kind};

/// An event with something more; made by [`Event::with`] and its like.
#[derive(Clone, Copy)]
pub struct With<'e, E> {
    event: E,
    more: More<'e>,
}

#[derive(Clone, Copy)]
pub(super) enum More<'e> {
    Entity(&'e dyn Datum),
    #[cfg(feature = "events")]
    Subject(&'e Subject<'e>),
    TrueTimestamp(i64),
    Fields(&'e [(&'e str, &'e str)]),
}

impl<'e, E> With<'e, E> {
    pub(super) const fn new(event: E, more: More<'e>) -> Self {
        Self { event, more }
    }
}

impl<E: Event> Event for With<'_, E> {
    fn plan(&self) -> &'static EventPlan {
        self.event.plan()
    }

    fn kind(&self) -> Kind {
        self.event.kind()
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.event.data()
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        self.event.push_fields(to);
        match self.more {
            More::Entity(_) => {}
            #[cfg(feature = "events")]
            More::Subject(subject) => subject.push_fields(to),
            More::TrueTimestamp(milliseconds) => to.integer(field::TRUE_TIMESTAMP, milliseconds),
            More::Fields(fields) => to.set_all(fields),
        }
    }

    fn visit_entities(&self, visit: &mut dyn FnMut(&dyn Datum)) {
        self.event.visit_entities(visit);
        if let More::Entity(entity) = self.more {
            visit(entity);
        }
    }
}

/// Shows no field and no data: they may be personal.
impl<E: fmt::Debug> fmt::Debug for With<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = match self.more {
            More::Entity(entity) => entity.uri(),
            #[cfg(feature = "events")]
            More::Subject(_) => "a subject",
            More::TrueTimestamp(_) => "a true timestamp",
            More::Fields(_) => "fields",
        };
        f.debug_struct("With").field("event", &self.event).field("more", &more).finish()
    }
}
