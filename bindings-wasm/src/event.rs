//! Events and data from a stream.

use snowgauge_core::encode::Writer;
use snowgauge_core::schema::{self, EventPlan, Report, Schema};
use snowgauge_core::{Datum, Event, Violations};

use crate::codes::{part, token};
use crate::stream::{Part, Stream};

/// A self-describing datum.
struct StreamDatum<'t> {
    schema: &'static Schema,
    part: Part<'t>,
}

impl Datum for StreamDatum<'_> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn push(&self, to: &mut Writer<'_>) {
        self.part.push(to);
    }
}

/// An event of the tracking plan with its entities, of schemas that the plan has.
pub(crate) struct StreamEvent<'t> {
    plan: &'static EventPlan,
    data: Option<StreamDatum<'t>>,
    entities: Stream<'t>,
}

impl<'t> StreamEvent<'t> {
    /// Reads the event and looks at its entities' schemas.
    ///
    /// # Errors
    ///
    /// The tracking plan has no such event, or some schema not.
    pub(crate) fn read(mut stream: Stream<'t>) -> Result<Self, Violations> {
        let event = stream.part_of(part::PLANNED).unwrap_or_default();
        let has_data = !matches!(
            event.content.as_bytes(),
            [] | [token::NULL] | [token::BEGIN_OBJECT, token::END_OBJECT]
        );
        let mut report = Report::new();
        let plan = schema::planned_event(event.name, has_data, &mut report);
        let mut entities = stream;
        while plan.is_some()
            && let Some(entity) = entities.part_of(part::ENTITY)
        {
            schema::planned(entity.name, &mut report);
        }
        let plan = report.into_result(plan)?;
        let data = plan.schema.map(|schema| StreamDatum { schema, part: event });
        Ok(Self { plan, data, entities: stream })
    }
}

impl Event for StreamEvent<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.as_ref().map(|data| data as &dyn Datum)
    }

    fn visit_entities(&self, visit: &mut dyn FnMut(&dyn Datum)) {
        let mut entities = self.entities;
        while let Some(part) = entities.part_of(part::ENTITY) {
            if let Some(schema) = schema::find(part.name) {
                visit(&StreamDatum { schema, part });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StreamEvent;
    use crate::codes::{part, token};
    use crate::stream::Stream;

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
        let violations = StreamEvent::read(Stream::new(str::from_utf8(&stream).unwrap())).err();
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
