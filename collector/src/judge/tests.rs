//! One row per fact of what Snowplow's own code was seen to do.

use std::collections::BTreeMap;

use super::*;
use crate::testing;

const EID: &str = "5a305bf5-32fc-40d9-b0e8-66052f0f2c95";

/// What a row expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// Every event is good.
    Good,
    /// The first event is bad, its neighbour in the batch is good.
    ThisBad,
    /// Nothing of the request survives.
    AllLost,
}

fn judge() -> Judge {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/iglu");
    Judge::new(Registry::from_folder(&folder).unwrap())
}

/// The verdicts on a body, as goods and bads.
fn verdicts(body: &str) -> Batch {
    judge().judge(testing::request(), body.to_owned())
}

fn outcome(batch: &Batch) -> Option<Expect> {
    match &batch.verdicts().collect::<Vec<_>>()[..] {
        [Verdict::Good(_), Verdict::Good(_)] => Some(Expect::Good),
        [Verdict::Bad(Bad { parameters: Some(_), body: None, .. }), Verdict::Good(_)] => {
            Some(Expect::ThisBad)
        }
        [Verdict::Bad(Bad { parameters: None, .. })] => Some(Expect::AllLost),
        _ => None,
    }
}

/// A batch of two: `event` as it is given, then a plain page view.
fn batch(event: &str) -> String {
    let schema = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4";
    format!(r#"{{"schema":"{schema}","data":[{event},{{"e":"pv","p":"srv","tv":"t-1"}}]}}"#)
}

/// A batch whose first event has one field more, given as JSON text, or other than a plain page view.
fn with(key: &str, json: &str) -> String {
    let mut fields = BTreeMap::from([("e", r#""pv""#), ("p", r#""srv""#), ("tv", r#""t-1""#)]);
    fields.insert(key, json);
    let members: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    batch(&format!("{{{}}}", members.join(",")))
}

fn expect(rows: &[(&str, &str, Expect)]) {
    for (key, text, expected) in rows {
        let found = verdicts(&with(key, &serde_json::to_string(text).unwrap()));
        assert_eq!(outcome(&found), Some(*expected), "{key} = {text:?}: {found:?}");
    }
}

#[test]
fn the_whole_request_is_lost() {
    let long = "x".repeat(envelope::MAX_BODY_BYTES);
    let nested = format!("{}{}", "[".repeat(51), "]".repeat(51));
    for body in [
        // A required key is missing from one event.
        &batch(r#"{"p":"srv","tv":"t-1"}"#),
        &batch(r#"{"e":"pv","tv":"t-1"}"#),
        &batch(r#"{"e":"pv","p":"srv"}"#),
        // A key that does not exist, in any letter case.
        &with("unknown", r#""x""#),
        &with("EID", r#""x""#),
        &with("ad_ac", r#""x""#),
        // No string.
        &with("aid", "null"),
        &with("vid", "1"),
        &with("co", "{}"),
        &with("aid", "NaN"),
        // No JSON.
        "",
        "e=pv",
        "{",
        &format!("\u{feff}{}", batch(r#"{"e":"pv","p":"srv","tv":"t-1"}"#)),
        &nested,
        // No events.
        "[]",
        "{}",
        r#"{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4"}"#,
        r#"{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[]}"#,
        r#"{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":{}}"#,
        &batch("[]"),
        // Another schema.
        r#"{"data":[{"e":"pv","p":"srv","tv":"t-1"}]}"#,
        &batch(r#"{"e":"pv","p":"srv","tv":"t-1"}"#).replace("1-0-4", "1-0-5"),
        &batch(r#"{"e":"pv","p":"srv","tv":"t-1"}"#).replace("1-0-4", "1-0"),
        &batch(r#"{"e":"pv","p":"srv","tv":"t-1"}"#).replace("1-0-4", "2-0-0"),
        &batch(r#"{"e":"pv","p":"srv","tv":"t-1"}"#).replace("payload_data", "payload"),
        // More than 1 MiB.
        &with("page", &format!("\"{long}\"")),
    ] {
        assert_eq!(outcome(&verdicts(body)), Some(Expect::AllLost), "{body:.200}");
    }
}

#[test]
fn a_large_body_is_a_size_violation_only() {
    let body = with("page", &format!("\"{}\"", "x".repeat(envelope::MAX_BODY_BYTES)));
    let found = verdicts(&body);
    let [Verdict::Bad(bad)] = &found.verdicts().collect::<Vec<_>>()[..] else {
        panic!("expected one bad row");
    };
    assert_eq!(bad.faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [Code::SizeViolation]);
    assert!(bad.body.is_none());
}

#[test]
fn payload_versions_have_their_own_keys() {
    for (version, key, expected) in [
        ("1-0-0", "aid", Expect::Good),
        ("1-0-0", "tr_cu", Expect::Good),
        ("1-0-0", "ua", Expect::AllLost),
        ("1-0-1", "ua", Expect::Good),
        ("1-0-1", "tr_cu", Expect::AllLost),
        ("1-0-2", "tnuid", Expect::Good),
        ("1-0-2", "stm", Expect::AllLost),
        ("1-0-3", "stm", Expect::Good),
        ("1-0-3", "ttm", Expect::AllLost),
        ("1-0-4", "ttm", Expect::Good),
    ] {
        let body = with(key, r#""1""#).replace("jsonschema/1-0-4", &format!("jsonschema/{version}"));
        assert_eq!(outcome(&verdicts(&body)), Some(expected), "{version} {key}");
    }
}

#[test]
fn content_types() {
    for (content_type, expected) in [
        (Some("application/json"), Expect::Good),
        (Some("application/json; charset=utf-8"), Expect::Good),
        (Some("application/json; charset=utf-16"), Expect::AllLost),
        (Some("text/plain; charset=utf-8"), Expect::AllLost),
        (Some("application/x-www-form-urlencoded"), Expect::AllLost),
        (None, Expect::AllLost),
    ] {
        let request = Request { content_type: content_type.map(str::to_owned), ..testing::request() };
        let found = judge().judge(request, with("aid", r#""x""#));
        assert_eq!(outcome(&found), Some(expected), "{content_type:?}");
    }
}

#[test]
fn ids_types_and_platforms() {
    expect(&[
        ("eid", EID, Expect::Good),
        ("eid", "5A305BF5-32FC-40D9-B0E8-66052F0F2C95", Expect::Good),
        ("eid", "00000000-0000-0000-0000-000000000000", Expect::Good),
        ("eid", "{5a305bf5-32fc-40d9-b0e8-66052f0f2c95}", Expect::ThisBad),
        ("eid", "5a305bf532fc40d9b0e866052f0f2c95", Expect::ThisBad),
        ("eid", "", Expect::ThisBad),
        ("sid", EID, Expect::Good),
        ("sid", "session", Expect::ThisBad),
        ("p", "web", Expect::Good),
        ("p", "headset", Expect::Good),
        ("p", "WEB", Expect::ThisBad),
        ("p", "", Expect::ThisBad),
        ("e", "se", Expect::Good),
        ("e", "ue", Expect::Good),
        ("e", "pp", Expect::Good),
        ("e", "tr", Expect::Good),
        ("e", "ti", Expect::Good),
        ("e", "sv", Expect::ThisBad),
        ("e", "", Expect::ThisBad),
    ]);
}

#[test]
fn timestamps_and_numbers() {
    for key in ["dtm", "stm", "ttm"] {
        expect(&[
            (key, "1630238465748", Expect::Good),
            (key, "+1630238465748", Expect::Good),
            // Seconds: 1970, and good.
            (key, "1630238465", Expect::Good),
            (key, "253402300799999", Expect::Good),
            (key, "253402300800000", Expect::ThisBad),
            (key, "1630238465748.5", Expect::ThisBad),
            (key, "", Expect::ThisBad),
        ]);
    }
    expect(&[
        ("se_va", "1.5", Expect::Good),
        ("se_va", "1e3", Expect::Good),
        ("se_va", ".5", Expect::Good),
        ("se_va", "null", Expect::Good),
        ("se_va", "NaN", Expect::ThisBad),
        ("se_va", "", Expect::ThisBad),
        ("se_va", "1,5", Expect::ThisBad),
        ("tr_tt", "x", Expect::ThisBad),
        ("ti_qu", "2", Expect::Good),
        ("ti_qu", "2.0", Expect::ThisBad),
        ("vid", "1", Expect::Good),
        ("vid", "", Expect::ThisBad),
        ("tid", "2147483648", Expect::ThisBad),
        ("pp_mix", "-5", Expect::Good),
        ("res", "1920x1080", Expect::Good),
        ("vp", "1920", Expect::ThisBad),
        ("ds", "1920X1080", Expect::ThisBad),
        ("cookie", "1", Expect::Good),
        ("f_pdf", "true", Expect::ThisBad),
    ]);
}

#[test]
fn urls() {
    expect(&[
        ("url", "https://gitlab.com/a b?c=ü", Expect::Good),
        ("url", "", Expect::Good),
        ("url", "https://gitlab.com:port/", Expect::ThisBad),
        ("refr", "https://[::1", Expect::ThisBad),
    ]);
}

#[test]
fn lengths_are_utf16_units_after_cleaning() {
    let limits = [
        ("cd", 12),
        ("tv", 100),
        ("tna", 128),
        ("duid", 128),
        ("nuid", 128),
        ("tnuid", 128),
        ("fp", 128),
        ("aid", 255),
        ("uid", 255),
        ("lang", 255),
        ("tz", 255),
        ("se_ca", 1000),
        ("se_ac", 1000),
        ("se_pr", 1000),
        ("ua", 1000),
        ("page", 2000),
        ("se_la", 4096),
        ("url", 10_000),
        ("refr", 10_000),
        ("cs", 128),
        ("tr_id", 255),
        ("tr_cu", 3),
        ("ti_cu", 3),
    ];
    for (key, limit) in limits {
        expect(&[(key, &"x".repeat(limit), Expect::Good), (key, &"x".repeat(limit + 1), Expect::ThisBad)]);
    }
    expect(&[
        // Two units each, so six; not three characters, not twelve bytes.
        ("cd", &"😀".repeat(6), Expect::Good),
        ("cd", &"😀".repeat(7), Expect::ThisBad),
        // Two bytes each, one unit each.
        ("cd", &"é".repeat(12), Expect::Good),
        // A tab counts as four, other control characters as nothing.
        ("cd", &"\t".repeat(3), Expect::Good),
        ("cd", &"\t".repeat(4), Expect::ThisBad),
        ("cd", &format!("{}\n\r\u{1}", "x".repeat(12)), Expect::Good),
    ]);
}

#[test]
fn a_tracker_set_network_user_id_wins() {
    let long = "x".repeat(129);
    let event = format!(r#"{{"e":"pv","p":"srv","tv":"t-1","nuid":"{long}","tnuid":"x"}}"#);
    assert_eq!(outcome(&verdicts(&batch(&event))), Some(Expect::Good));
}

#[test]
fn still_good() {
    for event in [
        // No eid, dtm, aid.
        r#"{"e":"pv","p":"srv","tv":"t-1"}"#,
        // A structured event without category and action, a self-describing one without data.
        r#"{"e":"se","p":"srv","tv":"t-1"}"#,
        r#"{"e":"ue","p":"srv","tv":"t-1"}"#,
        // A repeated key: the last one wins.
        r#"{"e":"nothing","e":"pv","p":"srv","tv":"t-1"}"#,
        // A lone surrogate.
        r#"{"e":"pv","p":"srv","tv":"t-1","page":"\ud800"}"#,
    ] {
        assert_eq!(outcome(&verdicts(&batch(event))), Some(Expect::Good), "{event}");
    }
}

#[test]
fn an_event_without_id_gets_a_random_one() {
    let ids: Vec<Uuid> = verdicts(&batch(r#"{"e":"pv","p":"srv","tv":"t-1"}"#))
        .verdicts()
        .map(|verdict| match verdict {
            Verdict::Good(good) => good.event_id,
            Verdict::Bad(bad) => panic!("{bad:?}"),
        })
        .collect();
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[0].get_version_num(), 4);
}

#[test]
fn query_parameters_override_every_event() {
    let parameter =
        |name: &str, value: &str| crate::request::Parameter { name: name.into(), value: value.into() };
    let querystring = vec![parameter("aid", "from-query"), parameter("eid", EID)];
    let request = Request { querystring, ..testing::request() };
    for verdict in judge().judge(request, with("aid", r#""from-body""#)).verdicts() {
        let Verdict::Good(good) = verdict else { panic!("expected a good event") };
        assert_eq!(
            (good.parameters.get("aid").unwrap(), good.event_id.to_string()),
            ("from-query", EID.to_owned())
        );
    }
}

#[test]
fn a_query_alone_is_an_event() {
    let parameter =
        |name: &str, value: &str| crate::request::Parameter { name: name.into(), value: value.into() };
    let querystring = vec![parameter("e", "pv"), parameter("p", "web")];
    let request = Request { querystring, content_type: None, ..testing::request() };
    assert_eq!(judge().judge(request, String::new()).good(), 1);
    let request =
        Request { querystring: vec![parameter("p", "web")], content_type: None, ..testing::request() };
    assert_eq!(judge().judge(request, String::new()).good(), 0);
}

/// Wraps entities.
fn contexts(version: &str, list: &str) -> String {
    format!(
        r#"{{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/{version}","data":{list}}}"#
    )
}

/// Wraps a self-describing event.
fn unstruct(data: &str) -> String {
    format!(
        r#"{{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{data}}}"#
    )
}

fn entity(data: &str) -> String {
    format!(r#"{{"schema":"iglu:com.example/entity/jsonschema/1-0-0","data":{data}}}"#)
}

#[test]
fn entities() {
    let list = |data: &str| contexts("1-0-1", &format!("[{}]", entity(data)));
    let deep = |levels: usize| {
        list(&format!(r#"{{"id":"a","anything":{}{}}}"#, "[".repeat(levels), "]".repeat(levels)))
    };
    expect(&[
        ("co", &list(r#"{"id":"a","count":1}"#), Expect::Good),
        ("co", &contexts("1-0-0", &format!("[{}]", entity(r#"{"id":"a"}"#))), Expect::Good),
        // The empty list.
        ("co", &contexts("1-0-1", "[]"), Expect::Good),
        ("co", &contexts("1-0-0", "[]"), Expect::ThisBad),
        // The entity breaks its schema.
        ("co", &list("{}"), Expect::ThisBad),
        ("co", &list(r#"{"id":"a","other":1}"#), Expect::ThisBad),
        ("co", &list(r#"{"id":"a","count":1.0}"#), Expect::ThisBad),
        ("co", &list(r#"{"id":"a","count":-0}"#), Expect::ThisBad),
        ("co", &list(r#"{"id":"a","count":9223372036854775808}"#), Expect::ThisBad),
        ("co", &list(r#"{"id":"a","price":19.99}"#), Expect::Good),
        ("co", &list(r#"{"id":"a","price":19.999}"#), Expect::ThisBad),
        ("co", &list(r#"{"id":"a","at":"2025-01-31T23:59:59Z"}"#), Expect::Good),
        ("co", &list(r#"{"id":"a","at":"2025-01-31T23:59Z"}"#), Expect::ThisBad),
        ("co", &list(r#"{"id":"x","id":"a"}"#), Expect::Good),
        ("co", &list(r#"{"id":"\ud800"}"#), Expect::Good),
        // Its schema is unknown, unusable, or no URI.
        ("co", &list("{}").replace("example/entity", "example/unknown"), Expect::ThisBad),
        ("co", &list("{}").replace("example/entity", "example/look_around"), Expect::ThisBad),
        (
            "co",
            &list(r#"{"id":"a"}"#).replace("entity/jsonschema/1-0-0", "entity/jsonschema/1-0-1"),
            Expect::ThisBad,
        ),
        (
            "co",
            &list(r#"{"id":"a"}"#).replace("entity/jsonschema/1-0-0", "entity/jsonschema/1-*-*"),
            Expect::ThisBad,
        ),
        // The wrapper is wrong.
        ("co", &contexts("1-0-2", "[]"), Expect::ThisBad),
        ("co", &contexts("1-0-1", "{}"), Expect::ThisBad),
        ("co", &contexts("1-0-1", "[1]"), Expect::ThisBad),
        (
            "co",
            &contexts("1-0-1", r#"[{"schema":"iglu:com.example/entity/jsonschema/1-0-0"}]"#),
            Expect::ThisBad,
        ),
        ("co", &contexts("1-0-1", &format!("[{}]", entity(r#"{"id":"a"},"more":1"#))), Expect::ThisBad),
        ("co", &unstruct(&entity(r#"{"id":"a"}"#)), Expect::ThisBad),
        // No JSON.
        ("co", "", Expect::ThisBad),
        ("co", "[", Expect::ThisBad),
        ("co", "NaN", Expect::ThisBad),
        ("cx", "", Expect::ThisBad),
        ("cx", "no base64 of JSON", Expect::ThisBad),
        // Nested too deep: the four levels around it count too.
        ("co", &deep(46), Expect::Good),
        ("co", &deep(47), Expect::ThisBad),
    ]);
}

#[test]
fn self_describing_events() {
    let event = unstruct(r#"{"schema":"iglu:com.example/happened/jsonschema/1-0-0","data":{"what":"it"}}"#);
    expect(&[
        ("ue_pr", &event, Expect::Good),
        ("ue_pr", &event.replace("what", "that"), Expect::ThisBad),
        ("ue_pr", &event.replace("happened", "unknown"), Expect::ThisBad),
        (
            "ue_pr",
            &event.replace("unstruct_event/jsonschema/1-0-0", "unstruct_event/jsonschema/1-0-1"),
            Expect::ThisBad,
        ),
        ("ue_pr", &unstruct("{}"), Expect::ThisBad),
        ("ue_pr", "{}", Expect::ThisBad),
        ("ue_pr", "", Expect::ThisBad),
        ("ue_px", "", Expect::ThisBad),
    ]);
}

#[test]
fn base64_of_every_kind() {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

    // Its Base64 has a plus or a minus, a slash or an underscore, and padding.
    let json = contexts("1-0-1", &format!("[{}]", entity(r#"{"id":"ûûÿ>>?"}"#)));
    for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
        let encoded = engine.encode(&json);
        expect(&[("cx", &encoded, Expect::Good)]);
        // Foreign characters are skipped.
        let broken: String = encoded.chars().flat_map(|c| [c, '\n']).collect();
        expect(&[("cx", &broken, Expect::Good)]);
    }
    assert_ne!(STANDARD.encode(&json), URL_SAFE.encode(&json));
    assert_ne!(STANDARD.encode(&json), STANDARD_NO_PAD.encode(&json));
}

#[test]
fn base64_wins_over_plain() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let good = contexts("1-0-1", &format!("[{}]", entity(r#"{"id":"a"}"#)));
    let bad = contexts("1-0-1", &format!("[{}]", entity("{}")));
    for (co, cx, expected) in [
        (bad.as_str(), good.as_str(), Expect::Good),
        (&good, &bad, Expect::ThisBad),
        // Both have to be JSON.
        ("", &good, Expect::ThisBad),
        (&good, "", Expect::ThisBad),
    ] {
        let fields =
            [("e", "pv"), ("p", "srv"), ("tv", "t-1"), ("co", co), ("cx", &URL_SAFE_NO_PAD.encode(cx))];
        let event = serde_json::to_string(&BTreeMap::from(fields)).unwrap();
        assert_eq!(outcome(&verdicts(&batch(&event))), Some(expected), "co {co}, cx {cx}");
    }
}

#[test]
fn faults_say_where_and_never_what_was_sent() {
    let secret = "s3cret-value-of-a-person";
    let list =
        contexts("1-0-1", &format!("[{}]", entity(&format!(r#"{{"id":"{secret}","count":"{secret}"}}"#))));
    let event = BTreeMap::from([
        ("e", secret),
        ("p", secret),
        ("tv", "t-1"),
        ("eid", secret),
        ("dtm", secret),
        ("res", secret),
        ("cd", secret),
        ("co", &list),
    ]);
    let found = verdicts(&batch(&serde_json::to_string(&event).unwrap()));
    let Some(Verdict::Bad(bad)) = found.verdict(0) else { panic!("expected a bad event") };
    let places: Vec<&str> = bad.faults.iter().map(|fault| fault.at.as_str()).collect();
    assert_eq!(
        places,
        ["e", "p", "eid", "dtm", "res", "br_colordepth", "co/data/0/data/count", "co/data/0/data/id"]
    );
    assert!(bad.faults.iter().all(|fault| !fault.to_string().contains(secret)), "{:?}", bad.faults);
}
