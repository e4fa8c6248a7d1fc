//! What several test programs need of the golden vectors.

use std::path::Path;

use serde_json::Value;
use snowgauge_core::{Config, EventId, Framing, TooLong};

/// One of the files in `tests/vectors/`.
pub(crate) fn load(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The cases of a file.
pub(crate) fn cases(name: &str) -> Vec<Value> {
    let Value::Array(cases) = load(name)["cases"].take() else { panic!("{name} has no cases") };
    cases
}

/// A member that has to be text.
pub(crate) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key} in {value}"))
}

/// The configuration of a valid case.
pub(crate) fn config(case: &Value) -> Config {
    let options = &case["config"];
    let versions = options["schema_versions"].as_object().into_iter().flatten();
    Config {
        app_id: text(options, "app_id").into(),
        namespace: text(options, "namespace").into(),
        platform: text(options, "platform").into(),
        tracker_version: text(options, "tracker_version").into(),
        framing: Framing::from_name(text(options, "framing")).unwrap(),
        too_long: if options["too_long"] == "truncate" { TooLong::Truncate } else { TooLong::Reject },
        base64: options["base64"] == true,
        schema_versions: versions
            .map(|(name, version)| (name.clone(), version.as_str().unwrap().into()))
            .collect(),
        ..Config::default()
    }
}

/// The event's id of a valid case.
pub(crate) fn event_id(case: &Value) -> EventId {
    EventId::from_random(u128::from_str_radix(text(case, "entropy"), 16).unwrap().to_be_bytes())
}

/// A time of a valid case.
pub(crate) fn time(case: &Value, key: &str) -> u64 {
    case[key].as_u64().unwrap_or_else(|| panic!("no time {key}"))
}

/// Whether two bodies are the same; if not, where they part.
pub(crate) fn compare_bodies(expected: &str, found: &str) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let same = expected.bytes().zip(found.bytes()).take_while(|(left, right)| left == right).count();
    let around = |body: &str| {
        let bytes = &body.as_bytes()[same.saturating_sub(40)..(same + 60).min(body.len())];
        String::from_utf8_lossy(bytes).into_owned()
    };
    Err(format!("differ at byte {same}:\n  expected …{}…\n  found    …{}…", around(expected), around(found)))
}
