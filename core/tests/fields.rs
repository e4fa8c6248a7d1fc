//! What a host can get wrong about fields that no golden vector can hold.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

use snowgauge_core::event::{Given, SelfDescribingJson, StructuredEvent};
use snowgauge_core::payload::field::CATEGORY;
use snowgauge_core::schema::EventPlan;
use snowgauge_core::{Code, Config, Datum, Encoder, Event, Fields, Violations, check};

fn codes(found: Option<Violations>) -> Vec<(Code, String)> {
    let all = found.map(Violations::into_vec).unwrap_or_default();
    all.into_iter().map(|violation| (violation.code, violation.pointer)).collect()
}

#[test]
fn a_value_that_is_no_number_is_refused() {
    for (value, found) in
        [(f64::NAN, "NaN"), (f64::INFINITY, "an infinity"), (f64::NEG_INFINITY, "an infinity")]
    {
        let event = StructuredEvent::builder().category("c").action("a").value(value).build();
        let violations = check(&event, &[]).unwrap().into_vec();
        let [violation] = &violations[..] else { panic!("{violations:?}") };
        assert_eq!(
            (violation.code, &*violation.pointer, &*violation.found),
            (Code::NotJson, "/value", found)
        );
    }
}

/// An event whose category its language cannot give as a text.
struct Unpaired;

impl Event for Unpaired {
    fn plan(&self) -> &'static EventPlan {
        EventPlan::STRUCTURED
    }

    fn data(&self) -> Option<&dyn Datum> {
        None
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        to.refuse("category", Code::UnpairedSurrogate, "a string with an unpaired surrogate");
        to.set("action", "a");
        to.refuse("nothing of this name", Code::Type, "a list");
    }
}

#[test]
fn what_a_binding_refuses_is_told_once() {
    let found = codes(check(&Unpaired, &[]));
    let unknown = (Code::UnknownField, "/nothing of this name".to_owned());
    assert_eq!(found, [(Code::UnpairedSurrogate, "/category".to_owned()), unknown]);
}

#[test]
fn the_last_value_of_a_field_stays_and_the_first_is_not_judged() {
    let event =
        Given::new("structured_event", &[("category", "c"), ("action", "a"), ("value", "x")], None).unwrap();
    assert_eq!(codes(check(&event.with_fields(&[("value", "1")]), &[])), []);
    assert_eq!(codes(check(&event, &[])), [(Code::Format, "/value".to_owned())]);
}

#[test]
fn a_kind_has_the_data_that_it_has() {
    let data = SelfDescribingJson::new("iglu:com.acme/own/jsonschema/1-0-0", "{}");
    let refused = |kind: &str, data: Option<&dyn Datum>| codes(Given::new(kind, &[], data).err());
    assert_eq!(refused("page_view", Some(&data)), [(Code::UnknownField, String::new())]);
    assert_eq!(refused("gkg_query_executed", None), [(Code::UnknownEvent, String::new())]);
    let empty = Given::new("self_describing_event", &[], None).unwrap();
    assert_eq!(codes(check(&empty, &[])), [(Code::Required, String::new())]);
}

#[test]
fn a_chain_of_scopes_says_what_the_last_one_says() {
    let mut encoder = Encoder::new(&Config { app_id: "test".into(), ..Config::default() }).unwrap();
    for index in 0..100 {
        let name = format!("user {index}");
        assert!(encoder.scoped(&|to| to.text(CATEGORY, &name), &[]).is_err(), "a category is no subject's");
        encoder = encoder.scoped(&|to| to.set("user_id", &name), &[]).unwrap();
    }
    let event = StructuredEvent::builder().category("c").action("a").build();
    let id = snowgauge_core::EventId::from_random([1; 16]);
    let payload = encoder.encode(&event, &[], id, 0, &mut snowgauge_core::Scratch::default()).unwrap();
    let body = String::from_utf8(payload.into_request_body(0)).unwrap();
    assert_eq!(body.matches("user ").count(), 1);
    assert!(body.contains(r#""uid":"user 99""#), "{body}");
}
