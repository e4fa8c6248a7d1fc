//! Events from a stream.

use snowgauge_core::encode::Writer;
use snowgauge_core::schema::{EventPlan, Kind, Plan, Report, Schema, UNPLANNED};
use snowgauge_core::{Datum, Event, Fields, Violations};

use crate::codes::{part, token};
use crate::stream::{Part, Stream};

/// A self-describing datum, of whatever schema.
struct StreamDatum<'t> {
    schema: &'static Schema,
    uri: &'t str,
    value: Stream<'t>,
}

impl<'t> StreamDatum<'t> {
    /// The datum of the schema whose URI is the part's name.
    fn new(part: &Part<'t>, tables: &Plan) -> Self {
        let schema = tables.find(part.name).unwrap_or(&UNPLANNED);
        Self { schema, uri: part.name, value: Stream::new(part.content) }
    }
}

impl Datum for StreamDatum<'_> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn uri(&self) -> &str {
        self.uri
    }

    fn push(&self, to: &mut Writer<'_>) {
        self.value.push(to);
    }
}

/// An event: a part that says which, and then two texts, of which each is parts: its fields, and its entities.
pub(crate) struct StreamEvent<'t> {
    tables: &'static Plan,
    plan: &'static EventPlan,
    kind: Kind,
    data: StreamDatum<'t>,
    fields: Stream<'t>,
    entities: Stream<'t>,
}

impl<'t> StreamEvent<'t> {
    /// Reads the event and looks at its entities' schemas.
    ///
    /// # Errors
    ///
    /// The tracking plan has no such event, or some schema not.
    pub(crate) fn read(mut stream: Stream<'t>, tables: &'static Plan) -> Result<Self, Violations> {
        let first = stream.part();
        let (fields, entities) = (Stream::new(stream.text()), Stream::new(stream.text()));
        let mut report = Report::new();
        let plan = plan_of(&first, tables, &mut report);
        if plan.is_some() {
            check_entities(entities, tables, &mut report);
        }
        let plan = report.into_result(plan)?;
        let (is_own, kind) = (first.kind == part::SELF_DESCRIBING, plan.kind);
        let data = match plan.schema {
            Some(schema) => StreamDatum { schema, uri: schema.uri, value: Stream::new(first.content) },
            None => StreamDatum::new(&first, tables),
        };
        let plan = if is_own { tables.event_of(data.schema) } else { plan };
        Ok(Self { tables, plan, kind, data, fields, entities })
    }
}

/// What is known of the event that this part says. Where there is no such event, the report tells.
fn plan_of(event: &Part<'_>, tables: &Plan, report: &mut Report) -> Option<&'static EventPlan> {
    if let Some(plan) = EventPlan::KINDS.get(usize::from(event.kind)) {
        return Some(plan);
    }
    let no_data =
        matches!(event.content.as_bytes(), [] | [token::NULL] | [token::BEGIN_OBJECT, token::END_OBJECT]);
    tables.planned_event(event.name, !no_data, report)
}

/// Reports the entities whose schemas the plan should have and has not.
fn check_entities(mut entities: Stream<'_>, tables: &Plan, report: &mut Report) {
    while !entities.is_empty() {
        let entity = entities.part();
        if entity.kind == part::PLANNED {
            tables.planned(entity.name, report);
        }
    }
}

impl Event for StreamEvent<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    fn data(&self) -> Option<&dyn Datum> {
        (self.kind == Kind::SelfDescribing || self.plan.schema.is_some()).then_some(&self.data)
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        let mut fields = self.fields;
        while !fields.is_empty() {
            fields.part().set(to);
        }
    }

    fn visit_entities(&self, visit: &mut dyn FnMut(&dyn Datum)) {
        let mut entities = self.entities;
        while !entities.is_empty() {
            visit(&StreamDatum::new(&entities.part(), self.tables));
        }
    }
}

#[cfg(test)]
mod tests {
    use core::slice;

    use super::StreamEvent;
    use crate::codes::{part, token};
    use crate::stream::Stream;
    use snowgauge_core::schema::EventPlan;
    use snowgauge_core::schema::tables::PLAN;

    /// A part.
    fn part(kind: u8, name: &str, content: &[u8]) -> Vec<u8> {
        [&[kind][..], &text(name.as_bytes()), &text(content)].concat()
    }

    /// A text.
    fn text(bytes: &[u8]) -> Vec<u8> {
        let length = u8::try_from(bytes.len()).unwrap();
        [&[length / 64, 64 + length % 64], bytes].concat()
    }

    /// The codes of what is wrong with an event and its entities.
    fn codes(event: &[u8], entities: &[Vec<u8>]) -> Vec<&'static str> {
        let stream = [event, &text(b""), &text(&entities.concat())].concat();
        let violations = StreamEvent::read(Stream::new(str::from_utf8(&stream).unwrap()), &PLAN).err();
        let violations = violations.map(snowgauge_core::Violations::into_vec).unwrap_or_default();
        violations.iter().map(|violation| violation.code.as_str()).collect()
    }

    #[test]
    fn an_unknown_event_and_all_unknown_entities_are_told() {
        let suggestion = part(part::PLANNED, "suggestion_requested", &[token::NULL]);
        let entity = |name| part(part::PLANNED, name, &[token::BEGIN_OBJECT, token::END_OBJECT]);
        assert_eq!(codes(&part(part::PLANNED, "page_view", &[]), &[entity("a")]), ["unknown_event"]);
        assert!(StreamEvent::read(Stream::new(""), &PLAN).is_err());
        assert_eq!(codes(&suggestion, &[entity("a"), entity("")]), ["unknown_schema", "unknown_schema"]);
        assert_eq!(codes(&suggestion, &[]), [""; 0]);
        let own = part(part::SELF_DESCRIBING, "iglu:com.acme/deployed/jsonschema/1-0-0", &[token::NULL]);
        assert_eq!(codes(&own, slice::from_ref(&own)), [""; 0]);
    }

    #[test]
    fn data_is_for_events_that_have_some() {
        let data: [(&[u8], &[&str]); 4] = [
            (&[], &[]),
            (&[token::BEGIN_OBJECT, token::END_OBJECT], &[]),
            (&[token::TRUE], &["unknown_field"]),
            (&[token::BEGIN_ARRAY, token::END_ARRAY], &["unknown_field"]),
        ];
        for (data, expected) in data {
            assert_eq!(codes(&part(part::PLANNED, "suggestion_requested", data), &[]), expected);
        }
    }

    #[test]
    fn the_protocols_kinds_have_the_numbers_that_the_core_has_them_at() {
        let numbers = [part::STRUCTURED, part::SELF_DESCRIBING, part::PAGE_VIEW, part::PAGE_PING];
        let names = numbers.map(|number| EventPlan::KINDS[usize::from(number)].name);
        assert_eq!(names, ["structured_event", "self_describing_event", "page_view", "page_ping"]);
    }
}
