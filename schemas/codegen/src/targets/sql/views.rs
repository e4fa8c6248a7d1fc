//! One view per event, the same under both framings, and one per list in it.

use super::Code;
use super::dialect::Dialect;
use crate::model::{Event, Kind, Object, Property, Schema};

/// What every view has of the event itself.
const COMMON: [&str; 4] = ["event_id", "app_id", "collector_tstamp", "derived_tstamp"];

/// A column of an event's view.
struct Column<'m> {
    name: String,
    /// `data`, or the entity's name.
    source: &'m str,
    property: &'m Property,
}

/// The views of an event: its own, and one for each list in it.
pub(super) fn render(code: &mut Code, event: &Event, dialect: Dialect) {
    let columns = columns(event);
    code.gap().comment("--", &[about(event)]);
    code.line(format!("CREATE OR REPLACE VIEW {} AS", event.name)).line("SELECT").indented(|code| {
        let mut names: Vec<String> = COMMON.iter().map(|name| (*name).to_owned()).collect();
        names.extend(columns.iter().map(|column| {
            let member = dialect.member(column.source, &column.property.name, &column.property.node.kind);
            format!("{member} AS {}", column.name)
        }));
        code.line(names.join(",\n"));
    });
    code.block("FROM (", ") AS sent;", |code| sent(code, event, dialect));
    for column in &columns {
        if let Some(items) = column.property.node.kind.plain_items() {
            list(code, event, &column.name, &items.kind, dialect);
        }
    }
}

fn about(event: &Event) -> String {
    let entities = event.entities.iter().filter(|entity| entity.required);
    let entities: Vec<_> = entities.map(|entity| format!("`{}`", entity.schema.name)).collect();
    if entities.is_empty() {
        return event.description.clone();
    }
    format!("{} With the fields of its {}.", event.description, entities.join(" and "))
}

/// The event's own fields, then those of the entities that always travel with it. A name that is taken already has its
/// entity's before it.
fn columns(event: &Event) -> Vec<Column<'_>> {
    let mut columns: Vec<Column<'_>> = Vec::new();
    let entities = event.entities.iter().filter(|entity| entity.required);
    let entities = entities.map(|entity| (&*entity.schema.name, &*entity.schema));
    let data = event.schema.as_deref().map(|schema| ("data", schema));
    for (source, schema) in data.into_iter().chain(entities) {
        for property in &schema.root.properties {
            let name = property.identifier();
            let taken =
                COMMON.contains(&&*name) || columns.iter().any(|column: &Column<'_>| column.name == name);
            let name = if taken { format!("{source}_{name}") } else { name };
            columns.push(Column { name, source, property });
        }
    }
    columns
}

/// The rows of `events_once` that are such events, with the data and the entities as they came.
fn sent(code: &mut Code, event: &Event, dialect: Dialect) {
    let mut selected: Vec<String> = COMMON.iter().map(|name| (*name).to_owned()).collect();
    let data = event.schema.as_deref().map(|schema| dialect.data(schema, event.standard));
    selected.extend(data.map(|data| format!("{data} AS data")));
    let entities = event.entities.iter().filter(|entity| entity.required);
    selected.extend(
        entities.map(|entity| format!("{} AS {}", dialect.entity(&entity.schema), entity.schema.name)),
    );
    code.line("SELECT").indented(|code| _ = code.line(selected.join(",\n")));
    code.line("FROM events_once").line(format!("WHERE {}", condition(event, event.schema.as_deref())));
}

/// When an event is this one: by its data if it is self-describing, by its category and action if it is structured.
fn condition(event: &Event, schema: Option<&Schema>) -> String {
    let unstruct =
        schema.map(|schema| format!("{} IS NOT NULL", super::dialect::column("unstruct_event", schema)));
    let structured =
        format!("(se_category = {} AND se_action = {})", text(&event.category), text(&event.action));
    match (unstruct, event.standard) {
        (Some(unstruct), true) => unstruct,
        (Some(unstruct), false) => format!("{unstruct} OR {structured}"),
        (None, _) => structured,
    }
}

/// A view with a row for each item of a list.
fn list(code: &mut Code, event: &Event, name: &str, items: &Kind, dialect: Dialect) {
    code.gap().comment("--", &[format!("The items of `{name}` in `{}`, one per row.", event.name)]);
    code.line(format!("CREATE OR REPLACE VIEW {}_{name} AS", event.name));
    let mut selected = vec!["event_id".to_owned()];
    match items {
        Kind::Object(Object { properties, .. }) => {
            selected.extend(properties.iter().map(|it| {
                format!("{} AS {}", dialect.member("item", &it.name, &it.node.kind), it.identifier())
            }));
        }
        other => selected.push(dialect.item(other)),
    }
    code.line("SELECT").indented(|code| _ = code.line(selected.join(",\n")));
    code.line(format!("FROM {};", dialect.items(&event.name, name)));
}

/// A text literal.
fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
