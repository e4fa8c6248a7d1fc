//! What is called an ADDITION is one: whatever fitted the older version fits the newer one, as an independent validator
//! judges both.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // A helper of a test fails the test.

use std::cell::Cell;

use jsonschema::Validator;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use snowgauge_codegen::evolution::changes;
use snowgauge_codegen::problem::Source;
use snowgauge_codegen::version::Level;

/// Values for each keyword: few of them, so that two versions often have to do with each other.
fn keywords() -> Vec<(&'static str, Vec<Value>)> {
    let flags = || vec![json!(true), json!(false)];
    let counts = || vec![json!(0), json!(1), json!(2), json!(3)];
    let numbers = || vec![json!(-1), json!(0), json!(1), json!(1.5), json!(2)];
    vec![
        (
            "additionalProperties",
            vec![json!(true), json!(false), json!({"type": "integer"}), json!({"type": ["integer", "null"]})],
        ),
        ("description", vec![json!("One."), json!("Two.")]),
        ("enum", vec![json!(["x"]), json!(["x", "xy"]), json!(["x", null]), json!([1, "x", null])]),
        ("exclusiveMaximum", flags()),
        ("exclusiveMinimum", flags()),
        (
            "items",
            vec![
                json!({"type": "string"}),
                json!({"type": ["string", "integer"]}),
                json!({"maximum": 1}),
                json!({"maximum": 2}),
            ],
        ),
        ("maxItems", counts()),
        ("maxLength", counts()),
        ("maxProperties", counts()),
        ("maximum", numbers()),
        ("minItems", counts()),
        ("minLength", counts()),
        ("minProperties", counts()),
        ("minimum", numbers()),
        ("multipleOf", vec![json!(0.5), json!(1), json!(2), json!(4)]),
        ("not", vec![json!({"type": "string"}), json!({"required": ["b"]})]),
        ("pattern", vec![json!("^x"), json!("y")]),
        ("patternProperties", vec![json!({"^a": {"type": "string"}}), json!({"^[ab]": {}})]),
        ("required", vec![json!(["a"]), json!(["b"]), json!(["a", "b"])]),
        (
            "type",
            vec![
                json!("string"),
                json!("integer"),
                json!("number"),
                json!("object"),
                json!(["string", "null"]),
                json!(["object", "null"]),
                json!(["number", "null", "string"]),
                json!(["object", "integer"]),
            ],
        ),
        ("uniqueItems", flags()),
    ]
}

/// One step of making a schema. A place is the root, the field `a` or the field `b`.
#[derive(Clone, Debug)]
enum Edit {
    /// Sets a keyword.
    Set(usize, &'static str, Value),
    /// Gives a keyword that is there another value, or takes it away.
    Touch(Index, Option<Index>),
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let keywords = keywords().into_iter().flat_map(|entry| {
        // These two only mean something together, so they have to meet often.
        let weight = if entry.0.ends_with("Properties") { 5 } else { 1 };
        std::iter::repeat_n(entry, weight)
    });
    let set = prop::sample::select(keywords.collect::<Vec<_>>()).prop_flat_map(|(keyword, values)| {
        (0..3_usize, prop::sample::select(values))
            .prop_map(move |(place, value)| Edit::Set(place, keyword, value))
    });
    let touch = (any::<Index>(), prop::option::of(any::<Index>()));
    prop_oneof![2 => set, 1 => touch.prop_map(|(which, value)| Edit::Touch(which, value))]
}

/// A schema under construction: what stands at the root and in each of its fields, if it lists them.
#[derive(Clone, Default)]
struct Draft {
    places: [Map<String, Value>; 3],
    lists: [bool; 2],
}

impl Draft {
    fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Set(place, keyword, value) => self.put(*place, keyword, Some(value.clone())),
            Edit::Touch(which, value) => {
                let there = self.places.iter().enumerate();
                let there =
                    there.flat_map(|(place, map)| map.keys().map(move |keyword| (place, keyword.clone())));
                let there: Vec<(usize, String)> = there.collect();
                if !there.is_empty() {
                    let (place, keyword) = which.get(&there);
                    let known = keywords().into_iter().find(|(known, _)| known == keyword);
                    let values = known.map(|(_, values)| values).unwrap_or_default();
                    self.put(*place, keyword, value.map(|value| value.get(&values).clone()));
                }
            }
        }
    }

    fn put(&mut self, place: usize, keyword: &str, value: Option<Value>) {
        // A field is listed with its first keyword, and is not any more when its description goes.
        if let Some(listed) = place.checked_sub(1).and_then(|field| self.lists.get_mut(field)) {
            *listed = keyword != "description" || value.is_some();
        }
        match value {
            Some(value) => drop(self.places[place].insert(keyword.to_owned(), value)),
            None => drop(self.places[place].remove(keyword)),
        }
    }

    fn schema(&self) -> Value {
        let [mut root, a, b] = self.places.clone();
        let fields = [("a", a), ("b", b)].into_iter().zip(self.lists).filter(|(_, listed)| *listed);
        let fields: Map<String, Value> =
            fields.map(|((name, schema), _)| (name.to_owned(), Value::Object(schema))).collect();
        if !fields.is_empty() {
            root.insert("properties".into(), Value::Object(fields));
        }
        Value::Object(root)
    }
}

/// Data of every kind, with and without the fields.
fn data() -> Vec<Value> {
    let mut scalars = vec![json!(null), json!(true), json!(""), json!("x"), json!("xy"), json!("xyz")];
    scalars.extend([json!(-1), json!(0), json!(1), json!(1.5), json!(2), json!(3), json!(4)]);
    scalars.extend([
        json!([]),
        json!(["x"]),
        json!(["x", "x"]),
        json!([1, 2, 3]),
        json!({}),
        json!({"a": 1}),
    ]);
    let mut all = scalars.clone();
    for a in [None].into_iter().chain(scalars.iter().map(Some)) {
        for b in [None].into_iter().chain(scalars.iter().map(Some)) {
            for c in [None, Some(&json!("x")), Some(&json!(1))] {
                let members = [("a", a), ("b", b), ("c", c)];
                let members =
                    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone())));
                all.push(Value::Object(members.collect()));
            }
        }
    }
    all
}

fn source(schema: &Value) -> Source {
    Source { file: "schema".into(), text: schema.to_string() }
}

/// A validator; `None` for what is no schema of draft 4.
fn validator(schema: &Value) -> Option<Validator> {
    jsonschema::draft4::new(schema).ok()
}

#[test]
fn an_addition_is_compatible_with_all_historical_data() {
    let data = data();
    let additions = Cell::new(0_u32);
    let mut runner =
        TestRunner::new(Config { cases: 10_000, failure_persistence: None, ..Config::default() });
    let edits = (vec(any_edit(), 0..6), vec(any_edit(), 1..3));
    let run = runner.run(&edits, |(first, then)| {
        let mut draft = Draft::default();
        for edit in &first {
            draft.edit(edit);
        }
        let old = draft.schema();
        for edit in &then {
            draft.edit(edit);
        }
        let new = draft.schema();
        let changes = changes(&source(&old), &source(&new)).expect("both are JSON");
        let is_addition = changes.iter().all(|change| change.level == Level::Addition);
        let (true, Some(was), Some(is)) = (is_addition, validator(&old), validator(&new)) else {
            return Ok(());
        };
        additions.set(additions.get() + 1);
        for datum in &data {
            prop_assert!(!was.is_valid(datum) || is.is_valid(datum), "{datum} fitted\n{old}\nand not\n{new}");
        }
        Ok(())
    });
    assert!(run.is_ok(), "{run:?}");
    assert!(additions.get() > 1_000, "only {} of the pairs were additions", additions.get());
}
