//! Input of which there is far too much: it is refused with few words, in bounded space, and what comes next is fine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

use snowgauge_core::encode::{Text, read};
use snowgauge_core::{Code, Config, Encoder, EventId, Scratch, Violations, check, validate};

const QUERY: &str = "iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0";
const NAMESPACE: &str = "iglu:com.gitlab/gkg_namespace_enabled/jsonschema/1-0-0";
const INTROSPECTED: &str = "iglu:com.gitlab/gkg_schema_introspected/jsonschema/1-0-0";
const CONTEXT: &str = "iglu:com.gitlab/code_suggestions_context/jsonschema/1-0-0";
const STANDARD: &str = "iglu:com.gitlab/gitlab_standard/jsonschema/1-0-0";
const MILLION: usize = 1_000_000;

fn refused(uri: &str, text: &str) -> Violations {
    let violations = validate(uri, |to| read(text, to)).expect("it is bad");
    assert!(violations.as_slice().len() <= 100);
    for violation in violations.as_slice() {
        assert!(violation.message().len() < 1_000, "{violation}");
    }
    violations
}

/// The only violation: its code and what was found.
fn only(violations: &Violations) -> (Code, &str) {
    let [violation] = violations.as_slice() else { panic!("{violations}") };
    assert_eq!(violations.omitted(), 0);
    (violation.code, &violation.found)
}

#[test]
fn a_string_of_ten_million_characters() {
    let text = format!(r#"{{"namespace_type":"group","enabled_by_user_id":"{}"}}"#, "x".repeat(10 * MILLION));
    assert_eq!(only(&refused(NAMESPACE, &text)), (Code::MaxLength, "a string of 10000000 characters"));
}

#[test]
fn a_value_of_ten_million_characters_for_an_enum() {
    let text =
        format!(r#"{{"namespace_type":"{}","enabled_by_user_id":"1"}}"#, "🦀".repeat(10 * MILLION / 4));
    let found = "a string of 2500000 characters that starts with \"🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀\"";
    assert_eq!(only(&refused(NAMESPACE, &text)), (Code::Enum, found));
}

#[test]
fn an_unknown_field_with_a_name_of_ten_million_characters() {
    let text = format!(r#"{{"schema_version":"1","{}":1}}"#, "n".repeat(10 * MILLION));
    let violations = refused(INTROSPECTED, &text);
    assert_eq!(only(&violations), (Code::UnknownField, "an unknown field"));
    assert_eq!(violations.as_slice()[0].pointer.len(), 65);
}

#[test]
fn an_unknown_name_of_ten_million_control_characters() {
    let name = "a\n".repeat(5 * MILLION);
    for violations in [Text::event(&name, "").unwrap_err(), Text::entity(&name, "").unwrap_err()] {
        assert_eq!(violations.as_slice()[0].schema, "a\u{fffd}".repeat(100));
    }
}

#[test]
fn an_event_that_alone_fills_more_than_a_request() {
    let text = format!(r#"{{"environment":"test","extra":{{"note":"{}"}}}}"#, "x".repeat(10 * MILLION));
    assert!(validate(STANDARD, |to| read(&text, to)).is_none(), "its schema has no bound for it");
    let event = Text::event("suggestion_requested", "").unwrap();
    let (context, standard) = (Text::entity(CONTEXT, "{}").unwrap(), Text::entity(STANDARD, &text).unwrap());
    let violations = check(&event, &[&context, &standard]).unwrap();
    let (code, found) = only(&violations);
    assert_eq!(code, Code::MaxBytes);
    assert!(found.starts_with("an event that alone makes 1000") && found.ends_with(" bytes"), "{found}");
    assert_eq!(violations.as_slice()[0].expected, "a request of at most 150000 bytes");
    assert_eq!(violations.as_slice()[0].schema, "suggestion_requested");
}

#[test]
fn the_largest_event_that_fits_a_request_is_taken() {
    let config = Config { app_id: "test".into(), batch_bytes: 2_000, ..Config::default() };
    let encoder = Encoder::new(&config).unwrap();
    // 2262-04-11: as long as times get in practice, and shorter than the longest that the limit leaves room for.
    let (created, sent) = (9_223_372_036_854, u64::MAX);
    let encode = |padding: usize| {
        let data = format!(
            r#"{{"request_counts":[{{"requests":1,"errors":0,"accepts":0,"":"{}"}}]}}"#,
            "x".repeat(padding)
        );
        let (event, context) = (Text::event("suggestion_requested", "")?, Text::entity(CONTEXT, &data)?);
        let payload = encoder.encode(
            &event,
            &[&context],
            EventId::from_random([0; 16]),
            created,
            &mut Scratch::default(),
        )?;
        Ok::<usize, Violations>(payload.into_request_body(sent).len())
    };
    let padding = 2_000 - encode(0).unwrap();
    assert_eq!(encode(padding).unwrap(), 2_000);
    assert_eq!(
        only(&encode(padding + 1).unwrap_err()),
        (Code::MaxBytes, "an event that alone makes 2001 bytes")
    );
}

#[test]
fn a_million_levels() {
    for (open, close, found) in
        [("[", "]", "an array at level 37"), (r#"{"a":"#, "}", "an object at level 37")]
    {
        let (deep, end) = (open.repeat(MILLION), close.repeat(MILLION));
        let text = format!(r#"{{"environment":"test","extra":{{"a":{deep}1{end}}}}}"#);
        assert_eq!(only(&refused(STANDARD, &text)), (Code::MaxDepth, found));
    }
}

#[test]
fn a_million_levels_that_do_not_end() {
    let text = format!(r#"{{"environment":"test","extra":{{"a":{}"#, "[".repeat(MILLION));
    let violations = refused(STANDARD, &text);
    let codes: Vec<Code> = violations.as_slice().iter().map(|violation| violation.code).collect();
    assert_eq!(codes, [Code::MaxDepth, Code::Syntax]);
}

#[test]
fn a_million_levels_where_an_object_is_expected() {
    let violations = refused(STANDARD, &"[".repeat(MILLION));
    let codes: Vec<Code> = violations.as_slice().iter().map(|violation| violation.code).collect();
    assert_eq!(codes, [Code::Type, Code::MaxDepth, Code::Syntax]);
}

#[test]
fn a_million_wrong_items() {
    let text = format!(r#"{{"schema_version":"1","domain_filter":[{}0]}}"#, "0,".repeat(MILLION - 1));
    let violations = refused(INTROSPECTED, &text);
    assert_eq!(violations.as_slice().len(), 100);
    // Each item is wrong, and the array is too long.
    assert_eq!(violations.omitted(), MILLION + 1 - 100);
    assert_eq!(violations.as_slice()[99].pointer, "/domain_filter/99");
    assert!(violations.to_string().ends_with("; and 999901 more"), "{violations}");
}

#[test]
fn a_hundred_thousand_unknown_fields() {
    let members = (0..100_000).map(|index| format!(r#""f{index}":0,"#)).collect::<Vec<_>>().concat();
    let violations = refused(INTROSPECTED, &format!(r#"{{{members}"schema_version":"1"}}"#));
    assert_eq!((violations.as_slice().len(), violations.omitted()), (100, 99_900));
}

#[test]
fn a_hundred_thousand_repeated_members() {
    let members = r#""schema_version":0,"#.repeat(100_000);
    let text = format!(r#"{{{members}"schema_version":"1"}}"#);
    assert!(validate(INTROSPECTED, |to| read(&text, to)).is_none(), "the last one counts");
    let text = format!(r#"{{{members}"schema_version":0}}"#);
    assert_eq!(only(&refused(INTROSPECTED, &text)), (Code::Type, "an integer of 1 digit"));
}

#[test]
fn faults_that_were_only_counted_are_not_forgiven_by_a_repeated_member() {
    let wrong = "0,".repeat(150);
    let text = format!(r#"{{"domain_filter":[{wrong}0],"schema_version":0,"domain_filter":["code"]}}"#);
    let violations = refused(INTROSPECTED, &text);
    assert_eq!(violations.as_slice().len() + violations.omitted(), 152);
}

#[test]
fn a_number_of_a_million_digits() {
    let digits = "9".repeat(MILLION);
    for (text, code, found) in [
        (digits.clone(), Code::NotJson, "an integer of more than 1000 digits"),
        (format!("-{digits}"), Code::NotJson, "an integer of more than 1000 digits"),
        (format!("0.{digits}"), Code::Type, "a number with fraction or exponent of 1000001 digits"),
        (format!("1e{digits}"), Code::NotJson, "a number with an exponent beyond 32 bits"),
    ] {
        let violations = refused(CONTEXT, &format!(r#"{{"prefix_length":{text}}}"#));
        assert_eq!(only(&violations), (code, found));
    }
}

#[test]
fn what_comes_after_bad_input_is_as_if_it_had_not_been() {
    let encoder = Encoder::new(&Config { app_id: "test".into(), ..Config::default() }).unwrap();
    let good = |scratch: &mut Scratch| {
        let event = Text::event("suggestion_requested", "").unwrap();
        let context = Text::entity(CONTEXT, r#"{"suffix_length":2,"prefix_length":1}"#).unwrap();
        encoder
            .encode(&event, &[&context], EventId::from_random([3; 16]), 4, scratch)
            .unwrap()
            .into_request_body(5)
    };
    let expected = good(&mut Scratch::default());
    let mut scratch = Scratch::default();
    let deep = format!(r#"{{"request_counts":[{{"requests":{}"#, "[".repeat(100));
    for bad in [
        "",
        "{",
        "[[",
        "NaN",
        "\"",
        deep.as_str(),
        r#"{"suffix_length":2,"prefix_length":"#,
        r#"{"\ud800":1}"#,
    ] {
        let (event, context) =
            (Text::event("suggestion_requested", "").unwrap(), Text::entity(CONTEXT, bad).unwrap());
        encoder.encode(&event, &[&context], EventId::from_random([3; 16]), 4, &mut scratch).unwrap_err();
        assert_eq!(good(&mut scratch), expected, "after {bad}");
    }
}

#[test]
fn no_message_tells_a_personal_value() {
    let secret = "glpat-hunter2";
    let text = format!(
        r#"{{"query_type":7,"entity_types":"{secret}","result_row_count":"{secret}","duration_ms":{{"{secret}":1}},"ch_read_rows":["{secret}"]}}"#
    );
    assert!(!refused(QUERY, &text).to_string().contains(secret));
    assert!(!refused(QUERY, &format!(r#"{{"entity_types":["{secret}" x"#)).to_string().contains(secret));
}
