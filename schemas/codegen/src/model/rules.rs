//! The plan's rules: every name in them has to be one of the schemas', and becomes an index.

use std::collections::BTreeMap;

use super::entries::{Entry, RuleEntry, Text};
use super::plan::Plan;
use super::shape::Object;
use super::{EntityRule, EntityUse, NullRule, names};
use crate::problem::join;

/// The most texts of an enum: the core keeps the index of a text in a byte that has a few other meanings too.
pub(super) const MOST_VALUES: usize = 250;

/// A rule in one of its two forms.
enum Form<'a> {
    /// A field of a datum is null under a condition.
    Null { schema: &'a Text, null: &'a Text, condition: &'a BTreeMap<Text, Text>, unless: bool },
    /// A field of an event's entity has one value.
    Value { event: &'a Text, entity: &'a Text, field: &'a Text, is: &'a Text },
}

impl RuleEntry {
    fn form(&self) -> Option<Form<'_>> {
        match self {
            Self {
                schema: Some(schema),
                null: Some(null),
                event: None,
                entity: None,
                field: None,
                is: None,
                ..
            } => {
                let (condition, unless) = match (&self.when, &self.unless) {
                    (Some(when), None) => (when, false),
                    (None, Some(unless)) => (unless, true),
                    _ => return None,
                };
                (condition.len() == 1).then_some(Form::Null { schema, null, condition, unless })
            }
            Self {
                event: Some(event),
                entity: Some(entity),
                field: Some(field),
                is: Some(is),
                schema: None,
                null: None,
                when: None,
                unless: None,
                ..
            } => Some(Form::Value { event, entity, field, is }),
            _ => None,
        }
    }
}

impl Plan<'_> {
    /// Each rule has an id of its own, one of the two forms, and is about something that the plan has.
    pub(super) fn check_rules(&mut self) {
        let entries = self.entries;
        for (index, Entry { pointer, offset, says }) in entries.rules.iter().enumerate() {
            let id = says.id.get_ref();
            if entries.rules.iter().take(index).any(|other| other.says.id.get_ref() == id) {
                let what = format!("`{id}` is there twice");
                self.problem(&says.id, &join(pointer, "id"), what, "choose another id");
            }
            self.check_words(says, pointer);
            match says.form() {
                None => {
                    let what = "the rule has neither of the two forms";
                    let instead = "give it either `schema`, `null` and `when` or `unless` with one field, or `event`, `entity`, `field` and `is`";
                    self.problems.add(self.source.problem(*offset, pointer, what, instead));
                }
                Some(Form::Null { schema, .. }) => self.check_known(schema, &join(pointer, "schema"), true),
                Some(Form::Value { event, entity, .. }) => {
                    self.check_known(event, &join(pointer, "event"), false);
                    self.check_entity(event, entity, &join(pointer, "entity"));
                }
            }
        }
    }

    /// A rule's id is a name, and it has a reason.
    fn check_words(&mut self, rule: &RuleEntry, pointer: &str) {
        let id = rule.id.get_ref();
        if !names::is_snake_case(id) {
            let what = format!("`{id}` is not in snake_case");
            let instead = "use small letters, digits and single underscores, and begin with a letter";
            self.problem(&rule.id, &join(pointer, "id"), what, instead);
        }
        if rule.because.trim().is_empty() {
            let at = join(pointer, "because");
            self.problem(&rule.id, &at, "there is no text", "quote the sentence of the spec");
        }
    }

    /// The plan has to have an event of this name, or, where a rule is about a datum, an entity.
    pub(super) fn check_known(&mut self, name: &Text, pointer: &str, is_datum: bool) {
        let events = self.entries.events.iter().filter(|event| !is_datum || event.says.schema.is_some());
        let entities = self.entries.entities.iter().filter(|_| is_datum).map(|entity| &entity.says.name);
        if !events
            .map(|event| &event.says.name)
            .chain(entities)
            .any(|known| known.get_ref() == name.get_ref())
        {
            let what =
                format!("the plan has no {} `{}`", if is_datum { "schema" } else { "event" }, name.get_ref());
            self.problem(name, pointer, what, "name one that the plan has");
        }
    }

    /// The event has to have an entity of this name.
    fn check_entity(&mut self, event: &Text, entity: &Text, pointer: &str) {
        let mut named =
            self.entries.events.iter().filter(|entry| entry.says.name.get_ref() == event.get_ref());
        let is_it = |uri: &Text| uri.get_ref().split('/').nth(1) == Some(entity.get_ref());
        if named.any(|entry| entry.says.entities.iter().all(|entity| !is_it(&entity.schema))) {
            let what = format!("`{}` has no entity `{}`", event.get_ref(), entity.get_ref());
            self.problem(entity, pointer, what, "name one of the event's `entities`");
        }
    }
}

/// The rules about the schema with this name.
pub(super) fn about(plan: &mut Plan<'_>, name: &str, root: &Object) -> Vec<NullRule> {
    let entries = plan.entries;
    let mut rules = Vec::new();
    for Entry { pointer, says, .. } in &entries.rules {
        let Some(Form::Null { schema, null, condition, unless }) = says.form() else { continue };
        let Some((deciding, value)) = condition.iter().next().filter(|_| schema.get_ref() == name) else {
            continue;
        };
        let at_condition = join(pointer, if unless { "unless" } else { "when" });
        let at_decision = [at_condition.clone(), join(&at_condition, deciding.get_ref())];
        let field = field(plan, root, null, &join(pointer, "null"));
        let decision = text(plan, root, deciding, value, &at_decision);
        let (Some(field), Some((condition, value))) = (field, decision) else { continue };
        if root.properties.get(field).is_none_or(|property| !property.optional()) {
            let what = format!("`{}` may not be null by its schema", null.get_ref());
            plan.problem(null, &join(pointer, "null"), what, "allow null in the schema, or correct the rule");
        } else if field == condition {
            plan.problem(
                null,
                &join(pointer, "null"),
                "a field cannot decide about itself",
                "name another field",
            );
        }
        let (id, because) = (says.id.get_ref().clone(), says.because.clone());
        rules.push(NullRule { id, because, field, condition, value, unless });
    }
    rules
}

/// The rules about the entities of the event with this name.
pub(super) fn about_entities(plan: &mut Plan<'_>, name: &str, entities: &[EntityUse]) -> Vec<EntityRule> {
    let entries = plan.entries;
    let mut rules = Vec::new();
    for Entry { pointer, says, .. } in &entries.rules {
        let Some(Form::Value { event, entity, field, is }) = says.form() else { continue };
        if event.get_ref() != name {
            continue;
        }
        // Where it is not there, that or what is wrong with its schema was said before.
        let found = entities.iter().find(|found| found.schema.name == *entity.get_ref());
        let Some(EntityUse { schema, .. }) = found else { continue };
        let at_decision = [join(pointer, "field"), join(pointer, "is")];
        let Some((field, value)) = text(plan, &schema.root, field, is, &at_decision) else { continue };
        let (id, because) = (says.id.get_ref().clone(), says.because.clone());
        rules.push(EntityRule { id, because, schema: schema.clone(), field, value });
    }
    rules
}

/// The index of a field.
fn field(plan: &mut Plan<'_>, root: &Object, name: &Text, pointer: &str) -> Option<usize> {
    if let Some((index, _)) = root.find(name.get_ref()) {
        return Some(index);
    }
    let what = format!("the schema has no field `{}`", name.get_ref());
    plan.problem(name, pointer, what, "name one of its properties");
    None
}

/// The index of an enum field, and the index of one of its texts, whose pointers are given.
fn text(
    plan: &mut Plan<'_>,
    root: &Object,
    name: &Text,
    value: &Text,
    [at_name, at_value]: &[String; 2],
) -> Option<(usize, usize)> {
    let field = field(plan, root, name, at_name)?;
    let Some(values) = root.properties.get(field).and_then(|property| property.values()) else {
        let what = format!("`{}` is not an enum", name.get_ref());
        plan.problem(name, at_name, what, "name a field whose schema has an `enum`");
        return None;
    };
    let index = values.iter().position(|text| text == value.get_ref());
    if index.is_none() {
        let what = format!("`{}` is not in the enum of `{}`", value.get_ref(), name.get_ref());
        plan.problem(value, at_value, what, format!("use one of `{}`", values.join("`, `")));
    }
    Some((field, index?))
}
