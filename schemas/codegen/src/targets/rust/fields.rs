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
    let name = &property.name;
    if KEYWORDS.contains(&&**name) { format!("r#{name}") } else { name.clone() }
}

/// The type of the field.
pub(super) fn type_of(property: &Property) -> String {
    let plain = plain_type(&property.node.kind);
    if property.optional() { format!("Option<{plain}>") } else { plain }
}

fn plain_type(kind: &Kind) -> String {
    match kind {
        Kind::Boolean => "bool".into(),
        Kind::Integer { minimum: Some(0..), .. } => "u64".into(),
        Kind::Integer { .. } => "i64".into(),
        Kind::Number { .. } => "f64".into(),
        Kind::Text { .. } => "Cow<'a, str>".into(),
        Kind::Enum { name, .. } => name.clone(),
        Kind::Array { items, .. } if matches!(items.kind, Kind::Text { .. }) => "Strings<'a>".into(),
        Kind::Array { items, .. } => format!("Cow<'a, [{}]>", plain_type(&items.kind)),
        Kind::Object(object) if borrows(object) => format!("{}<'a>", object.name),
        Kind::Object(object) => object.name.clone(),
        Kind::FreeObject => "JsonText<'a>".into(),
    }
}

/// Whether the type borrows anything.
pub(super) fn borrows(object: &Object) -> bool {
    object.properties.iter().any(|property| plain_type(&property.node.kind).contains("'a"))
}

/// Which setters of the builder convert what they are given.
pub(super) fn conversions(object: &Object) -> Vec<String> {
    let converted = |kind: &Kind| matches!(kind, Kind::Text { .. } | Kind::Array { .. } | Kind::FreeObject);
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
        Kind::Integer { minimum: Some(0..), .. } => format!("to.unsigned({copy}{place});"),
        Kind::Integer { .. } => format!("to.signed({copy}{place});"),
        Kind::Number { .. } => format!("to.float({copy}{place});"),
        Kind::Text { .. } => format!("to.string({borrow}{place});"),
        Kind::Enum { .. } => format!("to.value({copy}{place} as usize);"),
        Kind::Array { items, .. } if !matches!(items.kind, Kind::Text { .. }) => {
            let item = push_value(items, "item", true);
            format!(
                "if to.begin_array() {{\n    for item in {place}.iter() {{\n        {item}\n    }}\n    to.end_array();\n}}"
            )
        }
        Kind::Array { .. } | Kind::Object(_) | Kind::FreeObject => format!("{place}.push(to);"),
    }
}
