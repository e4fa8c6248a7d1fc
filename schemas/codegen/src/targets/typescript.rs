//! Types and factories for JavaScript: `bindings-wasm/js/generated.ts`.

use heck::ToLowerCamelCase;

use super::code::{Code, NOTICE, TYPESCRIPT};
use super::prose;
use super::values::{Dialect, literal};
use super::view::{Item, Type};
use crate::model::{Kind, Node, Property};

/// Characters that `TSDoc` would read as markup.
const MARKUP: &str = "@{}<>";

/// How example values are written.
const VALUES: Dialect = Dialect { null: "null", booleans: ["false", "true"], bare_keys: true, step: 2 };

/// The file.
pub(super) fn render(events: &[Item<'_>], entities: &[Item<'_>]) -> String {
    let mut code = Code::new(TYPESCRIPT);
    code.line(format!("// {NOTICE}")).gap();
    code.line(r#"import { entity, event, type Entity, type TrackedEvent } from "./model.js";"#);
    for item in events.iter().chain(entities) {
        if let Some(data) = item.data() {
            interface(&mut code, data, &item.docs());
            for inner in data.inner() {
                interface(&mut code, &inner, &[inner.description.to_owned()]);
            }
        }
        factory(&mut code, item);
    }
    code.finish()
}

fn interface(code: &mut Code, data: &Type<'_>, about: &[String]) {
    code.gap();
    comment(code, about, &[]);
    code.block(format!("export interface {} {{", data.object.name), "}", |code| {
        for property in &data.object.properties {
            comment(code, &data.field_docs(property), &[]);
            member(code, property);
        }
    });
}

/// A member; one that is too long for a line has a line for each text of its union.
fn member(code: &mut Code, property: &Property) {
    let mark = if property.required { "" } else { "?" };
    let union = union(&property.node);
    let line = format!("{}{mark}: {};", property.name, union.join(" | "));
    if line.len() <= code.room() {
        code.line(line);
        return;
    }
    code.line(format!("{}{mark}:", property.name)).indented(|code| {
        for (index, text) in union.iter().enumerate() {
            let end = if index + 1 == union.len() { ";" } else { "" };
            code.line(format!("| {text}{end}"));
        }
    });
}

/// The types that a value may have.
fn alternatives(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Boolean => vec!["boolean".into()],
        Kind::Integer(_) => vec!["number".into(), "bigint".into()],
        Kind::Number(_) => vec!["number".into()],
        Kind::Text { .. } => vec!["string".into()],
        Kind::Enum { values, .. } => values.iter().map(|text| literal(text)).collect(),
        Kind::Array { items, .. } => match &*union(items) {
            [item] if !item.starts_with("readonly ") => vec![format!("readonly {item}[]")],
            items => vec![format!("readonly ({})[]", items.join(" | "))],
        },
        Kind::Object(object) if !object.name.is_empty() => vec![object.name.clone()],
        Kind::Object(_) | Kind::FreeObject(None) => vec!["Readonly<Record<string, unknown>>".into()],
        Kind::FreeObject(Some(node)) => {
            vec![format!("Readonly<Record<string, {}>>", union(node).join(" | "))]
        }
        Kind::Mixed(kinds) => kinds.iter().flat_map(alternatives).collect(),
    }
}

/// The types that a value may have, null included.
fn union(node: &Node) -> Vec<String> {
    let null: &[String] = if node.nullable { &["null".into()] } else { &[] };
    [&alternatives(&node.kind)[..], null].concat()
}

fn factory(code: &mut Code, item: &Item<'_>) {
    let function = item.name().to_lower_camel_case();
    let (kind, result, id) = match item {
        Item::Event(event, _) => ("event", "TrackedEvent", literal(&event.name)),
        Item::Entity(entity, _) => ("entity", "Entity", literal(&entity.schema.uri)),
    };
    let (parameter, data, data_type) = match item.data() {
        Some(Type { object, .. }) => (format!("data: {}", object.name), "data", &*object.name),
        None => (String::new(), "null", "null"),
    };
    code.gap();
    comment(code, &item.docs(), &example(kind, &function, item.data()));
    code.block(
        format!("export function {function}({parameter}): {result}<{id}, {data_type}> {{"),
        "}",
        |code| {
            code.line(format!("return {kind}({id}, {data});"));
        },
    );
}

/// A call of the factory.
fn example(variable: &str, function: &str, data: Option<&Type<'_>>) -> Vec<String> {
    let mut lines = vec!["@example".into(), "```ts".into()];
    match data {
        None => lines.push(format!("const {variable} = {function}();")),
        Some(data) => {
            lines.push(format!("const {variable} = {function}({{"));
            for (property, value) in data.examples(false) {
                let member = format!("{}: {},", property.name, VALUES.expression(value));
                lines.extend(member.lines().map(|line| format!("  {line}")));
            }
            lines.push("});".into());
        }
    }
    lines.push("```".into());
    lines
}

/// A doc comment of paragraphs, and of lines that stay as they are.
fn comment(code: &mut Code, paragraphs: &[String], lines: &[String]) {
    let closed = |text: &String| prose::escape(text, MARKUP).replace("*/", "*\\/");
    let escaped: Vec<String> = paragraphs.iter().map(closed).collect();
    match &*escaped {
        [only] if lines.is_empty() && only.len() + 7 <= code.room() => {
            _ = code.line(format!("/** {only} */"));
        }
        _ => {
            code.line("/**").comment(" *", &escaped);
            if !lines.is_empty() {
                code.line(" *");
            }
            code.lines(lines.iter().map(|line| format!(" * {line}").replace("*/", "*\\/")));
            code.line(" */");
        }
    }
}
