//! Types and enums.

use std::collections::BTreeSet;

use jsonc_parser::ast::{ObjectProp, Value};
use jsonc_parser::common::Ranged;

use super::change::{Comparison, Pair};
use crate::problem::Source;
use crate::version::Level;

impl Comparison<'_> {
    /// `type`: a set, of which `number` holds `integer` too.
    pub(super) fn types(&mut self, pair: Pair<'_>) {
        let pointer = pair.to("type");
        match pair.keyword("type") {
            (Some(old), Some(new)) => {
                let (was, is) = (types_of(old), types_of(new));
                if was == is {
                    return;
                }
                let said = format!("was {}, is {}", self.old_text(old), self.new_text(new));
                let added: Vec<&str> = is.difference(&was).copied().collect();
                if !was.is_subset(&is) {
                    let what = format!("{said}: values of a type that fitted do not any more");
                    self.changed(Level::Model, new, &pointer, what);
                } else if added == ["null"] {
                    self.changed(Level::Addition, new, &pointer, format!("{said}: null is allowed now"));
                } else {
                    let what = format!(
                        "{said}: what fitted still does, but a warehouse's column may need another type"
                    );
                    self.changed(Level::Revision, new, &pointer, what);
                }
            }
            (None, Some(new)) => {
                self.changed(Level::Model, new, &pointer, "values of any type fitted before");
            }
            (Some(old), None) => {
                let what = "values of any type fit now, but a warehouse's column may need another type";
                self.gone(Level::Revision, old, &pointer, what);
            }
            (None, None) => {}
        }
    }

    /// `enum`: a set of values.
    pub(super) fn enumeration(&mut self, pair: Pair<'_>) {
        let pointer = pair.to("enum");
        match pair.keyword("enum") {
            (Some(old), Some(new)) => {
                let (was, is) = (values_of(self.old, old), values_of(self.new, new));
                let list = |values: Vec<&String>| {
                    values.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
                };
                let removed: Vec<&String> = was.difference(&is).collect();
                let added: Vec<&String> = is.difference(&was).collect();
                if removed.iter().any(|value| *value == "null") {
                    self.changed(
                        Level::Model,
                        new,
                        &pointer,
                        "null is not allowed any more: a value has to be there",
                    );
                } else if !removed.is_empty() {
                    let what = format!("no longer allows {}", list(removed));
                    self.changed(Level::Revision, new, &pointer, what);
                }
                if !added.is_empty() {
                    self.changed(Level::Addition, new, &pointer, format!("now allows {} too", list(added)));
                }
            }
            (None, Some(new)) => self.changed(Level::Revision, new, &pointer, "any value fitted before"),
            (Some(old), None) => self.gone(Level::Addition, old, &pointer, "any value fits now"),
            (None, None) => {}
        }
    }
}

/// The types that a `type` names.
fn types_of<'a>(property: &'a ObjectProp<'_>) -> BTreeSet<&'a str> {
    let mut types: BTreeSet<&str> = match &property.value {
        Value::StringLit(text) => [&*text.value].into(),
        Value::Array(list) => {
            list.elements.iter().filter_map(Value::as_string_lit).map(|text| &*text.value).collect()
        }
        _ => BTreeSet::new(),
    };
    if types.contains("number") {
        types.insert("integer");
    }
    types
}

/// The values that an `enum` lists, each in one way of writing.
fn values_of(source: &Source, property: &ObjectProp<'_>) -> BTreeSet<String> {
    let elements = property.value.as_array().map(|list| &*list.elements).unwrap_or_default();
    let canonical = |text: &str| {
        serde_json::from_str::<serde_json::Value>(text)
            .map_or_else(|_| text.to_owned(), |value| value.to_string())
    };
    elements.iter().map(|value| canonical(value.text(&source.text))).collect()
}
