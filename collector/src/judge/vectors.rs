//! The golden vectors: what snowgauge sends for a valid event is good.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::Judge;
use crate::iglu::{Registry, SchemaUri};
use crate::testing;

fn cases(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(name);
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    file["cases"].as_array().unwrap().clone()
}

/// A judge that knows the project's schemas, and lets anything pass under those that the cases bring with them.
fn judge(cases: &[Value]) -> Judge {
    let mut registry = Registry::embedded();
    for uri in cases.iter().flat_map(schemas).filter_map(SchemaUri::parse) {
        if !registry.has(&uri) {
            let (vendor, name, version) = (uri.vendor(), uri.name(), uri.version());
            let own = json!({ "vendor": vendor, "name": name, "format": uri.format(), "version": version });
            registry.add(uri.as_str(), &json!({ "self": own }).to_string());
        }
    }
    Judge::new(registry)
}

/// The schemas that a case's data is sent under.
fn schemas(case: &Value) -> Vec<String> {
    let layers = [&case["tracker"], &case["scope"], case];
    let entities = layers.into_iter().filter_map(|layer| layer["entities"].as_array()).flatten();
    let named = entities.chain([&case["event"]]).filter_map(|datum| datum["schema"].as_str());
    let versions = case["config"]["schema_versions"].as_object().into_iter().flatten();
    let renamed = versions
        .map(|(name, version)| format!("iglu:com.gitlab/{name}/jsonschema/{}", version.as_str().unwrap()));
    named.map(str::to_owned).chain(renamed).collect()
}

#[test]
fn every_body_is_good() {
    let mut judged = 0;
    for name in ["valid.json", "kinds.json"] {
        let cases: Vec<Value> = cases(name).into_iter().filter(|case| case["body"].is_string()).collect();
        let judge = judge(&cases);
        for case in &cases {
            let verdicts = judge.judge(testing::request(), case["body"].as_str().unwrap().to_owned());
            assert_eq!((verdicts.len(), verdicts.good()), (1, 1), "{}: {verdicts:?}", case["name"]);
            judged += 1;
        }
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/manifest.json");
    let manifest: Value = serde_json::from_str(&fs::read_to_string(manifest).unwrap()).unwrap();
    assert_eq!(manifest["valid"].as_u64().unwrap() + manifest["kinds_valid"].as_u64().unwrap(), judged);
}
