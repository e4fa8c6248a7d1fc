//! Events as they are on the wire: the flat objects of the tracker protocol.

use snowgauge::encode::{Writer, read};
use snowgauge::payload::Form as FieldForm;
use snowgauge::payload::check_with;
use snowgauge::payload::field::{
    ACTION, CATEGORY, EVENT, EVENT_ID, Field, PAYLOAD_DATA, SENT, STRUCTURED, UNSTRUCTURED,
};
use snowgauge::schema::{EventPlan, Kind, Schema, UNPLANNED, find, tables};
use snowgauge::{Code, Datum, Event, EventId, Scratch};

use super::documents::Documents;
use super::given::plan_of;
use super::{Finding, Findings, Unplanned, escaped, is_version_of, judge_planned, protocol};
use crate::input::{Object, kind_of, text_of};

/// One event of a request.
#[derive(Debug)]
pub(crate) struct Payload<'l>(Object<'l>);

impl<'l> Payload<'l> {
    /// The event with these members.
    pub(super) fn new(members: Object<'l>) -> Self {
        Self(members)
    }

    /// An event among those of a request's body.
    ///
    /// # Errors
    ///
    /// It is no object.
    pub(crate) fn read(json: &'l str) -> Result<Self, Findings> {
        let wrong = || Finding::new(Code::Type, "", "an object", kind_of(json), PAYLOAD_DATA).into();
        Object::read(json).map(Self).ok_or_else(wrong)
    }

    /// Its id, where it has a sound one.
    pub(crate) fn id(&self) -> Option<EventId> {
        let text = self.0.text(EVENT_ID.name)?;
        uuid::Uuid::try_parse(&text).ok().map(|id| EventId::from_bytes(id.into_bytes()))
    }

    /// The event as the core keeps one that is ready to be sent: without the time of sending and without the last brace.
    pub(crate) fn unsent(&self, id: EventId) -> Vec<u8> {
        let mut out = vec![b'{'];
        let others = self.0.members().filter(|(name, _)| name != EVENT_ID.name && name != SENT.name);
        for (name, value) in others {
            out.extend_from_slice(serde_json::Value::from(&**name).to_string().as_bytes());
            out.push(b':');
            out.extend_from_slice(value.as_bytes());
            out.push(b',');
        }
        out.extend_from_slice(format!("\"{}\":\"{id}\"", EVENT_ID.name).as_bytes());
        out
    }

    /// Checks the event: its keys and texts by the protocol, its data and entities by their schemas and the plan.
    pub(crate) fn judge(&self, unplanned: &Unplanned, scratch: &mut Scratch) -> Findings {
        let mut findings = Findings::default();
        let texts = self.texts(&mut findings);
        let text = |field: &Field| -> Option<&str> {
            texts.iter().find(|(name, _)| *name == field.name).map(|(_, text)| &**text)
        };
        let documents = Documents::read(text, &mut findings);
        let mut entities: Vec<_> = documents.entities.iter().map(Sent::new).collect();
        let event = match text(EVENT) {
            Some(UNSTRUCTURED) => documents.event.as_ref().map(Sent::new).map(OnWire::self_describing),
            Some(STRUCTURED) => framed(text(CATEGORY), text(ACTION))
                .map(|plan| OnWire::framed(plan, &mut entities, &mut findings)),
            _ => None,
        };
        if text(EVENT) != Some(UNSTRUCTURED)
            && let Some((uri, data)) = &documents.event
        {
            // The pipeline judges it beside an event of another kind, too.
            findings.extend(judge_planned(uri, data, scratch));
        }
        let event = event.unwrap_or(OnWire { plan: EventPlan::STRUCTURED, data: None });
        let attached: Vec<&dyn Datum> = entities.iter().map(|entity| entity as &dyn Datum).collect();
        let mut by_plan = Findings::default();
        by_plan.extend(check_with(scratch, &event, &attached));
        by_plan.retain(|finding| !is_other_version(finding, &entities));
        findings.append(by_plan);
        for datum in documents.event.iter().chain(&documents.entities) {
            if std::ptr::eq(Sent::new(datum).schema, &raw const UNPLANNED) {
                unplanned.judge(&datum.0, &datum.1, &mut findings);
            }
        }
        findings
    }

    /// The texts of the event's fields, each checked by itself.
    fn texts(&self, findings: &mut Findings) -> Vec<(&str, String)> {
        for key in protocol::REQUIRED.iter().filter(|key| !self.0.has(key)) {
            findings.push(Finding::new(
                Code::Required,
                format!("/{key}"),
                "a string",
                "nothing",
                PAYLOAD_DATA,
            ));
        }
        let mut texts = Vec::new();
        for (key, json) in self.0.members() {
            let Some(text) = text_of(json) else {
                let (code, expected) = if json.starts_with('"') {
                    // The pipeline would make a question mark of it.
                    (Code::UnpairedSurrogate, "a string of whole characters")
                } else {
                    (Code::Type, "a string")
                };
                findings.push(misfit(key, code, expected, kind_of(json)));
                continue;
            };
            check_text(key, &text, findings);
            texts.push((&**key, text.into_owned()));
        }
        texts
    }
}

/// Checks the text of one field.
fn check_text(key: &str, text: &str, findings: &mut Findings) {
    if key == EVENT.name && !protocol::KINDS.contains(&text) {
        let expected = format!("one of \"{}\"", protocol::KINDS.join("\", \""));
        findings.push(misfit(key, Code::Enum, &expected, "another text"));
    } else if let Some(field) = protocol::field(key) {
        // An empty text is no value, where texts are expected.
        let may_be_empty = matches!(field.form, FieldForm::Text(_) | FieldForm::Url(_));
        if !(text.is_empty() && may_be_empty)
            && let Some(violation) = field.check(text)
        {
            let pointer = format!("/{key}");
            findings.push(Finding { pointer, ..violation.into() });
        }
    } else if !protocol::is_known(key) {
        findings.push(misfit(key, Code::UnknownField, "a key of the tracker protocol", "an unknown field"));
    }
}

fn misfit(key: &str, code: Code, expected: &str, found: &str) -> Finding {
    Finding::new(code, format!("/{}", escaped(key)), expected, found, PAYLOAD_DATA)
}

/// The event of the plan that is framed as a structured event of this category and action.
fn framed(category: Option<&str>, action: Option<&str>) -> Option<&'static EventPlan> {
    let (category, action) = (category?, action?);
    let is_it =
        |plan: &&&EventPlan| plan.kind == Kind::Framed && plan.category == category && plan.action == action;
    tables::EVENTS.iter().find(is_it).copied()
}

/// Whether an entity that the plan misses is there under another version: trackers can be told to send it so
/// (`schema_versions`).
fn is_other_version(finding: &Finding, entities: &[Sent<'_>]) -> bool {
    let is_it = |entity: &Sent<'_>| {
        let uri = finding.expected.rsplit(' ').next().unwrap_or_default();
        is_version_of(entity.uri, uri)
    };
    finding.code == Code::EntityMissing.as_str() && entities.iter().any(is_it)
}

/// A datum as it was sent.
struct Sent<'l> {
    schema: &'static Schema,
    uri: &'l str,
    data: &'l str,
}

impl<'l> Sent<'l> {
    fn new((uri, data): &'l (String, String)) -> Self {
        Self { schema: find(uri).unwrap_or(&UNPLANNED), uri, data }
    }
}

impl Datum for Sent<'_> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn uri(&self) -> &str {
        self.uri
    }

    fn push(&self, to: &mut Writer<'_>) {
        read(self.data, to);
    }
}

/// What the plan's rules need to know of an event whose fields were checked before.
struct OnWire<'l> {
    plan: &'static EventPlan,
    data: Option<Sent<'l>>,
}

impl<'l> OnWire<'l> {
    fn self_describing(data: Sent<'l>) -> Self {
        Self { plan: plan_of(data.schema).unwrap_or(EventPlan::SELF_DESCRIBING), data: Some(data) }
    }

    /// An event of the plan, whose data is among its entities.
    fn framed(plan: &'static EventPlan, entities: &mut Vec<Sent<'l>>, findings: &mut Findings) -> Self {
        let Some(schema) = plan.schema else { return Self { plan, data: None } };
        let index = entities.iter().position(|entity| is_version_of(entity.uri, schema.uri));
        if index.is_none() {
            let expected = format!("the event's data, as an entity {}", schema.uri);
            findings.push(Finding::new(Code::EntityMissing, "", expected, "none", plan.name));
        }
        Self { plan, data: index.map(|index| entities.remove(index)) }
    }
}

impl Event for OnWire<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    /// Of a kind that has to have no fields: those were checked as they stand on the wire.
    fn kind(&self) -> Kind {
        Kind::Framed
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.as_ref().map(|data| data as &dyn Datum)
    }
}
