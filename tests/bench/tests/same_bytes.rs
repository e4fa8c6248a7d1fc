//! What is compared is the same: the reference makes our bytes, to the last one.
#![allow(clippy::unwrap_used)] // Tests may fail.

use snowgauge_bench::{Sample, ours::Typed, reference};
use snowgauge_core::Framing;

#[test]
fn the_reference_makes_our_bytes() {
    let sample = Sample::default();
    for framing in [Framing::InternalEvents, Framing::SelfDescribing] {
        let ours = Typed::new(&sample, framing).unwrap().encode(&sample).unwrap();
        let ours = String::from_utf8(ours.into_request_body(0)).unwrap();
        let reference = String::from_utf8(reference::payload(&sample, framing).unwrap()).unwrap();

        // A request's body holds the event with one more field: when it was sent.
        let (_, event) = ours.split_once(r#""data":["#).unwrap();
        assert_eq!(event, format!(r#"{},"stm":"0"}}]}}"#, reference.strip_suffix('}').unwrap()));
    }
}

#[test]
fn hosts_in_other_languages_have_the_same_values() {
    let hosts: serde_json::Value = serde_json::from_str(include_str!("../hosts/sample.json")).unwrap();
    let (event, entity) = reference::texts(&Sample::default()).unwrap();
    for (name, text) in [("event", event), ("entity", entity)] {
        assert_eq!(hosts[name], serde_json::from_str::<serde_json::Value>(&text).unwrap());
    }
}
