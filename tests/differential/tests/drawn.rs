//! Some thousand generated cases, always the same; `make differential` runs a million.

use std::collections::BTreeSet;

use snowgauge_core::encode::{Encoded, read};
use snowgauge_core::schema::Schema;
use snowgauge_core::{Scratch, Violations};
use snowgauge_differential::datum;
use snowgauge_differential::dice::Dice;
use snowgauge_differential::run::run;
use snowgauge_differential::schema::Node;

#[test]
fn both_judges_agree_on_generated_schemas_and_data() {
    for seed in 1..=4 {
        match run(2_500, seed, |_, _, _| {}) {
            Ok(count) => {
                assert!(count.good > 800 && count.bad > 800, "seed {seed}: {count:?}");
                assert!(count.apart < 100, "seed {seed}: {count:?}");
            }
            Err(disagreement) => panic!("seed {seed}:\n{disagreement}"),
        }
    }
}

/// A generator that never drew some keyword would prove nothing about it.
#[test]
fn every_keyword_is_drawn_and_broken() {
    let mut codes = BTreeSet::new();
    let mut schemas = String::new();
    for seed in 0..600 {
        let mut dice = Dice::new(seed);
        let node = Node::draw(&mut dice);
        let root = node.to_table();
        let schema: &Schema = Box::leak(Box::new(Schema { uri: "", name: "", root, rules: &[] }));
        schemas.push_str(&node.to_json().to_string());
        for _ in 0..10 {
            let text = datum::draw(&mut dice, &node);
            let datum = Encoded::new(schema, &mut Scratch::default(), |to| read(&text, to));
            let violations = datum.violations().map(Violations::as_slice).unwrap_or_default();
            codes.extend(violations.iter().map(|violation| violation.code.as_str()));
        }
    }
    let expected = [
        "enum",
        "format",
        "max_items",
        "max_length",
        "maximum",
        "min_items",
        "min_length",
        "minimum",
        "multiple_of",
        "not_json",
        "required",
        "type",
        "unique_items",
        "unknown_field",
    ];
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), expected);
    for keyword in
        ["exclusiveMinimum", "exclusiveMaximum", "\"additionalProperties\":{\"type\"", "date-time", "uuid"]
    {
        assert!(schemas.contains(keyword), "{keyword}");
    }
}
