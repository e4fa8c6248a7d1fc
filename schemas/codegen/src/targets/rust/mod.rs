//! The typed events and entities of the core: `core/src/event/generated.rs`.

mod docs;
mod fields;

use heck::{ToSnakeCase, ToUpperCamelCase};

use docs::Place;

use super::code::{Code, NOTICE, RUST, mentions};
use super::view::{self, Item, Type};
use super::{prose, tables};
use crate::model::{Event, Model, Property, Schema};

/// What the modules may import: the path, and the name that has to be mentioned for it.
const IMPORTS: &[(&str, &[&str])] = &[
    ("alloc::borrow", &["Cow"]),
    ("core", &["fmt"]),
    ("crate::encode", &["Writer"]),
    ("crate::event", &["Datum", "Event", "JsonText", "Strings"]),
    ("crate::schema", &["EventPlan", "Schema", "tables"]),
];

/// The file.
pub(super) fn render(model: &Model) -> String {
    let mut code = Code::new(RUST);
    code.line(format!("// {NOTICE}"));
    code.line("//! The typed events and entities of the tracking plan.");
    code.line("#![allow(clippy::doc_markdown)] // The descriptions are the schemas', word for word.");
    code.line("#![allow(clippy::struct_excessive_bools, clippy::too_many_lines)] // A schema has the fields that it has.");
    module(&mut code, "events", "Events of the tracking plan.", &view::events(model));
    module(&mut code, "entities", "Entities of the tracking plan.", &view::entities(model));
    code.finish()
}

fn module(code: &mut Code, name: &str, doc: &str, items: &[Item<'_>]) {
    let mut body = Code::new(RUST);
    let mut types = Vec::new();
    for item in items {
        render_item(&mut body, item, name);
        types.extend(item.data().cloned());
        for inner in item.data().map(Type::inner).unwrap_or_default() {
            let variable = inner.object.name.to_snake_case();
            let place = Place { module: name, variable: &variable, is_datum: false };
            structure(&mut body, &inner, &[inner.description.to_owned()], place);
            types.push(inner);
        }
    }
    for (name, values, property) in view::enums(&types) {
        enumeration(&mut body, name, values, property);
    }
    let body = body.finish();
    code.gap().line(format!("/// {doc}"));
    code.block(format!("pub mod {name} {{"), "}", |code| {
        for (path, names) in IMPORTS {
            match &*names.iter().copied().filter(|name| mentions(&body, name)).collect::<Vec<_>>() {
                [] => {}
                [name] => _ = code.line(format!("use {path}::{name};")),
                names => _ = code.line(format!("use {path}::{{{}}};", names.join(", "))),
            }
        }
        code.line(body.trim_end());
    });
}

fn render_item(code: &mut Code, item: &Item<'_>, module: &str) {
    let variable = if matches!(item, Item::Event(..)) { "event" } else { "entity" };
    let place = Place { module, variable, is_datum: true };
    match item {
        Item::Event(event, Some(data)) => {
            structure(code, data, &prose::event(event), place);
            if let Some(schema) = &event.schema {
                datum(code, data, schema);
            }
            event_impl(code, event, &with_lifetime(data, "'_"), "Some(self)");
        }
        Item::Event(event, None) => {
            let name = unit_structure(code, event);
            event_impl(code, event, &name, "None");
        }
        Item::Entity(entity, data) => {
            structure(code, data, &prose::entity(entity), place);
            datum(code, data, &entity.schema);
        }
    }
}

/// The name of a type, with its lifetime if it borrows.
fn with_lifetime(data: &Type<'_>, lifetime: &str) -> String {
    let name = &data.object.name;
    if fields::borrows(data.object) { format!("{name}<{lifetime}>") } else { name.clone() }
}

/// The struct, its builder and its `Debug`. What is no datum of its own gets the method that pushes it.
fn structure(code: &mut Code, data: &Type<'_>, about: &[String], place: Place<'_>) {
    let properties = &data.object.properties;
    code.gap();
    docs::paragraphs(code, about);
    docs::full_example(code, data, place);
    code.line("#[derive(Clone, PartialEq, bon::Builder)]");
    code.block("#[builder(", ")]", |code| {
        code.lines(fields::conversions(data.object).iter().map(|conversion| format!("{conversion},")));
        code.block("start_fn(doc {", "})", |code| docs::minimal_example(code, data, place));
    });
    code.line("#[non_exhaustive]");
    code.block(format!("pub struct {} {{", with_lifetime(data, "'a")), "}", |code| {
        for property in properties {
            docs::paragraphs(code, &data.field_docs(property));
            code.line(format!("pub {}: {},", fields::name(property), fields::type_of(property)));
        }
    });
    if !place.is_datum {
        code.gap().block(format!("impl {} {{", with_lifetime(data, "'_")), "}", |code| push(code, data));
    }
    debug(code, data);
}

/// `Debug` for people who read logs: fields that cannot hold anything personal, and no others.
fn debug(code: &mut Code, data: &Type<'_>) {
    let name = &data.object.name;
    code.gap().line("/// Shows enums and booleans only: other fields may be personal.");
    code.block(format!("impl fmt::Debug for {} {{", with_lifetime(data, "'_")), "}", |code| {
        code.block("fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {", "}", |code| {
            code.line(format!("f.debug_struct({name:?})"));
            code.indented(|code| {
                for property in data.object.properties.iter().filter(|property| fields::is_harmless(property))
                {
                    code.line(format!(".field({:?}, &self.{})", property.name, fields::name(property)));
                }
                code.line(".finish_non_exhaustive()");
            });
        });
    });
}

/// The method that pushes the fields into the writer.
fn push(code: &mut Code, data: &Type<'_>) {
    code.block("fn push(&self, to: &mut Writer<'_>) {", "}", |code| {
        code.block("if !to.begin_object() {", "}", |code| _ = code.line("return;"));
        for (index, property) in data.object.properties.iter().enumerate() {
            fields::push(code, index, property);
        }
        code.line("to.end_object();");
    });
}

fn datum(code: &mut Code, data: &Type<'_>, schema: &Schema) {
    code.gap().block(format!("impl Datum for {} {{", with_lifetime(data, "'_")), "}", |code| {
        code.block("fn schema(&self) -> &'static Schema {", "}", |code| {
            code.line(format!("&tables::{}", tables::constant(&schema.name)));
        });
        code.gap();
        push(code, data);
    });
}

fn event_impl(code: &mut Code, event: &Event, name: &str, data: &str) {
    code.gap().block(format!("impl Event for {name} {{"), "}", |code| {
        code.block("fn plan(&self) -> &'static EventPlan {", "}", |code| {
            code.line(format!("&tables::{}", tables::event_constant(&event.name)));
        });
        code.gap().block("fn data(&self) -> Option<&dyn Datum> {", "}", |code| _ = code.line(data));
    });
}

/// An event without data of its own; gives its name.
fn unit_structure(code: &mut Code, event: &Event) -> String {
    let name = event.name.to_upper_camel_case();
    code.gap();
    docs::paragraphs(code, &prose::event(event));
    docs::unit_example(code, event, &name);
    code.line("#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]").line("#[non_exhaustive]");
    code.line(format!("pub struct {name};"));
    code.gap().block(format!("impl {name} {{"), "}", |code| {
        code.line("/// The event: it has no data of its own.");
        code.block("pub const fn new() -> Self {", "}", |code| _ = code.line("Self"));
    });
    name
}

/// An enum for a field whose texts are listed.
fn enumeration(code: &mut Code, name: &str, values: &[String], property: &Property) {
    code.gap();
    docs::paragraphs(code, &[format!("What `{}` may be.", property.name), property.node.description.clone()]);
    code.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]").line("#[non_exhaustive]");
    code.block(format!("pub enum {name} {{"), "}", |code| {
        for value in values {
            code.line(format!("/// `{value}`")).line(format!("{},", value.to_upper_camel_case()));
        }
    });
    code.gap().block(format!("impl {name} {{"), "}", |code| {
        code.line("/// The text on the wire.");
        code.block("pub const fn as_str(self) -> &'static str {", "}", |code| {
            code.block("match self {", "}", |code| {
                for value in values {
                    code.line(format!("Self::{} => {value:?},", value.to_upper_camel_case()));
                }
            });
        });
    });
}
