//! What can be tracked: events and the entities attached to them.


#[cfg(feature = "events")]
#[rustfmt::skip]
mod generated;
mod value;
mod with;

#[cfg(feature = "events")]
pub use generated::{entities, events};
pub use value::{JsonText, Strings};
pub use with::With;

use crate::encode::Writer;
use crate::schema::{EventPlan, Schema};

/// Data of one schema, which can say itself token by token.
pub trait Datum {
    /// The schema that it claims to fit.
    fn schema(&self) -> &'static Schema;

    /// Pushes the whole value into the writer.
    fn push(&self, to: &mut Writer<'_>);
}

/// An event of the tracking plan.
pub trait Event {
    /// What the plan says of it.
    fn plan(&self) -> &'static EventPlan;

    /// Its own data; `None` for an event that says all in its entities.
    fn data(&self) -> Option<&dyn Datum>;

    /// Hands each entity that is attached to it to `visit`, in the order in which they were attached.
    fn visit_entities(&self, visit: &mut dyn FnMut(&dyn Datum)) {
        let _ = visit;
    }

    /// Attaches an entity.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge_core::event::{Event, entities::CodeSuggestionsContext, events::SuggestionRequested};
    /// let context = CodeSuggestionsContext::builder().prefix_length(120).language("rust").build();
    /// let event = SuggestionRequested::new().with(&context);
    /// # let _ = event;
    /// ```
    fn with(self, entity: &dyn Datum) -> With<'_, Self>
    where
        Self: Sized,
    {
        With::new(self, entity)
    }
}

impl<E: Event + ?Sized> Event for &E {
    fn plan(&self) -> &'static EventPlan {
        (**self).plan()
    }

    fn data(&self) -> Option<&dyn Datum> {
        (**self).data()
    }

    fn visit_entities(&self, visit: &mut dyn FnMut(&dyn Datum)) {
        (**self).visit_entities(visit);
    }
}
