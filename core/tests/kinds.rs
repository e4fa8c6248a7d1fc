//! The golden vectors of every kind of event. Their format is told in `tests/vectors/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

mod judging;
mod support;

use std::collections::BTreeSet;

use judging::{compare_violations, run};
use serde_json::{Map, Value};
use snowgauge_core::encode::{Encoded, Text};
use snowgauge_core::event::{
    Given, PagePing, PageView, SelfDescribing, SelfDescribingJson, StructuredEvent, Subject,
};
use snowgauge_core::payload::field::FIELDS;
use snowgauge_core::{Datum, Encoder, Event, Fields, Payload, Scratch, Violations};
use support::{cases, compare_bodies, config, event_id, load, text, time};

/// Properties with their texts, numbers as text.
type Pairs = Vec<(String, String)>;

fn pairs(members: &Value) -> Pairs {
    let pair = |(name, value): (&String, &Value)| {
        (name.clone(), value.as_str().map_or_else(|| value.to_string(), Into::into))
    };
    members.as_object().unwrap().iter().map(pair).collect()
}

fn borrowed(pairs: &Pairs) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// The entities of a tracker, a scope or an event.
fn entities(layer: &Value) -> Vec<SelfDescribingJson<'_>> {
    let entity = |entity: &Value| self_describing(entity).unwrap();
    layer["entities"].as_array().unwrap().iter().map(entity).collect()
}

fn self_describing(case: &Value) -> Option<SelfDescribingJson<'static>> {
    Some(SelfDescribingJson::new(case["schema"].as_str()?.to_owned(), case["data"].to_string()))
}

fn data<'d>(entities: &'d [SelfDescribingJson<'_>]) -> Vec<&'d dyn Datum> {
    entities.iter().map(|entity| entity as &dyn Datum).collect()
}

/// The encoder of the case's scope; where there is none, of its tracker. Or what is wrong, and with which of them.
fn encoder(case: &Value) -> Result<Encoder, (&'static str, Violations)> {
    let scoped = |encoder: Encoder, layer: &Value, at| {
        let fields = pairs(&layer["subject"]);
        let push = |to: &mut Fields<'_>| to.set_all(&borrowed(&fields));
        encoder.scoped(&push, &data(&entities(layer))).map_err(|violations| (at, violations))
    };
    let tracker = scoped(Encoder::new(&config(case)).unwrap(), &case["tracker"], "tracker")?;
    if case["scope"].is_null() { Ok(tracker) } else { scoped(tracker, &case["scope"], "scope") }
}

/// A case's event with its subject, its true timestamp and its entities.
fn track(case: &Value, event: &dyn Event) -> Result<Payload, (&'static str, Violations)> {
    let encoder = encoder(case)?;
    let mut fields = pairs(&case["subject"]);
    fields.extend(case["true_timestamp"].as_i64().map(|time| ("true_timestamp".into(), time.to_string())));
    let fields = borrowed(&fields);
    let entities = entities(case);
    let (id, created) = (event_id(case), time(case, "created"));
    let payload =
        encoder.encode(&event.with_fields(&fields), &data(&entities), id, created, &mut Scratch::default());
    payload.map_err(|violations| ("event", violations))
}

/// The case's event as bindings hand it in: by names and texts.
fn given(case: &Value, judge: &dyn Fn(&dyn Event) -> Result<(), String>) -> Result<(), String> {
    let event = &case["event"];
    let fields = pairs(&event["fields"]);
    if text(event, "kind") != "planned" {
        let fields = borrowed(&fields);
        let data = self_describing(event);
        let data = data.as_ref().map(|data| data as &dyn Datum);
        return judge(&Given::new(text(event, "kind"), &fields, data).unwrap());
    }
    let json = event["data"].to_string();
    judge(&Text::event(text(event, "name"), &json).map_err(|violations| violations.to_string())?)
}

fn word<'v>(fields: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
    fields.get(name)?.as_str()
}

fn number<N: TryFrom<i64>>(fields: &Map<String, Value>, name: &str) -> Option<N> {
    fields.get(name)?.as_i64()?.try_into().ok()
}

/// The case's event as a Rust program makes it.
fn typed(case: &Value, judge: &dyn Fn(&dyn Event) -> Result<(), String>) -> Result<(), String> {
    let event = &case["event"];
    let fields = event["fields"].as_object().unwrap();
    let get = |name| word(fields, name);
    match text(event, "kind") {
        "structured_event" => judge(
            &StructuredEvent::builder()
                .category(get("category").unwrap_or_default())
                .action(get("action").unwrap_or_default())
                .maybe_label(get("label"))
                .maybe_property(get("property"))
                .maybe_value(fields.get("value").and_then(Value::as_f64))
                .build(),
        ),
        "page_view" => judge(
            &PageView::builder()
                .page_url(get("page_url").unwrap_or_default())
                .maybe_page_title(get("page_title"))
                .maybe_referrer(get("referrer"))
                .build(),
        ),
        "page_ping" => judge(
            &PagePing::builder()
                .page_url(get("page_url").unwrap_or_default())
                .maybe_page_title(get("page_title"))
                .maybe_referrer(get("referrer"))
                .maybe_min_x_offset(number(fields, "min_x_offset"))
                .maybe_max_x_offset(number(fields, "max_x_offset"))
                .maybe_min_y_offset(number(fields, "min_y_offset"))
                .maybe_max_y_offset(number(fields, "max_y_offset"))
                .build(),
        ),
        "self_describing_event" => {
            let data = self_describing(event).unwrap();
            judge(&SelfDescribing(Encoded::of(&data, &mut Scratch::default())))?;
            judge(&SelfDescribing(data))
        }
        _ => Ok(()),
    }
}

/// Judges the case's event in every way in which it can be handed in.
fn every_way(case: &Value, judge: impl Fn(&dyn Event) -> Result<(), String>) -> Result<(), String> {
    given(case, &judge)?;
    if text(case, "given") == "texts" {
        return Ok(());
    }
    typed(case, &judge).map_err(|failure| format!("typed:\n{failure}"))
}

fn of_kinds(key: &str) -> Vec<Value> {
    cases("kinds.json").into_iter().filter(|case| !case[key].is_null()).collect()
}

#[test]
fn valid_vectors_have_their_bytes() {
    run(&of_kinds("body"), load("manifest.json")["kinds_valid"].as_u64().unwrap(), |case| {
        every_way(case, |event| {
            let payload = track(case, event).map_err(|(at, violations)| format!("{at}: {violations}"))?;
            let truncated: Vec<&str> = payload.truncated().names().collect();
            if case["truncated"] != Value::from(truncated.clone()) {
                return Err(format!("truncated: {truncated:?}"));
            }
            let body = String::from_utf8(payload.into_request_body(time(case, "sent"))).unwrap();
            compare_bodies(text(case, "body"), &body)
        })
    });
}

#[test]
fn invalid_vectors_have_their_violations() {
    run(&of_kinds("violations"), load("manifest.json")["kinds_invalid"].as_u64().unwrap(), |case| {
        every_way(case, |event| {
            let Err((at, violations)) = track(case, event) else { return Err("it was taken".into()) };
            compare_violations(&case["violations"], Some(&violations))?;
            if at == text(case, "at") { Ok(()) } else { Err(format!("found at the {at}")) }
        })
    });
}

/// What the typed subject sets is what its fields are called.
#[test]
fn the_typed_subject_is_the_table_of_fields() {
    let complete =
        of_kinds("body").into_iter().find(|case| case["name"] == "subject, every field of the event");
    let case = complete.unwrap();
    let fields = case["subject"].as_object().unwrap();
    let get = |name| word(fields, name);
    let subject = Subject::builder()
        .maybe_platform(get("platform"))
        .maybe_user_id(get("user_id"))
        .maybe_screen_resolution(get("screen_resolution"))
        .maybe_viewport(get("viewport"))
        .maybe_color_depth(get("color_depth"))
        .maybe_timezone(get("timezone"))
        .maybe_language(get("language"))
        .maybe_ip_address(get("ip_address"))
        .maybe_useragent(get("useragent"))
        .maybe_domain_user_id(get("domain_user_id"))
        .maybe_network_user_id(get("network_user_id"))
        .maybe_domain_session_id(get("domain_session_id"))
        .maybe_domain_session_index(number(fields, "domain_session_index"))
        .build();
    let event = StructuredEvent::builder().category("search").action("open").build();
    let mut bare = case.clone();
    bare["subject"] = Value::Object(Map::new());
    let payload = track(&bare, &event.with_subject(&subject)).map_err(|(_, violations)| violations).unwrap();
    let body = String::from_utf8(payload.into_request_body(time(&case, "sent"))).unwrap();
    assert_eq!(body, text(&case, "body"));
}

#[test]
fn every_field_has_a_valid_and_an_invalid_vector() {
    let (mut set, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for case in cases("kinds.json") {
        let layers = [&case["event"]["fields"], &case["subject"], &case["tracker"]["subject"]];
        set.extend(layers.iter().flat_map(|layer| layer.as_object().unwrap().keys().cloned()));
        set.extend(case["true_timestamp"].as_i64().map(|_| "true_timestamp".to_owned()));
        let violations = case["violations"].as_array().into_iter().flatten();
        refused.extend(
            violations.map(|violation| text(violation, "pointer").trim_start_matches('/').to_owned()),
        );
    }
    for field in &FIELDS {
        assert!(set.contains(field.property) && refused.contains(field.property), "{}", field.property);
    }
}
