//! The vectors of options: which ones can be used, and what is said of the others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

#[expect(dead_code, reason = "bodies are compared elsewhere")]
mod support;

use serde_json::{Map, Value};
use snowgauge_core::{Action, Config, ConfigError, Framing, Overflow, TooLong, endpoint};
use support::{cases, load, text};

/// What these options come to: where requests go, or what is wrong.
fn opened(options: &Map<String, Value>) -> Result<String, ConfigError> {
    let mut config = Config::default();
    let mut url = String::new();
    for (name, value) in options {
        let word = value.as_str().unwrap_or_default();
        let number = value.as_u64().unwrap_or_default();
        match &**name {
            "collector" => url = endpoint(word)?,
            "app_id" => config.app_id = word.into(),
            "namespace" => config.namespace = word.into(),
            "tracker_version" => config.tracker_version = word.into(),
            "platform" => config.platform = word.into(),
            "framing" => config.framing = Framing::from_name(word)?,
            "overflow" => config.overflow = Overflow::from_name(word)?,
            "too_long" => {
                assert_eq!(word, "truncate");
                config.too_long = TooLong::Truncate;
            }
            "max_events" => config.max_events = number.try_into().unwrap(),
            "max_bytes" => config.max_bytes = number.try_into().unwrap(),
            "batch_events" => config.batch_events = number.try_into().unwrap(),
            "batch_bytes" => config.batch_bytes = number.try_into().unwrap(),
            "max_attempts" => config.max_attempts = number.try_into().unwrap(),
            "schema_versions" => {
                let versions = value.as_object().unwrap().iter();
                config.schema_versions = versions
                    .map(|(name, version)| (name.clone(), version.as_str().unwrap().into()))
                    .collect();
            }
            "status_policy" => {
                for (status, action) in value.as_object().unwrap() {
                    let action = Action::from_name(action.as_str().unwrap())?;
                    config.status_policy.push((status.parse().unwrap(), action));
                }
            }
            other => panic!("no option {other}"),
        }
    }
    config.check().map(|()| url)
}

#[test]
fn options_can_be_used_or_are_named() {
    let mut run = 0;
    for case in cases("options.json") {
        let opened = opened(case["options"].as_object().unwrap());
        let name = text(&case, "name");
        match (opened, case.get("error")) {
            (Ok(url), None) => {
                if let Some(endpoint) = case.get("endpoint") {
                    assert_eq!(endpoint, &url, "{name}");
                }
            }
            (Err(error), Some(expected)) => {
                assert_eq!(text(expected, "option"), error.option(), "{name}");
                assert_eq!(text(expected, "message"), error.message(), "{name}");
            }
            (opened, _) => panic!("{name}: {opened:?}"),
        }
        run += 1;
    }
    assert_eq!(run, load("manifest.json")["options"].as_u64().unwrap());
}
