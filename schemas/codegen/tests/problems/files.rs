//! Files that are not there, are in the wrong place, or hold something else than text.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::cases::{CIRCUMSTANCES, PLAN, problems};
use crate::common::{copy, every_kind};

const NOT_A_SCHEMA: &str = "a schema is one JSON object, without comments";
const NO_PLAN: &str = "write the plan: an [[event]] for each event; `schemas/README.md` shows how";
const LAYOUT: &str =
    "lay schemas out as `schemas/<vendor>/<name>/jsonschema/<version>`, and keep other files elsewhere";
const NO_VERSION: &str = "this is not the file of a version; name a schema's file by its version, from `1-0-0`: model, \
                          revision, addition; keep other files elsewhere";

fn write(root: &TempDir, file: &str, bytes: impl AsRef<[u8]>) {
    let path = root.path().join(file);
    fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder can be made");
    fs::write(path, bytes).expect("the file can be written");
}

fn text(root: &TempDir, file: &str) -> String {
    fs::read_to_string(root.path().join(file)).expect("the file is there")
}

#[test]
fn what_is_no_text_is_told_once_with_its_line() {
    let deep = format!("{{\n\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for (file, bytes, said) in [
        (CIRCUMSTANCES, &b""[..], format!("1: the file is empty; {NOT_A_SCHEMA}")),
        (CIRCUMSTANCES, b" \n\n", format!("1: the file is empty; {NOT_A_SCHEMA}")),
        (CIRCUMSTANCES, b"{\n\n\"\xff\xfe\"}", "3: byte 5 of the file is not UTF-8; save the file as UTF-8".into()),
        (CIRCUMSTANCES, b"\xff\xfe{\0}\0", "1: byte 1 of the file is not UTF-8; save the file as UTF-8".into()),
        (CIRCUMSTANCES, b"\xef\xbb\xbf{}", "1: the file begins with a byte order mark; save it as UTF-8 without one".into()),
        (CIRCUMSTANCES, b"[{}]", format!("1: this is no JSON object; {NOT_A_SCHEMA}")),
        (CIRCUMSTANCES, b"{\n\"a\": 1", format!("1: this is not JSON: Unterminated object; {NOT_A_SCHEMA}")),
        (CIRCUMSTANCES, b"{}\n{}", format!("2: this is not JSON: Text cannot contain more than one JSON value; {NOT_A_SCHEMA}")),
        (
            CIRCUMSTANCES,
            deep.as_bytes(),
            "2: objects and lists are nested too deeply; describe data of a few levels: a warehouse column is one field".into(),
        ),
        (PLAN, b"", format!("1: the file is empty; {NO_PLAN}")),
        (PLAN, b"#\n#\n\xff", "3: byte 5 of the file is not UTF-8; save the file as UTF-8".into()),
        (PLAN, b"\xef\xbb\xbf[[event]]", "1: the file begins with a byte order mark; save it as UTF-8 without one".into()),
    ] {
        let root = copy(&every_kind());
        write(&root, file, bytes);
        assert_eq!(problems(root.path()), [format!("{file}:{said}")]);
    }
}

#[test]
fn what_is_not_there_is_told_once() {
    let root = copy(&every_kind());
    fs::remove_file(root.path().join(PLAN)).expect("the plan is there");
    assert_eq!(problems(root.path()), [format!("{PLAN}:1: there is no such file; {NO_PLAN}")]);

    let root = copy(&every_kind());
    fs::remove_dir_all(root.path().join("schemas")).expect("the folder is there");
    assert_eq!(
        problems(root.path()),
        [
            format!("schemas:1: there is no such folder; {LAYOUT}"),
            format!("{PLAN}:1: there is no such file; {NO_PLAN}")
        ]
    );

    let root = copy(&every_kind());
    fs::create_dir_all(root.path().join("schemas/com.example/other")).expect("a folder can be made");
    assert_eq!(
        problems(root.path()),
        [format!("schemas/com.example/other/jsonschema:1: there is no such folder; {LAYOUT}")]
    );
}

#[test]
fn what_is_in_the_wrong_place_is_told() {
    for (file, said) in [
        (
            "schemas/com.example/README.md",
            format!("this file is in the place of a schema's folder; {LAYOUT}"),
        ),
        (
            "schemas/com.example/circumstances/1-0-1",
            format!("only the folder `jsonschema` belongs here; {LAYOUT}"),
        ),
        ("schemas/com.example/circumstances/jsonschema/1-0", NO_VERSION.into()),
        ("schemas/com.example/circumstances/jsonschema/01-0-0", NO_VERSION.into()),
        ("schemas/com.example/circumstances/jsonschema/1-0-0.orig", NO_VERSION.into()),
        ("schemas/com.example/circumstances/jsonschema/1-0-0.json", NO_VERSION.into()),
    ] {
        let root = copy(&every_kind());
        write(&root, file, "{}");
        assert_eq!(problems(root.path()), [format!("{file}:1: {said}")]);
    }
    let root = copy(&every_kind());
    write(&root, "schemas/com.example/circumstances/jsonschema/1-0-1/schema", "{}");
    assert_eq!(
        problems(root.path()),
        [format!("schemas/com.example/circumstances/jsonschema/1-0-1:1: {NO_VERSION}")]
    );
}

#[test]
fn what_the_system_leaves_behind_is_nobodys() {
    let root = copy(&every_kind());
    for file in [
        "schemas/.cache",
        "schemas/com.example/.DS_Store",
        "schemas/com.example/circumstances/jsonschema/.1-0-0.swp",
    ] {
        write(&root, file, "");
    }
    write(&root, "schemas/notes.md", "Not a vendor.");
    assert!(snowgauge_codegen::model::load(root.path()).is_ok());
}

/// A schema that was copied into the folder of another says so with each part that is wrong.
#[test]
fn a_schema_in_the_folder_of_another_is_told() {
    let root = copy(&every_kind());
    let moved = "schemas/org.example/surroundings/jsonschema/2-0-0";
    write(&root, moved, text(&root, CIRCUMSTANCES));
    assert_eq!(
        problems(root.path()),
        [
            format!(
                "{moved}:1: no event and no entity of the plan uses this schema; add its [[event]] or [[entity]] to tracking-plan.toml"
            ),
            format!(
                "{moved}:5: /self/vendor: `com.example` is wrong here; write `\"vendor\": \"org.example\"`"
            ),
            format!(
                "{moved}:6: /self/name: `circumstances` is wrong here; write `\"name\": \"surroundings\"`"
            ),
            format!("{moved}:8: /self/version: `1-0-0` is wrong here; write `\"version\": \"2-0-0\"`"),
        ]
    );
}
