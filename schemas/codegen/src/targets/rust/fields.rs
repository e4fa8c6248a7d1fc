//! One field in Rust: its type, and how it is pushed into the writer.

use crate::model::{Kind, Node, Object, Property};
use crate::targets::code::Code;

/// Rust's keywords that a field may bear in its raw form.
const KEYWORDS: &[&str] = &[
    "abstract", "become", "box", "const", "do", "dyn", "enum", "extern", "final", "fn", "gen", "impl", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "static", "struct",
    "trait", "true", "false", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where",
    "yield",
];

/// The name of the field.
pub(super) fn name(property: &Property) -> String {
    let name = property.identifier();
    if KEYWORDS.contains(&&*name) { format!("r#{name}") } else { name }
}

/// The type of the field.
pub(super) fn type_of(property: &Property) -> String {
    let plain = plain_type(&property.node.kind);
    if property.optional() { format!("Option<{plain}>") } else { plain }
}

fn plain_type(kind: &Kind) -> String {
    match kind {
        Kind::Boolean => "bool".into(),
        Kind::Integer(numbers) if numbers.is_unsigned() => "u64".into(),
        Kind::Integer(_) => "i64".into(),
        Kind::Number(_) => "f64".into(),
        Kind::Text { .. } => "Cow<'a, str>".into(),
        Kind::Enum { name, .. } => name.clone(),
        Kind::Array { .. } => match kind.plain_items().map(|items| &items.kind) {
            Some(Kind::Text { .. }) => "Strings<'a>".into(),
            Some(items) => format!("Cow<'a, [{}]>", plain_type(items)),
            None => "Cow<'a, [JsonText<'a>]>".into(),
        },
        Kind::Object(object) if borrows(object) => format!("{}<'a>", object.name),
        Kind::Object(object) => object.name.clone(),
        Kind::FreeObject(_) | Kind::Mixed(_) => "JsonText<'a>".into(),
    }
}

/// Whether the type borrows anything.
pub(super) fn borrows(object: &Object) -> bool {
    object.properties.iter().any(|property| plain_type(&property.node.kind).contains("'a"))
}

/// Which setters of the builder convert what they are given.
pub(super) fn conversions(object: &Object) -> Vec<String> {
    let converted = |kind: &Kind| {
        matches!(kind, Kind::Text { .. } | Kind::Array { .. } | Kind::FreeObject(_) | Kind::Mixed(_))
    };
    let mut types: Vec<String> = Vec::new();
    for property in object.properties.iter().filter(|property| converted(&property.node.kind)) {
        let conversion = format!("on({}, into)", plain_type(&property.node.kind).replace("'a", "'_"));
        if !types.contains(&conversion) {
            types.push(conversion);
        }
    }
    types
}

/// Whether the value cannot be personal.
pub(super) fn is_harmless(property: &Property) -> bool {
    matches!(property.node.kind, Kind::Boolean | Kind::Enum { .. })
}

/// Pushes one field. Of the fields without a value only those are pushed, as null, that have to be there.
pub(super) fn push(code: &mut Code, index: usize, property: &Property) {
    let name = name(property);
    let field = format!("to.field({index});");
    match (property.required, property.optional()) {
        (_, false) => _ = code.line(field).line(push_value(&property.node, &format!("self.{name}"), false)),
        (false, true) => {
            code.block(format!("if let Some(value) = &self.{name} {{"), "}", |code| {
                code.line(field).line(push_value(&property.node, "value", true));
            });
        }
        (true, true) => {
            code.line(field).block(format!("match &self.{name} {{"), "}", |code| {
                code.block("Some(value) => {", "}", |code| {
                    code.line(push_value(&property.node, "value", true));
                });
                code.line("None => to.null(),");
            });
        }
    }
}

/// The statement that pushes what `place` holds, or refers to.
fn push_value(node: &Node, place: &str, is_reference: bool) -> String {
    let (copy, borrow) = if is_reference { ("*", "") } else { ("", "&") };
    match &node.kind {
        Kind::Boolean => format!("to.boolean({copy}{place});"),
        Kind::Integer(numbers) if numbers.is_unsigned() => format!("to.unsigned({copy}{place});"),
        Kind::Integer(_) => format!("to.signed({copy}{place});"),
        Kind::Number(_) => format!("to.float({copy}{place});"),
        Kind::Text { .. } => format!("to.string({borrow}{place});"),
        Kind::Enum { values, .. } if values.iter().all(|value| needs_no_escape(value)) => {
            format!("to.value({copy}{place} as usize);")
        }
        Kind::Enum { .. } => format!("to.string({place}.as_str());"),
        Kind::Array { .. } => push_items(node.kind.plain_items(), place),
        Kind::Object(_) | Kind::FreeObject(_) | Kind::Mixed(_) => format!("{place}.push(to);"),
    }
}

/// Whether a text stands in JSON as it is.
fn needs_no_escape(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' && !matches!(byte, b'"' | b'\\'))
}

/// The statement that pushes the items of a list, which are JSON text where they are not plain.
fn push_items(items: Option<&Node>, place: &str) -> String {
    let item = match items {
        Some(Node { kind: Kind::Text { .. }, .. }) => return format!("{place}.push(to);"),
        Some(items) => push_value(items, "item", true),
        None => "item.push(to);".into(),
    };
    format!(
        "if to.begin_array() {{\n    for item in {place}.iter() {{\n        {item}\n    }}\n    to.end_array();\n}}"
    )
}
