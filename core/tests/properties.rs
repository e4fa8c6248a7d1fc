//! What has to hold for every value and every text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use snowgauge_core::encode::{Encoded, Text, Writer, read};
use snowgauge_core::schema::{Schema, find};
use snowgauge_core::{Code, Config, Datum, Encoder, EventId, Framing, Scratch, Violations, validate};

const CONTEXT: &str = "iglu:com.gitlab/code_suggestions_context/jsonschema/1-0-0";
const STANDARD: &str = "iglu:com.gitlab/gitlab_standard/jsonschema/1-0-0";

fn quick() -> ProptestConfig {
    ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() }
}

// --- Values --------------------------------------------------------------------------------------------------------

fn any_text(most: usize) -> impl Strategy<Value = String> {
    vec(proptest::char::any(), 0..=most).prop_map(String::from_iter)
}

fn any_number() -> impl Strategy<Value = Value> {
    let float = proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO;
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        float.prop_map(Value::from)
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any_number(),
        any_text(12).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 24, 5, |inner| {
        prop_oneof![vec(inner.clone(), 0..5).prop_map(Value::from), any_object(inner)]
    })
}

fn any_object(member: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    hash_map(any_text(6), member, 0..5).prop_map(|members| Value::Object(members.into_iter().collect()))
}

/// The members of a right `gitlab_standard`, in any order.
fn any_standard() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let number = || prop_oneof![Just(Value::Null), (0..=i64::MAX).prop_map(Value::from)];
    let string = || prop_oneof![Just(Value::Null), any_text(255).prop_map(Value::from)];
    let realm = prop_oneof![Just(json!(null)), Just(json!("saas")), Just(json!("dedicated"))];
    let members = (
        any_text(255),
        number(),
        string(),
        realm,
        vec(0..=i64::MAX, 0..4),
        prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from)],
        any_object(any_json()),
    );
    let named = members.prop_map(|(environment, user_id, host_name, realm, ids, team_member, extra)| {
        vec![
            ("environment", Value::from(environment)),
            ("user_id", user_id),
            ("host_name", host_name),
            ("realm", realm),
            ("feature_enabled_by_namespace_ids", Value::from(ids)),
            ("is_gitlab_team_member", team_member),
            ("extra", extra),
        ]
    });
    named.prop_shuffle()
}

/// The members of a right item of `request_counts`, unlisted ones among them, in any order.
fn any_count() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let members = (0..=i32::MAX, any_text(32), any_json(), any_json());
    let named = members.prop_map(|(count, lang, first, second)| {
        let count = Value::from(count);
        let listed = [("requests", count.clone()), ("errors", count.clone()), ("accepts", count)];
        let rest = [("lang", Value::from(lang)), ("unlisted", first), ("", second)];
        listed.into_iter().chain(rest).collect::<Vec<_>>()
    });
    named.prop_shuffle()
}

fn object(members: &[(&str, Value)]) -> Value {
    Value::Object(members.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect())
}

/// Whether two values are the same; a number is its value, however it is written.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let other =
                |name: &String, value: &Value| right.get(name).is_some_and(|other| same(value, other));
            left.len() == right.len() && left.iter().all(|(name, value)| other(name, value))
        }
        (left, right) => left == right,
    }
}

fn schema(uri: &str) -> &'static Schema {
    find(uri).unwrap()
}

fn encoded(uri: &str, text: &str) -> Encoded {
    Encoded::new(schema(uri), &mut Scratch::default(), |to| read(text, to))
}

// --- Encoding ------------------------------------------------------------------------------------------------------

/// Encodes `suggestion_requested` with these entities and gives the payload's `co`, taken out of its string.
fn contexts(framing: Framing, entities: &[&dyn Datum]) -> Result<Value, Violations> {
    let config = Config { app_id: "test".into(), framing, ..Config::default() };
    let event = Text::event("suggestion_requested", "")?;
    let encoder = Encoder::new(&config).unwrap();
    let payload =
        encoder.encode(&event, entities, EventId::from_random([1; 16]), 2, &mut Scratch::default())?;
    let body: Value = serde_json::from_slice(&payload.into_request_body(3)).unwrap();
    Ok(serde_json::from_str(body["data"][0]["co"].as_str().unwrap()).unwrap())
}

proptest! {
    #![proptest_config(quick())]

    #[test]
    fn members_in_any_order_give_the_same_bytes(first in any_standard(), seed in any::<u64>()) {
        let mut second = first.clone();
        second.rotate_left((seed % 7) as usize);
        second.swap((seed % 5) as usize, (seed % 6) as usize);
        let texts = [&first, &second].map(|members| object(members).to_string());
        let data = texts.each_ref().map(|text| encoded(STANDARD, text));
        prop_assert!(data[0].violations().is_none(), "{:?}", data[0].violations());
        prop_assert_eq!(data[0].json(), data[1].json());

        let written: Map<String, Value> = serde_json::from_str(data[0].json()).unwrap();
        let listed = schema(STANDARD).root.object().unwrap().properties;
        let in_order = listed.iter().map(|property| property.name).filter(|name| written.contains_key(*name));
        prop_assert!(written.keys().map(String::as_str).eq(in_order));
    }

    #[test]
    fn unlisted_members_come_last_as_they_came(members in any_count()) {
        let text = json!({ "request_counts": [object(&members)] }).to_string();
        let datum = encoded(CONTEXT, &text);
        prop_assert!(datum.violations().is_none(), "{:?}", datum.violations());
        let written: Value = serde_json::from_str(datum.json()).unwrap();
        let names: Vec<&String> = written["request_counts"][0].as_object().unwrap().keys().collect();
        let unlisted = members.iter().map(|(name, _)| *name).filter(|name| matches!(*name, "unlisted" | ""));
        let expected: Vec<&str> = ["requests", "errors", "accepts", "lang"].into_iter().chain(unlisted).collect();
        prop_assert_eq!(names, expected);
    }

    #[test]
    fn what_is_accepted_reads_back_the_same(standard in any_standard(), count in any_count(), ahead in any::<bool>()) {
        let data = [json!({ "request_counts": [object(&count)] }), object(&standard)];
        let texts = data.each_ref().map(Value::to_string);
        let plain = [Text::entity(CONTEXT, &texts[0]).unwrap(), Text::entity(STANDARD, &texts[1]).unwrap()];
        let done = [encoded(CONTEXT, &texts[0]), encoded(STANDARD, &texts[1])];
        let entities: [&dyn Datum; 2] = if ahead { [&done[0], &plain[1]] } else { [&plain[0], &done[1]] };
        let framing = if ahead { Framing::InternalEvents } else { Framing::SelfDescribing };
        let found = contexts(framing, &entities).unwrap();
        for (index, datum) in data.iter().enumerate() {
            let found = &found["data"][index]["data"];
            prop_assert!(same(found, datum), "{found}\n{datum}");
        }
    }

    #[test]
    fn a_number_has_one_text_however_it_came(number in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
        let written = |push: &dyn Fn(&mut Writer<'_>)| {
            let datum = Encoded::new(schema(STANDARD), &mut Scratch::default(), |to| push_extra(to, push));
            datum.json().to_string()
        };
        let direct = written(&|to| to.float(number));
        let read: Value = serde_json::from_str(&direct).unwrap();
        let read = &read["extra"]["x"];
        prop_assert_eq!(read.as_f64().map(f64::to_bits), Some(number.to_bits()), "{}", direct);
        // Of two shortest texts that are equally near, serde_json takes the one that Node and Python take; std does not.
        let theirs = Value::from(number).to_string();
        for text in [theirs.to_uppercase(), theirs.replace(".0e", "e"), theirs] {
            prop_assert_eq!(&written(&|to| to.number(&text)), &direct, "{}", text);
        }
    }
}

fn push_extra(to: &mut Writer<'_>, push: &dyn Fn(&mut Writer<'_>)) {
    assert!(to.begin_object());
    to.key("environment");
    to.string("test");
    to.key("extra");
    assert!(to.begin_object());
    to.key("x");
    push(to);
    to.end_object();
    to.end_object();
}

// --- Reading -------------------------------------------------------------------------------------------------------

/// Pieces that make texts which are nearly JSON.
const PIECES: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\"a\"",
    "\"a\":",
    "null",
    "true",
    "false",
    "nul",
    "0",
    "-",
    "1",
    "23",
    ".",
    "e",
    "E+",
    "-0",
    "01",
    " ",
    "\n",
    "\t",
    "\u{b}",
    "\\u",
    "d83e",
    "dd80",
    "\\ud83e\\udd80",
    "\\n",
    "\\x",
    "é",
    "🦀",
    "\u{feff}",
    "\u{0}",
    "NaN",
    "-Infinity",
    "/",
];

fn nearly_json() -> impl Strategy<Value = String> {
    let pieces = vec(proptest::sample::select(&PIECES[..]), 0..24).prop_map(|pieces| pieces.concat());
    let bytes = vec(any::<u8>(), 0..40).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let edited = (any_json(), vec((any::<usize>(), proptest::sample::select(&PIECES[..])), 0..3));
    let edited = edited.prop_map(|(value, edits)| {
        let mut characters: Vec<String> = value.to_string().chars().map(String::from).collect();
        for (at, piece) in edits {
            let at = at % characters.len();
            characters[at] = piece.to_string();
        }
        characters.concat()
    });
    prop_oneof![2 => pieces, 1 => bytes, 3 => edited]
}

fn has(violations: Option<&Violations>, codes: &[Code]) -> bool {
    violations.is_some_and(|violations| {
        violations.as_slice().iter().any(|violation| codes.contains(&violation.code))
    })
}

/// Compares our reader's verdict with serde_json's.
fn compare_verdicts(text: &str) -> Result<(), TestCaseError> {
    let violations = validate(STANDARD, |to| read(text, to));
    if has(violations.as_ref(), &[Code::MaxDepth]) {
        // What nests too deeply is passed over unread.
        return Ok(());
    }
    let ours = !has(violations.as_ref(), &[Code::Syntax, Code::NotJson, Code::UnpairedSurrogate]);
    let theirs = match serde_json::from_str::<Value>(text) {
        Ok(_) => true,
        // 1e999 is JSON, but more than an f64 holds: serde_json stops there.
        Err(error) if error.to_string().starts_with("number out of range") => return Ok(()),
        Err(_) => false,
    };
    prop_assert_eq!(ours, theirs, "{:?} gives {:?}", text, violations);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..quick() })]

    #[test]
    fn serde_json_and_our_reader_agree_on_what_is_json(text in nearly_json()) {
        compare_verdicts(&text)?;
        compare_verdicts(&format!(r#"{{"environment":"test","extra":{{"x":{text}}}}}"#))?;
    }
}
