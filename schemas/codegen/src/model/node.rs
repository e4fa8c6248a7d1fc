//! Reads what one value may be: its type and the keywords beside it.

use jsonc_parser::ast::{StringLit, Value};

use super::keywords;
use super::schema::{Place, Reader};
use super::shape::{Kind, Node};
use crate::problem::join;

impl Reader<'_, '_> {
    /// What the values that `place` describes may be; `None` if that cannot be understood.
    pub(super) fn node(&mut self, place: Place<'_>) -> Option<Node> {
        let found = self.type_names(place);
        self.check_keywords(place, found.as_ref().map(|(names, _)| &**names));
        let description = self.description(place);
        let (names, nullable) = found?;
        let kinds: Vec<Option<Kind>> = names.iter().map(|name| self.kind(place, name, nullable)).collect();
        let mut kinds: Vec<Kind> = kinds.into_iter().collect::<Option<_>>()?;
        let kind = if kinds.len() == 1 { kinds.pop()? } else { Kind::Mixed(kinds) };
        Some(Node { kind, nullable, description })
    }

    /// What a value of one of the types may be.
    fn kind(&mut self, place: Place<'_>, type_name: &str, nullable: bool) -> Option<Kind> {
        Some(match type_name {
            "boolean" => Kind::Boolean,
            "integer" => Kind::Integer(self.numbers(place)),
            "number" => Kind::Number(self.numbers(place)),
            "string" if place.json.get("enum").is_some() => self.enumeration(place, nullable)?,
            "string" => {
                let (min_length, max_length) = self.bounds(place, ["minLength", "maxLength"]);
                Kind::Text { min_length, max_length, format: self.format(place) }
            }
            "array" => self.array(place)?,
            _ => self.object(place)?,
        })
    }

    /// The types besides null, and whether null is allowed.
    fn type_names(&mut self, place: Place<'_>) -> Option<(Vec<&'static str>, bool)> {
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
        let mut names: Vec<&str> = keywords::types().filter(|known| texts.contains(known)).collect();
        if names.is_empty() || names.len() + usize::from(nullable) != texts.len() {
            let known = keywords::types().collect::<Vec<_>>().join("`, `");
            let instead = format!("name one of `{known}`, alone or in a list, each once, or with `null`");
            self.problem(property, &place.to("type"), "these are no types that a value can have", instead);
            return None;
        }
        if names.contains(&"number") {
            // Every integer is a number.
            names.retain(|name| *name != "integer");
        }
        if let Some(property) = place.json.get("enum").filter(|_| names != ["string"]) {
            let instead = "make the type `string`, with `null` or without, or leave the `enum` out; numbers can have bounds";
            self.problem(property, &place.to("enum"), "an enum is a list of texts", instead);
            return None;
        }
        Some((names, nullable))
    }

    /// Every keyword has to be known and to say something about a value of this type.
    fn check_keywords(&mut self, place: Place<'_>, types: Option<&[&str]>) {
        for property in &place.json.properties {
            let keyword = property.name.as_str();
            let pointer = join(place.pointer, keyword);
            if !keywords::known(keyword) {
                let what = format!("the keyword `{keyword}` is not supported");
                self.problem(property, &pointer, what, keywords::instead_of(keyword));
            } else if let Some(names) = types
                && !names.iter().any(|name| keywords::applies(keyword, name, place.is_root))
            {
                let what =
                    format!("`{keyword}` says nothing about this value of type `{}`", names.join("` or `"));
                self.problem(property, &pointer, what, "leave it out, or correct `type`");
            }
        }
    }

    /// The description. Only the items of an array and the unlisted members of an object may do without: what they are
    /// in has one.
    fn description(&mut self, place: Place<'_>) -> String {
        let found = place.json.get("description");
        let text = found.and_then(|property| property.value.as_string_lit()).map_or("", text_of).trim();
        let is_inner = |keyword: &str| {
            place.pointer.strip_suffix(keyword).is_some_and(|outer| !outer.ends_with("/properties"))
        };
        let may_be_absent = is_inner("/items") || is_inner("/additionalProperties");
        if text.is_empty() && (found.is_some() || !may_be_absent) {
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
