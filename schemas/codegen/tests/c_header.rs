//! The C header that is generated for every kind of field is C99 and C++17.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

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

#[test]
fn every_kind_of_field_compiles_in_c_and_in_cpp() {
    let model = model::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/every_kind"))
        .expect("the schemas are right");
    let outputs = targets::render(&model).expect("the targets can write it");
    let header =
        outputs.iter().find(|output| output.path.ends_with("snowgauge.h")).expect("there is a header");
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("snowgauge.h");
    fs::write(&path, &header.text).expect("there is room");
    for (compiler, language) in [("cc", ["-xc", "-std=c99"]), ("c++", ["-xc++", "-std=c++17"])] {
        let mut command = Command::new(compiler);
        command
            .args(language)
            .args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"])
            .arg(&path);
        assert!(command.status().expect("the compiler is installed").success(), "{command:?}");
    }
    for field in [
        "snowgauge_str type;",
        "snowgauge_bool_list truths;",
        "const double *ratio;",
        "snowgauge_json extra;",
    ] {
        assert!(header.text.contains(field), "{field}");
    }
}
