//! Example values as expressions of a language whose literals look like JSON's.

use serde_json::Value;

/// What differs from JSON.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    /// The word for null.
    pub null: &'static str,
    /// The words for false and true.
    pub booleans: [&'static str; 2],
    /// Whether the keys of an object are written without quotes, and its braces with a space inside.
    pub bare_keys: bool,
    /// Spaces per step of indentation.
    pub step: usize,
}

/// The longest list or object that stays in one line.
const ONE_LINE: usize = 60;

impl Dialect {
    /// The value as an expression; a long one has a line for each item or member.
    pub(super) fn expression(self, value: &Value) -> String {
        match value {
            Value::Null => self.null.into(),
            Value::Bool(false) => self.booleans[0].into(),
            Value::Bool(true) => self.booleans[1].into(),
            Value::Number(_) | Value::String(_) => value.to_string(),
            Value::Array(items) => {
                self.list(["[", "]"], &items.iter().map(|item| self.expression(item)).collect::<Vec<_>>())
            }
            Value::Object(members) => {
                let member = |(key, value): (&String, &Value)| {
                    format!("{}: {}", self.key(key), self.expression(value))
                };
                let braces = if self.bare_keys { ["{ ", " }"] } else { ["{", "}"] };
                self.list(braces, &members.iter().map(member).collect::<Vec<_>>())
            }
        }
    }

    fn key(self, key: &str) -> String {
        let is_plain = key.chars().all(|character| character.is_ascii_lowercase() || character == '_');
        if self.bare_keys && is_plain { key.into() } else { literal(key) }
    }

    fn list(self, [open, close]: [&str; 2], parts: &[String]) -> String {
        let line = format!("{open}{}{close}", parts.join(", "));
        if line.len() <= ONE_LINE {
            return line;
        }
        let new_line = format!("\n{}", " ".repeat(self.step));
        let parts: Vec<String> = parts.iter().map(|part| part.replace('\n', &new_line)).collect();
        format!(
            "{}{new_line}{},\n{}",
            open.trim_end(),
            parts.join(&format!(",{new_line}")),
            close.trim_start()
        )
    }
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    Value::from(text).to_string()
}
