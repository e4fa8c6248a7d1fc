//! Names that have to be right in every language at once.

use std::collections::BTreeMap;

use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};

use super::shape::{Kind, Object};
use crate::c_library;

/// Names of fields that one of the languages keeps for itself, and which.
const RESERVED_FIELDS: &[(&str, &[&str])] = &[
    (
        "a keyword of Python",
        &[
            "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
            "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
            "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
        ],
    ),
    ("the object itself in Rust or Python", &["self", "super", "crate"]),
    ("an attribute of every event or entity in Python", &["event_name", "schema"]),
    ("the last call of a builder in Rust", &["build"]),
];

/// Names of types that the generated code uses for something else.
const RESERVED_TYPES: &[&str] = &[
    "Cow",
    "Datum",
    "Entity",
    "Event",
    "EventPlan",
    "JsonText",
    "Literal",
    "Mapping",
    "None",
    "NotRequired",
    "Option",
    "Schema",
    "Self",
    "Sequence",
    "Some",
    "Strings",
    "TrackedEvent",
    "TypedDict",
    "Vec",
    "Writer",
];

/// Keywords of JavaScript, where the function that makes an event or an entity bears its name.
const RESERVED_FUNCTIONS: &[&str] = &[
    "arguments",
    "case",
    "catch",
    "const",
    "debugger",
    "default",
    "delete",
    "do",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "function",
    "implements",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "static",
    "switch",
    "this",
    "throw",
    "true",
    "typeof",
    "var",
    "void",
];

/// What is wrong with the name of a field, and what to do instead. Other people's schemas may have it in camel case.
pub(super) fn field_problem(name: &str) -> Option<(String, &'static str)> {
    if !is_camel_case(name) {
        return name_problem(name);
    }
    name_problem(&name.to_snake_case())
        .map(|(what, instead)| (format!("{what} (`{name}` in snake case)"), instead))
}

fn name_problem(name: &str) -> Option<(String, &'static str)> {
    if !is_snake_case(name) {
        let instead = "use small letters, digits and single underscores, and begin with a letter";
        return Some((format!("`{name}` is not in snake_case"), instead));
    }
    let (why, _) = RESERVED_FIELDS.iter().find(|(_, names)| names.contains(&name))?;
    Some((format!("`{name}` is {why}"), "choose another name, such as one with a noun before it"))
}

/// What is wrong with the name of an event or a schema, and what to do instead.
pub(super) fn type_problem(name: &str) -> Option<(String, &'static str)> {
    let is_taken_in_c = ["", "_event", "_entity"]
        .iter()
        .any(|made_of_it| c_library::declares(&format!("snowgauge_{}{made_of_it}", name.to_snake_case())));
    if is_taken_in_c
        || RESERVED_TYPES.contains(&&*name.to_upper_camel_case())
        || RESERVED_FUNCTIONS.contains(&name)
    {
        return Some((
            format!("`{name}` means something else in generated code"),
            "choose a more telling name",
        ));
    }
    name_problem(name)
}

/// What is wrong with the texts of an enum: each has to become a name of its own.
pub(super) fn value_problems(values: &[String]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen = BTreeMap::new();
    for value in values {
        let variant = value.to_upper_camel_case();
        if !variant.starts_with(|first: char| first.is_ascii_alphabetic())
            || !variant.is_ascii()
            || variant == "Self"
        {
            problems.push(format!("`{value}` does not make a name in every language"));
        } else if let Some(other) = seen.insert(variant, value) {
            problems.push(format!("`{other}` and `{value}` make the same name"));
        }
    }
    problems
}

/// Whether this is small letters, digits and single underscores, and begins with a letter.
pub(super) fn is_snake_case(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.split('_').all(part)
}

/// Whether the name is in camel case, and every language can turn it into snake case and back.
fn is_camel_case(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_uppercase()) && name.to_snake_case().to_lower_camel_case() == name
}

/// Names the types: of the data, and of the enums and objects inside them.
///
/// An inner type is named by its field. Where another type has that name already, the schema's name comes before it;
/// the type that came first in the plan keeps the short name, so that a new event renames nothing.
pub(super) fn assign<'a>(data: impl IntoIterator<Item = (&'a str, &'a mut Object)>) {
    let mut data: Vec<_> = data.into_iter().collect();
    let mut taken: BTreeMap<String, Option<Vec<String>>> =
        RESERVED_TYPES.iter().map(|name| ((*name).into(), None)).collect();
    for (name, root) in &mut data {
        root.name = name.to_upper_camel_case();
        taken.insert(root.name.clone(), None);
    }
    for (_, root) in data {
        let prefix = root.name.clone();
        assign_inner(root, &prefix, &mut taken);
    }
}

fn assign_inner(object: &mut Object, prefix: &str, taken: &mut BTreeMap<String, Option<Vec<String>>>) {
    for property in &mut object.properties {
        let kind = &mut property.node.kind;
        let (kind, field) = if kind.plain_items().is_some() {
            (kind.plain_items_mut().map(|items| &mut items.kind), singular(&property.name))
        } else {
            (Some(kind), property.name.clone())
        };
        let Some(kind) = kind else { continue };
        match kind {
            Kind::Enum { name, values } => *name = choose(&field, prefix, Some(values), taken),
            Kind::Object(inner) => {
                inner.name = choose(&field, prefix, None, taken);
                assign_inner(inner, prefix, taken);
            }
            _ => {}
        }
    }
}

/// A free name for a type; enums of the same name and the same texts are one type.
fn choose(
    field: &str,
    prefix: &str,
    values: Option<&[String]>,
    taken: &mut BTreeMap<String, Option<Vec<String>>>,
) -> String {
    let short = field.to_upper_camel_case();
    let long = format!("{prefix}{short}");
    let numbered = (2..).map(|number| format!("{long}{number}"));
    let fits = |name: &String| match taken.get(name) {
        None => true,
        Some(other) => values.is_some() && other.as_deref() == values,
    };
    let name = [short, long.clone()].into_iter().chain(numbered).find(fits).unwrap_or(long);
    taken.insert(name.clone(), values.map(<[String]>::to_vec));
    name
}

/// What one item of a list with this name is called.
fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        format!("{stem}y")
    } else if let Some(stem) = name.strip_suffix('s').filter(|stem| !stem.ends_with('s')) {
        stem.to_owned()
    } else {
        format!("{name}_item")
    }
}
