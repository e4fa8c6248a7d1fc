//! The C header: C99 and C++17 for every kind of field and whatever its name, true in its comments, stable in its numbers.

#![allow(clippy::expect_used)] // A helper of a test fails the test.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{copy, every_kind};
use snowgauge_codegen::{model, targets};

/// The header of the library.
const HEADER: &str = include_str!("../../../bindings-c/include/snowgauge.h");

/// A comment that names what is not there sends its reader looking for it.
#[test]
fn the_comments_name_what_the_header_has() {
    let (mut code, mut comments) = (String::new(), String::new());
    let mut rest = HEADER;
    while let Some((before, after)) = rest.split_once("/*") {
        let (comment, behind) = after.split_once("*/").expect("every comment ends");
        code += before;
        comments += comment;
        rest = behind;
    }
    code += rest;
    let declared: BTreeSet<&str> = names(&code).collect();
    let unknown: BTreeSet<&str> = names(&comments).filter(|name| !declared.contains(name)).collect();
    assert!(declared.len() > 100, "{} names", declared.len());
    assert_eq!(unknown, BTreeSet::new());
}

/// A program that was compiled with a number would say something else with a library that gives it to another value.
#[test]
fn no_number_ever_means_something_else() {
    let record = include_str!("../../../bindings-c/tests/numbers.txt").lines();
    let lines = record.filter(|line| !line.starts_with('#'));
    let recorded: BTreeMap<&str, &str> =
        lines.map(|line| line.split_once(' ').expect("name and number")).collect();
    let lines = HEADER.lines().filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "));
    let declared: BTreeMap<&str, &str> = lines.filter(|(name, _)| name.starts_with("SNOWGAUGE_")).collect();
    let changed = recorded.iter().filter(|(name, number)| declared.get(*name) != Some(*number));
    let changed: Vec<_> = changed.collect();
    assert!(changed.is_empty(), "{changed:?} have other numbers now: new events and values come last");
    let new = declared.iter().filter(|(name, _)| !recorded.contains_key(*name));
    let new: Vec<String> = new.map(|(name, number)| format!("{name} {number}")).collect();
    assert!(new.is_empty(), "add to bindings-c/tests/numbers.txt:\n{}", new.join("\n"));
}

/// The library's names in a text.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .filter(|word| word.starts_with("snowgauge_") || word.starts_with("SNOWGAUGE_"))
}

/// Keywords of C and C++ up to C23 and C++23 that are none of Python, which the generator refuses; and what GCC defines
/// unless it is told a standard.
const KEYWORDS: &str = "alignas alignof and_eq asm auto bitand bitor bool case catch char char16_t char32_t char8_t \
    co_await co_return co_yield compl concept const const_cast consteval constexpr constinit decltype default delete do double \
    dynamic_cast enum explicit export extern false float friend goto inline int linux long mutable namespace new noexcept not_eq \
    nullptr operator or_eq private protected public register reinterpret_cast requires restrict short signed sizeof static \
    static_assert static_cast struct switch template this thread_local throw true typedef typeid typename typeof typeof_unqual \
    union unix unsigned using virtual void volatile wchar_t xor xor_eq";

/// Other teams' schemas call their fields what they like.
#[test]
fn a_field_may_be_called_as_a_keyword_is() {
    let copy = copy(&every_kind());
    let put = |file: &str, before: &str, line: fn(&str) -> String| {
        let path = copy.path().join("schemas").join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        let lines: Vec<String> = KEYWORDS.split_whitespace().map(line).collect();
        let added = text.replacen(before, &format!("{before}\n{}", lines.join("\n")), 1);
        assert_ne!(added, text, "{file}: {before}");
        fs::write(&path, added).expect("there is room");
    };
    put("com.example/screen_seen/jsonschema/1-0-0", "\"properties\": {", |name| {
        format!(r#""{name}": {{"type": "string", "description": "What it is."}},"#)
    });
    put("tracking-plan.toml", "[examples.screen_seen]", |name| format!(r#"{name} = "some""#));
    compiles_as(
        &header_of(copy.path()),
        &[
            ("cc", "-xc", "c99"),
            ("cc", "-xc", "gnu17"),
            ("c++", "-xc++", "c++17"),
            ("c++", "-xc++", "gnu++20"),
        ],
    );
}

/// An integer that has to be there is a number, one that may be absent a pointer, as large as the number: a library that read the
/// one as the other would follow it.
#[test]
fn structs_of_one_size_are_told_apart() {
    let made_by = |schema: fn(String) -> String| {
        let copy = copy(&every_kind());
        let path = copy.path().join("schemas/com.example/screen_seen/jsonschema/1-0-0");
        let text = fs::read_to_string(&path).expect("the schema is there");
        let count = r#""properties": {"count": {"type": "integer", "description": "How often."},"#;
        fs::write(&path, schema(text.replacen(r#""properties": {"#, count, 1))).expect("there is room");
        let path = copy.path().join("schemas/tracking-plan.toml");
        let text = fs::read_to_string(&path).expect("the plan is there");
        let count = "[examples.screen_seen]\ncount = 3";
        fs::write(&path, text.replacen("[examples.screen_seen]", count, 1)).expect("there is room");
        let header = header_of(copy.path());
        let of_it = header.lines().filter(|line| line.contains("return") && line.contains("SCREEN_SEEN"));
        of_it.map(str::to_owned).collect::<Vec<_>>()
    };
    let optional = made_by(|schema| schema);
    let required = made_by(|schema| schema.replacen(r#""required": ["#, r#""required": ["count", "#, 1));
    assert_eq!((optional.len(), required.len()), (1, 1));
    assert_ne!(optional, required);
}

#[test]
fn every_kind_of_field_compiles_in_c_and_in_cpp() {
    let header = header_of(&every_kind());
    compiles_as(&header, &[("cc", "-xc", "c99"), ("c++", "-xc++", "c++17")]);
    for field in [
        "snowgauge_str type;",
        "snowgauge_bool_list truths;",
        "const double *ratio;",
        "snowgauge_json extra;",
    ] {
        assert!(header.contains(field), "{field}");
    }
}

/// The header of a small repository.
fn header_of(root: &Path) -> String {
    let model = model::load(root).expect("the schemas are right");
    let outputs = targets::render(&model).expect("the targets can write it");
    let header =
        outputs.into_iter().find(|output| output.path.ends_with("snowgauge.h")).expect("there is a header");
    header.text
}

/// Compiles a header by each compiler, as a language and its standard.
fn compiles_as(header: &str, compilers: &[(&str, &str, &str)]) {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("snowgauge.h");
    fs::write(&path, header).expect("there is room");
    for (compiler, language, standard) in compilers {
        let mut command = Command::new(compiler);
        command
            .args([language, &*format!("-std={standard}")])
            .args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"])
            .arg(&path);
        assert!(command.status().expect("the compiler is installed").success(), "{command:?}");
    }
}
