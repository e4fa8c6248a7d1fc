//! C: the structs and enums in Rust, `bindings-c/src/generated.rs`, and the header that cbindgen makes of that crate.

mod fields;
mod header;

use heck::{ToShoutySnakeCase, ToSnakeCase};

use super::code::{Code, NOTICE, RUST, mentions};
use super::tables;
use super::view::{Item, Type};
use crate::model::{Event, Property};

pub(super) use header::header;

/// What the file may import: the path, and the names that have to be mentioned for it.
const IMPORTS: &[(&str, &[&str])] = &[
    ("core::mem", &["MaybeUninit"]),
    ("snowgauge::encode", &["Writer"]),
    ("snowgauge::schema", &["EventPlan", "Schema", "tables"]),
    ("crate::text", fields::PLAIN_TYPES),
    ("crate::value", &["Cast", "Texts", "Value", "cast", "field", "field_or_null", "lists"]),
];

/// The file `bindings-c/src/generated.rs`.
pub(super) fn structs(events: &[Item<'_>], entities: &[Item<'_>]) -> String {
    let mut body = Code::new(RUST);
    kinds(&mut body, "event", "Which event of the tracking plan.", events);
    kinds(&mut body, "entity", "Which entity of the tracking plan.", entities);
    lookups(&mut body, events, entities);
    for item in events.iter().chain(entities) {
        let Some(data) = item.data() else { continue };
        let inner = data.inner();
        let prefix = type_name(item.name());
        let mut docs = item.docs();
        docs.push("All zero, no field has a value but those that are neither pointers nor enums.".into());
        structure(&mut body, data, Names { own: &prefix, prefix: &prefix }, &docs);
        for inner in &inner {
            let own = inner_name(&prefix, &inner.object.name);
            structure(
                &mut body,
                inner,
                Names { own: &own, prefix: &prefix },
                &[inner.description.to_owned()],
            );
        }
    }
    let body = body.finish();
    let mut code = Code::new(RUST);
    code.line(format!("// {NOTICE}"));
    code.line("//! The events and entities of the tracking plan and their fields, as C sees them.").gap();
    for (path, names) in IMPORTS {
        match &*names.iter().copied().filter(|name| mentions(&body, name)).collect::<Vec<_>>() {
            [] => {}
            [name] => _ = code.line(format!("use {path}::{name};")),
            names => _ = code.hanging(&format!("use {path}::{{{}}};", names.join(", "))),
        }
    }
    format!("{}{body}", code.finish())
}

/// The name of the struct of a schema, and of what begins with it.
fn type_name(name: &str) -> String {
    format!("snowgauge_{name}")
}

/// The name of the struct of an object inside a schema. Some languages have one name space for all schemas; there the
/// object's name may begin with the schema's already.
fn inner_name(prefix: &str, object: &str) -> String {
    let own = format!("snowgauge_{}", object.to_snake_case());
    if own.starts_with(prefix) { own } else { format!("{prefix}_{}", object.to_snake_case()) }
}

/// The name of an event's or an entity's number.
pub(super) fn kind_constant(word: &str, name: &str) -> String {
    format!("SNOWGAUGE_{}_{}", word.to_shouty_snake_case(), name.to_shouty_snake_case())
}

fn kinds(code: &mut Code, word: &str, doc: &str, items: &[Item<'_>]) {
    let stable = "The numbers follow the order of the plan, to whose end new ones are added.";
    code.gap();
    comment(code, &[format!("{doc} {stable}")]);
    code.line("#[repr(C)]").line("#[derive(Clone, Copy, Debug)]");
    code.block(format!("pub enum snowgauge_{word}_kind {{"), "}", |code| {
        for (number, item) in (1..).zip(items) {
            comment(code, &item.docs().into_iter().take(1).collect::<Vec<_>>());
            code.line(format!("{} = {number},", kind_constant(word, item.name())));
        }
    });
}

/// What the numbers stand for, and the struct of each schema.
fn lookups(code: &mut Code, events: &[Item<'_>], entities: &[Item<'_>]) {
    code.gap().line("/// The plan of each event, in the order of its number, from 1.");
    code.block("pub(crate) static EVENTS: &[&EventPlan] = &[", "];", |code| {
        for item in events {
            code.line(format!("&tables::{},", tables::event_constant(item.name())));
        }
    });
    code.gap().line("/// The schema of each entity, in the order of its number, from 1.");
    code.block("pub(crate) static ENTITIES: &[&Schema] = &[", "];", |code| {
        for item in entities {
            code.line(format!("&tables::{},", tables::constant(item.name())));
        }
    });
    code.gap().line("/// The struct of each schema.");
    code.block("pub(crate) static STRUCTS: &[(&Schema, Cast)] = &[", "];", |code| {
        for item in events.iter().chain(entities).filter(|item| item.data().is_some()) {
            let (schema, name, layout) =
                (tables::constant(item.name()), type_name(item.name()), layout(item));
            let (high, low) = (layout >> 16, layout & 0xffff);
            code.line(format!("(&tables::{schema}, cast::<{name}, 0x{high:04x}_{low:04x}>),"));
        }
    });
}

/// The number of a struct's layout, which is another one wherever a field of it, or of a struct inside it, has another name, type
/// or place: structs of one size may differ in these.
fn layout(item: &Item<'_>) -> u32 {
    let prefix = type_name(item.name());
    let types = item.data().into_iter().flat_map(|data| [vec![data.clone()], data.inner()].concat());
    let fields = types.flat_map(|data| data.object.properties.iter());
    let names = Names { own: &prefix, prefix: &prefix };
    let fields = fields.map(|property| (fields::name(property), fields::type_of(property, names)));
    let text: Vec<String> = fields.map(|(name, kind)| format!("{name}: {kind}")).collect();
    crc32fast::hash(text.join(", ").as_bytes())
}

/// What a struct is called.
#[derive(Clone, Copy)]
struct Names<'a> {
    /// The struct itself.
    own: &'a str,
    /// The struct of the schema that it belongs to: what the names of inner structs begin with.
    prefix: &'a str,
}

fn structure(code: &mut Code, data: &Type<'_>, names: Names<'_>, docs: &[String]) {
    let own = names.own;
    let properties = &data.object.properties;
    for property in properties {
        enumeration(code, property, own);
        list(code, property, names);
    }
    code.gap();
    comment(code, docs);
    code.line("#[repr(C)]").line("#[derive(Clone, Copy)]");
    code.block(format!("pub struct {own} {{"), "}", |code| {
        for property in properties {
            let mut docs = data.field_docs(property);
            docs.push(fields::presence(property).into());
            comment(code, &docs);
            code.line(format!("pub {}: {},", fields::name(property), fields::type_of(property, names)));
        }
    });
    code.gap().block(format!("impl Value for {own} {{"), "}", |code| push(code, properties));
}

/// The method that pushes the fields into the writer.
fn push(code: &mut Code, properties: &[Property]) {
    code.block("unsafe fn push(&self, to: &mut Writer<'_>) {", "}", |code| {
        code.block("if to.begin_object() {", "}", |code| {
            code.line("// SAFETY: the caller vouches for every pointer in the struct.");
            code.block("unsafe {", "}", |code| {
                for (index, property) in properties.iter().enumerate() {
                    // Where null has to stand in for a value that is not there, the schema asks for the field.
                    let function =
                        if property.required && property.node.nullable { "field_or_null" } else { "field" };
                    code.line(format!("{function}(to, {index}, &self.{});", fields::name(property)));
                }
            });
            code.line("to.end_object();");
        });
    });
}

/// The enum of a field, or of the items of a field.
fn enumeration(code: &mut Code, property: &Property, owner: &str) {
    let Some(values) = fields::texts(property) else { return };
    let name = fields::enum_name(owner, &property.name);
    code.gap();
    let stable = "The numbers follow the order of the schema, to whose end new ones are added.";
    comment(code, &[format!("What `{}` of `{owner}` can be; 0 is no value. {stable}", property.name)]);
    code.line("#[repr(C)]").line("#[derive(Clone, Copy, Debug)]");
    code.block(format!("pub enum {name} {{"), "}", |code| {
        for (number, value) in (1..).zip(values) {
            let constant = name.to_shouty_snake_case();
            code.line(format!("/// `{value}`"))
                .line(format!("{constant}_{} = {number},", value.to_shouty_snake_case()));
        }
    });
    code.gap().block(format!("impl Texts for {name} {{"), "}", |code| {
        code.hanging(&format!("const TEXTS: &'static [&'static str] = &{values:?};"));
    });
}

/// The list type of a field whose items have a type of their own.
fn list(code: &mut Code, property: &Property, names: Names<'_>) {
    let Some((name, item)) = fields::own_list(property, names) else { return };
    code.gap()
        .line(format!("/// What `{}` of `{}` holds; see `snowgauge_str_list`.", property.name, names.own));
    code.line("#[repr(C)]").line("#[derive(Clone, Copy)]");
    code.block(format!("pub struct {name} {{"), "}", |code| {
        code.line("/// The first.").line(format!("pub items: *const {item},"));
        code.line("/// How many.").line("pub len: usize,");
    });
    code.gap().line(format!("lists! {{ {name} }}"));
}

/// Paragraphs as a doc comment, which the header shows as a comment of C.
fn comment(code: &mut Code, paragraphs: &[String]) {
    let harmless: Vec<String> = paragraphs.iter().map(|text| text.replace("*/", "* /")).collect();
    code.comment("///", &harmless);
}

/// Whether the event has data of its own.
fn has_data(event: &Event) -> bool {
    event.schema.is_some()
}
