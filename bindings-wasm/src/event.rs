//! Events from a stream.

use snowgauge_core::schema::{EventPlan, Kind, Plan, Report};
use snowgauge_core::{Datum, Event, Fields, Violations};

use crate::codes::{part, token};
use crate::given::{Given, StreamDatum};
use crate::stream::{Part, Stream};

/// An event with its fields and entities: the first part says which event it is.
pub(crate) struct StreamEvent<'t> {
    plan: &'static EventPlan,
    kind: Kind,
    data: Option<StreamDatum<'t>>,
    given: Given<'t>,
}

impl<'t> StreamEvent<'t> {
    /// Reads the event and looks at its entities' schemas.
    ///
    /// # Errors
    ///
    /// The tracking plan has no such event, or some schema not.
    pub(crate) fn read(mut stream: Stream<'t>, tables: &'static Plan) -> Result<Self, Violations> {
        let kinds = [part::PLANNED, part::KIND, part::SELF_DESCRIBING];
        let first = stream.part_of(&kinds).unwrap_or_default();
        let given = Given::new(stream, tables);
        let mut report = Report::new();
        if first.kind == part::SELF_DESCRIBING {
            given.check(&mut report);
            let data = report.into_result(Some(StreamDatum::new(first, tables)))?;
            let plan = tables.event_of(data.schema());
            return Ok(Self { plan, kind: Kind::SelfDescribing, data: Some(data), given });
        }
        let plan = plan_of(&first, tables, &mut report);
        if plan.is_some() {
            given.check(&mut report);
        }
        let plan = report.into_result(plan)?;
        let data = plan.schema.map(|schema| StreamDatum::of(schema, first));
        Ok(Self { plan, kind: plan.kind, data, given })
    }
}

/// What is known of the event that this part says. Where there is no such event, the report tells.
fn plan_of(event: &Part<'_>, tables: &Plan, report: &mut Report) -> Option<&'static EventPlan> {
    let kinds = if event.kind == part::KIND { EventPlan::KINDS } else { &[] };
    if let Some(plan) = kinds.iter().find(|plan| plan.name == event.name) {
        return Some(plan);
    }
    let no_data = [&[][..], &[token::NULL], &[token::BEGIN_OBJECT, token::END_OBJECT]];
    tables.planned_event(event.name, !no_data.contains(&event.content.as_bytes()), report)
}

impl Event for StreamEvent<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.as_ref().map(|data| data as &dyn Datum)
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        self.given.push_fields(to);
    }

    fn visit_entities(&self, visit: &mut dyn FnMut(&dyn Datum)) {
        let mut given = self.given;
        while let Some(entity) = given.entity() {
            visit(&entity);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StreamEvent;
    use crate::codes::{part, token};
    use crate::stream::Stream;
    use snowgauge_core::schema::tables::PLAN;

    /// The codes of what is wrong with an event, given as parts: their kinds, names and contents.
    fn codes(parts: &[(u8, &str, &[u8])]) -> Vec<&'static str> {
        let mut stream = Vec::new();
        for (kind, name, content) in parts {
            stream.push(*kind);
            for text in [name.as_bytes(), content] {
                stream.push(64 + u8::try_from(text.len()).unwrap());
                stream.extend_from_slice(text);
            }
        }
        let violations = StreamEvent::read(Stream::new(str::from_utf8(&stream).unwrap()), &PLAN).err();
        let violations = violations.map(snowgauge_core::Violations::into_vec).unwrap_or_default();
        violations.iter().map(|violation| violation.code.as_str()).collect()
    }

    #[test]
    fn an_unknown_event_and_all_unknown_entities_are_told() {
        let suggestion = (part::PLANNED, "suggestion_requested", &[token::NULL][..]);
        let entity = |name| (part::ENTITY, name, &[token::BEGIN_OBJECT, token::END_OBJECT][..]);
        assert_eq!(codes(&[(part::PLANNED, "page_view", &[]), entity("a")]), ["unknown_event"]);
        assert_eq!(codes(&[]), ["unknown_event"]);
        assert_eq!(codes(&[suggestion, entity("a"), entity("")]), ["unknown_schema", "unknown_schema"]);
        assert_eq!(codes(&[suggestion]), [""; 0]);
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
            assert_eq!(codes(&[(part::PLANNED, "suggestion_requested", data)]), expected);
        }
    }
}
