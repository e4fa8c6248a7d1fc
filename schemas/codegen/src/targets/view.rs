//! The model as the typed targets see it: types with fields, each with its documentation and its example.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value};

use super::prose;
use crate::model::{Entity, Event, Kind, Model, NullRule, Object, Property, Schema};

/// A type with named fields: the data of a schema, or an object inside it.
#[derive(Clone)]
pub(super) struct Type<'m> {
    /// Its name and its fields.
    pub object: &'m Object,
    /// What it is.
    pub description: &'m str,
    rules: &'m [NullRule],
    examples: &'m Map<String, Value>,
}

/// The examples of an object that has none.
static NO_EXAMPLES: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

impl<'m> Type<'m> {
    /// The data of a schema.
    pub(super) fn of(schema: &'m Schema) -> Self {
        let Schema { description, root, rules, examples, .. } = schema;
        Self { object: root, description, rules, examples }
    }

    /// The types of the objects inside it, and inside these.
    pub(super) fn inner(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for property in &self.object.properties {
            let example = self.examples.get(&property.name);
            let (node, example) = match property.node.kind.plain_items() {
                Some(items) => (items, example.and_then(|list| list.get(0))),
                None => (&property.node, example),
            };
            let Kind::Object(object) = &node.kind else { continue };
            let description =
                if node.description.is_empty() { &property.node.description } else { &node.description };
            let examples = example.and_then(Value::as_object).unwrap_or(&NO_EXAMPLES);
            let inner = Type { object, description, rules: &[], examples };
            all.push(inner.clone());
            all.extend(inner.inner());
        }
        all
    }

    /// Its enums, each with the field that has it.
    pub(super) fn enums(&self) -> impl Iterator<Item = (&'m str, &'m [String], &'m Property)> + use<'m> {
        self.object.properties.iter().filter_map(|property| {
            match property.node.kind.plain_items().map_or(&property.node.kind, |items| &items.kind) {
                Kind::Enum { name, values } => Some((&**name, &**values, property)),
                _ => None,
            }
        })
    }

    /// The paragraphs that document a field: why it is there, when it is null, an example.
    pub(super) fn field_docs(&self, property: &Property) -> Vec<String> {
        let mut docs = vec![property.node.description.clone()];
        docs.extend(self.rules_of(property).map(|rule| prose::null_rule(self.object, rule)));
        docs.extend(self.examples.get(&property.name).map(|value| format!("Example: `{value}`")));
        docs
    }

    /// Examples that together break no rule, of all fields or of the required ones alone.
    pub(super) fn examples(&self, required_alone: bool) -> Vec<(&'m Property, &'m Value)> {
        let wanted = |property: &&Property| !required_alone || property.required;
        let allowed = |property: &&Property| !self.rules_of(property).any(|rule| self.holds(rule));
        let properties = self.object.properties.iter().filter(wanted).filter(allowed);
        properties.filter_map(|property| Some((property, self.examples.get(&property.name)?))).collect()
    }

    fn rules_of(&self, property: &Property) -> impl Iterator<Item = &'m NullRule> + use<'m> {
        let index = self.object.find(&property.name).map(|(index, _)| index);
        self.rules.iter().filter(move |rule| Some(rule.field) == index)
    }

    /// Whether the rule's condition is true of the examples.
    fn holds(&self, rule: &NullRule) -> bool {
        let Some(deciding) = self.object.properties.get(rule.condition) else { return false };
        let value = deciding.values().and_then(|values| values.get(rule.value));
        let example = self.examples.get(&deciding.name).and_then(Value::as_str);
        (example == value.map(String::as_str)) != rule.unless
    }
}

/// What one module of generated types holds.
pub(super) enum Item<'m> {
    /// An event, and its data if it has any.
    Event(&'m Event, Option<Type<'m>>),
    /// An entity.
    Entity(&'m Entity, Type<'m>),
}

/// The events, in the plan's order.
pub(super) fn events(model: &Model) -> Vec<Item<'_>> {
    model.events.iter().map(|event| Item::Event(event, event.schema.as_deref().map(Type::of))).collect()
}

/// The entities, in the plan's order.
pub(super) fn entities(model: &Model) -> Vec<Item<'_>> {
    model.entities.iter().map(|entity| Item::Entity(entity, Type::of(&entity.schema))).collect()
}

/// The different enums of some types, each with its texts and the field that has it.
pub(super) fn enums<'m>(types: &[Type<'m>]) -> Vec<(&'m str, &'m [String], &'m Property)> {
    let mut seen = BTreeSet::new();
    types.iter().flat_map(Type::enums).filter(|(name, ..)| seen.insert(*name)).collect()
}

impl<'m> Item<'m> {
    /// The data, if it has any.
    pub(super) fn data(&self) -> Option<&Type<'m>> {
        match self {
            Self::Event(_, data) => data.as_ref(),
            Self::Entity(_, data) => Some(data),
        }
    }

    /// The name in the plan, in `snake_case`.
    pub(super) fn name(&self) -> &'m str {
        match self {
            Self::Event(event, _) => &event.name,
            Self::Entity(entity, _) => &entity.schema.name,
        }
    }

    /// The name of its type.
    pub(super) fn type_name(&self) -> String {
        self.name().to_upper_camel_case()
    }

    /// The paragraphs that document it.
    pub(super) fn docs(&self) -> Vec<String> {
        match self {
            Self::Event(event, _) => prose::event(event),
            Self::Entity(entity, _) => prose::entity(entity),
        }
    }
}
