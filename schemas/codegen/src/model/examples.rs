//! The plan's examples: one per field, right for its field.

use serde_json::{Map, Value};

use super::entries::{Entries, Text};
use super::plan::Plan;
use super::shape::{Additional, Kind, Node, Object};
use crate::problem::join;

/// The examples of the schema with this name, in the order of its fields.
pub(super) fn of(plan: &mut Plan<'_>, name: &str, root: &Object) -> Map<String, Value> {
    let Entries { examples, null_examples, .. } = plan.entries;
    let mut found = Map::new();
    let mut given = Vec::new();
    for (_, fields) in examples.iter().filter(|(schema, _)| schema.get_ref() == name) {
        for (field, value) in fields {
            let pointer = join(&join("/examples", name), field.get_ref());
            let json = example(plan, root, field, value.get_ref(), &pointer);
            found.extend(json.map(|json| (field.get_ref().clone(), json)));
            given.push(field.get_ref());
        }
    }
    for (_, fields) in null_examples.iter().filter(|(schema, _)| schema.get_ref() == name) {
        for field in fields {
            null_example(plan, root, field, &join("/null_examples", name));
            given.push(field.get_ref());
        }
    }
    for property in &root.properties {
        if given.iter().filter(|field| **field == &property.name).count() != 1 {
            not_once(plan, name, &property.name);
        }
    }
    root.properties.iter().filter_map(|property| found.remove_entry(&property.name)).collect()
}

/// Examples belong to schemas that the plan uses.
pub(super) fn check_names(plan: &mut Plan<'_>) {
    let Entries { examples, null_examples, .. } = plan.entries;
    let examples = examples.keys().map(|name| (name, "/examples"));
    let nulls = null_examples.keys().map(|name| (name, "/null_examples"));
    for (name, pointer) in examples.chain(nulls) {
        plan.check_known(name, &join(pointer, name.get_ref()), true);
    }
}

/// The example of one field as JSON, if it fits the field.
fn example(
    plan: &mut Plan<'_>,
    root: &Object,
    field: &Text,
    value: &toml::Value,
    pointer: &str,
) -> Option<Value> {
    let Some((_, property)) = root.find(field.get_ref()) else {
        let what = format!("the schema has no field `{}`", field.get_ref());
        plan.problem(field, pointer, what, "name one of its properties, or leave it out");
        return None;
    };
    let json = serde_json::to_value(value).ok().filter(|json| fits(&property.node, json));
    if json.is_none() {
        plan.problem(
            field,
            pointer,
            "the example does not fit its field",
            "give a value that the schema allows",
        );
    }
    json
}

fn null_example(plan: &mut Plan<'_>, root: &Object, field: &Text, pointer: &str) {
    if !root.find(field.get_ref()).is_some_and(|(_, property)| property.node.nullable) {
        let what = format!("the schema has no field `{}` that may be null", field.get_ref());
        plan.problem(
            field,
            pointer,
            what,
            "leave it out, and give an example of another value if it has the field",
        );
    }
}

/// A field has no example, or two.
fn not_once(plan: &mut Plan<'_>, schema: &str, field: &str) {
    let table = format!("[examples.{schema}]");
    let at = plan.source.text.find(&table).unwrap_or(0);
    let what = format!("`{field}` of `{schema}` has not exactly one example");
    let instead = format!("give it one in {table}, or name it in [null_examples]");
    plan.problems.add(plan.source.problem(at, join(&join("/examples", schema), field), what, instead));
}

/// Whether a value is what its schema allows; formats aside.
fn fits(node: &Node, value: &Value) -> bool {
    if value.is_null() { node.nullable } else { fits_kind(&node.kind, value) }
}

fn fits_kind(kind: &Kind, value: &Value) -> bool {
    let counted = |least: Option<u32>, most: Option<u32>, count: usize| {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        least.is_none_or(|bound| bound <= count) && most.is_none_or(|bound| count <= bound)
    };
    match (kind, value) {
        (Kind::Boolean, Value::Bool(_)) => true,
        (Kind::Integer(numbers), Value::Number(number)) => {
            !number.is_f64() && number.to_string().parse().is_ok_and(|number| numbers.fit(number))
        }
        (Kind::Number(numbers), Value::Number(number)) => {
            number.to_string().parse().is_ok_and(|number| numbers.fit(number))
        }
        (Kind::Text { min_length, max_length, .. }, Value::String(text)) => {
            counted(*min_length, *max_length, text.chars().count())
        }
        (Kind::Enum { values, .. }, Value::String(text)) => values.contains(text),
        (Kind::Array { items, min_items, max_items, unique_items }, Value::Array(list)) => {
            let is_first =
                |(index, item): (usize, &Value)| !list.iter().take(index).any(|other| other == item);
            counted(*min_items, *max_items, list.len())
                && (!unique_items || list.iter().enumerate().all(is_first))
                && list.iter().all(|item| fits(items, item))
        }
        (Kind::Object(object), Value::Object(members)) => object_fits(object, members),
        (Kind::FreeObject(node), Value::Object(members)) => {
            node.as_ref().is_none_or(|node| members.values().all(|value| fits(node, value)))
        }
        (Kind::Mixed(kinds), value) => kinds.iter().any(|kind| fits_kind(kind, value)),
        _ => false,
    }
}

fn object_fits(object: &Object, members: &Map<String, Value>) -> bool {
    let has_required = |name: &String| members.contains_key(name);
    let member_fits = |(name, value): (&String, &Value)| match (object.find(name), &object.additional) {
        (Some((_, property)), _) => fits(&property.node, value),
        (None, Additional::None) => false,
        (None, Additional::Any) => true,
        (None, Additional::Each(node)) => fits(node, value),
    };
    object.properties.iter().filter(|property| property.required).all(|property| has_required(&property.name))
        && members.iter().all(member_fits)
}
