//! The plan as the page that people read: `docs/tracking-plan.md`.

mod types;

use std::fmt::Write as _;

use serde_json::Value;

pub(super) use types::described;

use super::code::{Code, Layout, NOTICE};
use super::prose;
use super::view::Type;
use crate::model::{
    Additional, Entity, EntityRule, EntityUse, Event, Model, NullRule, Object, Property, Schema,
};

/// Paragraphs are not broken into lines: one that begins with a dash or a number would become a list.
const MARKDOWN: Layout = Layout { step: 2, line: usize::MAX };

/// Characters that Markdown would not show. An underscore within a word means nothing to it.
const MARKUP: &str = r"[]<>*\";

/// The sentence by which a description ends that tells of bounds which the spec does not give; see `schemas/README.md`.
const OUR_BOUNDS: &str = "Bound of snowgauge, not of the spec:";

/// The longest cell that the other cells of its column are padded to.
const WIDEST: usize = 48;

const ABOUT: &str = "\
# Tracking plan

What is tracked, why, and which product question it answers. To change it, see
[schemas/README.md](../schemas/README.md); events and entities are checked against it before they are sent.

- A field that is required has to be there. One that is not may be left out; it may be null only where its type says so.
- A dagger (†) marks a bound that snowgauge gives because the spec leaves it open.
- An example is right for its own field; a rule can forbid two examples in one event.
- Other fields than those listed are refused, unless a section says that they are allowed.";

/// What stands before the standard events.
const ABOUT_STANDARD: &str = "\
Not of this plan: events that Snowplow gives a schema, for applications that have screens or measure times. They are
self-describing under every framing, and any entity may travel with them.";

/// The file.
pub(super) fn render(model: &Model) -> String {
    let mut page = Code::new(MARKDOWN);
    page.line(format!("<!-- {NOTICE} -->")).gap().line(ABOUT).gap();
    contents(&mut page, model);
    page.gap().line("## Events");
    for event in model.planned_events() {
        render_event(&mut page, event);
    }
    if model.standard_events().next().is_some() {
        page.gap().line("## Standard events").gap().line(ABOUT_STANDARD);
    }
    for event in model.standard_events() {
        render_standard_event(&mut page, event);
    }
    page.gap().line("## Entities");
    for entity in &model.entities {
        render_entity(&mut page, entity, &model.events);
    }
    page.gap().line("## Questions");
    table(&mut page, ["Question", "Events"], questions(&model.events));
    page.finish()
}

fn contents(page: &mut Code, model: &Model) {
    let entry = |name: &String| format!("- {}", link(name));
    page.line("## Contents").gap();
    page.line("- [Events](#events)").indented(|page| {
        page.lines(model.planned_events().map(|event| entry(&event.name)));
    });
    if model.standard_events().next().is_some() {
        page.line("- [Standard events](#standard-events)").indented(|page| {
            page.lines(model.standard_events().map(|event| entry(&event.name)));
        });
    }
    page.line("- [Entities](#entities)").indented(|page| {
        page.lines(model.entities.iter().map(|entity| entry(&entity.schema.name)));
    });
    page.line("- [Questions](#questions), and the events that answer each");
}

fn render_event(page: &mut Code, event: &Event) {
    let Event { name, category, action, description, emitted_by, source, questions, .. } = event;
    let schema =
        event.schema.as_ref().map_or_else(|| "none, it has no data of its own".into(), |it| file(it));
    let entities: Vec<String> = event.entities.iter().map(entity_use).collect();
    heading(page, name, description);
    page.line(format!("- Sent by: {}", inline(emitted_by)));
    page.line(format!("- Category: {}", code(category))).line(format!("- Action: {}", code(action)));
    page.line(format!("- Schema: {schema}"));
    page.line(format!(
        "- Travels with: {}",
        if entities.is_empty() { "no entity".into() } else { entities.join(", ") }
    ));
    page.line(format!("- Source: {}", inline(source)));
    if !questions.is_empty() {
        page.gap().line("Answers:").gap();
        page.lines(questions.iter().map(|question| format!("- {}", inline(question))));
    }
    rules(page, event.schema.as_deref(), &event.rules);
    if let Some(schema) = &event.schema {
        data(page, schema);
    }
}

/// An event whose schema is Snowplow's own.
fn render_standard_event(page: &mut Code, event: &Event) {
    let Some(schema) = &event.schema else { return };
    heading(page, &event.name, &event.description);
    page.line(format!("- Schema: {}", file(schema))).line(format!("- Source: {}", inline(&event.source)));
    rules(page, Some(schema), &[]);
    data(page, schema);
}

fn entity_use(entity: &EntityUse) -> String {
    let count = if entity.required { "exactly one" } else { "optionally one" };
    format!("{count} {}", link(&entity.schema.name))
}

fn render_entity(page: &mut Code, entity: &Entity, events: &[Event]) {
    let Entity { description, source, schema } = entity;
    heading(page, &schema.name, description);
    page.line(format!("- Schema: {}", file(schema)));
    for (label, required) in [("Exactly one in", true), ("Optional in", false)] {
        let is_it = |entity: &EntityUse| entity.schema.uri == schema.uri && entity.required == required;
        let carriers = events.iter().filter(|event| event.entities.iter().any(is_it));
        let carriers: Vec<String> = carriers.map(|event| link(&event.name)).collect();
        if !carriers.is_empty() {
            page.line(format!("- {label}: {}", carriers.join(", ")));
        }
    }
    page.line(format!("- Source: {}", inline(source)));
    rules(page, Some(schema), &[]);
    data(page, schema);
}

fn heading(page: &mut Code, name: &str, description: &str) {
    page.gap().line(format!("### {}", code(name))).gap().line(inline(description)).gap();
}

/// The rules about the data of a schema, and those about an event's entities.
fn rules(page: &mut Code, schema: Option<&Schema>, about_entities: &[EntityRule]) {
    let about_data =
        schema.iter().flat_map(|schema| schema.rules.iter().map(|rule| null_rule(&schema.root, rule)));
    let rows: Vec<_> = about_data.chain(about_entities.iter().map(entity_rule)).collect();
    if !rows.is_empty() {
        page.gap().line("Rules:");
        table(page, ["Rule", "Field", "Has to be", "Condition", "The spec's words"], rows);
    }
}

fn null_rule(root: &Object, rule: &NullRule) -> [String; 5] {
    let (deciding, value) = (field(root, rule.condition), text(root, rule.condition, rule.value));
    let word = if rule.unless { "unless" } else { "when" };
    let condition = format!("{word} {deciding} is {value}");
    let allowed = match root.properties.get(rule.field) {
        Some(Property { required: true, .. }) => "null",
        Some(property) if !property.node.nullable => "absent",
        _ => "null or absent",
    };
    [code(&rule.id), field(root, rule.field), allowed.into(), condition, inline(&rule.because)]
}

fn entity_rule(rule: &EntityRule) -> [String; 5] {
    let EntityRule { id, because, schema, .. } = rule;
    let field = format!("{} of {}", field(&schema.root, rule.field), link(&schema.name));
    [code(id), field, text(&schema.root, rule.field, rule.value), "always".into(), inline(because)]
}

/// The name of a field.
fn field(root: &Object, index: usize) -> String {
    root.properties.get(index).map(|property| code(&property.name)).unwrap_or_default()
}

/// A text of a field's enum.
fn text(root: &Object, field: usize, value: usize) -> String {
    let values = root.properties.get(field).and_then(Property::values);
    values.and_then(|values| values.get(value)).map(|text| code(text)).unwrap_or_default()
}

/// The fields of a schema, and of each object inside it.
fn data(page: &mut Code, schema: &Schema) {
    page.gap().line("Fields:");
    // The plan gives every field of a schema an example: what is not in the list is null.
    fields(page, &schema.root, |property| Some(schema.examples.get(&property.name).unwrap_or(&Value::Null)));
    for inner in Type::of(schema).inner() {
        let examples = inner.examples(false);
        page.gap().line(format!("Fields of `{}`: {}", inner.object.name, inline(inner.description)));
        fields(page, inner.object, |property| {
            examples.iter().find(|(other, _)| other.name == property.name).map(|(_, value)| *value)
        });
    }
}

fn fields<'v>(page: &mut Code, object: &Object, example: impl Fn(&Property) -> Option<&'v Value>) {
    let rows = object.properties.iter().map(|property| {
        let (why, mark) = match property.node.description.split_once(OUR_BOUNDS) {
            Some((why, _)) => (why, " †"),
            None => (&*property.node.description, ""),
        };
        let required = if property.required { "required" } else { "optional" };
        let example = example(property).map(|value| code(&value.to_string())).unwrap_or_default();
        let type_name = format!("{}{mark}", described(&property.node));
        [code(&property.name), required.into(), type_name, example, inline(why)]
    });
    table(page, ["Field", "Presence", "Type", "Example", "Why it is needed"], rows);
    match &object.additional {
        Additional::None => {}
        Additional::Any => _ = page.gap().line("Other fields are allowed."),
        Additional::Each(node) => {
            _ = page
                .gap()
                .line(format!("Other fields are allowed, each with this type: {}.", described(node)));
        }
    }
}

/// Every question once, with the events that answer it.
fn questions(events: &[Event]) -> Vec<[String; 2]> {
    let mut rows: Vec<[String; 2]> = Vec::new();
    for event in events {
        for question in &event.questions {
            let (question, link) = (inline(question), link(&event.name));
            match rows.iter_mut().find(|[other, _]| *other == question) {
                Some([_, links]) => _ = write!(links, ", {link}"),
                None => rows.push([question, link]),
            }
        }
    }
    rows
}

/// A table whose columns stand below each other in the source too, but for cells that are too wide for that.
fn table<const N: usize>(page: &mut Code, head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) {
    let body = rows.into_iter().map(|row| row.map(|cell| cell.replace('|', r"\|")));
    let rows: Vec<[String; N]> = std::iter::once(head.map(String::from)).chain(body).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, length) in widths.iter_mut().zip(row.iter().map(|cell| cell.chars().count())) {
            *width = if length > WIDEST { *width } else { length.max(*width) };
        }
    }
    if let Some(last) = widths.last_mut() {
        *last = 0;
    }
    page.gap();
    for (index, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("| {cell:width$} "));
        page.line(format!("{}|", cells.collect::<String>()));
        if index == 0 {
            page.line(format!(
                "{}|",
                widths.map(|width| format!("| {} ", "-".repeat(width.max(3)))).concat()
            ));
        }
    }
}

/// A link to the section of an event or entity.
fn link(name: &str) -> String {
    format!("[{}](#{name})", code(name))
}

/// The URI of a schema, as a link to its file.
fn file(schema: &Schema) -> String {
    let path = schema.uri.trim_start_matches("iglu:");
    format!("[{}](../schemas/{path})", code(&schema.uri))
}

/// A text of the plan or of a schema, in one line.
fn inline(text: &str) -> String {
    prose::escape(&text.split_whitespace().collect::<Vec<_>>().join(" "), MARKUP)
}

/// A text between as many backticks as it takes.
fn code(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let (fence, space) = ("`".repeat(longest + 1), if longest > 0 { " " } else { "" });
    format!("{fence}{space}{text}{space}{fence}")
}
