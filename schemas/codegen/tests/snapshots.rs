//! Generated files are what the schemas ask for: those of this repository, and those of a folder with every kind of field.

#![allow(clippy::expect_used)] // A helper of a test fails the test.

mod common;

use std::fs;
use std::path::Path;

use common::{every_kind, package};
use snowgauge_codegen::output::{Mode, run};
use snowgauge_codegen::{model, targets};

#[test]
fn the_repository_has_not_drifted() {
    let root = package().join("../..");
    let different = run(&root, Mode::Check).expect("the schemas are right");
    assert!(different.is_empty(), "run `cargo codegen`: {different:?} differ");
}

/// Compares what is generated with the snapshots. After a change of the generator they are renewed by
/// `UPDATE_SNAPSHOTS=1 cargo test -p snowgauge-codegen --test snapshots`; this file compiles without them.
fn compare(schemas: &Path, snapshots: &Path, is_compared: impl Fn(&str) -> bool) -> usize {
    let model = model::load(schemas).expect("the schemas are right");
    let outputs = targets::render(&model).expect("the targets can write it");
    let mut compared = 0;
    for output in outputs.iter().filter(|output| is_compared(output.path)) {
        let snapshot = snapshots.join(Path::new(output.path).file_name().expect("a path ends with a name"));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&snapshot, &output.text).expect("the snapshot can be written");
        }
        let expected = fs::read_to_string(&snapshot).expect("the snapshot is there");
        assert!(output.text == expected, "{} differs from its snapshot", output.path);
        compared += 1;
    }
    compared
}

/// `every_kind.rs` compiles and runs them.
#[test]
fn every_kind_of_field_is_generated_as_before() {
    let compared =
        compare(&every_kind(), &every_kind().join("snapshots"), |path| !path.starts_with("bindings-c/"));
    assert_eq!(
        compared, 13,
        "tables, Rust, four files for Python, TypeScript, two for the web module, two of SQL, the page, the plan as data"
    );
}

/// `keywords.rs` judges by them what Snowplow's validator has judged.
#[test]
fn the_tables_of_every_keyword_are_generated_as_before() {
    let schemas = package().join("../../tests/conformance");
    let compared = compare(&schemas, &package().join("tests/keywords"), |path| path.ends_with("/tables.rs"));
    assert_eq!(compared, 1);
}

#[test]
fn check_names_what_differs_and_writes_nothing() {
    let root = common::copy(&every_kind());
    let all = run(root.path(), Mode::Check).expect("the schemas are right");
    assert!(all.contains(&"core/src/schema/tables.rs") && !root.path().join("core").exists());
    assert_eq!(run(root.path(), Mode::Write).expect("the schemas are right"), all);
    assert_eq!(run(root.path(), Mode::Check).expect("the schemas are right"), [""; 0]);
    fs::write(root.path().join("core/src/schema/tables.rs"), "").expect("the file is there");
    let different = run(root.path(), Mode::Check).expect("the schemas are right");
    assert_eq!(different, ["core/src/schema/tables.rs"]);
}
