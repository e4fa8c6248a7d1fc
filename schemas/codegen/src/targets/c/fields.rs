//! One field in C: its name and its type.

use super::{Names, inner_name};
use crate::model::{Kind, Property};

/// Keywords that a field may not be called by: of Rust, C or C++, and `linux` and `unix`, which compilers define. (cbindgen writes
/// the raw names of Rust without `r#`.)
const RUST_KEYWORDS: &[&str] = &[
    "abstract", "become", "box", "dyn", "final", "fn", "gen", "impl", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "trait", "type", "unsized", "use", "where", "yield",
];
const C_KEYWORDS: &[&str] = &[
    "alignas",
    "alignof",
    "and_eq",
    "asm",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "case",
    "catch",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "enum",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "friend",
    "goto",
    "inline",
    "int",
    "linux",
    "long",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not_eq",
    "nullptr",
    "operator",
    "or_eq",
    "private",
    "protected",
    "public",
    "register",
    "reinterpret_cast",
    "requires",
    "restrict",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "static_cast",
    "struct",
    "switch",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "typeof",
    "typeof_unqual",
    "union",
    "unix",
    "unsafe",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "xor",
    "xor_eq",
];

/// The types of `bindings-c/src/text.rs` that a field can have.
pub(super) const PLAIN_TYPES: &[&str] = &[
    "snowgauge_bool_list",
    "snowgauge_double_list",
    "snowgauge_int64_list",
    "snowgauge_json",
    "snowgauge_json_list",
    "snowgauge_str",
    "snowgauge_str_list",
];

/// The name of the field.
pub(super) fn name(property: &Property) -> String {
    let name = property.identifier();
    if C_KEYWORDS.contains(&&*name) {
        format!("{name}_")
    } else if RUST_KEYWORDS.contains(&&*name) {
        format!("r#{name}")
    } else {
        name
    }
}

/// The type of the field. What can be without a value by itself is there as it is, all else behind a pointer unless it
/// has to be there.
pub(super) fn type_of(property: &Property, names: Names<'_>) -> String {
    match &property.node.kind {
        kind @ Kind::Array { .. } => match own_list(property, names) {
            Some((name, _)) => name,
            None => plain_list(kind.plain_items().map(|items| &items.kind)).into(),
        },
        Kind::Object(object) => format!("*const {}", inner_name(names.prefix, &object.name)),
        kind @ (Kind::Boolean | Kind::Integer(_) | Kind::Number(_)) if property.optional() => {
            format!("*const {}", plain(kind))
        }
        Kind::Enum { .. } => format!("MaybeUninit<{}>", enum_name(names.own, &property.name)),
        kind => plain(kind).into(),
    }
}

fn plain(kind: &Kind) -> &'static str {
    match kind {
        Kind::Boolean => "MaybeUninit<bool>",
        Kind::Integer(_) => "i64",
        Kind::Number(_) => "f64",
        Kind::FreeObject(_) | Kind::Mixed(_) => "snowgauge_json",
        _ => "snowgauge_str",
    }
}

fn plain_list(items: Option<&Kind>) -> &'static str {
    match items {
        Some(Kind::Boolean) => "snowgauge_bool_list",
        Some(Kind::Integer(_)) => "snowgauge_int64_list",
        Some(Kind::Number(_)) => "snowgauge_double_list",
        Some(Kind::FreeObject(_)) | None => "snowgauge_json_list",
        _ => "snowgauge_str_list",
    }
}

/// The name and the item's type of a list that is only there for this field.
pub(super) fn own_list(property: &Property, names: Names<'_>) -> Option<(String, String)> {
    match &property.node.kind.plain_items()?.kind {
        Kind::Object(object) => {
            let item = inner_name(names.prefix, &object.name);
            Some((format!("{item}_list"), item))
        }
        Kind::Enum { .. } => {
            let item = enum_name(names.own, &property.name);
            Some((format!("{item}_list"), format!("MaybeUninit<{item}>")))
        }
        _ => None,
    }
}

/// The name of the enum of a field. It begins with the name of the struct: C has one name space for all enums.
pub(super) fn enum_name(owner: &str, field: &str) -> String {
    format!("{owner}_{field}")
}

/// The texts of the enum of a field, or of its items.
pub(super) fn texts(property: &Property) -> Option<&[String]> {
    match property.node.kind.plain_items().map_or(&property.node.kind, |items| &items.kind) {
        Kind::Enum { values, .. } => Some(values),
        _ => None,
    }
}

/// Whether the field has to be there, in a sentence.
pub(super) fn presence(property: &Property) -> &'static str {
    match &property.node.kind {
        _ if property.optional() => "Optional.",
        Kind::Boolean | Kind::Integer(_) | Kind::Number(_) => "Always there.",
        _ => "Required.",
    }
}
