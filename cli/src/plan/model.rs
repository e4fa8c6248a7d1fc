//! The plan as the generator writes it (`schemas/codegen/src/targets/plan.rs`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The plan as JSON.
pub(super) const PLAN: &str = include_str!("../generated/plan.json");

/// A text without escapes is not copied.
type Text<'p> = Cow<'p, str>;

/// The tracking plan.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Plan<'p> {
    #[serde(borrow)]
    pub(super) events: Vec<Subject<'p>>,
    #[serde(borrow)]
    pub(super) entities: Vec<Subject<'p>>,
}

/// An event or an entity. What only events have is absent in an entity.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Subject<'p> {
    #[serde(borrow)]
    pub(super) name: Text<'p>,
    #[serde(borrow)]
    pub(super) description: Text<'p>,
    #[serde(borrow)]
    pub(super) source: Text<'p>,
    #[serde(borrow)]
    pub(super) schema: Option<Text<'p>>,
    #[serde(flatten, borrow)]
    pub(super) event: Option<OfEvent<'p>>,
    #[serde(borrow)]
    pub(super) rules: Vec<Rule<'p>>,
    /// The data, and then each object inside it.
    #[serde(borrow)]
    pub(super) objects: Vec<Object<'p>>,
}

/// What an event has that an entity has not.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct OfEvent<'p> {
    pub(super) standard: bool,
    pub(super) category: Text<'p>,
    pub(super) action: Text<'p>,
    pub(super) emitted_by: Text<'p>,
    pub(super) entities: Vec<EntityUse<'p>>,
    pub(super) questions: Vec<Text<'p>>,
}

/// An entity that travels with an event.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct EntityUse<'p> {
    pub(super) name: Text<'p>,
    pub(super) required: bool,
}

/// A rule of the plan.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Rule<'p> {
    pub(super) id: Text<'p>,
    pub(super) field: Option<Text<'p>>,
    #[serde(rename = "rule")]
    pub(super) sentence: Text<'p>,
    pub(super) because: Text<'p>,
}

/// An object with fields.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Object<'p> {
    pub(super) name: Text<'p>,
    pub(super) description: Text<'p>,
    pub(super) fields: Vec<Field<'p>>,
    pub(super) other_fields: Option<Text<'p>>,
}

/// One field.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Field<'p> {
    pub(super) name: Text<'p>,
    pub(super) required: bool,
    pub(super) nullable: bool,
    #[serde(rename = "type")]
    pub(super) type_name: Text<'p>,
    pub(super) values: Option<Vec<Text<'p>>>,
    pub(super) description: Text<'p>,
    pub(super) example: Value,
}

impl<'p> Plan<'p> {
    /// The events, and then the entities.
    pub(super) fn subjects(&self) -> impl Iterator<Item = &Subject<'p>> {
        self.events.iter().chain(&self.entities)
    }

    /// The event or entity with this name or with this schema.
    pub(super) fn find(&self, name: &str) -> Option<&Subject<'p>> {
        self.subjects().find(|subject| subject.name == name || subject.schema.as_deref() == Some(name))
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.subjects().map(|subject| &*subject.name)
    }
}
