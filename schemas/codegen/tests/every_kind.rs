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
        Bounds, Condition, EntityPlan, EntityRule, EventPlan, Format, Items, Kind, Limit, Node, NullRule,
        Object, Plan, Property, PropertySet, Schema, Shape, Types, Unique, name_in,
    };
}

use event::generated::entities::{Circumstances, CircumstancesKind};
use event::generated::events::{
    Entry, Kind, Labels, Outcome, Place, Position, ScreenSeen, Size, Spot, ThingDone, ThingSeen,
};
use schema::tables;
use snowgauge_core::encode::{Encoded, read};
use snowgauge_core::event::{Datum, Event};
use snowgauge_core::schema::Schema;
use snowgauge_core::{Scratch, Violations};

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
        .price(19.99)
        .dozens(-120)
        .wide(i64::MIN)
        .colours(["red", "green"])
        .spots(vec![Spot::builder().row(1).build(), Spot::builder().row(1).note("here").build()])
        .level("4")
        .answer(r#"{"times":2,"why":"so"}"#)
        .flags("true")
        .holes(vec!["1".into(), "null".into()])
        .grid(vec!["[1,2]".into(), "[]".into()])
        .counts(r#"{"apples":2}"#)
        .labels(Labels::builder().main("a").build())
        .build();
    assert_eq!(
        json(&event),
        concat!(
            r#"{"kind":"big-one","outcome":"bad","type":"thing","reason":"none","delay":12,"#,
            r#""id":"d3f1a2b4-7e8c-4f0e-9c35-0d6f5a1b2c3e","done_at":"2026-01-15T09:30:00.000Z","is_final":true,"#,
            r#""is_known":false,"delta":-3,"ratio":0.5,"tags":["red","round"],"sizes":["s","l"],"deltas":[-1,1],"#,
            r#""ratios":[0.25],"truths":[true,false],"entries":[{"title":"first","position":{"x":1,"y":-2}}],"#,
            r#""place":{"floor":4},"extra":{"a key":[1,"two"]},"extras":[{}],"price":19.99,"dozens":-120,"#,
            r#""wide":-9223372036854775808,"colours":["red","green"],"spots":[{"row":1},{"row":1,"note":"here"}],"#,
            r#""level":4,"answer":{"why":"so","times":2},"flags":true,"holes":[1,null],"grid":[[1,2],[]],"#,
            r#""counts":{"apples":2},"labels":{"main":"a"}}"#,
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

/// What is wrong with a field whose value is this JSON text, as `code pointer: expected; found`.
fn faults(field: &str, text: &str) -> Vec<String> {
    let whole = json(&minimal());
    let members = whole.strip_suffix('}').expect("it is an object");
    let whole = format!("{members},\"{field}\":{text}}}");
    let encoded = Encoded::new(&tables::THING_DONE, &mut Scratch::default(), |to| read(&whole, to));
    let violations = encoded.violations().map(Violations::as_slice).unwrap_or_default();
    violations.iter().map(|it| format!("{} {}: {}; {}", it.code, it.pointer, it.expected, it.found)).collect()
}

#[test]
fn every_keyword_refuses_what_does_not_fit_it() {
    let price = "a number above 0 to 9999.99 in steps of 0.01";
    let dozens = "an integer from -120 below 120 in steps of 12";
    let spots = "unique_items /spots: an array, no item twice; an array of 3 items, one of them twice";
    let cases = [
        ("price", "0", format!("minimum /price: {price}; an integer of 1 digit")),
        ("price", "1e4", format!("maximum /price: {price}; a number with fraction or exponent of 2 digits")),
        ("price", "1.001", format!("multiple_of /price: {price}; a number with fraction or exponent of 4 digits")),
        ("dozens", "120", format!("maximum /dozens: {dozens}; an integer of 3 digits")),
        ("dozens", "-121", format!("minimum /dozens: {dozens}; a negative integer of 3 digits")),
        ("dozens", "30", format!("multiple_of /dozens: {dozens}; an integer of 2 digits")),
        ("dozens", "12.0", format!("type /dozens: {dozens}; a number with fraction or exponent of 3 digits")),
        (
            "wide",
            "18446744073709551617",
            "maximum /wide: an integer to 18446744073709551616 or null; an integer of 20 digits".into(),
        ),
        (
            "colours",
            r#"["a","b","\u0061"]"#,
            "unique_items /colours: an array of at most 4 items, no item twice; an array of 3 items, one of them twice".into(),
        ),
        (
            "colours",
            r#"["a","a","a","a","a"]"#,
            "max_items /colours: an array of at most 4 items, no item twice; an array of 5 items, one of them twice".into(),
        ),
        ("spots", r#"[{"row":1,"note":"n"},{"row":2},{"note":"n","row":1}]"#, spots.into()),
        ("level", r#""large""#, "max_length /level: a string of at most 4 characters; a string of 5 characters".into()),
        ("level", "0", "minimum /level: an integer from 1; an integer of 1 digit".into()),
        ("level", "1.0", "type /level: a string or an integer or null; a number with fraction or exponent of 2 digits".into()),
        ("answer", "\"\"", "type /answer: a number or a boolean or an array or an object; a string of 0 characters".into()),
        ("answer", "[true,false,true]", "max_items /answer: an array of at most 2 items; an array of 3 items".into()),
        ("answer", "[1]", "type /answer/0: a boolean; an integer of 1 digit".into()),
        ("answer", "{}", "required /answer/why: a string; nothing".into()),
        ("answer", r#"{"why":"","x":1.5}"#, "type /answer/x: an integer; a number with fraction or exponent of 2 digits".into()),
        ("flags", "0", "type /flags: a string or a boolean; an integer of 1 digit".into()),
        ("holes", "[1,null,-1]", "minimum /holes/2: an integer from 0 or null; a negative integer of 1 digit".into()),
        ("grid", "[[],[1,2,3]]", "max_items /grid/1: an array of at most 2 items; an array of 3 items".into()),
        ("grid", "[1]", "type /grid/0: an array of at most 2 items; an integer of 1 digit".into()),
        ("counts", r#"{"a":1,"b":-1}"#, "minimum /counts/b: an integer from 0; a negative integer of 1 digit".into()),
        ("labels", r#"{"other":7}"#, "type /labels/other: a string of at most 8 characters or null; an integer of 1 digit".into()),
        ("labels", r#"{"main":null}"#, "type /labels/main: a string; null".into()),
    ];
    for (field, text, expected) in cases {
        assert_eq!(faults(field, text), [expected], "{field}: {text}");
    }
}

#[test]
fn every_keyword_takes_what_fits_it() {
    let cases = [
        ("price", "0.01"),
        ("price", "9999.99"),
        ("price", "1e2"),
        ("price", "5"),
        ("dozens", "-120"),
        ("dozens", "0"),
        ("wide", "-1606938044258990275541962092341162602522202993782792835301376"),
        ("wide", "null"),
        ("colours", r#"["a","A"]"#),
        ("spots", r#"[{"row":1},{"row":1,"note":null}]"#),
        ("level", r#""🦀🦀🦀🦀""#),
        ("level", "99999999999999999999"),
        ("level", "null"),
        ("answer", "1.5"),
        ("answer", "[true]"),
        ("answer", r##"{"why":"","x":1,"#y":"passed over"}"##),
        ("counts", r##"{"a":0,"#b":-1}"##),
        ("labels", r#"{"other":null,"next":"12345678"}"#),
        ("grid", "[]"),
    ];
    for (field, text) in cases {
        assert_eq!(faults(field, text), [""; 0], "{field}: {text}");
    }
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

#[test]
fn a_standard_event_is_self_describing_and_keeps_its_schemas_names() {
    let event = ScreenSeen::builder().name("Home").previous_name("Start").build();
    assert_eq!(event.plan().kind, snowgauge_core::schema::Kind::SelfDescribing);
    assert_eq!(json(&event), r#"{"name":"Home","previousName":"Start"}"#);
}
