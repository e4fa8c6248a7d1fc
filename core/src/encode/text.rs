//! Events and entities from JSON text: what C and tests hand in.

use super::reader::read;
use super::writer::Writer;
use crate::event::{Datum, Event};
use crate::schema::{self, EventPlan, Report, Schema, Violations};

/// One self-describing datum as JSON text, not looked at yet.
#[derive(Clone, Copy, Debug)]
pub struct Text<'t> {
    schema: &'static Schema,
    json: &'t str,
}

impl<'t> Text<'t> {
    /// An entity of the schema with this URI.
    ///
    /// # Errors
    ///
    /// One violation, [`UnknownSchema`](crate::Code::UnknownSchema), where the tracking plan has no such schema.
    pub fn entity(uri: &str, json: &'t str) -> Result<Self, Violations> {
        let mut report = Report::new();
        let schema = schema::planned(uri, &mut report);
        report.into_result(schema).map(|schema| Self { schema, json })
    }

    /// The planned event with this name, such as `gkg_query_executed`. An event without data of its own, such as
    /// `suggestion_requested`, takes an empty text or `{}` or `null`.
    ///
    /// # Errors
    ///
    /// One violation: [`UnknownEvent`](crate::Code::UnknownEvent) where the tracking plan has no such event, [`UnknownField`](crate::Code::UnknownField) where
    /// there is data for an event that has none of its own.
    pub fn event(name: &str, json: &'t str) -> Result<TextEvent<'t>, Violations> {
        let mut report = Report::new();
        let has_data = !matches!(json.trim_ascii(), "" | "{}" | "null");
        let plan = schema::planned_event(name, has_data, &mut report);
        let plan = report.into_result(plan)?;
        let data = plan.schema.map(|schema| Self { schema, json });
        Ok(TextEvent { plan, data })
    }
}

impl Datum for Text<'_> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn push(&self, to: &mut Writer<'_>) {
        read(self.json, to);
    }
}

/// A planned event whose data is JSON text.
#[derive(Clone, Copy, Debug)]
pub struct TextEvent<'t> {
    plan: &'static EventPlan,
    data: Option<Text<'t>>,
}

impl Event for TextEvent<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.as_ref().map(|data| data as &dyn Datum)
    }
}
