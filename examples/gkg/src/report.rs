//! The line that `make demo` reads and compares with what the collector received; see `examples/README.md`.

use serde_json::{Value, json};

use crate::analytics::{APP_ID, Analytics};
use crate::mistakes::Mistake;

/// The line. `expected` is how many events had to be tracked.
pub(crate) fn line(analytics: &Analytics, expected: u64, mistakes: &[Mistake]) -> Value {
    let stats: serde_json::Map<String, Value> =
        analytics.tracker().stats().entries().map(|(name, count)| (name.to_owned(), count.into())).collect();
    let mistakes: Vec<Value> = mistakes.iter().map(mistake).collect();
    json!({
        "app_id": APP_ID,
        "expected": expected,
        "tracked": analytics.tracked(),
        "stats": stats,
        "mistakes": mistakes,
    })
}

fn mistake(mistake: &Mistake) -> Value {
    json!({
        "mistake": mistake.title,
        "expected": mistake.expected.iter().map(|code| code.as_str()).collect::<Vec<_>>(),
        "found": mistake.found().iter().map(|code| code.as_str()).collect::<Vec<_>>(),
        "error": mistake.error.as_ref().map(ToString::to_string),
    })
}
