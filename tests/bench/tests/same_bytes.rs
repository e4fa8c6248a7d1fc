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
