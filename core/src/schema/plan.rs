//! What the tracking plan says beyond the schemas, as plain data that a generator writes.

use super::Schema;

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
    /// The specification's sentence.
    pub because: &'static str,
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
    /// The specification's sentence.
    pub because: &'static str,
}
