//! The schemas of the tracking plan, and what can be wrong with each field of their data.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use snowgauge_core::schema;

use crate::subject::Subject;

/// A schema of the plan, and a datum that fits it.
#[derive(Debug)]
pub struct Own {
    /// The schema's name.
    pub name: String,
    /// What judges its data.
    pub subject: Subject,
    good: Map<String, Value>,
}

/// Every schema of the plan.
///
/// # Panics
///
/// If the repository's files are not as they should be.
pub fn all() -> Vec<Own> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let load = |path: PathBuf| -> Value {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).expect("the file is JSON")
    };
    let data = load(root.join("tests/vectors/cases/data.json"));
    let own = |table: &&'static schema::Schema| {
        let path = table.uri.strip_prefix("iglu:").expect("it is an Iglu URI");
        let mut json = load(root.join("schemas").join(path));
        let members = json.as_object_mut().expect("a schema is an object");
        members.retain(|keyword, _| !matches!(keyword.as_str(), "$schema" | "self"));
        let good = data.get(table.name).and_then(Value::as_object).expect("it has data").clone();
        Own { name: table.name.into(), subject: Subject::of(table, json), good }
    };
    schema::tables::SCHEMAS.iter().map(own).collect()
}

impl Own {
    /// The good datum with one thing changed, in every way that might matter.
    pub fn mutations(&self) -> Vec<String> {
        let good = Value::Object(self.good.clone());
        let mut all = vec![good.to_string()];
        mutate(&self.subject.json, &good, &|text| text.to_owned(), &mut all);
        all.extend(any_value().into_iter().map(str::to_owned));
        all
    }
}

/// Every mutation of a value and of what is inside it; `whole` puts the text of a value where it belongs.
fn mutate(schema: &Value, good: &Value, whole: &dyn Fn(&str) -> String, all: &mut Vec<String>) {
    if let (Some(properties), Some(members)) = (schema["properties"].as_object(), good.as_object()) {
        for (name, node) in properties {
            let with = |text: Option<&str>| whole(&object(members, name, text));
            all.push(with(None));
            for text in variants(node).iter().map(String::as_str).chain(any_value()) {
                all.push(with(Some(text)));
                // Twice, the good value first or last.
                let value = members.get(name).unwrap_or(&Value::Null).to_string();
                all.push(with(Some(&format!("{value},{}:{text}", json!(name)))));
                all.push(with(Some(&format!("{text},{}:{value}", json!(name)))));
            }
            mutate(node, members.get(name).unwrap_or(&Value::Null), &|text| with(Some(text)), all);
        }
        for name in ["unlisted", "", "#", "#unlisted", "Environment", "\u{0}", "é", "🦀"] {
            all.push(whole(&object(members, name, Some("1"))));
        }
    }
    if let (Some(node), Some(items)) = (schema.get("items"), good.as_array()) {
        for text in variants(node).iter().map(String::as_str).chain(any_value()) {
            all.push(whole(&format!("[{text}]")));
        }
        let first = items.first().cloned().unwrap_or_default();
        mutate(node, &first, &|text| whole(&format!("[{text},{text}]")), all);
    }
}

/// An object with this text for one member, or without it.
fn object(members: &Map<String, Value>, name: &str, text: Option<&str>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut found = false;
    for (other, value) in members {
        let text = if other == name { text.map(str::to_owned) } else { Some(value.to_string()) };
        found |= other == name;
        parts.extend(text.map(|text| format!("{}:{text}", json!(other))));
    }
    if let Some(text) = text.filter(|_| !found) {
        parts.push(format!("{}:{text}", json!(name)));
    }
    format!("{{{}}}", parts.join(","))
}

/// Values of every type, right for some fields and wrong for the others.
fn any_value() -> Vec<&'static str> {
    vec![
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1",
        "-0",
        "0.0",
        "3.0",
        "1e2",
        "1.5",
        "-1.5e-7",
        "1e400",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "1606938044258990275541962092341162602522202993782792835301376",
        "1e21",
        "\"\"",
        "\"x\"",
        "\"1\"",
        "\"null\"",
        "\"\\u0000\\t\\n\\\"\\\\\"",
        "\"é\\u00e9🦀\\ud83e\\udd80\"",
        "\"\\ud83e\"",
        "[]",
        "[null]",
        "[1]",
        "[\"x\"]",
        "[[]]",
        "[{}]",
        "{}",
        "{\"x\":1}",
        "NaN",
        "undefined",
        "tru",
        "01",
        "",
    ]
}

/// Values on the bounds of a node and beside them.
fn variants(node: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for keyword in ["minimum", "maximum"] {
        if let Some(bound) = node[keyword].as_i64() {
            all.extend([-1, 0, 1].map(|off| (i128::from(bound) + off).to_string()));
        }
    }
    if let Some(most) = node["maxLength"].as_u64() {
        for length in [most - 1, most, most + 1, 10_000] {
            let length = usize::try_from(length).unwrap_or(0);
            all.extend(
                ["x", "é", "🦀", "\\u00e9", "\\ud83e\\udd80"]
                    .map(|one| format!("\"{}\"", one.repeat(length))),
            );
        }
    }
    for value in node["enum"].as_array().into_iter().flatten() {
        let text = value.as_str().unwrap_or("null");
        let changed = [text.to_owned(), text.to_uppercase(), format!("{text} "), format!("{text}\u{0}")];
        all.extend(changed.map(|text| json!(text).to_string()));
    }
    if node["format"] == "date-time" {
        let texts = [
            "2026-01-31T12:00:00Z",
            "2026-01-31 12:00:00+18:00",
            "2026-01-31",
            "2016-12-31T23:59:60Z",
            "2026-02-29T12:00:00Z",
        ];
        all.extend(texts.map(|text| json!(text).to_string()));
    }
    if node.get("items").is_some() {
        let item = if node["items"]["type"] == "integer" { "7" } else { "\"x\"" };
        let most = node["maxItems"].as_u64().unwrap_or(3);
        for count in [most - 1, most, most + 1] {
            all.push(format!("[{}]", vec![item; usize::try_from(count).unwrap_or(0)].join(",")));
        }
    }
    all
}
