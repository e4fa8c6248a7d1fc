//! Fields of an object: which there are, which have to be there, and whether there may be others.

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::change::{Comparison, Pair};
use crate::problem::join;
use crate::version::Level;

/// What fields an object may have besides those that are listed.
enum Others<'a> {
    Any,
    None,
    Some(&'a Object<'a>),
    /// `patternProperties` decides, which is not looked into.
    Unknown,
}

impl<'a> Others<'a> {
    fn of(schema: &'a Object<'a>) -> Self {
        match schema.get("additionalProperties").map(|property| &property.value) {
            _ if schema.get("patternProperties").is_some() => Self::Unknown,
            Some(Value::BooleanLit(flag)) if !flag.value => Self::None,
            Some(Value::Object(schema)) => Self::Some(schema),
            _ => Self::Any,
        }
    }
}

/// One field in one version.
#[derive(Clone, Copy)]
struct Field<'a> {
    listed: Option<&'a ObjectProp<'a>>,
    required: bool,
}

impl<'a> Field<'a> {
    fn of(schema: &'a Object<'a>, name: &str) -> Self {
        let listed = schema.get_object("properties").and_then(|properties| properties.get(name));
        Self { listed, required: required(schema).any(|other| other == name) }
    }
}

impl Comparison<'_> {
    /// `properties`, `required` and `additionalProperties`, which only mean something together.
    pub(super) fn fields(&mut self, pair: Pair<'_>) {
        let mut names: Vec<&str> = Vec::new();
        for schema in [pair.old, pair.new] {
            for name in listed(schema).chain(required(schema)) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        for name in names {
            let pointer = join(&pair.to("properties"), name);
            self.field(pair, &pointer, Field::of(pair.old, name), Field::of(pair.new, name));
        }
        self.others(pair);
    }

    fn field(&mut self, pair: Pair<'_>, pointer: &str, old: Field<'_>, new: Field<'_>) {
        match (old.listed, new.listed) {
            (Some(was), Some(is)) => {
                self.duty(is, pointer, old.required, new.required);
                match (was.value.as_object(), is.value.as_object()) {
                    (Some(old), Some(new)) => self.schema(Pair { old, new, pointer }),
                    _ if self.same(was, is) => {}
                    _ => self.changed(Level::Revision, is, pointer, "this field is described in another way"),
                }
            }
            (None, Some(is)) => self.new_field(pair, is, pointer, old.required, new.required),
            (Some(was), None) => self.gone_field(pair, was, pointer, old.required || new.required),
            // A name that only `required` has.
            (None, None) => {
                let at = pair.new.get("required").or(pair.old.get("required"));
                if let Some(at) = at {
                    self.duty(at, pointer, old.required, new.required);
                }
            }
        }
    }

    /// Whether a field has to be there.
    fn duty(&mut self, at: &ObjectProp<'_>, pointer: &str, was: bool, is: bool) {
        match (was, is) {
            (false, true) => self.changed(Level::Model, at, pointer, "an optional field became required"),
            (true, false) => self.changed(Level::Addition, at, pointer, "a required field became optional"),
            _ => {}
        }
    }

    fn new_field(
        &mut self,
        pair: Pair<'_>,
        at: &ObjectProp<'_>,
        pointer: &str,
        was_required: bool,
        required: bool,
    ) {
        if required && !was_required {
            return self.changed(Level::Model, at, pointer, "a required field is new: no datum has it");
        }
        let (level, what) = match Others::of(pair.old) {
            Others::None => (Level::Addition, "an optional field is new: no datum can have it already"),
            _ => (
                Level::Revision,
                "an optional field is new: a datum may have one of that name that does not fit",
            ),
        };
        self.changed(level, at, pointer, what);
    }

    fn gone_field(&mut self, pair: Pair<'_>, at: &ObjectProp<'_>, pointer: &str, required: bool) {
        let (level, what) = match Others::of(pair.new) {
            _ if required => (Level::Model, "a required field is gone: every datum has it"),
            Others::Any => (Level::Addition, "an optional field is gone: with it a datum still fits"),
            _ => (Level::Revision, "an optional field is gone: with it a datum may not fit any more"),
        };
        self.gone(level, at, pointer, what);
    }

    /// Fields that are not listed.
    fn others(&mut self, pair: Pair<'_>) {
        let pointer = pair.to("additionalProperties");
        let (was, is) = pair.keyword("additionalProperties");
        let (level, what) = match (Others::of(pair.old), Others::of(pair.new)) {
            (Others::Unknown, _) | (_, Others::Unknown) => {
                return self.other_keyword(pair, "additionalProperties");
            }
            (Others::Some(old), Others::Some(new)) => {
                return self.schema(Pair { old, new, pointer: &pointer });
            }
            (Others::Any, Others::Any) | (Others::None, Others::None) => return,
            (Others::Any, _) => (Level::Revision, "fields that are not listed could be anything before"),
            (Others::Some(_), Others::None) => {
                (Level::Revision, "fields that are not listed were allowed before")
            }
            (Others::None, _) => (Level::Addition, "fields that are not listed are allowed now"),
            (Others::Some(_), Others::Any) => {
                (Level::Addition, "fields that are not listed can be anything now")
            }
        };
        match (was, is) {
            (_, Some(is)) => self.changed(level, is, &pointer, what),
            (Some(was), None) => self.gone(level, was, &pointer, what),
            (None, None) => {}
        }
    }
}

/// The names of the fields in `properties`.
fn listed<'a>(schema: &'a Object<'a>) -> impl Iterator<Item = &'a str> {
    let properties = schema.get_object("properties").map(|json| &*json.properties).unwrap_or_default();
    properties.iter().map(|property| property.name.as_str())
}

/// The names in `required`.
fn required<'a>(schema: &'a Object<'a>) -> impl Iterator<Item = &'a str> {
    let elements = schema.get_array("required").map(|list| &*list.elements).unwrap_or_default();
    elements.iter().filter_map(Value::as_string_lit).map(|text| &*text.value)
}
