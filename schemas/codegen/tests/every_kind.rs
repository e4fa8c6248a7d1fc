//! The code that is generated for every kind of field compiles, and pushes what it was given.

// The generated code is public where it is at home.
#![allow(dead_code, unreachable_pub)]
#![allow(clippy::expect_used, clippy::indexing_slicing)] // A helper of a test fails the test.

extern crate alloc;

/// What the generated modules expect around them in the core.
mod encode {
    pub(crate) use snowgauge_core::encode::Writer;
}

#[path = "every_kind/snapshots"]
mod event {
    #[rustfmt::skip]
    pub(crate) mod generated;

    pub(crate) use snowgauge_core::event::{Datum, Event, JsonText, Strings};
}

#[path = "every_kind/snapshots"]
mod schema {
    #[rustfmt::skip]
    pub(crate) mod tables;

    pub(crate) use snowgauge_core::schema::{
        Bounds, Condition, EntityPlan, EntityRule, EventPlan, Format, Kind, Node, NullRule, Object, Property,
        Range, Schema, Shape, Types,
    };
}

use event::generated::entities::{Circumstances, CircumstancesKind};
use event::generated::events::{Entry, Kind, Outcome, Place, Position, Size, ThingDone, ThingSeen};
use schema::tables;
use snowgauge_core::Scratch;
use snowgauge_core::encode::Encoded;
use snowgauge_core::event::{Datum, Event};
use snowgauge_core::schema::Schema;

/// What a datum pushes, checked against its own table.
fn json(datum: &dyn Datum) -> String {
    let encoded = Encoded::new(datum.schema(), &mut Scratch::default(), |to| datum.push(to));
    assert!(encoded.violations().is_none(), "{:?}", encoded.violations());
    encoded.json().to_owned()
}

fn minimal<'a>() -> ThingDone<'a> {
    ThingDone::builder()
        .kind(Kind::Small)
        .r#type("thing")
        .id("d3f1a2b4-7e8c-4f0e-9c35-0d6f5a1b2c3e")
        .is_final(false)
        .delta(-3)
        .tags(["red"])
        .place(Place::builder().floor(-1).build())
        .build()
}

#[test]
fn absent_fields_are_left_out_unless_they_have_to_be_null() {
    assert_eq!(
        json(&minimal()),
        concat!(
            r#"{"kind":"small","type":"thing","reason":null,"delay":null,"id":"d3f1a2b4-7e8c-4f0e-9c35-0d6f5a1b2c3e","#,
            r#""is_final":false,"delta":-3,"tags":["red"],"place":{"floor":-1}}"#,
        )
    );
}

#[test]
fn every_kind_of_value_is_pushed_in_the_order_of_the_schema() {
    let position = Position::builder().x(1).y(-2).build();
    let event = ThingDone::builder()
        .kind(Kind::BigOne)
        .outcome(Outcome::Bad)
        .r#type(String::from("thing"))
        .reason("none")
        .delay(12)
        .id("d3f1a2b4-7e8c-4f0e-9c35-0d6f5a1b2c3e")
        .done_at("2026-01-15T09:30:00.000Z")
        .is_final(true)
        .is_known(false)
        .delta(-3)
        .ratio(0.5)
        .tags(vec!["red", "round"])
        .sizes(vec![Size::S, Size::L])
        .deltas(&[-1, 1])
        .ratios(vec![0.25])
        .truths(&[true, false])
        .entries(vec![Entry::builder().title("first").position(position).build()])
        .place(Place::builder().floor(4).build())
        .extra(r#"{"a key":[1,"two"]}"#)
        .extras(vec!["{}".into()])
        .build();
    assert_eq!(
        json(&event),
        concat!(
            r#"{"kind":"big-one","outcome":"bad","type":"thing","reason":"none","delay":12,"#,
            r#""id":"d3f1a2b4-7e8c-4f0e-9c35-0d6f5a1b2c3e","done_at":"2026-01-15T09:30:00.000Z","is_final":true,"#,
            r#""is_known":false,"delta":-3,"ratio":0.5,"tags":["red","round"],"sizes":["s","l"],"deltas":[-1,1],"#,
            r#""ratios":[0.25],"truths":[true,false],"entries":[{"title":"first","position":{"x":1,"y":-2}}],"#,
            r#""place":{"floor":4},"extra":{"a key":[1,"two"]},"extras":[{}]}"#,
        )
    );
}

#[test]
fn the_tables_hold_the_bounds() {
    let event =
        ThingDone { delta: -5001, r#type: "".into(), tags: [""; 0].into(), ratio: Some(1.5), ..minimal() };
    let encoded = Encoded::new(event.schema(), &mut Scratch::default(), |to| event.push(to));
    let violations = encoded.violations().expect("four bounds are broken").as_slice();
    let found: Vec<_> = violations.iter().map(|it| (&*it.pointer, it.code.as_str())).collect();
    assert_eq!(
        found,
        [("/type", "min_length"), ("/delta", "minimum"), ("/ratio", "maximum"), ("/tags", "min_items")]
    );
}

#[test]
fn rules_become_indices() {
    let name = |schema: &Schema, field: u8| {
        schema.root.object().map(|object| object.properties[usize::from(field)].name)
    };
    let [rule] = tables::THING_DONE.rules else { panic!("thing_done has one rule") };
    assert_eq!(name(&tables::THING_DONE, rule.field), Some("reason"));
    assert_eq!(name(&tables::THING_DONE, rule.condition.field), Some("outcome"));
    assert_eq!((rule.condition.value, rule.condition.unless), (0, false));
    let [rule] = tables::CIRCUMSTANCES.rules else { panic!("circumstances has one rule") };
    assert_eq!((rule.condition.field, rule.condition.value, rule.condition.unless), (0, 1, true));
    let [rule] = tables::THING_SEEN_EVENT.rules else { panic!("thing_seen has one rule") };
    assert_eq!((rule.schema.name, rule.field, rule.value), ("circumstances", 0, 1));
}

#[test]
fn an_event_knows_its_plan_and_its_data() {
    let event = minimal();
    assert_eq!(event.plan().name, "thing_done");
    assert_eq!(event.data().map(|data| data.schema().name), Some("thing_done"));
    assert!(ThingSeen::new().data().is_none());
    assert_eq!((ThingSeen::default().plan().category, ThingSeen::new().plan().action), ("things", "seen"));
}

#[test]
fn debug_shows_nothing_personal() {
    let shown = format!("{:?}", minimal());
    assert_eq!(shown, "ThingDone { kind: Small, outcome: None, is_final: false, is_known: None, .. }");
}

#[test]
fn a_later_type_of_the_same_name_bears_its_schemas_name() {
    let entity = Circumstances::builder().kind(CircumstancesKind::Rare).season("winter").build();
    assert_eq!(json(&entity), r#"{"kind":"rare","season":"winter"}"#);
}
