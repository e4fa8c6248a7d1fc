//! Types and factories for JavaScript: `bindings-wasm/js/generated.ts`.

use heck::ToLowerCamelCase;
use serde_json::Value;

use super::code::{Code, NOTICE, TYPESCRIPT};
use super::prose;
use super::view::{Item, Type};
use crate::model::{Kind, Property};

/// Characters that TSDoc would read as markup.
const MARKUP: &str = "@{}<>";

/// The file.
pub(super) fn render(events: &[Item<'_>], entities: &[Item<'_>]) -> String {
    let mut code = Code::new(TYPESCRIPT);
    code.line(format!("// {NOTICE}")).gap();
    code.line(r#"import { entity, event, type Entity, type Event } from "./model.js";"#);
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
    let null: &[String] = if property.node.nullable { &["null".into()] } else { &[] };
    let union = [&alternatives(&property.node.kind)[..], null].concat();
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
        Kind::Integer { .. } => vec!["number".into(), "bigint".into()],
        Kind::Number { .. } => vec!["number".into()],
        Kind::Text { .. } => vec!["string".into()],
        Kind::Enum { values, .. } => values.iter().map(|text| literal(text)).collect(),
        Kind::Array { items, .. } => match &*alternatives(&items.kind) {
            [item] => vec![format!("readonly {item}[]")],
            items => vec![format!("readonly ({})[]", items.join(" | "))],
        },
        Kind::Object(object) => vec![object.name.clone()],
        Kind::FreeObject => vec!["Readonly<Record<string, unknown>>".into()],
    }
}

fn factory(code: &mut Code, item: &Item<'_>) {
    let function = item.name().to_lower_camel_case();
    let data = item.data();
    let argument = data.map(|data| format!("data: {}", data.object.name)).unwrap_or_default();
    let (kind, result, id) = match item {
        Item::Event(event, _) => ("event", "Event", &event.name),
        Item::Entity(entity, _) => ("entity", "Entity", &entity.schema.uri),
    };
    let id = literal(id);
    let passed = if data.is_some() { format!("{id}, data") } else { id };
    code.gap();
    comment(code, &item.docs(), &example(kind, &function, data));
    code.block(format!("export function {function}({argument}): {result} {{"), "}", |code| {
        code.line(format!("return {kind}({passed});"));
    });
}

/// A call of the factory.
fn example(variable: &str, function: &str, data: Option<&Type<'_>>) -> Vec<String> {
    let mut lines = vec!["@example".into(), "```ts".into()];
    match data {
        None => lines.push(format!("const {variable} = {function}();")),
        Some(data) => {
            lines.push(format!("const {variable} = {function}({{"));
            let fields = data.examples(false).into_iter();
            lines.extend(fields.map(|(property, value)| format!("  {}: {},", property.name, expression(value))));
            lines.push("});".into());
        }
    }
    lines.push("```".into());
    lines
}

/// A value as TypeScript is usually written.
fn expression(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(expression).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| format!("{}: {}", literal(key), expression(value));
            format!("{{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        _ => value.to_string(),
    }
}

/// A text as a literal.
fn literal(text: &str) -> String {
    Value::from(text).to_string()
}

/// A doc comment of paragraphs, and of lines that stay as they are.
fn comment(code: &mut Code, paragraphs: &[String], lines: &[String]) {
    let closed = |text: &String| prose::escape(text, MARKUP).replace("*/", "*\\/");
    let escaped: Vec<String> = paragraphs.iter().map(closed).collect();
    code.line("/**").comment(" *", &escaped);
    if !lines.is_empty() {
        code.line(" *");
    }
    lines.iter().for_each(|line| _ = code.line(format!(" * {line}").replace("*/", "*\\/")));
    code.line(" */");
}
