//! What can be tracked: events and the entities attached to them.

#[cfg(feature = "events")]
#[rustfmt::skip]
mod generated;
mod given;
#[cfg(feature = "events")]
mod kinds;
mod self_describing;
#[cfg(feature = "events")]
mod subject;
mod value;
mod with;

#[cfg(feature = "events")]
pub use generated::{entities, events};
pub use given::Given;
#[cfg(feature = "events")]
pub use kinds::{PagePing, PageView, StructuredEvent};
pub use self_describing::{SelfDescribing, SelfDescribingJson};
#[cfg(feature = "events")]
pub use subject::Subject;
pub use value::{JsonText, Strings};
pub use with::With;

use crate::encode::Writer;
use crate::payload::Fields;
use crate::schema::{EventPlan, Kind, Schema};
use with::More;

/// Data of one schema, which can say itself token by token.
pub trait Datum {
    /// The schema that it claims to fit; [`UNPLANNED`](crate::schema::UNPLANNED) for one that the tracking plan does not have.
    fn schema(&self) -> &'static Schema;

    /// The Iglu URI of its schema.
    fn uri(&self) -> &str {
        self.schema().uri
    }

    /// Pushes the whole value into the writer.
    fn push(&self, to: &mut Writer<'_>);
}

/// Something that happened.
pub trait Event {
    /// What was known of it before.
    fn plan(&self) -> &'static EventPlan;

    /// How it is put on the wire.
    fn kind(&self) -> Kind {
        self.plan().kind
    }

    /// Its own data; `None` for an event that says all in its fields and entities.
    fn data(&self) -> Option<&dyn Datum>;

    /// Sets the tracker protocol's fields that it has values for. Of a field that is set again the last value stays.
    fn push_fields(&self, to: &mut Fields<'_>) {
        let _ = to;
    }

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
        With::new(self, More::Entity(entity))
    }

    /// Says who and where the user was, in place of what the tracker or its scope says; fields that are not set stay
    /// theirs.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge_core::event::{Event, StructuredEvent, Subject};
    /// let subject = Subject::builder().user_id("8819234").language("en").build();
    /// let event = StructuredEvent::builder().category("search").action("open").build().with_subject(&subject);
    /// # let _ = event;
    /// ```
    #[cfg(feature = "events")]
    fn with_subject<'s>(self, subject: &'s Subject<'_>) -> With<'s, Self>
    where
        Self: Sized,
    {
        With::new(self, More::Subject(subject))
    }

    /// Says when it really happened (`ttm`), in milliseconds since 1970, years 0 to 9999: for events that are told later.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge_core::event::{Event, StructuredEvent};
    /// let event = StructuredEvent::builder().category("job").action("done").build();
    /// let event = event.with_true_timestamp(1_764_000_000_000);
    /// # let _ = event;
    /// ```
    fn with_true_timestamp(self, milliseconds: i64) -> With<'static, Self>
    where
        Self: Sized,
    {
        With::new(self, More::TrueTimestamp(milliseconds))
    }

    /// Sets fields by the names that hosts call them by, such as `user_id` or `true_timestamp`, to texts; numbers as text
    /// too. For hosts whose fields are not checked by the compiler.
    fn with_fields<'f>(self, fields: &'f [(&'f str, &'f str)]) -> With<'f, Self>
    where
        Self: Sized,
    {
        With::new(self, More::Fields(fields))
    }
}

impl<E: Event + ?Sized> Event for &E {
    fn plan(&self) -> &'static EventPlan {
        (**self).plan()
    }

    fn kind(&self) -> Kind {
        (**self).kind()
    }

    fn data(&self) -> Option<&dyn Datum> {
        (**self).data()
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        (**self).push_fields(to);
    }

    fn visit_entities(&self, visit: &mut dyn FnMut(&dyn Datum)) {
        (**self).visit_entities(visit);
    }
}
