//! The short form of a specification, for a command line: `503 share=0.3; hang ms=500 every=10; seed=7`.

use serde_json::{Map, Value, json};

use super::SpecError;

/// Turns the short form into the long one, which is then checked.
pub(super) fn to_json(text: &str) -> Result<Value, SpecError> {
    let mut seed = None;
    let mut rules = Vec::new();
    let mut column = 1;
    for part in text.split(';') {
        let words: Vec<&str> = part.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [word] if word.starts_with("seed=") => seed = word.strip_prefix("seed=").map(value),
            [action, conditions @ ..] => rules.push(rule(action, conditions, column)?),
        }
        column += part.chars().count() + 1;
    }
    let mut spec = Map::new();
    spec.insert("rules".to_owned(), Value::Array(rules));
    if let Some(seed) = seed {
        spec.insert("seed".to_owned(), seed);
    }
    Ok(Value::Object(spec))
}

/// One rule: an action, or the status of one, then `name=value` each.
fn rule(action: &str, conditions: &[&str], column: usize) -> Result<Value, SpecError> {
    let mut rule = match action.parse::<u16>() {
        Ok(status) => {
            Map::from_iter([("do".to_owned(), json!("status")), ("status".to_owned(), json!(status))])
        }
        Err(_) => Map::from_iter([("do".to_owned(), json!(action))]),
    };
    for condition in conditions {
        let Some((name, text)) = condition.split_once('=') else {
            return Err(SpecError(format!(
                "the rule at column {column}: expected name=value, found '{condition}'"
            )));
        };
        // What a body contains, and what a header says, are texts even when they look like numbers.
        let value = if name == "containing" { json!(text) } else { value(text) };
        if rule.insert(name.to_owned(), value).is_some() {
            return Err(SpecError(format!(
                "the rule at column {column}: expected '{name}' once, found it twice"
            )));
        }
    }
    Ok(Value::Object(rule))
}

/// A number, `true`, `false`, or a text.
fn value(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => json!(text),
    }
}
