//! What enrich was seen to do with the protocol's fields: what the core takes is good, and what it refuses is bad.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use serde_json::Value;
use snowgauge_core::event::Given;
use snowgauge_core::payload::field::{FIELDS, Group};
use snowgauge_core::{Config, Encoder, EventId, Scratch, check};
use support::cases;

/// What has become of a text.
#[derive(Debug, PartialEq)]
enum Fate {
    Refused,
    /// Nothing is sent in its place: it is empty.
    Omitted,
    Sent,
}

/// What becomes of a text in a field that a program sets on an event.
fn set_by_event(key: &str, text: &str) -> Option<Fate> {
    let field = FIELDS.iter().find(|field| field.name == key)?;
    let (kind, needs): (_, &[(&str, &str)]) = match field.group {
        Group::Page => ("page_view", &[("page_url", "/")]),
        Group::Ping => ("page_ping", &[("page_url", "/")]),
        _ => ("structured_event", &[("category", "c"), ("action", "a")]),
    };
    let fields: Vec<(&str, &str)> = needs.iter().copied().chain([(field.property, text)]).collect();
    let event = Given::new(kind, &fields, None).unwrap();
    if text.is_empty() {
        let encoder = Encoder::new(&Config { app_id: "test".into(), ..Config::default() }).unwrap();
        let payload = encoder.encode(&event, &[], EventId::from_random([1; 16]), 0, &mut Scratch::default());
        let body = String::from_utf8(payload.unwrap().into_request_body(0)).unwrap();
        assert!(!body.contains(r#":"""#), "{body}");
        return Some(Fate::Omitted);
    }
    Some(if check(&event, &[]).is_none() { Fate::Sent } else { Fate::Refused })
}

/// What becomes of a text in a field that is one of the tracker's options.
fn set_by_option(key: &str, text: &str) -> Option<Fate> {
    let mut config = Config { app_id: "test".into(), ..Config::default() };
    let option = match key {
        "tv" => &mut config.tracker_version,
        "tna" => &mut config.namespace,
        "aid" => &mut config.app_id,
        _ => return None,
    };
    text.clone_into(option);
    Some(if config.check().is_ok() { Fate::Sent } else { Fate::Refused })
}

/// The case's only field and its text.
fn only_field(case: &Value) -> Option<(&str, &str)> {
    let mut fields = case["fields"].as_object()?.iter();
    let (key, text) = fields.next()?;
    if fields.next().is_some() { None } else { Some((key, text.as_str()?)) }
}

#[test]
fn every_row_about_a_field_holds() {
    let mut judged = 0;
    for case in cases("protocol.json") {
        let Some((key, text)) = only_field(&case) else { continue };
        let Some(fate) = set_by_option(key, text).or_else(|| set_by_event(key, text)) else { continue };
        judged += 1;
        let has_control = text.chars().any(|character| character.is_ascii_control());
        match (&fate, case["verdict"].as_str()) {
            (Fate::Sent, Some("good")) | (Fate::Refused, Some("bad" | "lost")) | (Fate::Omitted, _) => {}
            // Enrich would drop the characters and keep the rest: another value than the one that was given.
            (Fate::Refused, Some("good")) if has_control => {}
            // An option has to say something.
            (Fate::Refused, Some("good")) if text.is_empty() => {}
            (fate, verdict) => panic!("{}: {fate:?}, though {verdict:?}", case["name"]),
        }
    }
    // What the file has about these fields today.
    assert!(judged >= 206, "{judged}");
}
