//! Events as they are tracked: `{"event": …, "data": …, "fields": …, "entities": […], "id": …, "created": …}`.

use serde_json::value::RawValue;
use snowgauge::payload::{check_with, field};
use snowgauge::schema::{EventPlan, Kind, Report, Schema, planned_event, tables};
use snowgauge::{Code, Datum, Event, EventId, Fields, Scratch, SelfDescribingJson};

use super::{Finding, Findings, Unplanned, escaped, self_describing};
use crate::input::{Object, kind_of, text_of};

/// The members that an event may have.
const MEMBERS: [&str; 6] = ["event", "data", "fields", "entities", "id", "created"];

/// An event, ready to be checked or tracked.
#[derive(Debug)]
pub(crate) struct Given<'l> {
    plan: &'static EventPlan,
    kind: Kind,
    data: Option<Described<'l>>,
    fields: Vec<(String, Value)>,
    entities: Vec<Described<'l>>,
    /// The event's id, where the line has one.
    pub(crate) id: Option<EventId>,
    /// When it was created, in milliseconds since 1970, where the line says so.
    pub(crate) created: Option<u64>,
}

/// A datum, and its data as it was written.
#[derive(Debug)]
struct Described<'l> {
    datum: SelfDescribingJson<'l>,
    data: &'l str,
}

/// The value of a field.
#[derive(Debug)]
enum Value {
    Text(String),
    /// One that no text holds; what it is, in words.
    Misfit(Code, &'static str),
}

impl<'l> Given<'l> {
    /// Takes an event apart.
    ///
    /// # Errors
    ///
    /// What is wrong with its parts as such.
    pub(super) fn read(object: &Object<'l>) -> Result<Self, Findings> {
        let mut findings = Findings::default();
        for name in object.others(&MEMBERS) {
            let expected = format!("one of the fields {}", MEMBERS.join(", "));
            let pointer = format!("/{}", escaped(name));
            findings.push(Finding::new(Code::UnknownField, pointer, expected, "an unknown field", ""));
        }
        let named = named(object, &mut findings);
        let event = Self {
            plan: named.as_ref().map_or(EventPlan::STRUCTURED, |(plan, _)| plan),
            kind: named.as_ref().map_or(Kind::Structured, |(plan, _)| plan.kind),
            data: named.and_then(|(_, data)| data),
            fields: fields(object, &mut findings),
            entities: entities(object, &mut findings),
            id: id(object, &mut findings),
            created: created(object, &mut findings),
        };
        if findings.is_empty() { Ok(event) } else { Err(findings) }
    }

    /// Checks the event as a tracker would, and its data and entities of schemas that the plan does not have.
    pub(crate) fn judge(&self, unplanned: &Unplanned, scratch: &mut Scratch) -> Findings {
        let mut findings = Findings::default();
        findings.extend(check_with(scratch, self, &[]));
        for Described { datum, data } in self.data.iter().chain(&self.entities) {
            unplanned.judge_unplanned(datum, data, &mut findings);
        }
        findings
    }
}

impl Event for Given<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.as_ref().map(|data| &data.datum as &dyn Datum)
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        for (property, value) in &self.fields {
            match value {
                Value::Text(text) => to.set(property, text),
                Value::Misfit(code, found) => to.refuse(property, *code, found),
            }
        }
    }

    fn visit_entities(&self, visit: &mut dyn FnMut(&dyn Datum)) {
        self.entities.iter().for_each(|entity| visit(&entity.datum));
    }
}

/// What is known of the event with the name in `event`, and its data.
fn named<'l>(
    object: &Object<'l>,
    findings: &mut Findings,
) -> Option<(&'static EventPlan, Option<Described<'l>>)> {
    let Some(name) = object.text("event") else {
        let found = object.get("event").map_or("nothing", kind_of);
        findings.push(Finding::new(Code::Type, "/event", "the name of an event", found, ""));
        return None;
    };
    let data = object.get("data").filter(|data| *data != "null");
    if let Some(plan) = EventPlan::KINDS.iter().find(|plan| plan.name == name) {
        let data = match data {
            Some(data) if plan.kind == Kind::SelfDescribing => Some(described(data, "/data", findings)?),
            Some(_) => {
                let expected = "no data: this kind of event has fields alone";
                findings.push(Finding::new(Code::UnknownField, "/data", expected, "some", plan.name));
                None
            }
            None => None,
        };
        let planned = data.as_ref().and_then(|data| plan_of(data.datum.schema()));
        // Data of an event of the plan has the plan's rules, in whatever way it is sent.
        return Some((planned.unwrap_or(plan), data));
    }
    let mut report = Report::new();
    let has_data = data.is_some_and(|data| data.trim_ascii() != "{}");
    let plan = planned_event(&name, has_data, &mut report);
    findings.extend(report.into_violations());
    let data = plan?.schema.map(|schema| {
        let data = object.get("data").unwrap_or("{}");
        Described { datum: SelfDescribingJson::new(schema.uri, data), data }
    });
    plan.map(|plan| (plan, data))
}

/// The event of the plan whose data has this schema.
pub(crate) fn plan_of(schema: &'static Schema) -> Option<&'static EventPlan> {
    let is_its = |plan: &&&EventPlan| plan.schema.is_some_and(|its| std::ptr::eq(its, schema));
    tables::EVENTS.iter().find(is_its).copied()
}

fn described<'l>(json: &'l str, at: &str, findings: &mut Findings) -> Option<Described<'l>> {
    let Some(object) = Object::read(json) else {
        let expected = "an object with \"schema\" and \"data\"";
        findings.push(Finding::new(Code::Type, at, expected, kind_of(json), ""));
        return None;
    };
    match self_describing(&object, at) {
        Ok((uri, data)) => Some(Described { datum: SelfDescribingJson::new(uri, data), data }),
        Err(more) => {
            findings.append(more);
            None
        }
    }
}

fn entities<'l>(object: &Object<'l>, findings: &mut Findings) -> Vec<Described<'l>> {
    let Some(json) = object.get("entities") else { return Vec::new() };
    let Ok(items) = serde_json::from_str::<Vec<&'l RawValue>>(json) else {
        findings.push(Finding::new(Code::Type, "/entities", "an array", kind_of(json), ""));
        return Vec::new();
    };
    let items = items.into_iter().enumerate();
    items.filter_map(|(index, item)| described(item.get(), &format!("/entities/{index}"), findings)).collect()
}

/// The fields, by the names that hosts call them by.
fn fields(object: &Object<'_>, findings: &mut Findings) -> Vec<(String, Value)> {
    let Some(json) = object.get("fields") else { return Vec::new() };
    let Some(fields) = Object::read(json) else {
        findings.push(Finding::new(Code::Type, "/fields", "an object", kind_of(json), ""));
        return Vec::new();
    };
    fields.members().map(|(name, json)| (name.to_string(), value(json))).collect()
}

fn value(json: &str) -> Value {
    match text_of(json) {
        Some(text) => Value::Text(text.into_owned()),
        None if kind_of(json) == "a number" => Value::Text(json.to_owned()),
        // No value, as an empty text is none.
        None if json == "null" => Value::Text(String::new()),
        None if json.starts_with('"') => Value::Misfit(Code::UnpairedSurrogate, kind_of(json)),
        None => Value::Misfit(Code::Type, kind_of(json)),
    }
}

fn id(object: &Object<'_>, findings: &mut Findings) -> Option<EventId> {
    let json = object.get("id")?;
    let text = text_of(json).filter(|text| field::EVENT_ID.check(text).is_none());
    let id = text.and_then(|text| uuid::Uuid::try_parse(&text).ok());
    if id.is_none() {
        findings.push(Finding::new(Code::Format, "/id", "a UUID", kind_of(json), ""));
    }
    id.map(|id| EventId::from_bytes(id.into_bytes()))
}

fn created(object: &Object<'_>, findings: &mut Findings) -> Option<u64> {
    let json = object.get("created")?;
    // The last moment of the year 9999, as in the protocol's timestamps.
    let created = json.parse().ok().filter(|created| *created <= 253_402_300_799_999_u64);
    if created.is_none() {
        let expected = "milliseconds since 1970, an integer from 0 to 253402300799999";
        findings.push(Finding::new(Code::Type, "/created", expected, kind_of(json), ""));
    }
    created
}
