//! Reads the keywords that go with one type: bounds, formats, enums, items, properties.

use heck::ToSnakeCase;
use jsonc_parser::ast::{Object as Json, Value};

use super::node::text_of;
use super::schema::{Place, Reader};
use super::shape::{Additional, Format, Kind, Object, Property};
use super::{names, rules};
use crate::problem::join;

/// The most properties that one object can have: what the core's tables hold.
const MOST_PROPERTIES: usize = 128;

impl Reader<'_, '_> {
    /// A lower and an upper bound of a length, where they are there. Snowplow's validator reads them into 31 bits, and
    /// takes a longer one for something else.
    pub(super) fn bounds(&mut self, place: Place<'_>, names: [&str; 2]) -> (Option<u32>, Option<u32>) {
        let [least, most] = names.map(|name| {
            let property = place.json.get(name)?;
            let number = property.value.as_number_lit().and_then(|number| number.value.parse().ok());
            let number = number.filter(|number: &u32| i32::try_from(*number).is_ok());
            if number.is_none() {
                let what = format!("`{name}` is not a whole number that Snowplow's validator can hold");
                let instead = "write a whole number from 0 to 2147483647, without exponent";
                self.problem(property, &place.to(name), what, instead);
            }
            number
        });
        if least.zip(most).is_some_and(|(least, most)| least > most) {
            let [low, high] = names;
            let what = format!("`{low}` is greater than `{high}`");
            self.problem(place.json, &place.to(low), what, "correct one of the two: no value fits both");
        }
        (least, most)
    }

    /// The format of a text, if Snowplow enforces it.
    pub(super) fn format(&mut self, place: Place<'_>) -> Option<Format> {
        let property = place.json.get("format")?;
        match property.value.as_string_lit().map(text_of) {
            Some("date-time") => return Some(Format::DateTime),
            Some("uuid") => return Some(Format::Uuid),
            _ => {}
        }
        let instead = "use `date-time` or `uuid`, or describe the form in `description`";
        self.problem(property, &place.to("format"), "this format is not supported", instead);
        None
    }

    /// The texts of an enum.
    pub(super) fn enumeration(&mut self, place: Place<'_>, nullable: bool) -> Option<Kind> {
        let pointer = place.to("enum");
        let property = place.json.get("enum")?;
        let elements = property.value.as_array().map(|array| &*array.elements).unwrap_or_default();
        let texts = elements.iter().filter_map(Value::as_string_lit).map(|text| text.value.to_string());
        let values: Vec<String> = texts.collect();
        let nulls = elements.iter().filter(|item| item.as_null_keyword().is_some()).count();
        if values.is_empty() || values.len() + nulls != elements.len() || values.len() > rules::MOST_VALUES {
            let instead =
                format!("list from 1 to {} texts, and null if the field may be null", rules::MOST_VALUES);
            self.problem(property, &pointer, "an enum is a list of texts", instead);
            return None;
        }
        if nulls != usize::from(nullable) {
            let instead = "to allow null write it once into both; to forbid it, into none";
            self.problem(property, &pointer, "`enum` and `type` do not agree on null", instead);
        }
        for keyword in ["minLength", "maxLength", "format"] {
            if let Some(extra) = place.json.get(keyword) {
                let what = format!("`{keyword}` says nothing beside `enum`");
                self.problem(extra, &place.to(keyword), what, "leave it out: the texts are listed");
            }
        }
        for what in names::value_problems(&values) {
            let instead =
                "list each text once; they begin with a letter and differ by more than case and punctuation";
            self.problem(property, &pointer, what, instead);
        }
        Some(Kind::Enum { name: String::new(), values })
    }

    /// An array, with what its items are.
    pub(super) fn array(&mut self, place: Place<'_>) -> Option<Kind> {
        let pointer = place.to("items");
        let (min_items, max_items) = self.bounds(place, ["minItems", "maxItems"]);
        let unique_items = self.flag(place, "uniqueItems");
        if unique_items && is_of(place, "object") {
            let what = "Snowplow's validator asks it of an object's members too";
            let instead = "leave `object` out of `type`, or `uniqueItems`";
            self.problem(place.json, &place.to("uniqueItems"), what, instead);
        }
        let Some(json) = place.json.get_object("items") else {
            let instead = "write one schema, which says what every item is";
            self.problem(place.json, &pointer, "`items` is not an object", instead);
            return None;
        };
        let items = Box::new(self.node(Place { json, pointer: &pointer, is_root: false })?);
        if unique_items && !items.kind.has_one_text() {
            let instead = "close the objects inside with `\"additionalProperties\": false`, or leave it out";
            let what = "items are compared by their text, and objects with other fields have several";
            self.problem(place.json, &place.to("uniqueItems"), what, instead);
        }
        Some(Kind::Array { items, min_items, max_items, unique_items })
    }

    /// An object, with its fields if they are listed.
    pub(super) fn object(&mut self, place: Place<'_>) -> Option<Kind> {
        let additional = self.additional(place)?;
        let required = self.required(place);
        if place.json.get("properties").is_none() {
            match additional {
                Additional::Any => return Some(Kind::FreeObject(None)),
                Additional::Each(node) => return Some(Kind::FreeObject(Some(node))),
                Additional::None => {}
            }
        }
        let pointer = place.to("properties");
        let Some(json) = place.json.get_object("properties").filter(|json| !json.properties.is_empty())
        else {
            let what = "no field is listed";
            self.problem(place.json, &pointer, what, "list the fields and their schemas in `properties`");
            return None;
        };
        if json.properties.len() > MOST_PROPERTIES {
            let what = format!("an object has at most {MOST_PROPERTIES} properties");
            self.problem(json, &pointer, what, "group some of them in an object of their own");
        }
        let properties = self.properties(json, &pointer, &required)?;
        Some(Kind::Object(Object { name: String::new(), properties, additional }))
    }

    /// The properties, in the order of the file; `None` if one of them cannot be understood.
    fn properties(&mut self, json: &Json<'_>, pointer: &str, required: &[String]) -> Option<Vec<Property>> {
        let mut all = Vec::new();
        for property in &json.properties {
            let name = property.name.as_str();
            let pointer = join(pointer, name);
            if let Some((what, instead)) = names::field_problem(name) {
                self.problem(property, &pointer, what, instead);
            }
            let is_like =
                |other: &&Property| other.name != name && other.identifier() == name.to_snake_case();
            if let Some(other) = all.iter().flatten().find(is_like) {
                let what = format!("`{}` and `{name}` have the same name in snake case", other.name);
                self.problem(property, &pointer, what, "leave one of the two out");
            }
            let Some(json) = property.value.as_object() else {
                self.problem(
                    property,
                    &pointer,
                    "a property is described by an object",
                    "write a schema for it",
                );
                all.push(None);
                continue;
            };
            let node = self.node(Place { json, pointer: &pointer, is_root: false });
            let required = required.iter().any(|other| other == name);
            all.push(node.map(|node| Property { name: name.to_owned(), node, required }));
        }
        all.into_iter().collect()
    }

    /// The names in `required`: each is one of the properties.
    fn required(&mut self, place: Place<'_>) -> Vec<String> {
        let Some(property) = place.json.get("required") else { return Vec::new() };
        let elements = property.value.as_array().map(|array| &*array.elements).unwrap_or_default();
        if elements.is_empty() {
            let instead = "list at least one field, or leave it out";
            self.problem(property, &place.to("required"), "`required` is a list of names", instead);
        }
        let mut names: Vec<String> = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            let Some(name) = element.as_string_lit().map(text_of) else {
                let pointer = join(&place.to("required"), index);
                self.problem(element, &pointer, "this is no name", "write the names of fields, as texts");
                continue;
            };
            let listed = place.json.get_object("properties").is_some_and(|json| json.get(name).is_some());
            if !listed || names.iter().any(|other| other == name) {
                let pointer = join(&place.to("required"), index);
                let instead = "name each required field of `properties` once";
                self.problem(
                    element,
                    &pointer,
                    format!("`{name}` is not a property, or is there twice"),
                    instead,
                );
            }
            names.push(name.to_owned());
        }
        names
    }

    /// What the fields may be that are not listed; `None` if that cannot be understood.
    fn additional(&mut self, place: Place<'_>) -> Option<Additional> {
        let Some(property) = place.json.get("additionalProperties") else { return Some(Additional::Any) };
        let pointer = place.to("additionalProperties");
        match &property.value {
            Value::BooleanLit(literal) => {
                Some(if literal.value { Additional::Any } else { Additional::None })
            }
            Value::Object(json) => {
                let node = self.node(Place { json, pointer: &pointer, is_root: false })?;
                Some(Additional::Each(Box::new(node)))
            }
            _ => {
                let instead = "write `false`, `true`, or a schema for fields of any name";
                self.problem(property, &pointer, "`additionalProperties` is a truth or a schema", instead);
                None
            }
        }
    }
}

/// Whether the list of types has this one.
fn is_of(place: Place<'_>, type_name: &str) -> bool {
    let types = place.json.get_array("type").map(|list| &*list.elements).unwrap_or_default();
    types.iter().filter_map(Value::as_string_lit).any(|name| name.value == type_name)
}
