use std::sync::Arc;
use std::time::Duration;

use super::plan::When;
use super::*;

#[test]
fn the_short_form_says_the_same_as_json() {
    for (short, json) in [
        ("503", r#"{"rules": [{"do": "status", "status": 503}]}"#),
        (
            "seed=7; 429 retry_after=2 share=0.25 ; hang ms=50 first=3;",
            r#"{"seed": 7, "rules": [{"do": "status", "status": 429, "retry_after": 2, "share": 0.25},
                {"do": "hang", "ms": 50, "first": 3}]}"#,
        ),
        ("400 containing=42", r#"{"rules": [{"do": "status", "status": 400, "containing": "42"}]}"#),
        ("503 store=true", r#"{"rules": [{"do": "status", "status": 503, "store": true}]}"#),
        ("off", r#"{"rules": []}"#),
    ] {
        assert_eq!(Plan::parse(short).unwrap(), Plan::parse(json).unwrap(), "{short}");
    }
}

#[test]
fn every_action_is_read() {
    let pace = |bytes, ms| Pace { bytes, pause: Duration::from_millis(ms) };
    let ms = Duration::from_millis;
    for (text, action) in [
        ("hang", Action::Hang(None)),
        ("hang ms=5", Action::Hang(Some(ms(5)))),
        ("delay ms=5", Action::Delay(ms(5))),
        ("drip", Action::Drip(pace(1, 100))),
        ("drip bytes=10 ms=20", Action::Drip(pace(10, 20))),
        ("slow_read", Action::SlowRead(pace(1024, 100))),
        ("lost", Action::Lost),
        ("reset", Action::ResetAtBody),
        ("reset at=body", Action::ResetAtBody),
        ("reset at=head", Action::ResetAtHead),
        ("reset at=connect", Action::ResetAtConnect),
        ("down ms=5", Action::Down(ms(5), Absence::Refuse)),
        ("down ms=5 mode=blackhole", Action::Down(ms(5), Absence::Blackhole)),
    ] {
        assert_eq!(Plan::parse(text).unwrap().rules[0].action, action, "{text}");
    }
}

#[test]
fn says_where_and_what_is_allowed() {
    let status = "expected a whole number from 200 to 599, found";
    for (text, message) in [
        ("{", "EOF while parsing an object at line 1 column 1"),
        (
            "[]",
            "/rules/0/do: expected one of status, hang, delay, drip, lost, reset, slow_read, down, found \"[]\"",
        ),
        ("{\"rules\": 5}", "/rules: expected an array, found 5"),
        ("{\"rules\": [5]}", "/rules/0: expected an object, found 5"),
        (
            "{\"rule\": []}",
            "/rule: expected only the members that a specification has (seed, rules), found `rule`",
        ),
        (
            "{\"rules\": [{}]}",
            "/rules/0/do: expected status, hang, delay, drip, lost, reset, slow_read, down, found nothing",
        ),
        ("99", &format!("/rules/0/status: {status} 99")),
        ("status", &format!("/rules/0/status: {status} nothing")),
        (
            "lost; 503 share=1.5",
            "/rules/1/share: expected a number above 0 and at most 1.000000, which the shares before it leave, found 1.5",
        ),
        (
            "503 share=0.6; lost share=0.5",
            "/rules/1/share: expected a number above 0 and at most 0.400000, which the shares before it leave, found 0.5",
        ),
        ("hang ms=x", "/rules/0/ms: expected a whole number from 0 to 86400000, found \"x\""),
        ("hang every=0", "/rules/0/every: expected a whole number of at least 1, found 0"),
        (
            "lost ms=1",
            "/rules/0/ms: expected only the members that `lost` has (do, share, every, first, after, larger_than, containing), found `ms`",
        ),
        (
            "slow_read containing=x",
            "/rules/0/containing: expected only the members that `slow_read` has (do, bytes, ms, share, every, first, after), found `containing`",
        ),
        (
            "reset at=connect larger_than=1",
            "/rules/0/larger_than: expected only the members that `reset` has (do, at, share, every, first, after), found `larger_than`",
        ),
        ("down", "/rules/0/ms: expected a whole number from 1 to 86400000, found nothing"),
        ("503 x", "the rule at column 1: expected name=value, found 'x'"),
        ("lost; 503 first=1 first=2", "the rule at column 6: expected 'first' once, found it twice"),
    ] {
        assert_eq!(Plan::parse(text).unwrap_err().to_string(), format!("faults: {message}"), "{text}");
    }
}

#[test]
fn shares_of_several_rules_do_not_overlap() {
    let plan = Plan::parse("503 share=0.1; 429 share=0.2; hang share=0.7").unwrap();
    let mut hits = [0_u32; 3];
    for number in 1..=10_000 {
        let covering: Vec<usize> = (0..3).filter(|i| plan.rules[*i].when.covers(plan.seed, number)).collect();
        assert_eq!(covering.len(), 1, "{number}");
        hits[covering[0]] += 1;
    }
    assert!(hits[0].abs_diff(1000) < 150 && hits[1].abs_diff(2000) < 200, "{hits:?}");
}

#[test]
fn conditions_by_number_and_body() {
    let numbers = |when: When| -> Vec<u64> { (1..=10).filter(|number| when.covers(0, *number)).collect() };
    let when = When::default;
    assert_eq!(numbers(When { first: Some(2), ..when() }), [1, 2]);
    assert_eq!(numbers(When { after: 8, ..when() }), [9, 10]);
    assert_eq!(numbers(When { every: Some(3), ..when() }), [3, 6, 9]);
    assert_eq!(numbers(When { after: 2, first: Some(4), every: Some(2), ..when() }), [4, 6]);
    let large = When { larger_than: Some(3), containing: Some("ab".to_owned()), ..when() };
    assert!(large.fits(b"xxab") && !large.fits(b"xab") && !large.fits(b"xxxx"));
}

#[test]
fn seeds_differ_and_repeat() {
    let hit = |seed: u64| -> Vec<u64> {
        let plan = Plan::parse(&format!("503 share=0.5; seed={seed}")).unwrap();
        (1..=100).filter(|number| plan.rules[0].when.covers(plan.seed, *number)).collect()
    };
    assert_eq!(hit(1), hit(1));
    assert_ne!(hit(1), hit(2));
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_the_socket_is_let_go_when_the_absence_is_over_before_it_was_closed() {
    let faults = Arc::new(Faults::new(Plan::default()));
    Arc::clone(&faults).set(Plan::parse("down ms=1").unwrap());
    let began = tokio::time::Instant::now();
    // Nobody closes the socket, as when the absence is shorter than the thread that would is kept waiting.
    assert_eq!(faults.settled().await, Ok(()));
    assert!(began.elapsed() < Duration::from_millis(10), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_collector_goes_down_with_the_request_after_the_first_so_many() {
    for (after, gone) in [(0, [true, false, false]), (1, [false, false, true]), (u64::MAX, [false; 3])] {
        let faults = Arc::new(Faults::new(Plan::parse(&format!("down ms=1 after={after}")).unwrap()));
        assert_eq!([0, 1, 2].map(|number| faults.go_down_if_asked(number)), gone, "{after}");
    }
}

#[test]
fn the_readmes_examples_are_specifications() {
    let readme = include_str!("../../README.md");
    let table = readme.split("| to see | SPEC |").nth(1).unwrap().split("\n\n").next().unwrap();
    let specs: Vec<&str> =
        table.lines().skip(2).flat_map(|line| line.split('`').skip(1).step_by(2)).collect();
    for spec in &specs {
        assert!(Plan::parse(spec).is_ok(), "{spec}: {:?}", Plan::parse(spec));
    }
    assert_eq!(specs.len(), 17);
}
