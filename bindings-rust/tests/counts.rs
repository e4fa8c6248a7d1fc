//! Request counts under many threads: whatever they do, in whatever order, nothing counted is lost or counted twice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]
#![allow(dead_code, reason = "the collector can do more than this test asks of it")]

mod collector;

use std::thread;
use std::time::Duration;

use collector::Collector;
use proptest::prelude::*;
use snowgauge::entities::{CodeSuggestionsContext, RequestCount};
use snowgauge::events::SuggestionRequested;
use snowgauge::{CountKey, Counted, Event, RequestCounts, Tracker};

const LANGUAGES: [&str; 5] = ["c", "go", "python", "ruby", "rust"];
const THREADS: usize = 4;

/// What one thread does at one step.
#[derive(Clone, Debug)]
enum Step {
    Record(usize, Counted, u64),
    /// An event takes the counts along, and is tracked.
    Track,
    /// An event takes the counts along, and is refused.
    Refuse,
}

fn any_step() -> impl Strategy<Value = Step> {
    let what = prop_oneof![Just(Counted::Request), Just(Counted::Error), Just(Counted::Accept)];
    prop_oneof![
        4 => (0..LANGUAGES.len(), what, 0..1_000_u64).prop_map(|(key, what, count)| Step::Record(key, what, count)),
        1 => Just(Step::Track),
        2 => Just(Step::Refuse),
    ]
}

/// Requests, errors and accepts of each language, and of none.
type Totals = [[u64; 3]; LANGUAGES.len() + 1];

fn add(totals: &mut Totals, rows: &[RequestCount<'_>]) {
    for row in rows {
        let index = LANGUAGES.iter().position(|lang| row.lang.as_deref() == Some(lang));
        let sums = &mut totals[index.unwrap_or(LANGUAGES.len())];
        for (sum, count) in sums.iter_mut().zip([row.requests, row.errors, row.accepts]) {
            *sum += count;
        }
    }
}

/// Runs the steps of one thread; gives what its tracked events carried.
fn run(counts: &RequestCounts, steps: &[Step]) -> Totals {
    let mut tracked = Totals::default();
    for step in steps {
        match step {
            Step::Record(key, what, count) => {
                let key = CountKey { lang: Some(LANGUAGES[*key]), ..CountKey::default() };
                counts.record(key, *what, *count);
            }
            Step::Track => add(&mut tracked, &counts.take()),
            Step::Refuse => {
                let taken = counts.take();
                // The others go on meanwhile.
                thread::yield_now();
                counts.give_back(&taken);
            }
        }
    }
    tracked
}

/// What all the steps record. Under a bound on keys only the sum over all keys is known.
fn recorded(threads: &[Vec<Step>]) -> Totals {
    let mut totals = Totals::default();
    for step in threads.iter().flatten() {
        if let Step::Record(key, what, count) = step {
            totals[*key][*what as usize] += count;
        }
    }
    totals
}

fn over_all_keys(totals: &Totals) -> [u64; 3] {
    [0, 1, 2].map(|what| totals.iter().map(|sums| sums[what]).sum())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_are_conserved(
        threads in proptest::collection::vec(proptest::collection::vec(any_step(), 0..40), THREADS),
        max_keys in prop_oneof![Just(2_usize), Just(100)],
    ) {
        let counts = RequestCounts::new(max_keys);
        let mut totals = thread::scope(|scope| {
            let running: Vec<_> = threads.iter().map(|steps| scope.spawn(|| run(&counts, steps))).collect();
            let mut totals = Totals::default();
            for tracked in running.into_iter().map(|thread| thread.join().unwrap()) {
                for (sums, more) in totals.as_flattened_mut().iter_mut().zip(tracked.as_flattened()) {
                    *sums += more;
                }
            }
            totals
        });
        add(&mut totals, &counts.take());
        let recorded = recorded(&threads);
        prop_assert_eq!(over_all_keys(&totals), over_all_keys(&recorded));
        if max_keys > LANGUAGES.len() {
            prop_assert_eq!(totals, recorded);
            prop_assert_eq!(counts.stats().unattributed, 0);
        }
        prop_assert_eq!(counts.stats().dropped, 0);
    }
}

#[test]
fn what_is_taken_goes_into_an_event() {
    let collector = Collector::start(&[]);
    let tracker =
        Tracker::builder(&collector.url).app_id("test").linger(Duration::from_millis(1)).build().unwrap();
    let counts = RequestCounts::default();
    counts.record_request(CountKey { lang: Some("rust"), ..CountKey::default() });
    counts.record_error(CountKey { lang: Some("rust"), ..CountKey::default() });
    counts.record_accept(CountKey::default());

    let context = CodeSuggestionsContext::builder().request_counts(counts.take()).build();
    tracker.track(SuggestionRequested::new().with(&context)).unwrap();
    let sent = collector.next();
    let [event] = sent.events() else { panic!("one event") };
    let entities: serde_json::Value = serde_json::from_str(event["co"].as_str().unwrap()).unwrap();
    let expected = serde_json::json!([
        { "requests": 0, "errors": 0, "accepts": 1 },
        { "requests": 1, "errors": 1, "accepts": 0, "lang": "rust" },
    ]);
    assert_eq!(entities["data"][0]["data"]["request_counts"], expected);
}
