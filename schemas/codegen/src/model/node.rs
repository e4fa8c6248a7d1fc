//! Reads what one value may be: its type and the keywords beside it.

use jsonc_parser::ast::{StringLit, Value};

use super::keywords;
use super::schema::{Place, Reader};
use super::shape::{Kind, Node};
use crate::problem::join;

impl Reader<'_, '_> {
    /// What the values that `place` describes may be; `None` if that cannot be understood.
    pub(super) fn node(&mut self, place: Place<'_>) -> Option<Node> {
        let found = self.type_name(place);
        self.check_keywords(place, found.map(|(name, _)| name));
        let description = self.description(place);
        let (name, nullable) = found?;
        let kind = match name {
            "boolean" => Kind::Boolean,
            "integer" => {
                let (minimum, maximum) = self.bounds(place, ["minimum", "maximum"]);
                Kind::Integer { minimum, maximum }
            }
            "number" => {
                let (minimum, maximum) = self.bounds(place, ["minimum", "maximum"]);
                Kind::Number { minimum, maximum }
            }
            "string" if place.json.get("enum").is_some() => self.enumeration(place, nullable)?,
            "string" => {
                let (min_length, max_length) = self.bounds(place, ["minLength", "maxLength"]);
                Kind::Text { min_length, max_length, format: self.format(place) }
            }
            "array" => self.array(place)?,
            _ => self.object(place)?,
        };
        Some(Node { kind, nullable, description })
    }

    /// The one type besides null, and whether null is allowed.
    fn type_name(&mut self, place: Place<'_>) -> Option<(&'static str, bool)> {
        let Some(property) = place.json.get("type") else {
            self.problem(place.json, &place.to("type"), "`type` is missing", "say which type the value has");
            return None;
        };
        let texts: Vec<&str> = match &property.value {
            Value::StringLit(text) => vec![&text.value],
            Value::Array(list) => {
                list.elements.iter().map(|item| item.as_string_lit().map_or("", text_of)).collect()
            }
            _ => Vec::new(),
        };
        let nullable = texts.contains(&"null");
        let other = texts.iter().find_map(|text| keywords::types().find(|known| known == text));
        if let Some(name) = other.filter(|_| texts.len() == 1 + usize::from(nullable)) {
            return Some((name, nullable));
        }
        let known = keywords::types().collect::<Vec<_>>().join("`, `");
        let instead = format!(
            "name one of `{known}`, alone or in a list with `null`; for a value of two types make two fields"
        );
        self.problem(property, &place.to("type"), "a value has one type, and may be null besides", instead);
        None
    }

    /// Every keyword has to be known and to say something about a value of this type.
    fn check_keywords(&mut self, place: Place<'_>, type_name: Option<&str>) {
        for property in &place.json.properties {
            let keyword = property.name.as_str();
            let pointer = join(place.pointer, keyword);
            if !keywords::known(keyword) {
                let what = format!("the keyword `{keyword}` is not supported");
                self.problem(property, &pointer, what, keywords::instead_of(keyword));
            } else if let Some(name) =
                type_name.filter(|name| !keywords::applies(keyword, name, place.is_root))
            {
                let what = format!("`{keyword}` says nothing about this value of type `{name}`");
                self.problem(property, &pointer, what, "leave it out, or correct `type`");
            }
        }
    }

    /// The description. Only the items of an array may do without: the array has one.
    fn description(&mut self, place: Place<'_>) -> String {
        let found = place.json.get("description");
        let text = found.and_then(|property| property.value.as_string_lit()).map_or("", text_of).trim();
        let is_item = place.pointer.ends_with("/items") && !place.pointer.ends_with("/properties/items");
        if text.is_empty() && (found.is_some() || !is_item) {
            let instead = "say why the value is needed: the text becomes documentation in every language";
            self.problem(place.json, &place.to("description"), "there is no text", instead);
        }
        text.to_owned()
    }
}

/// The text that a JSON string stands for.
pub(super) fn text_of<'t>(literal: &'t StringLit<'_>) -> &'t str {
    &literal.value
}
