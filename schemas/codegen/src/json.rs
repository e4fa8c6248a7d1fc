//! Reads JSON by the letter of RFC 8259, as a tree that knows where each part stands in the file.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::problem::{Problem, Problems, Source, join};

/// What a file of a schema holds.
pub(crate) const SCHEMA_FILE: &str = "a schema is one JSON object, without comments";

/// The text as a JSON object. A name that an object has twice is a problem, too: readers do not agree on which one counts.
pub(crate) fn parse<'t>(source: &'t Source, problems: &mut Problems) -> Option<Object<'t>> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let problem = match parse_to_ast(&source.text, &CollectOptions::default(), &strict) {
        Ok(parsed) => match parsed.value {
            Some(Value::Object(json)) => {
                repeated_in_object(&json, "", source, problems);
                return Some(json);
            }
            _ => source.problem(0, "", "this is no JSON object", SCHEMA_FILE),
        },
        Err(error) => syntax(source, error.range().start, error.kind()),
    };
    problems.add(problem);
    None
}

fn syntax(source: &Source, at: usize, kind: &ParseErrorKind) -> Problem {
    if matches!(kind, ParseErrorKind::NestingDepthExceeded) {
        let what = "objects and lists are nested too deeply";
        return source.problem(
            at,
            "",
            what,
            "describe data of a few levels: a warehouse column is one field",
        );
    }
    source.problem(at, "", format!("this is not JSON: {kind}"), SCHEMA_FILE)
}

fn repeated(value: &Value<'_>, pointer: &str, source: &Source, problems: &mut Problems) {
    match value {
        Value::Object(object) => repeated_in_object(object, pointer, source, problems),
        Value::Array(list) => {
            for (index, item) in list.elements.iter().enumerate() {
                repeated(item, &join(pointer, index), source, problems);
            }
        }
        _ => {}
    }
}

/// Adds a problem for each name that stands in one object more than once.
fn repeated_in_object(object: &Object<'_>, pointer: &str, source: &Source, problems: &mut Problems) {
    for (index, property) in object.properties.iter().enumerate() {
        let name = property.name.as_str();
        let pointer = join(pointer, name);
        if object.properties.iter().take(index).any(|other| other.name.as_str() == name) {
            let what = format!("`{name}` is there twice");
            problems.add(source.problem(property.start(), &*pointer, what, "leave one of the two out"));
        }
        repeated(&property.value, &pointer, source, problems);
    }
}
