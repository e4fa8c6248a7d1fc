//! What the schemas and the plan say of a field or an event stands in the page and in the editor help of every language.

#![allow(clippy::expect_used)] // A helper of a test fails the test.

mod common;

use std::collections::BTreeMap;

use common::{copy, every_kind, package};
use snowgauge_codegen::model::{self, Event, Kind, Model, NullRule, Object, Schema};
use snowgauge_codegen::targets;

/// Where people read of events and entities: a page, and what their editor shows.
const PAGE: &str = "docs/tracking-plan.md";
const EDITOR_HELP: &[(&str, &[&str])] = &[
    ("Rust", &["core/src/event/generated.rs"]),
    (
        "Python, for type checkers",
        &["bindings-python/python/snowgauge/events.pyi", "bindings-python/python/snowgauge/entities.pyi"],
    ),
    (
        "Python, for help()",
        &["bindings-python/python/snowgauge/events.py", "bindings-python/python/snowgauge/entities.py"],
    ),
    ("TypeScript", &["bindings-wasm/js/generated.ts"]),
    ("C", &["bindings-c/include/snowgauge.h"]),
];

/// A text, and how often it has to be there: once for each field that has it.
type Texts = BTreeMap<String, usize>;

/// Text without what a file's format puts around or into it: white space, comment marks, escapes.
fn bare(text: &str) -> String {
    let marks = ["///", "/**", "*/", "*"];
    let lines = text.lines().map(str::trim);
    let lines = lines.map(|line| marks.iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line));
    let characters = lines.flat_map(str::chars);
    characters.filter(|character| !character.is_whitespace() && *character != '\\').collect()
}

fn note(texts: &mut Texts, text: &str) {
    *texts.entry(bare(text)).or_default() += 1;
}

/// The objects of a schema: its own, and those inside it.
fn objects(object: &Object) -> Vec<&Object> {
    let mut all = vec![object];
    for property in &object.properties {
        let node = match &property.node.kind {
            Kind::Array { items, .. } => items,
            _ => &property.node,
        };
        if let Kind::Object(inner) = &node.kind {
            all.extend(objects(inner));
        }
    }
    all
}

/// Why each field is there, with its example.
fn field_texts(texts: &mut Texts, schema: &Schema, description: impl Fn(&str) -> String) {
    for property in objects(&schema.root).into_iter().flat_map(|object| &object.properties) {
        note(texts, &description(&property.node.description));
    }
    for value in schema.examples.values() {
        note(texts, &format!("`{value}`"));
    }
}

/// A rule as a sentence.
fn rule_text(root: &Object, rule: &NullRule) -> String {
    let deciding = root.properties.get(rule.condition).expect("a rule names a field");
    let value = deciding.values().and_then(|values| values.get(rule.value)).expect("a rule names a value");
    let word = if rule.unless { "unless" } else { "when" };
    format!("Has to be null {word} `{}` is `{value}`.", deciding.name)
}

/// What editor help says of an event as a whole.
fn event_texts(texts: &mut Texts, event: &Event) {
    note(texts, &event.description);
    if event.standard {
        note(texts, &format!("self-describing under every framing, from {}.", event.source));
        return;
    }
    note(texts, &format!("Sent by: {}.", event.emitted_by));
    note(texts, &format!("Answers: {}.", event.questions.join("; ")));
    for entity in &event.entities {
        let count = if entity.required { "exactly one" } else { "at most one" };
        note(texts, &format!("{count} `{}`", entity.schema.name));
    }
    for rule in &event.rules {
        let field = rule.schema.root.properties.get(rule.field).expect("a rule names a field");
        let value = field.values().and_then(|values| values.get(rule.value)).expect("a rule names a value");
        let (field, entity) = (&field.name, &rule.schema.name);
        note(texts, &format!("The `{field}` of its `{entity}` has to be `{value}`."));
    }
}

fn editor_texts(model: &Model) -> Texts {
    let mut texts = Texts::new();
    for event in &model.events {
        event_texts(&mut texts, event);
    }
    for entity in &model.entities {
        note(&mut texts, &entity.description);
    }
    for schema in model.schemas() {
        note(&mut texts, &format!("Schema: `{}`", schema.uri));
        field_texts(&mut texts, schema, str::to_owned);
        for rule in &schema.rules {
            note(&mut texts, &rule_text(&schema.root, rule));
        }
    }
    texts
}

/// The page says bounds in its column of types, and marks those that are ours.
fn without_our_bounds(description: &str) -> String {
    let words = description.split("Bound of snowgauge, not of the spec:").next().unwrap_or_default();
    words.trim().replace('|', "\\|")
}

fn page_texts(model: &Model) -> Texts {
    let mut texts = Texts::new();
    for event in &model.events {
        let Event { name, category, action, description, emitted_by, source, questions, .. } = event;
        note(&mut texts, &format!("### `{name}` {description}"));
        note(&mut texts, &format!("- Source: {source}"));
        if !event.standard {
            let sent = format!("- Sent by: {emitted_by} - Category: `{category}` - Action: `{action}`");
            note(&mut texts, &sent);
        }
        for question in questions {
            note(&mut texts, &format!("- {question}"));
            note(&mut texts, &format!("| {} |", question.replace('|', "\\|")));
        }
        for rule in &event.rules {
            note(&mut texts, &format!("| `{}` |", rule.id));
            note(&mut texts, &rule.because);
        }
    }
    for entity in &model.entities {
        note(&mut texts, &format!("### `{}` {}", entity.schema.name, entity.description));
        note(&mut texts, &format!("- Source: {}", entity.source));
    }
    for schema in model.schemas() {
        note(&mut texts, &format!("- Schema: [`{}`]", schema.uri));
        field_texts(&mut texts, schema, without_our_bounds);
        for rule in &schema.rules {
            note(&mut texts, &format!("| `{}` |", rule.id));
            note(&mut texts, &rule.because);
        }
    }
    // A question that two events answer stands in the last table once.
    texts
        .iter_mut()
        .filter(|(text, _)| text.starts_with('|') && !text.starts_with("|`"))
        .for_each(|(_, n)| *n = 1);
    texts
}

/// How many texts are looked for in one file, so that nobody looks for nothing.
fn check(model: &Model) -> usize {
    let outputs = targets::render(model).expect("the targets can write it");
    let file = |path: &str| {
        let output = outputs.iter().find(|output| output.path == path);
        bare(&output.unwrap_or_else(|| unreachable!("{path} is generated")).text)
    };
    let mut missing = Vec::new();
    let editor_texts = editor_texts(model);
    for (language, paths) in EDITOR_HELP {
        let help: String = paths.iter().map(|path| file(path)).collect();
        let lacks = editor_texts.iter().filter(|(text, count)| help.matches(text.as_str()).count() < **count);
        missing.extend(lacks.map(|(text, count)| format!("{language}, {count} times: {text}")));
    }
    let page = file(PAGE);
    let page_texts = page_texts(model);
    let lacks = page_texts.iter().filter(|(text, count)| page.matches(text.as_str()).count() < **count);
    missing.extend(lacks.map(|(text, count)| format!("{PAGE}, {count} times: {text}")));
    assert!(missing.is_empty(), "missing:\n{}", missing.join("\n"));
    editor_texts.len().min(page_texts.len())
}

#[test]
fn every_text_of_the_plan_is_told_everywhere() {
    let model = model::load(&package().join("../..")).expect("the schemas are right");
    assert!(check(&model) > 150);
}

#[test]
fn every_text_of_a_field_of_every_kind_is_told_everywhere() {
    let root = copy(&every_kind());
    let model = model::load(root.path()).expect("the schemas are right");
    assert!(check(&model) > 30);
}
