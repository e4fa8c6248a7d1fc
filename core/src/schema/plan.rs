//! What the tracking plan says beyond the schemas, as plain data that a generator writes.

use super::Schema;

/// One event of the tracking plan.
#[derive(Debug)]
pub struct EventPlan {
    /// Its name, such as `gkg_query_executed`.
    pub name: &'static str,
    /// The category of the structured event.
    pub category: &'static str,
    /// The action of the structured event.
    pub action: &'static str,
    /// The schema of its own data; `None` where all it says is in its entities.
    pub schema: Option<&'static Schema>,
    /// The entities that the plan names for it.
    pub entities: &'static [EntityPlan],
    /// What its entities have to say.
    pub rules: &'static [EntityRule],
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
