//! Request counts: nothing counted is lost, and what is taken fits the schema.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use snowgauge_core::event::entities::{CodeSuggestionsContext, RequestCount};
use snowgauge_core::event::events::SuggestionRequested;
use snowgauge_core::{
    Config, CountKey, CountStats, Counted, Datum, Encoder, EventId, RequestCounts, Scratch, validate,
};

fn lang(lang: &str) -> CountKey<'_> {
    CountKey { lang: Some(lang), ..CountKey::default() }
}

/// A row as the vectors have it.
fn vector_row(key: CountKey<'_>, [requests, errors, accepts]: [u64; 3]) -> Value {
    let mut row = json!({"requests": requests, "errors": errors, "accepts": accepts});
    let parts = [("lang", key.lang), ("model_engine", key.model_engine), ("model_name", key.model_name)];
    for (name, text) in parts {
        if let Some(text) = text {
            row[name] = text.into();
        }
    }
    row
}

fn key_in(row: &Value) -> CountKey<'_> {
    let part = |name: &str| row.get(name).map(|text| text.as_str().unwrap());
    CountKey { lang: part("lang"), model_engine: part("model_engine"), model_name: part("model_name") }
}

fn take_step(counts: &mut RequestCounts, step: &Value) {
    if let Some(what) = step.get("record") {
        let what = match what.as_str().unwrap() {
            "request" => Counted::Request,
            "error" => Counted::Error,
            "accept" => Counted::Accept,
            other => panic!("{other}"),
        };
        counts.record(key_in(&step["key"]), what, step["count"].as_u64().unwrap());
    } else if let Some(expected) = step.get("take") {
        // Both ways of taking give the same.
        let mut taken = Vec::new();
        counts.clone().take_each(&mut |key, counts| taken.push(vector_row(key, counts)));
        assert_eq!(&Value::Array(taken), expected);
        assert_eq!(shown(&counts.take()).len(), expected.as_array().unwrap().len());
    } else {
        for row in step["give_back"].as_array().unwrap() {
            let count = |name: &str| row[name].as_u64().unwrap();
            let (requests, errors, accepts) = (count("requests"), count("errors"), count("accepts"));
            let CountKey { lang, model_engine, model_name } = key_in(row);
            let row = RequestCount::builder().requests(requests).errors(errors).accepts(accepts);
            let row =
                row.maybe_lang(lang).maybe_model_engine(model_engine).maybe_model_name(model_name).build();
            counts.give_back(&[row]);
        }
    }
}

/// The vectors that every language runs.
#[test]
fn the_golden_cases() {
    let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors/counts.json")).unwrap();
    let manifest: Value = serde_json::from_str(include_str!("../../tests/vectors/manifest.json")).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(Some(cases.len() as u64), manifest["counts"].as_u64());
    for case in cases {
        let max_keys = case["max_keys"].as_u64().map(|keys| usize::try_from(keys).unwrap());
        let mut counts = max_keys.map_or_else(RequestCounts::default, RequestCounts::new);
        for step in case["steps"].as_array().unwrap() {
            take_step(&mut counts, step);
        }
        let stats: serde_json::Map<_, _> = counts
            .stats()
            .entries()
            .map(|(name, count)| (name.to_owned(), count.into()))
            .into_iter()
            .collect();
        assert_eq!(Value::Object(stats), case["stats"], "{}", case["name"]);
    }
}

/// Rows in short: language, requests, errors, accepts.
fn shown(rows: &[RequestCount<'_>]) -> Vec<(Option<String>, u64, u64, u64)> {
    let shown = |row: &RequestCount<'_>| {
        (row.lang.as_deref().map(str::to_owned), row.requests, row.errors, row.accepts)
    };
    rows.iter().map(shown).collect()
}

fn fits(rows: &[RequestCount<'_>]) -> bool {
    let entity = CodeSuggestionsContext::builder().request_counts(rows).build();
    validate(entity.schema().uri, |to| entity.push(to)).is_none()
}

#[test]
fn each_key_has_one_row_and_rows_are_in_the_order_of_their_keys() {
    let mut counts = RequestCounts::default();
    for (key, what) in [
        (lang("ruby"), Counted::Request),
        (CountKey::default(), Counted::Request),
        (CountKey { model_name: Some("code-gecko"), ..lang("python") }, Counted::Request),
        (lang("ruby"), Counted::Error),
        (lang("python"), Counted::Request),
        (lang("ruby"), Counted::Request),
        (CountKey { model_engine: Some("vertex-ai"), ..lang("python") }, Counted::Accept),
    ] {
        counts.record(key, what, 1);
    }
    let taken = counts.take();
    let (python, ruby) = (Some("python".to_owned()), Some("ruby".to_owned()));
    let expected = [
        (None, 1, 0, 0),
        (python.clone(), 1, 0, 0),
        (python.clone(), 1, 0, 0),
        (python, 0, 0, 1),
        (ruby, 2, 1, 0),
    ];
    assert_eq!(shown(&taken), expected);
    assert_eq!(taken[2].model_name.as_deref(), Some("code-gecko"));
    assert!(counts.take().is_empty(), "what was taken is gone");
}

#[test]
fn what_is_given_back_is_added_to_what_was_counted_since() {
    let mut counts = RequestCounts::default();
    counts.record(lang("ruby"), Counted::Request, 3);
    let taken = counts.take();
    counts.record(lang("ruby"), Counted::Request, 1);
    counts.record(lang("c"), Counted::Error, 1);
    counts.give_back(&taken);
    assert_eq!(shown(&counts.take()), [(Some("c".into()), 0, 1, 0), (Some("ruby".into()), 4, 0, 0)]);
    assert_eq!(counts.stats(), CountStats::default());
}

#[test]
fn beyond_the_most_keys_counts_go_to_the_row_without_a_key() {
    let mut counts = RequestCounts::new(2);
    for key in ["a", "b", "c", "b", "d"] {
        counts.record(lang(key), Counted::Request, 1);
    }
    counts.record(CountKey::default(), Counted::Request, 1);
    let taken = counts.take();
    let expected = [(None, 3, 0, 0), (Some("a".into()), 1, 0, 0), (Some("b".into()), 2, 0, 0)];
    assert_eq!(shown(&taken), expected);
    assert_eq!(counts.stats().unattributed, 2);

    // Two other keys have the room now.
    counts.record(lang("x"), Counted::Request, 1);
    counts.record(lang("y"), Counted::Request, 1);
    counts.give_back(&taken);
    let expected = [(None, 6, 0, 0), (Some("x".into()), 1, 0, 0), (Some("y".into()), 1, 0, 0)];
    assert_eq!(shown(&counts.take()), expected);
    assert_eq!(counts.stats().unattributed, 5);
}

#[test]
fn long_texts_are_shortened_to_what_the_schema_allows() {
    let long = "ü".repeat(65);
    let mut counts = RequestCounts::default();
    let key = CountKey { lang: Some(&long), model_engine: Some(&long), model_name: Some(&long) };
    counts.record(key, Counted::Request, 2);
    let just = CountKey {
        lang: Some(&long[..64]),
        model_engine: Some(&long[..128]),
        model_name: Some(&long[..128]),
    };
    counts.record(just, Counted::Request, 1);
    let taken = counts.take();
    assert_eq!(shown(&taken), [(Some("ü".repeat(32)), 3, 0, 0)]);
    assert!(fits(&taken));
    assert_eq!(counts.stats().shortened, 2);
}

#[test]
fn a_row_stands_still_at_the_schemas_maximum_and_says_so() {
    let mut counts = RequestCounts::default();
    counts.record(lang("c"), Counted::Request, RequestCounts::MOST - 1);
    counts.record(lang("c"), Counted::Request, 3);
    counts.record(lang("c"), Counted::Accept, u64::MAX);
    let taken = counts.take();
    assert_eq!(shown(&taken), [(Some("c".into()), RequestCounts::MOST, 0, RequestCounts::MOST)]);
    assert!(fits(&taken));
    assert_eq!(counts.stats().dropped, 2 + (u64::MAX - RequestCounts::MOST));
}

/// The bounds here are the schema's: one more of anything does not fit.
#[test]
fn the_bounds_are_the_schemas() {
    let row = |requests: u64, lang: usize, engine: usize, name: usize| {
        let part = |length: usize| "x".repeat(length);
        let row = RequestCount::builder().requests(requests).errors(0).accepts(0);
        [row.lang(part(lang)).model_engine(part(engine)).model_name(part(name)).build()]
    };
    assert!(fits(&row(RequestCounts::MOST, 32, 64, 64)));
    for wrong in [row(RequestCounts::MOST + 1, 0, 0, 0), row(0, 33, 0, 0), row(0, 0, 65, 0), row(0, 0, 0, 65)]
    {
        assert!(!fits(&wrong));
    }
}

/// As many rows as are held by default, each as long as can be, fit into a request of the default size.
#[test]
fn the_most_that_is_taken_by_default_fits_into_an_event() {
    let mut counts = RequestCounts::default();
    for number in 0..=RequestCounts::DEFAULT_MAX_KEYS {
        // A control character takes seven bytes where it is JSON in JSON, more than any other.
        let tail = "\u{1}".repeat(60);
        let (lang, model) = (format!("{number:04}{}", &tail[..28]), format!("{number:04}{tail}"));
        let key = CountKey { lang: Some(&lang), model_engine: Some(&model), model_name: Some(&model) };
        for what in [Counted::Request, Counted::Error, Counted::Accept] {
            counts.record(key, what, RequestCounts::MOST);
        }
    }
    let taken = counts.take();
    assert_eq!(taken.len(), RequestCounts::DEFAULT_MAX_KEYS + 1);
    let context =
        CodeSuggestionsContext::builder().request_counts(&taken).user_agent("\u{1}".repeat(255)).build();
    let encoder = Encoder::new(&Config { app_id: "gateway".into(), ..Config::default() }).unwrap();
    let id = EventId::from_random([1; 16]);
    let payload = encoder.encode(&SuggestionRequested::new(), &[&context], id, 0, &mut Scratch::default());
    assert!(payload.is_ok(), "{:?}", payload.err());
}

// --- Whatever is done, in whatever order -----------------------------------------------------------------------------

#[derive(Clone, Debug)]
enum Step {
    Record(u8, Counted, u64),
    Take,
    /// Gives back what was taken at one of the times before.
    GiveBack(prop::sample::Index),
}

fn any_step() -> impl Strategy<Value = Step> {
    let what = prop_oneof![Just(Counted::Request), Just(Counted::Error), Just(Counted::Accept)];
    let count = prop_oneof![8 => 0..5_u64, 1 => 2_147_483_600..2_147_483_700_u64, 1 => any::<u64>()];
    prop_oneof![
        6 => (any::<u8>(), what, count).prop_map(|(key, what, count)| Step::Record(key, what, count)),
        2 => Just(Step::Take),
        1 => any::<prop::sample::Index>().prop_map(Step::GiveBack),
    ]
}

/// Some keys, one without anything and some too long.
fn key_of(number: u8, texts: &[String; 3]) -> CountKey<'_> {
    let part = |shift: u32| match number >> shift & 3 {
        0 => None,
        index => Some(&*texts[usize::from(index) - 1]),
    };
    CountKey { lang: part(0), model_engine: part(2), model_name: part(4) }
}

fn total(rows: &[RequestCount<'_>]) -> u128 {
    rows.iter().map(|row| u128::from(row.requests) + u128::from(row.errors) + u128::from(row.accepts)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_are_conserved(steps in vec(any_step(), 0..60), max_keys in 0_usize..12) {
        let texts = ["ruby".to_owned(), "x".repeat(40), "é".repeat(70)];
        let mut counts = RequestCounts::new(max_keys);
        let (mut recorded, mut out) = (0_u128, Vec::<Vec<RequestCount<'static>>>::new());
        for step in steps {
            let before = counts.stats();
            match step {
                Step::Record(key, what, count) => {
                    counts.record(key_of(key, &texts), what, count);
                    recorded += u128::from(count);
                }
                Step::Take => out.push(counts.take()),
                Step::GiveBack(index) if !out.is_empty() => {
                    let taken = out.swap_remove(index.index(out.len()));
                    counts.give_back(&taken);
                }
                Step::GiveBack(_) => {}
            }
            // A counter saturates before it wraps; then there is nothing left to compare.
            prop_assume!(counts.stats().dropped < u64::MAX);
            prop_assert!(counts.stats().unattributed >= before.unattributed);
            let rows = counts.clone().take();
            prop_assert!(rows.len() <= max_keys + 1);
            prop_assert!(fits(&rows));
            let held = total(&rows) + out.iter().map(|taken| total(taken)).sum::<u128>();
            prop_assert_eq!(held + u128::from(counts.stats().dropped), recorded);
        }
    }
}
