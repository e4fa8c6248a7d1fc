//! Classes for Python: `events.py`, `entities.py`, and the stub beside each.

mod stub;
mod types;

use serde_json::Value;

use super::code::{Code, NOTICE, PYTHON};
use super::view::{Item, Type};
use types::{expression, literal};

pub(super) use stub::render as stub;

/// The module: `what` is `events` or `entities`.
pub(super) fn module(items: &[Item<'_>], what: &str) -> String {
    let mut code = Code::new(PYTHON);
    begin(&mut code, items, what);
    code.line(format!("from snowgauge._snowgauge import {}", base(items))).gap();
    all(&mut code, items);
    code.gap().gap().block("def _field(name: str, doc: str) -> property:", "", |code| {
        code.line("return property(lambda self: self._field(name), doc=doc)");
    });
    for item in items {
        code.gap();
        class(&mut code, item);
        for inner in item.data().map(Type::inner).unwrap_or_default() {
            typed_dict(&mut code, &inner);
        }
    }
    code.finish().trim_end().to_owned() + "\n"
}

/// The first lines of a module and of its stub.
fn begin(code: &mut Code, items: &[Item<'_>], what: &str) {
    code.line(format!("# {NOTICE}"));
    code.line(format!("\"\"\"The {what} of the tracking plan, as classes. Their fields are checked when they are made.\"\"\""));
    code.gap();
    let _ = items;
}

/// The native class that the classes of a module stand on.
fn base(items: &[Item<'_>]) -> &'static str {
    match items.first() {
        Some(Item::Entity(..)) => "Entity",
        _ => "Event",
    }
}
