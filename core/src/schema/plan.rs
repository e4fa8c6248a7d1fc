//! A tracking plan: its schemas, and what it says beyond them, as plain data that a generator writes.

use core::fmt;

use super::{Code, Report, Schema};

/// A tracking plan: the schemas and the events that a tracker knows.
///
/// [`PLAN`](super::tables::PLAN) is the one that `schemas/` says, compiled in. A host that reads its tables at run time, as
/// the web module does, makes its own.
///
/// # Examples
///
/// ```
/// use snowgauge_core::schema::tables::PLAN;
/// let event = PLAN.find_event("gkg_query_executed").expect("in the plan");
/// assert_eq!(event.schema.map(|schema| schema.uri), Some("iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0"));
/// ```
pub struct Plan {
    /// Every schema: the events' and then the entities'.
    pub schemas: &'static [&'static Schema],
    /// Every event.
    pub events: &'static [&'static EventPlan],
}

impl Plan {
    /// The schema with this URI, if the plan has it.
    pub fn find(&self, uri: &str) -> Option<&'static Schema> {
        self.schemas.iter().copied().find(|schema| schema.uri == uri)
    }

    /// The event with this name, if the plan has it.
    pub fn find_event(&self, name: &str) -> Option<&'static EventPlan> {
        self.events.iter().copied().find(|event| event.name == name)
    }

    /// The event whose data has this schema; [`EventPlan::SELF_DESCRIBING`] where the plan has none.
    pub fn event_of(&self, schema: &'static Schema) -> &'static EventPlan {
        let is_its = |plan: &&&EventPlan| plan.schema.is_some_and(|own| core::ptr::eq(own, schema));
        self.events.iter().find(is_its).copied().unwrap_or(EventPlan::SELF_DESCRIBING)
    }

    /// The schema with this URI. Where the plan has no such schema, the report gets an
    /// [`UnknownSchema`](Code::UnknownSchema).
    pub fn planned(&self, uri: &str, report: &mut Report) -> Option<&'static Schema> {
        let schema = self.find(uri);
        if schema.is_none() {
            unknown_schema(uri, report);
        }
        schema
    }

    /// The event with this name. Where the plan has no such event, the report gets an
    /// [`UnknownEvent`](Code::UnknownEvent); where there is data for an event that has none of its own, an
    /// [`UnknownField`](Code::UnknownField).
    pub fn planned_event(
        &self,
        name: &str,
        has_data: bool,
        report: &mut Report,
    ) -> Option<&'static EventPlan> {
        match self.find_event(name) {
            Some(plan) if !has_data || plan.schema.is_some() => return Some(plan),
            Some(_) => needless_data(name, report),
            None => unknown_event(name, report),
        }
        None
    }
}

/// Reports a schema that the plan does not have.
fn unknown_schema(uri: &str, report: &mut Report) {
    let expected = "the URI of a schema in the tracking plan";
    report.add_name(Code::UnknownSchema, expected, "an unknown one", uri);
}

/// Reports data for an event that has none of its own.
pub(crate) fn needless_data(name: &str, report: &mut Report) {
    let expected = "no data: all that this event says is in its entities";
    report.add_name(Code::UnknownField, expected, "some", name);
}

/// Reports an event that the plan does not have.
pub(crate) fn unknown_event(name: &str, report: &mut Report) {
    report.add_name(Code::UnknownEvent, "the name of an event in the tracking plan", "an unknown one", name);
}

/// How much there is; all of it would be pages.
impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { schemas, events } = self;
        write!(f, "Plan {{ {} schemas, {} events }}", schemas.len(), events.len())
    }
}

/// How an event is put on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// As the tracker's [`Framing`](crate::Framing) says: an event of the tracking plan.
    Framed,
    /// As a structured event (`e=se`).
    Structured,
    /// As a self-describing event (`e=ue`).
    SelfDescribing,
    /// As a page view (`e=pv`).
    PageView,
    /// As a page ping (`e=pp`).
    PagePing,
}

/// What is known of an event before it happens: one event of the tracking plan, or a kind of event that the protocol has.
#[derive(Debug)]
pub struct EventPlan {
    /// Its name, such as `gkg_query_executed`.
    pub name: &'static str,
    /// How it is put on the wire.
    pub kind: Kind,
    /// The category of the structured event that it may be framed as; empty for other kinds than [`Kind::Framed`].
    pub category: &'static str,
    /// The action of the structured event that it may be framed as; empty for other kinds than [`Kind::Framed`].
    pub action: &'static str,
    /// The schema of its own data; `None` where all it says is in its entities.
    pub schema: Option<&'static Schema>,
    /// The entities that the plan names for it.
    pub entities: &'static [EntityPlan],
    /// What its entities have to say.
    pub rules: &'static [EntityRule],
}

impl EventPlan {
    /// A structured event of the host's own.
    pub const STRUCTURED: &'static Self = &Self::of_kind("structured_event", Kind::Structured);
    /// A self-describing event of the host's own schema.
    pub const SELF_DESCRIBING: &'static Self = &Self::of_kind("self_describing_event", Kind::SelfDescribing);
    /// A page view.
    pub const PAGE_VIEW: &'static Self = &Self::of_kind("page_view", Kind::PageView);
    /// A page ping.
    pub const PAGE_PING: &'static Self = &Self::of_kind("page_ping", Kind::PagePing);

    /// The protocol's own kinds of event. Their names are not those of events of the tracking plan.
    pub const KINDS: &'static [&'static Self] =
        &[Self::STRUCTURED, Self::SELF_DESCRIBING, Self::PAGE_VIEW, Self::PAGE_PING];

    const fn of_kind(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, category: "", action: "", schema: None, entities: &[], rules: &[] }
    }
}

/// An entity that the plan names for an event.
#[derive(Debug)]
pub struct EntityPlan {
    /// The entity's schema.
    pub schema: &'static Schema,
    /// True: exactly one has to be attached. False: it may be.
    pub required: bool,
}

/// A field of a datum that has to be null (or absent) under a condition on another field of it.
#[derive(Debug)]
pub struct NullRule {
    /// The field that has to be null: an index into the root's properties.
    pub field: u8,
    /// When it has to be.
    pub condition: Condition,
    /// What is expected of it, in words that end in the specification's sentence.
    pub words: &'static str,
}

/// When a [`NullRule`] holds: while an enum field has a value, or unless it has.
#[derive(Debug)]
pub struct Condition {
    /// The enum field: an index into the root's properties.
    pub field: u8,
    /// The value: an index into that field's `enum`.
    pub value: u8,
    /// False: the rule holds when the field has the value. True: it holds unless it has.
    pub unless: bool,
}

/// A field of an event's entity that has to have one value.
#[derive(Debug)]
pub struct EntityRule {
    /// The entity's schema.
    pub schema: &'static Schema,
    /// The enum field: an index into that schema's root properties.
    pub field: u8,
    /// The value: an index into that field's `enum`.
    pub value: u8,
    /// What is expected of it, in words that end in the specification's sentence.
    pub words: &'static str,
}
