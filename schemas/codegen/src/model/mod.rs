//! What `schemas/` says, read strictly and checked: all that the targets need, and nothing of any language.

mod decimal;
mod entries;
mod examples;
mod files;
mod keywords;
mod kinds;
mod names;
mod node;
mod numbers;
mod plan;
mod rules;
mod schema;
mod shape;

use std::path::Path;
use std::rc::Rc;

use crate::problem::Problem;

pub use decimal::Decimal;
pub use shape::{Additional, Bound, Format, Kind, Node, Numbers, Object, Property};

/// Everything that is generated from.
#[derive(Debug, Default)]
pub struct Model {
    /// The events, in the plan's order.
    pub events: Vec<Event>,
    /// The entities, in the plan's order.
    pub entities: Vec<Entity>,
}

impl Model {
    /// The events of the plan itself.
    pub fn planned_events(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| !event.standard)
    }

    /// The standard events.
    pub fn standard_events(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| event.standard)
    }

    /// Every schema once: the events' and then the entities', in the plan's order.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let events = self.events.iter().filter_map(|event| event.schema.as_deref());
        events.chain(self.entities.iter().map(|entity| &*entity.schema))
    }
}

/// A self-describing schema that the plan uses.
#[derive(Debug)]
pub struct Schema {
    /// The Iglu URI.
    pub uri: String,
    /// The name alone.
    pub name: String,
    /// What the datum is about.
    pub description: String,
    /// Its fields.
    pub root: Object,
    /// The plan's rules about it.
    pub rules: Vec<NullRule>,
    /// The plan's example of each field that has one other than null.
    pub examples: serde_json::Map<String, serde_json::Value>,
}

/// An event of the plan.
#[derive(Debug)]
pub struct Event {
    /// Its name; its schema bears the same.
    pub name: String,
    /// Whether schema and meaning are those of Snowplow's own: it is self-describing under every framing, and the plan
    /// says no more about it than its name, its schema and its source.
    pub standard: bool,
    /// The category of the structured event.
    pub category: String,
    /// The action of the structured event.
    pub action: String,
    /// When it is fired.
    pub description: String,
    /// The service that sends it.
    pub emitted_by: String,
    /// File and section of the spec.
    pub source: String,
    /// The product questions that it answers.
    pub questions: Vec<String>,
    /// The schema of its own data, if it has any.
    pub schema: Option<Rc<Schema>>,
    /// The entities that travel with it.
    pub entities: Vec<EntityUse>,
    /// The plan's rules about these.
    pub rules: Vec<EntityRule>,
}

/// An entity of the plan.
#[derive(Debug)]
pub struct Entity {
    /// What it is about.
    pub description: String,
    /// File and section of the spec.
    pub source: String,
    /// Its schema, which bears its name.
    pub schema: Rc<Schema>,
}

/// An entity that the plan names for an event.
#[derive(Debug)]
pub struct EntityUse {
    /// Its schema.
    pub schema: Rc<Schema>,
    /// True: exactly one. False: one or none.
    pub required: bool,
}

/// A field that is null or absent under a condition.
#[derive(Clone, Debug)]
pub struct NullRule {
    /// Its stable name.
    pub id: String,
    /// The sentence of the spec.
    pub because: String,
    /// The index of the field among the schema's properties.
    pub field: usize,
    /// The index of the enum field that decides.
    pub condition: usize,
    /// The index of the deciding value in that field's enum.
    pub value: usize,
    /// False: null when the field has the value. True: null when it has any other.
    pub unless: bool,
}

/// A field of an event's entity that has one value.
#[derive(Clone, Debug)]
pub struct EntityRule {
    /// Its stable name.
    pub id: String,
    /// The sentence of the spec.
    pub because: String,
    /// The entity's schema.
    pub schema: Rc<Schema>,
    /// The index of the enum field among that schema's properties.
    pub field: usize,
    /// The index of the value in that field's enum.
    pub value: usize,
}

/// Reads and checks the `schemas` folder of the repository at `root`.
///
/// # Errors
///
/// Everything that is wrong with it, by file and line.
pub fn load(root: &Path) -> Result<Model, Vec<Problem>> {
    let mut problems = crate::problem::Problems::default();
    let sources = files::read(root, &mut problems);
    let schemas = schema::read_all(&sources.schemas, &mut problems);
    let model = sources.plan.map(|plan| plan::read(&plan, schemas, &mut problems));
    problems.or(model.unwrap_or_default())
}
