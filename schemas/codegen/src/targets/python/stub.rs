//! The stub: what type checkers and editors know of a module.

use super::types::{annotation, literals};
use super::{Module, all, begin, dicts, docstring, escape, identity_of};
use crate::model::Property;
use crate::targets::code::{Code, mentions};
use crate::targets::view::{Item, Type};

/// What the annotations may need, in blocks: where from, and which.
const IMPORTS: &[&[(&str, &[&str])]] = &[
    &[("collections.abc", &["Mapping", "Sequence"]), ("typing", &["ClassVar", "Literal", "TypedDict"])],
    // A stub is never run: this is no dependency.
    &[("typing_extensions", &["NotRequired", "Self"])],
];

/// The `.pyi` file.
pub(in crate::targets) fn render(module: Module, items: &[Item<'_>]) -> String {
    let mut body = Code::new(super::PYTHON);
    all(&mut body, items);
    for data in dicts(items) {
        dict(&mut body, &data);
    }
    for item in items {
        class(&mut body, module, item);
    }
    let body = body.finish();
    let mut code = begin();
    code.line(module.about()).gap();
    for (index, block) in IMPORTS.iter().enumerate() {
        let used = |names: &[&'static str]| -> Vec<&str> {
            names.iter().copied().filter(|name| mentions(&body, name)).collect()
        };
        let lines: Vec<String> = block
            .iter()
            .map(|(path, names)| (path, used(names)))
            .filter(|(_, names)| !names.is_empty())
            .map(|(path, names)| format!("from {path} import {}", names.join(", ")))
            .collect();
        if index > 0 && !lines.is_empty() {
            code.gap();
        }
        code.lines(lines);
    }
    code.gap().line(format!("from snowgauge._snowgauge import {}", module.base)).gap();
    code.line(body.trim_end());
    code.finish()
}

fn dict(code: &mut Code, data: &Type<'_>) {
    code.gap().line(format!("class {}(TypedDict):", data.object.name)).indented(|code| {
        docstring(code, &[data.description.to_owned()], &[]);
        code.gap();
        for property in &data.object.properties {
            let value = annotation(&property.node.kind, property.node.nullable);
            let value = if property.required { value } else { format!("NotRequired[{value}]") };
            code.line(format!("{}: {value}", property.name));
            docstring(code, &data.field_docs(property), &[]);
        }
    });
}

fn class(code: &mut Code, module: Module, item: &Item<'_>) {
    code.gap().line(format!("class {}({}):", item.type_name(), module.base)).indented(|code| {
        docstring(code, &item.docs(), &[]);
        code.gap().line(format!("{}: ClassVar[str] = {}", module.identity, identity_of(item)));
        match item.data() {
            None => _ = code.line("def __new__(cls) -> Self: ..."),
            Some(data) => {
                constructor(code, module, data);
                for property in &data.object.properties {
                    attribute(code, data, property);
                }
            }
        }
    });
}

/// The constructor: keyword-only fields, of which those with a default may be left out.
fn constructor(code: &mut Code, module: Module, data: &Type<'_>) {
    code.block("def __new__(", ") -> Self:", |code| {
        code.line("cls,").line("*,");
        for property in &data.object.properties {
            let default = if property.required { "," } else { " = ...," };
            annotated(
                code,
                &format!("{}: ", property.identifier()),
                property,
                property.node.nullable,
                default,
            );
        }
    });
    code.indented(|code| {
        code.line(format!("\"\"\"Make the {} and check its fields.", module.variable())).gap();
        code.line("Args:").indented(|code| {
            for property in &data.object.properties {
                let text = data.field_docs(property).join(" ");
                code.hanging(&escape(&format!("{}: {text}", property.identifier())));
            }
        });
        code.line("\"\"\"");
    });
}

/// A read-only attribute.
fn attribute(code: &mut Code, data: &Type<'_>, property: &Property) {
    let name = property.identifier();
    let or_none = property.optional();
    code.gap().line("@property");
    let line = format!("def {name}(self) -> {}:", annotation(&property.node.kind, or_none));
    if line.len() <= code.room() {
        code.line(line);
    } else {
        code.line(format!("def {name}(")).indented(|code| _ = code.line("self,"));
        annotated(code, ") -> ", property, or_none, ":");
    }
    code.indented(|code| docstring(code, &data.field_docs(property), &[]));
}

/// A line with an annotation. A list of literals that is too long for a line is broken, as ruff does it.
fn annotated(code: &mut Code, start: &str, property: &Property, or_none: bool, end: &str) {
    let line = format!("{start}{}{end}", annotation(&property.node.kind, or_none));
    match property.values() {
        Some(values) if line.len() > code.room() => {
            code.block(format!("{start}Literal["), &format!("]{end}"), |code| {
                let literals = literals(values, or_none);
                let list = literals.join(", ");
                if list.len() <= code.room() {
                    code.line(list);
                } else {
                    code.lines(literals.iter().map(|literal| format!("{literal},")));
                }
            });
        }
        _ => _ = code.line(line),
    }
}
