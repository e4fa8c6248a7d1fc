//! What is said of schemas and plans that are wrong: where it is, what it is, and what to write instead.

#![allow(clippy::expect_used)] // A helper of a test fails the test.

#[path = "../common/mod.rs"]
mod common;

mod cases;
mod files;

use std::fs;

use cases::{CIRCUMSTANCES, PLAN, THING_DONE, check_cases, edit, problems};
use common::{copy, every_kind};
use snowgauge_codegen::model;

#[test]
fn wrong_schemas() {
    check_cases("schema.toml", 87);
}

/// What JSON Schema has, in draft 4 or since, and the generator does not.
const UNSUPPORTED: [&str; 36] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicRef",
    "$id",
    "$ref",
    "additionalItems",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "default",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "else",
    "examples",
    "id",
    "if",
    "maxContains",
    "maxProperties",
    "minProperties",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "readOnly",
    "then",
    "title",
    "unevaluatedProperties",
];

#[test]
fn a_keyword_that_is_not_supported_is_never_skipped() {
    for keyword in UNSUPPORTED {
        let root = copy(&every_kind());
        edit(
            root.path(),
            CIRCUMSTANCES,
            "\"maxLength\": 16",
            &format!("\"maxLength\": 16, \"{keyword}\": true"),
        );
        let said = problems(root.path());
        let start = format!(
            "{CIRCUMSTANCES}:25: /properties/season/{keyword}: the keyword `{keyword}` is not supported; "
        );
        let [line] = &*said else { panic!("{keyword}: {said:#?}") };
        assert!(line.strip_prefix(&start).is_some_and(|instead| instead.len() > 20), "{line}");
    }
}

#[test]
fn wrong_plans() {
    check_cases("plan.toml", 52);
}

#[test]
fn wrong_shapes() {
    check_cases("shape.toml", 42);
}

#[test]
fn all_files_are_judged_in_one_run() {
    let root = copy(&every_kind());
    edit(root.path(), THING_DONE, "\"format\": \"uuid\"", "\"pattern\": \"^[0-9a-f]+$\"");
    edit(root.path(), CIRCUMSTANCES, "\"maxLength\": 16", "\"maxLength\": 1.5");
    edit(root.path(), PLAN, "is = \"rare\"", "is = \"common\"");
    let said = problems(root.path());
    let places: Vec<_> =
        said.iter().map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        places,
        [
            format!("{CIRCUMSTANCES}:25 /properties/season/maxLength"),
            format!("{THING_DONE}:40 /properties/id/pattern"),
            format!("{PLAN}:53 /rule/2/is"),
        ]
    );
}

#[test]
fn an_enum_has_at_most_250_texts() {
    for (count, is_right) in [(250, true), (251, false)] {
        let root = copy(&every_kind());
        let texts: Vec<String> = (1..count).map(|number| format!("\"text{number}\"")).collect();
        edit(
            root.path(),
            THING_DONE,
            "\"small\", \"big-one\", \"x_large\"",
            &format!("\"big-one\", {}", texts.join(", ")),
        );
        assert_eq!(model::load(root.path()).is_ok(), is_right, "{count} texts");
    }
}

#[test]
fn an_object_has_at_most_128_properties() {
    for (count, is_right) in [(128, true), (129, false)] {
        let root = copy(&every_kind());
        let field = |number| {
            format!("\"f{number}\": {{ \"description\": \"One of many.\", \"type\": \"boolean\" }}, ")
        };
        let fields: String = (2..count).map(field).collect();
        edit(root.path(), THING_DONE, "\"y\": {", &format!("{fields}\"y\": {{"));
        assert_eq!(model::load(root.path()).is_ok(), is_right, "{count} properties");
    }
}

#[test]
fn a_schema_that_nothing_uses_was_forgotten() {
    let root = copy(&every_kind());
    let folder = root.path().join("schemas/com.example/other/jsonschema");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let text = fs::read_to_string(root.path().join(CIRCUMSTANCES)).expect("the schema is there");
    fs::write(folder.join("1-0-0"), text.replace("\"circumstances\"", "\"other\""))
        .expect("the schema can be written");
    assert_eq!(
        problems(root.path()),
        [
            "schemas/com.example/other/jsonschema/1-0-0:1: no event and no entity of the plan uses this schema; \
            add its [[event]] or [[entity]] to tracking-plan.toml"
        ]
    );
}

#[test]
fn an_older_version_may_stay_beside_the_one_that_is_sent() {
    let root = copy(&every_kind());
    let text = fs::read_to_string(root.path().join(CIRCUMSTANCES)).expect("the schema is there");
    let newer = root.path().join("schemas/com.example/circumstances/jsonschema/1-0-1");
    fs::write(newer, text.replace("\"1-0-0\"", "\"1-0-1\"")).expect("the schema can be written");
    let model = model::load(root.path()).expect("the schemas are right");
    assert_eq!(model.schemas().count(), 3);
}
