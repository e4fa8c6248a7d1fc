//! Classes for Python: `events.py`, `entities.py`, and the stub beside each.

mod module;
mod stub;
mod types;

use super::code::{Code, NOTICE, PYTHON};
use super::values::literal;
use super::view::{Item, Type};

pub(super) use module::render as module;
pub(super) use stub::render as stub;

/// Which classes a module holds.
#[derive(Clone, Copy)]
pub(super) struct Module {
    /// Its name.
    pub name: &'static str,
    /// The native class that its classes stand on.
    pub base: &'static str,
    /// The class attribute that says which event or entity a class is.
    pub identity: &'static str,
}

/// `snowgauge.events`
pub(super) const EVENTS: Module = Module { name: "events", base: "Event", identity: "event_name" };

/// `snowgauge.entities`
pub(super) const ENTITIES: Module = Module { name: "entities", base: "Entity", identity: "schema" };

impl Module {
    /// What one object of a class is called.
    fn variable(self) -> &'static str {
        if self.base == "Event" { "event" } else { "entity" }
    }

    /// The first line of the module and of its stub.
    fn about(self) -> String {
        format!(
            "\"\"\"The {} of the tracking plan. Their fields are checked when they are made.\"\"\"",
            self.name
        )
    }
}

/// What the identity of a class is, as a literal.
fn identity_of(item: &Item<'_>) -> String {
    literal(match item {
        Item::Event(event, _) => &event.name,
        Item::Entity(entity, _) => &entity.schema.uri,
    })
}

/// A file that begins as all of them do.
fn begin() -> Code {
    let mut code = Code::new(PYTHON);
    code.line(format!("# {NOTICE}"));
    code.line("# Descriptions are the schemas', word for word, whatever the rules for docstrings say.")
        .line("# ruff: noqa");
    code
}

/// The objects inside the data of some items, which are dicts in Python.
fn dicts<'m>(items: &[Item<'m>]) -> Vec<Type<'m>> {
    items.iter().filter_map(Item::data).flat_map(Type::inner).collect()
}

/// What `import *` gives.
fn all(code: &mut Code, items: &[Item<'_>]) {
    let dicts = dicts(items);
    let mut names: Vec<String> = items.iter().map(Item::type_name).collect();
    names.extend(dicts.iter().map(|data| data.object.name.clone()));
    names.sort_unstable();
    code.block("__all__ = [", "]", |code| {
        code.lines(names.iter().map(|name| format!("\"{name}\",")));
    });
}

/// A docstring: paragraphs, and lines that stay as they are.
fn docstring(code: &mut Code, paragraphs: &[String], lines: &[String]) {
    let mut escaped: Vec<String> = paragraphs.iter().map(|text| escape(text)).collect();
    if let Some(first) = escaped.first_mut() {
        first.insert_str(0, "\"\"\"");
    }
    match &*escaped {
        [only] if lines.is_empty() && only.len() + 3 <= code.room() => _ = code.line(format!("{only}\"\"\"")),
        _ => {
            code.comment("", &escaped);
            code.lines(lines.iter().map(|line| escape(line)));
            code.line("\"\"\"");
        }
    }
}

/// The text inside a docstring.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"")
}
