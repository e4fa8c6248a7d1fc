//! What changes between versions of a schema are called, and which version numbers are refused.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)] // A helper of a test fails the test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use snowgauge_codegen::evolution::{Change, Judged, Report, check};
use snowgauge_codegen::version::{Level, SchemaVer};
use tempfile::TempDir;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// What two versions say, and every change between them.
#[derive(Deserialize)]
struct Case {
    old: String,
    new: String,
    says: Vec<String>,
}

/// The folder of this package.
fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A schema of this version.
fn schema(name: &str, version: &str, says: &str) -> String {
    let own = format!(
        r#""self": {{"vendor": "com.example", "name": "{name}", "format": "jsonschema", "version": "{version}"}}"#
    );
    format!("{{\n{own},\n{says}\n}}\n")
}

/// A folder of schemas in Iglu's layout.
struct Folder(TempDir);

impl Folder {
    fn with(schemas: &[(&str, &str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder can be made"));
        for (name, version, says) in schemas {
            folder.put(name, version, &schema(name, version, says));
        }
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str, version: &str) -> PathBuf {
        self.path().join("com.example").join(name).join("jsonschema").join(version)
    }

    fn put(&self, name: &str, version: &str, text: &str) {
        let file = self.file(name, version);
        fs::create_dir_all(file.parent().unwrap()).expect("a folder can be made");
        fs::write(file, text).expect("a file can be written");
    }
}

/// What is said of two files with these versions of one schema.
fn of_files(old: (&str, &str), new: (&str, &str)) -> Report {
    let folder = Folder::with(&[]);
    let [was, is] = [("old", old), ("new", new)].map(|(file, (version, says))| {
        let file = folder.path().join(file);
        fs::write(&file, schema("thing", version, says)).expect("a file can be written");
        file
    });
    check(&was, &is).expect("both are schemas")
}

fn only(report: &Report) -> &Judged {
    let [judged] = &*report.judged else { panic!("one version is judged: {report}") };
    judged
}

fn without_place(change: &Change) -> String {
    format!("{} {}: {}", change.level, change.pointer, change.what)
}

#[test]
fn every_change_has_its_level() {
    let text = fs::read_to_string(package().join("tests/evolution/changes.toml")).expect("the file is there");
    let Cases { case: cases } = toml::from_str(&text).expect("the cases have the right shape");
    assert_eq!(cases.len(), 58);
    for Case { old, new, says } in &cases {
        let report = of_files(("1-0-0", old), ("1-0-1", new));
        let judged = only(&report);
        let found: Vec<String> = judged.changes.iter().map(without_place).collect();
        assert_eq!(&found, says, "{old}\nbecame\n{new}");
        let highest = judged.changes.iter().map(|change| change.level).max();
        for (level, version) in
            [(Level::Addition, "1-0-1"), (Level::Revision, "1-1-0"), (Level::Model, "2-0-0")]
        {
            let fits = of_files(("1-0-0", old), (version, new)).fits();
            assert_eq!(
                fits,
                highest.is_some_and(|highest| highest <= level),
                "{version}: {old}\nbecame\n{new}"
            );
        }
    }
}

#[test]
fn every_level_is_met_both_ways() {
    // A case that swaps old and new is judged, too: nothing panics, and nothing stays unnoticed one way alone.
    let text = fs::read_to_string(package().join("tests/evolution/changes.toml")).expect("the file is there");
    let Cases { case: cases } = toml::from_str(&text).expect("the cases have the right shape");
    for Case { old, new, says } in &cases {
        let back = of_files(("1-0-0", new), ("1-0-1", old));
        assert_eq!(only(&back).changes.is_empty(), says.is_empty(), "{new}\nbecame\n{old}");
    }
}

/// `old` to `new` is an addition.
const OLD: &str =
    r#""type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false"#;
const NEW: &str = r#""type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "additionalProperties": false"#;

#[test]
fn version_numbers_that_do_not_fit_are_refused_with_the_one_that_does() {
    let narrower = NEW.replace(r#""b": {"#, r#""b": {"maxLength": 3, "#);
    for (old, new, refused) in [
        (("1-0-0", OLD), ("1-0-1", NEW), None),
        (("1-2-3", OLD), ("1-2-4", NEW), None),
        (("1-0-0", OLD), ("1-0-0", OLD), None),
        (
            ("1-0-0", OLD),
            ("1-0-0", NEW),
            Some(
                "a published version never changes. These changes are an ADDITION: write them into 1-0-1, and restore 1-0-0",
            ),
        ),
        (
            ("1-0-0", OLD),
            ("1-0-2", NEW),
            Some("1-0-2 does not follow 1-0-0. These changes are an ADDITION: write 1-0-1"),
        ),
        (
            ("1-0-1", OLD),
            ("1-0-0", NEW),
            Some("1-0-0 does not follow 1-0-1. These changes are an ADDITION: write 1-0-2"),
        ),
        (
            ("1-0-1", OLD),
            ("1-1-1", NEW),
            Some("1-1-1 does not follow 1-0-1. These changes are an ADDITION: write 1-0-2"),
        ),
        (("1-0-0", NEW), ("1-0-1", OLD), Some("these changes are a REVISION: write 1-1-0")),
        (("1-0-0", NEW), ("1-0-1", &*narrower), Some("these changes are a REVISION: write 1-1-0")),
        (
            ("1-4-2", OLD),
            (
                "1-5-0",
                r#""type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": false"#,
            ),
            Some("these changes are a MODEL: write 2-0-0"),
        ),
        (("1-0-0", OLD), ("1-0-1", OLD), Some("nothing changed: stay with 1-0-0")),
    ] {
        let report = of_files(old, new);
        let found = report.judged.first().and_then(|judged| judged.refused.as_deref());
        assert_eq!(found, refused, "{old:?} became {new:?}");
        assert_eq!(report.fits(), refused.is_none());
    }
}

#[test]
fn a_larger_step_than_needed_is_taken_with_a_note() {
    let report = of_files(("1-0-0", OLD), ("2-0-0", NEW));
    assert!(report.fits());
    assert_eq!(
        only(&report).note.as_deref(),
        Some("larger than these changes ask for (1-0-1 would do); right if the meaning changed, too")
    );
}

#[test]
fn a_change_is_shown_where_it_stands() {
    let folder =
        Folder::with(&[("thing", "1-0-0", "\"properties\": {\n\"a\": {\"maxLength\": 3},\n\"b\": {}\n}")]);
    folder.put(
        "thing",
        "1-1-0",
        &schema("thing", "1-1-0", "\"properties\": {\n\n\"a\": {\n\"maxLength\": 2}}"),
    );
    let (old, new) = (folder.file("thing", "1-0-0"), folder.file("thing", "1-1-0"));
    let report = check(&old, &new).expect("both are schemas").to_string();
    let (old, new) = (old.display(), new.display());
    assert_eq!(
        report,
        format!(
            "com.example/thing 1-0-0 -> 1-1-0: a REVISION
  REVISION  {new}:6: /properties/a/maxLength: was 3, is 2: what fitted may not any more
  ADDITION  {old}:5: /properties/b: an optional field is gone: with it a datum still fits
1 version judged, 0 as they were, 0 refused"
        )
    );
}

#[test]
fn folders_are_compared_version_by_version() {
    let old = Folder::with(&[("gone", "1-0-0", OLD), ("kept", "1-0-0", OLD), ("thing", "1-0-0", OLD)]);
    let new = Folder::with(&[
        ("kept", "1-0-0", OLD),
        ("late", "1-0-1", OLD),
        ("new", "1-0-0", OLD),
        ("thing", "1-0-0", NEW),
        // Compared with the 1-0-0 that was published, and with each other.
        ("thing", "1-0-1", NEW),
        ("thing", "2-0-0", OLD),
        ("thing", "2-0-1", NEW),
    ]);
    // Beside the schemas there may be anything.
    fs::write(new.path().join("tracking-plan.toml"), "").expect("a file can be written");
    let report = check(old.path(), new.path()).expect("all are schemas");
    let found: Vec<String> = report
        .judged
        .iter()
        .map(|judged| {
            let refused = judged.refused.as_deref().unwrap_or("fits");
            let from = judged.from.map_or_else(|| "nothing".to_owned(), |from| from.to_string());
            format!("{} {from} -> {}: {refused}", judged.name, judged.to)
        })
        .collect();
    assert_eq!(
        found,
        [
            "com.example/late nothing -> 1-0-1: the first version of a schema is 1-0-0",
            "com.example/new nothing -> 1-0-0: fits",
            "com.example/thing 1-0-0 -> 1-0-0: a published version never changes. These changes are an ADDITION: \
             write them into 1-0-1, and restore 1-0-0",
            "com.example/thing 1-0-0 -> 1-0-1: fits",
            "com.example/thing 1-0-1 -> 2-0-0: fits",
            "com.example/thing 2-0-0 -> 2-0-1: fits",
            "com.example/gone nothing -> 1-0-0: a published version is gone, and events that were sent under it \
             need it: restore it",
        ]
    );
    assert_eq!(report.unchanged, 1);
}

#[test]
fn a_version_is_compared_with_what_was_published_before_it() {
    // The working copy has rewritten 1-0-0; what 1-0-1 adds is still judged by what was sent.
    let old = Folder::with(&[("thing", "1-0-0", OLD)]);
    let new = Folder::with(&[("thing", "1-0-0", NEW), ("thing", "1-0-1", NEW)]);
    let report = check(old.path(), new.path()).expect("all are schemas");
    let step = report.judged.iter().find(|judged| judged.to != SchemaVer::FIRST).expect("1-0-1 is judged");
    assert_eq!(step.refused, None, "{report}");
    assert_eq!(step.changes.len(), 1);
}

#[test]
fn what_is_no_schema_is_told_with_file_and_line() {
    let folder = Folder::with(&[("thing", "1-0-0", OLD)]);
    let good = folder.file("thing", "1-0-0");
    let bad = folder.path().join("bad");
    for (text, said) in [
        (&b"[]"[..], "bad:1: this is no JSON object; a schema is one JSON object, without comments"),
        (b"", "bad:1: the file is empty; a schema is one JSON object, without comments"),
        (
            b"{\n\"type\": \"object\"}",
            "bad:1: /self: this schema has no `self`; say `vendor`, `name`, `format` and `version` in it",
        ),
        (
            b"{\n\"self\": {\"vendor\": \"a\", \"name\": \"b\", \"version\": \"1.0.0\"}}",
            "bad:2: /self: `self` does not name the schema; say `vendor` and `name`, and a `version` such as `1-0-0`",
        ),
        (
            b"{\"self\": {\"vendor\": \"a\", \"name\": \"b\",\n\"name\": \"c\", \"version\": \"1-0-0\"}}",
            "bad:2: /self/name: `name` is there twice; leave one of the two out",
        ),
    ] {
        fs::write(&bad, text).expect("a file can be written");
        let problems = check(&good, &bad).expect_err("one is no schema");
        let said_now: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said_now.len(), 1, "{said_now:?}");
        assert!(said_now.iter().all(|line| line.ends_with(said)), "{said_now:?}");
    }
    for (old, new, said) in [
        (folder.path().join("nowhere"), good.clone(), "there is no such file"),
        (good.clone(), folder.path().to_owned(), "this is not of the same kind as OLD"),
        (folder.path().join("com.example/thing/jsonschema/nothing"), good.clone(), "there is no such file"),
    ] {
        let problems = check(&old, &new).expect_err("there is nothing to compare");
        assert!(problems.iter().any(|problem| problem.what == said), "{problems:?}");
    }
    let empty = Folder::with(&[]);
    let problems = check(folder.path(), empty.path()).expect_err("there is nothing to compare");
    assert_eq!(problems.len(), 1);
    assert!(
        problems.iter().all(|problem| problem.what == "there is no schema in this folder"),
        "{problems:?}"
    );
}

#[test]
fn two_schemas_are_no_two_versions() {
    let folder = Folder::with(&[("thing", "1-0-0", OLD), ("other", "1-0-1", OLD)]);
    let report =
        check(&folder.file("thing", "1-0-0"), &folder.file("other", "1-0-1")).expect("both are schemas");
    assert_eq!(
        only(&report).refused.as_deref(),
        Some("the older file is of another schema, com.example/thing: give two versions of one")
    );
}

/// The schemas of this repository, and none of those that tests have beside them.
#[test]
fn our_own_schemas_are_as_they_are() {
    let schemas = package().join("..");
    let report = check(&schemas, &schemas).expect("all are schemas");
    assert!(report.fits() && report.judged.is_empty(), "{report}");
    let list =
        |folder: &Path| fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let vendors = ["com.gitlab", "com.snowplowanalytics.mobile", "com.snowplowanalytics.snowplow"];
    let names = vendors.iter().flat_map(|vendor| list(&schemas.join(vendor)));
    let versions = names.flat_map(|name| list(&name.join("jsonschema")));
    assert_eq!(report.unchanged, versions.count());
}

#[test]
fn the_program_says_it_with_its_exit_code() {
    let old = Folder::with(&[("thing", "1-0-0", OLD)]);
    let good = Folder::with(&[("thing", "1-0-0", OLD), ("thing", "1-0-1", NEW)]);
    let bad = Folder::with(&[("thing", "1-0-0", NEW)]);
    let nothing = Folder::with(&[]);
    for (arguments, code, said) in [
        (vec![old.path(), good.path()], 0, "1 version judged, 1 as it was, 0 refused"),
        (vec![old.path(), bad.path()], 1, "1 version judged, 0 as they were, 1 refused"),
        (vec![old.path(), nothing.path()], 1, "nothing was compared: 1 problem"),
        (vec![old.path()], 2, "usage: cargo codegen"),
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_snowgauge-codegen"))
            .arg("check-evolution")
            .args(&arguments)
            .output()
            .expect("the program runs");
        let said_now = [run.stdout, run.stderr].concat();
        let said_now = String::from_utf8(said_now).expect("it says text");
        assert_eq!(run.status.code(), Some(code), "{said_now}");
        assert!(said_now.contains(said), "{said_now}");
    }
}
