//! The module itself: thin classes, since the native base does the work.

use super::types::VALUES;
use super::{Module, all, begin, dicts, docstring, escape, identity_of};
use crate::targets::code::Code;
use crate::targets::view::{Item, Type};

/// The `.py` file.
pub(in crate::targets) fn render(module: Module, items: &[Item<'_>]) -> String {
    let mut code = begin();
    code.line(module.about()).gap();
    code.line(format!("from snowgauge._snowgauge import {}", module.base)).gap();
    all(&mut code, items);
    for item in items {
        class(&mut code, module, item);
    }
    for data in dicts(items) {
        dict(&mut code, &data);
    }
    code.finish()
}

fn class(code: &mut Code, module: Module, item: &Item<'_>) {
    let name = item.type_name();
    code.gap().gap().line(format!("class {name}({}):", module.base)).indented(|code| {
        docstring(code, &item.docs(), &example(module, item, &name));
        code.gap().line("__slots__ = ()");
        code.line(format!("{} = {}", module.identity, identity_of(item)));
        if let Some(data) = item.data() {
            rename(code, data);
        }
        for property in item.data().iter().flat_map(|data| &data.object.properties) {
            let docs = item.data().map(|data| data.field_docs(property)).unwrap_or_default();
            code.gap().line("@property");
            code.line(format!("def {}(self) -> object:", property.identifier())).indented(|code| {
                docstring(code, &docs, &[]);
                code.line(format!("return self._field(\"{}\")", property.name));
            });
        }
    });
}

/// The constructor of a class whose schema has names in camel case.
fn rename(code: &mut Code, data: &Type<'_>) {
    let renamed: Vec<_> =
        data.object.properties.iter().filter(|property| property.identifier() != property.name).collect();
    if renamed.is_empty() {
        return;
    }
    code.gap().line("def __new__(cls, **fields):").indented(|code| {
        code.block("names = {", "}", |code| {
            code.lines(
                renamed
                    .iter()
                    .map(|property| format!("\"{}\": \"{}\",", property.identifier(), property.name)),
            );
        });
        code.line(
            "return super().__new__(cls, **{names.get(name, name): value for name, value in fields.items()})",
        );
    });
}

/// `typing.TypedDict` would do nothing here and cost the import two milliseconds.
fn dict(code: &mut Code, data: &Type<'_>) {
    code.gap().gap().line(format!("class {}(dict):", data.object.name)).indented(|code| {
        code.line(format!("\"\"\"{}", escape(data.description))).gap();
        code.line("Keys:").indented(|code| {
            for property in &data.object.properties {
                let text = data.field_docs(property).join(" ");
                code.hanging(&escape(&format!("{}: {text}", property.name)));
            }
        });
        code.line("\"\"\"");
        code.gap().line("__slots__ = ()");
    });
}

/// A doctest that makes the object and reads a field of it.
fn example(module: Module, item: &Item<'_>, name: &str) -> Vec<String> {
    let fields = item.data().map(|data| data.examples(false)).unwrap_or_default();
    let variable = module.variable();
    let mut statement = format!("{variable} = {name}()");
    if !fields.is_empty() {
        let arguments = fields.iter().map(|(property, value)| {
            format!("    {}={},\n", property.identifier(), VALUES.expression(value).replace('\n', "\n    "))
        });
        statement = format!("{variable} = {name}(\n{})", arguments.collect::<String>());
    }
    let (attribute, value) = match fields.iter().find(|(_, value)| !value.is_array() && !value.is_object()) {
        Some((property, value)) => (property.identifier(), VALUES.expression(value)),
        None => (module.identity.to_owned(), identity_of(item)),
    };
    let mut lines = vec![String::new(), "Example:".into()];
    lines.push(format!("    >>> from snowgauge.{} import {name}", module.name));
    lines.extend(
        statement
            .lines()
            .enumerate()
            .map(|(index, line)| format!("    {} {line}", if index == 0 { ">>>" } else { "..." })),
    );
    lines.push(format!("    >>> {variable}.{attribute} == {value}"));
    lines.push("    True".into());
    lines
}
