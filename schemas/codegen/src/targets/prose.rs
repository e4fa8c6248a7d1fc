//! Sentences about the plan that stand in the documentation of every language.

use crate::model::{Entity, EntityRule, Event, NullRule, Object};

/// What an event is, who sends it, what travels with it, and what it answers.
pub(super) fn event(event: &Event) -> Vec<String> {
    let mut docs = vec![event.description.clone()];
    docs.push(if event.standard {
        format!("A standard event, self-describing under every framing, from {}.", event.source)
    } else {
        format!("Sent by: {}.", event.emitted_by)
    });
    let entities: Vec<String> = event
        .entities
        .iter()
        .map(|entity| {
            let count = if entity.required { "exactly one" } else { "at most one" };
            format!("{count} `{}`", entity.schema.name)
        })
        .collect();
    if !entities.is_empty() {
        docs.push(format!("Travels with {}.", entities.join(" and ")));
    }
    docs.extend(event.rules.iter().map(entity_rule));
    if !event.questions.is_empty() {
        docs.push(format!("Answers: {}.", event.questions.join("; ")));
    }
    docs.extend(event.schema.as_ref().map(|schema| format!("Schema: `{}`", schema.uri)));
    docs
}

/// What an entity is.
pub(super) fn entity(entity: &Entity) -> Vec<String> {
    vec![entity.description.clone(), format!("Schema: `{}`", entity.schema.uri)]
}

/// A rule about one field, as a sentence.
pub(super) fn null_rule(object: &Object, rule: &NullRule) -> String {
    let (field, value) = named(object, rule.condition, rule.value);
    let word = if rule.unless { "unless" } else { "when" };
    format!("Has to be null {word} `{field}` is `{value}`.")
}

/// A rule about an entity of an event, as a sentence.
pub(super) fn entity_rule(rule: &EntityRule) -> String {
    let (field, value) = named(&rule.schema.root, rule.field, rule.value);
    format!("The `{field}` of its `{}` has to be `{value}`.", rule.schema.name)
}

/// The names of a field and of a text of its enum.
fn named(object: &Object, field: usize, value: usize) -> (&str, &str) {
    let property = object.properties.get(field);
    let text = property.and_then(|property| property.values()?.get(value));
    (property.map_or("", |property| &property.name), text.map_or("", String::as_str))
}

/// The text with a backslash before these characters, where they are not between backticks.
pub(super) fn escape(text: &str, characters: &str) -> String {
    let mut in_code = false;
    let mut escaped = String::new();
    for character in text.chars() {
        in_code ^= character == '`';
        if !in_code && characters.contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
