//! The golden vectors: what every language has to do alike. Their format is told in `tests/vectors/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

mod judging;
mod support;

use judging::{compare_violations, run};
use serde_json::Value;
use snowgauge_core::encode::{Encoded, Text, TextEvent, read};
use snowgauge_core::schema::{EventPlan, tables};
use snowgauge_core::{Code, Datum, Encoder, Event, Scratch, Violations, check, validate};
use support::{cases, compare_bodies, config, event_id, load, text, time};

/// An event with its entities, as JSON text.
struct Given<'t> {
    event: TextEvent<'t>,
    entities: Vec<Text<'t>>,
}

/// The texts of an event and its entities.
struct Texts {
    event: String,
    entities: Vec<String>,
}

impl Texts {
    fn of(case: &Value, text: impl Fn(&Value) -> String) -> Self {
        Self { event: text(&case["event"]), entities: entities(case).iter().map(text).collect() }
    }

    fn given(&self, case: &Value) -> Result<Given<'_>, Violations> {
        let event = Text::event(text(&case["event"], "name"), &self.event)?;
        let texts = entities(case).iter().zip(&self.entities);
        let entities = texts.map(|(entity, json)| Text::entity(text(entity, "schema"), json));
        Ok(Given { event, entities: entities.collect::<Result<_, _>>()? })
    }
}

fn entities(case: &Value) -> &[Value] {
    case["entities"].as_array().unwrap()
}

/// An event whose data was encoded when it was made.
struct Ahead {
    plan: &'static EventPlan,
    data: Option<Encoded>,
}

impl Event for Ahead {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.as_ref().map(|data| data as &dyn Datum)
    }
}

fn encoded(datum: &dyn Datum) -> Encoded {
    Encoded::new(datum.schema(), &mut Scratch::default(), |to| datum.push(to))
}

impl Given<'_> {
    /// Judges them twice: as they are, and with all data encoded ahead.
    fn judge(&self, judge: impl Fn(&dyn Event, &[&dyn Datum]) -> Result<(), String>) -> Result<(), String> {
        let entities: Vec<&dyn Datum> = self.entities.iter().map(|entity| entity as &dyn Datum).collect();
        judge(&self.event, &entities)?;
        let event = Ahead { plan: self.event.plan(), data: self.event.data().map(encoded) };
        let ahead: Vec<Encoded> = entities.iter().map(|entity| encoded(*entity)).collect();
        let entities: Vec<&dyn Datum> = ahead.iter().map(|entity| entity as &dyn Datum).collect();
        judge(&event, &entities).map_err(|failure| format!("encoded ahead:\n{failure}"))
    }
}

#[test]
fn valid_vectors_have_their_bytes() {
    run(&cases("valid.json"), load("manifest.json")["valid"].as_u64().unwrap(), |case| {
        let texts = Texts::of(case, |part| part["data"].to_string());
        let given = texts.given(case).map_err(|violations| violations.to_string())?;
        let encoder = Encoder::new(&config(case)).unwrap();
        given.judge(|event, entities| {
            let (id, created) = (event_id(case), time(case, "created"));
            let payload = encoder.encode(event, entities, id, created, &mut Scratch::default());
            let payload = payload.map_err(|violations| violations.to_string())?;
            let body = String::from_utf8(payload.into_request_body(time(case, "sent"))).unwrap();
            compare_bodies(text(case, "body"), &body)
        })
    });
}

#[test]
fn invalid_values_have_their_violations() {
    run_invalid("value", |part| part["data"].to_string());
}

#[test]
fn invalid_texts_have_their_violations() {
    run_invalid("text", |part| text(part, "text").into());
}

fn run_invalid(kind: &str, json: impl Fn(&Value) -> String + Copy) {
    let cases: Vec<Value> = cases("invalid.json").into_iter().filter(|case| case["kind"] == kind).collect();
    run(&cases, load("manifest.json")[format!("invalid_{kind}")].as_u64().unwrap(), |case| {
        let compare = |found: Option<Violations>| compare_violations(&case["violations"], found.as_ref());
        let (datum, checked) = (&case["validate"], &case["check"]);
        if checked.is_null() {
            return compare(validate(text(datum, "schema"), |to| read(&json(datum), to)));
        }
        match Texts::of(checked, json).given(checked) {
            Ok(given) => given.judge(|event, entities| compare(check(event, entities))),
            Err(violations) => compare(Some(violations)),
        }
    });
}

/// Codes that no vector can show: no schema of the plan has these bounds, and the last needs a far larger event. They
/// have tests of their own, in `own_schema.rs` and `bad_input.rs`.
const ELSEWHERE: [Code; 5] =
    [Code::MinLength, Code::MultipleOf, Code::MinItems, Code::UniqueItems, Code::MaxBytes];

#[test]
fn every_code_has_a_vector() {
    let invalid = cases("invalid.json");
    let violations = invalid.iter().flat_map(|case| case["violations"].as_array().unwrap());
    let shown: Vec<&str> = violations.map(|violation| text(violation, "code")).collect();
    for code in Code::ALL {
        assert_eq!(shown.contains(&code.as_str()), !ELSEWHERE.contains(code), "{code}");
    }
}

#[test]
fn every_rule_of_the_plan_has_a_vector() {
    let invalid = cases("invalid.json");
    let names: Vec<&str> = invalid.iter().map(|case| text(case, "name")).collect();
    let plan = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/tracking-plan.toml"))
        .unwrap();
    // An example's field may be called `id` too.
    let rules = plan.split("\n[examples.").next().unwrap();
    let ids: Vec<&str> =
        rules.lines().filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"')).collect();
    for id in &ids {
        assert!(names.iter().any(|name| name.contains(&format!("rule {id}"))), "{id}");
    }
    let of_data = tables::SCHEMAS.iter().map(|schema| schema.rules.len());
    let of_entities = tables::EVENTS.iter().map(|event| event.rules.len());
    assert_eq!(
        of_data.chain(of_entities).sum::<usize>(),
        ids.len(),
        "the tables have every rule of the plan"
    );
}
