//! The plan as data for programs that show it: `snowgauge plan` reads it.

use serde_json::{Map, Value, json};

use super::code::NOTICE;
use super::markdown::described;
use super::prose;
use super::view::Type;
use crate::model::{Additional, Entity, EntityRule, EntityUse, Event, Model, NullRule, Object, Schema};

/// The file.
pub(super) fn render(model: &Model) -> String {
    let plan = json!({
        "about": NOTICE,
        "events": model.events.iter().map(event).collect::<Vec<_>>(),
        "entities": model.entities.iter().map(entity).collect::<Vec<_>>(),
    });
    // Only a map whose keys are no texts could not be written.
    serde_json::to_string_pretty(&plan).unwrap_or_default() + "\n"
}

fn event(event: &Event) -> Value {
    let Event { name, standard, category, action, description, emitted_by, source, questions, .. } = event;
    let entity = |used: &EntityUse| json!({ "name": used.schema.name, "required": used.required });
    let schema = event.schema.as_deref();
    let of_data = schema.into_iter().flat_map(data_rules);
    json!({
        "name": name,
        "standard": standard,
        "description": description,
        "category": category,
        "action": action,
        "emitted_by": emitted_by,
        "source": source,
        "schema": schema.map(|schema| &schema.uri),
        "entities": event.entities.iter().map(entity).collect::<Vec<_>>(),
        "questions": questions,
        "rules": of_data.chain(event.rules.iter().map(entity_rule)).collect::<Vec<_>>(),
        "objects": schema.map(objects).unwrap_or_default(),
    })
}

fn entity(entity: &Entity) -> Value {
    let Entity { description, source, schema } = entity;
    json!({
        "name": schema.name,
        "description": description,
        "source": source,
        "schema": schema.uri,
        "rules": data_rules(schema).collect::<Vec<_>>(),
        "objects": objects(schema),
    })
}

fn data_rules(schema: &Schema) -> impl Iterator<Item = Value> {
    schema.rules.iter().map(|rule| {
        let NullRule { id, because, field, .. } = rule;
        let field = schema.root.properties.get(*field).map(|property| &property.name);
        json!({ "id": id, "field": field, "rule": prose::null_rule(&schema.root, rule), "because": because })
    })
}

fn entity_rule(rule: &EntityRule) -> Value {
    json!({ "id": rule.id, "field": null, "rule": prose::entity_rule(rule), "because": rule.because })
}

/// The data of a schema and each object inside it, the data first.
fn objects(schema: &Schema) -> Vec<Value> {
    let inner = Type::of(schema).inner();
    let mut objects = vec![object(&schema.root, "", &schema.examples)];
    for each in &inner {
        let examples = each.examples(false).into_iter();
        let examples = examples.map(|(property, value)| (property.name.clone(), value.clone())).collect();
        objects.push(object(each.object, each.description, &examples));
    }
    objects
}

fn object(object: &Object, description: &str, examples: &Map<String, Value>) -> Value {
    let fields = object.properties.iter().map(|property| {
        json!({
            "name": property.name,
            "required": property.required,
            "nullable": property.node.nullable,
            "type": described(&property.node),
            "values": property.values(),
            "description": property.node.description,
            "example": examples.get(&property.name),
        })
    });
    let others = match &object.additional {
        Additional::None => None,
        Additional::Any => Some("any value".to_owned()),
        Additional::Each(node) => Some(described(node)),
    };
    json!({
        "name": object.name,
        "description": description,
        "fields": fields.collect::<Vec<_>>(),
        "other_fields": others,
    })
}
