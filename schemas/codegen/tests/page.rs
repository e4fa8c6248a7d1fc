//! The page of the tracking plan holds together: its tables are tables, its links lead somewhere, nothing is left out.

#![allow(clippy::expect_used)] // A helper of a test fails the test.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::{copy, every_kind, package};
use snowgauge_codegen::model::{self, Model};
use snowgauge_codegen::targets;

const PAGE: &str = "docs/tracking-plan.md";

/// The repository, and the small one with every kind of field.
fn roots() -> [PathBuf; 2] {
    [package().join("../.."), every_kind()]
}

fn page(root: &Path) -> (Model, String) {
    let model = model::load(root).expect("the schemas are right");
    let outputs = targets::render(&model).expect("the targets can write it");
    let page = outputs.into_iter().find(|output| output.path == PAGE).expect("the page is among them");
    (model, page.text)
}

/// How many cells a line of a table has: a bar after a backslash is text.
fn cells(line: &str) -> usize {
    line.replace(r"\|", "").matches('|').count() - 1
}

#[test]
fn every_row_has_a_cell_for_each_column() {
    for root in roots() {
        let (_, page) = page(&root);
        let mut columns = None;
        let mut rows = 0;
        for line in page.lines() {
            if !line.starts_with('|') {
                columns = None;
                continue;
            }
            assert_eq!(cells(line), *columns.get_or_insert_with(|| cells(line)), "{line}");
            rows += 1;
        }
        assert!(rows > 0);
    }
}

#[test]
fn every_link_leads_to_a_heading_or_a_file() {
    for root in roots() {
        let (_, page) = page(&root);
        let headings: BTreeSet<String> = page
            .lines()
            .filter(|line| line.starts_with('#'))
            .map(|line| line.trim_start_matches(['#', ' ']).replace('`', "").replace(' ', "-").to_lowercase())
            .collect();
        let links: BTreeSet<&str> =
            page.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        for link in links {
            match link.strip_prefix('#') {
                Some(heading) => assert!(headings.contains(heading), "{link}"),
                // The small repository has no README.
                None if link.ends_with("README.md") && root == every_kind() => {}
                None => {
                    let file = link.strip_prefix("../").expect("the page is one folder below the root");
                    assert!(root.join(file).is_file(), "{link}");
                }
            }
        }
    }
}

#[test]
fn every_question_rule_and_field_is_there() {
    for root in roots() {
        let (model, page) = page(&root);
        let has = |text: &str| assert!(page.contains(text), "{text}");
        for event in &model.events {
            event.questions.iter().for_each(|question| has(&format!("\n- {question}\n")));
            event.rules.iter().for_each(|rule| has(&format!("\n| `{}`", rule.id)));
        }
        for schema in model.schemas() {
            schema.rules.iter().for_each(|rule| has(&format!("\n| `{}`", rule.id)));
            let rest = page.split_once(&format!("\n### `{}`\n", schema.name)).expect("it has a section").1;
            let section = rest.split("\n### ").next().expect("a split text has a part");
            for property in &schema.root.properties {
                assert!(section.contains(&format!("\n| `{}`", property.name)), "{}", property.name);
            }
        }
    }
}

#[test]
fn a_question_of_two_events_stands_in_the_index_once() {
    let (_, page) = page(&every_kind());
    let index = page.split_once("\n## Questions\n").expect("it has an index").1;
    let rows: Vec<_> = index.lines().filter(|line| line.starts_with("| Are ")).collect();
    assert_eq!(
        rows,
        [
            "| Are things done?          | [`thing_done`](#thing_done), [`thing_seen`](#thing_seen) |",
            r"| Are things seen \| heard? | [`thing_seen`](#thing_seen) |",
        ]
    );
}

#[test]
fn what_markdown_would_read_as_markup_is_shown() {
    let root = copy(&every_kind());
    let plan = root.path().join("schemas/tracking-plan.toml");
    let text = fs::read_to_string(&plan).expect("the plan is there");
    let edited = text.replace(r#""a key" = [1, "two"]"#, r#""a key" = [1, "a|b``c"]"#);
    assert_ne!(edited, text);
    fs::write(&plan, edited).expect("the plan can be written");
    let (_, page) = page(root.path());
    assert!(page.contains(r#"| ``` {"a key":[1,"a\|b``c"]} ``` "#));
    assert!(page.contains(r"with \[brackets\], \<tags\>, {braces}, \|pipes\|, @signs, back\\slashes"));
}
