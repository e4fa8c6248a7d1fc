//! Doc comments and their examples, which `cargo test` runs.

use heck::ToUpperCamelCase;
use serde_json::Value;

use super::fields;
use crate::model::{Event, Kind, Node, Property};
use crate::targets::code::{Code, RUST, mentions};
use crate::targets::prose;
use crate::targets::view::{self, Type};

/// Characters that rustdoc's Markdown would not show.
const MARKUP: &str = r"[]<>*\";

/// Where an example stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The module that its types are in.
    pub module: &'a str,
    /// What one value of the type is called.
    pub variable: &'a str,
    /// Whether the type is all the data of a schema, so that it can be validated.
    pub is_datum: bool,
}

/// Paragraphs as a doc comment.
pub(super) fn paragraphs(code: &mut Code, paragraphs: &[String]) {
    let escaped: Vec<String> = paragraphs.iter().map(|text| prose::escape(text, MARKUP)).collect();
    code.comment("///", &escaped);
}

/// The example of a struct: all its fields.
pub(super) fn full_example(code: &mut Code, data: &Type<'_>, place: Place<'_>) {
    code.line("///");
    example(code, data, place, &data.examples(false));
}

/// The documentation of a builder, whose example sets the fields that have to be set.
pub(super) fn minimal_example(code: &mut Code, data: &Type<'_>, place: Place<'_>) {
    code.line("/// Starts with no field set. `build` compiles when every required field is set.").line("///");
    example(code, data, place, &data.examples(true));
}

/// The example of an event without data.
pub(super) fn unit_example(code: &mut Code, event: &Event, name: &str) {
    let action = &event.action;
    code.line("///").line("/// # Examples").line("///").line("/// ```");
    code.line(format!("/// use snowgauge_core::event::{{Event, events::{name}}};"));
    code.line(format!("/// assert_eq!({name}::new().plan().action, {action:?});")).line("/// ```");
}

fn example(code: &mut Code, data: &Type<'_>, place: Place<'_>, fields: &[(&Property, &Value)]) {
    let Place { module, variable, is_datum } = place;
    let mut body = Code::new(RUST);
    body.line(format!("let {variable} = {};", built(&data.object.name, fields.iter().copied())));
    if is_datum {
        body.line(format!("assert!(validate({variable}.schema().uri, |to| {variable}.push(to)).is_none());"));
    } else if let Some((field, value)) =
        fields.iter().find_map(|(property, value)| comparable(property, value))
    {
        body.line(format!("assert_eq!({variable}.{field}, {value});"));
    }
    let body = body.finish();
    code.line("/// # Examples").line("///").line("/// ```");
    imports(code, module, &imported(data, &body));
    if is_datum {
        code.line("/// use snowgauge_core::{Datum, validate};");
    }
    code.line("///");
    code.lines(body.lines().map(|line| format!("/// {line}")));
    code.line("/// ```");
}

/// The types that the example mentions.
fn imported<'m>(data: &Type<'m>, example: &str) -> Vec<&'m str> {
    let types: Vec<Type<'m>> = std::iter::once(data.clone()).chain(data.inner()).collect();
    let enums = view::enums(&types).into_iter().map(|(name, ..)| name);
    let mut names: Vec<&str> = types.iter().map(|data| &*data.object.name).chain(enums).collect();
    names.retain(|name| mentions(example, name));
    names.sort_unstable();
    names
}

/// The `use` of these types, in one line if it is not too long for one.
fn imports(code: &mut Code, module: &str, names: &[&str]) {
    let path = format!("/// use snowgauge_core::event::{module}::");
    let list = names.join(", ");
    match names {
        [name] => _ = code.line(format!("{path}{name};")),
        _ if list.len() < 50 => _ = code.line(format!("{path}{{{list}}};")),
        _ => {
            code.line(format!("{path}{{"));
            code.lines(textwrap::wrap(&list, 90).iter().map(|line| format!("///     {line}")));
            code.line("/// };");
        }
    }
}

/// A chain of setters.
fn built<'a>(name: &str, fields: impl Iterator<Item = (&'a Property, &'a Value)>) -> String {
    let setters = fields.map(|(property, value)| {
        let value = expression(&property.node, value).replace('\n', "\n    ");
        format!("\n    .{}({value})", fields::name(property))
    });
    let setters: String = setters.collect();
    let last = if setters.is_empty() { ".build()" } else { "\n    .build()" };
    format!("{name}::builder(){setters}{last}")
}

/// A value in Rust.
fn expression(node: &Node, value: &Value) -> String {
    match (&node.kind, value) {
        (Kind::Enum { name, .. }, Value::String(text)) => format!("{name}::{}", text.to_upper_camel_case()),
        (Kind::Number(_), Value::Number(number)) => format!("{:?}", number.as_f64().unwrap_or_default()),
        (Kind::Array { items, .. }, Value::Array(list)) => {
            let plain = node.kind.plain_items().map(|items| &items.kind);
            let item = |item: &Value| match plain {
                None | Some(Kind::FreeObject(_)) => format!("{}.into()", json_text(item)),
                Some(_) => expression(items, item),
            };
            let list = list.iter().map(item).collect::<Vec<_>>().join(", ");
            let is_text = matches!(plain, Some(Kind::Text { .. }));
            format!("{}[{list}]", if is_text { "" } else { "vec!" })
        }
        (Kind::Object(object), Value::Object(members)) => {
            let fields = object
                .properties
                .iter()
                .filter_map(|property| Some((property, members.get(&property.name)?)));
            built(&object.name, fields)
        }
        (Kind::FreeObject(_) | Kind::Mixed(_), _) => json_text(value),
        _ => value.to_string(),
    }
}

/// A value as the literal of its JSON text.
fn json_text(value: &Value) -> String {
    let text = value.to_string();
    if text.contains("\"#") { format!("{text:?}") } else { format!("r#\"{text}\"#") }
}

/// A field and the value that was set, if the two compare easily.
fn comparable(property: &Property, value: &Value) -> Option<(String, String)> {
    let plain = matches!(property.node.kind, Kind::Boolean | Kind::Integer(_) | Kind::Enum { .. });
    let value = expression(&property.node, value);
    let value = if property.optional() { format!("Some({value})") } else { value };
    plain.then(|| (fields::name(property), value))
}
