//! What a stream gives to an event.

use snowgauge_core::encode::Writer;
use snowgauge_core::schema::{Plan, Report, Schema, UNPLANNED};
use snowgauge_core::{Datum, Fields};

use crate::codes::part;
use crate::stream::{Part, Stream};

/// A self-describing datum, of whatever schema.
pub(crate) struct StreamDatum<'t> {
    schema: &'static Schema,
    part: Part<'t>,
}

impl<'t> StreamDatum<'t> {
    /// The datum of the schema whose URI is the part's name.
    pub(crate) fn new(part: Part<'t>, plan: &Plan) -> Self {
        Self::of(plan.find(part.name).unwrap_or(&UNPLANNED), part)
    }

    /// The datum of this schema.
    pub(crate) const fn of(schema: &'static Schema, part: Part<'t>) -> Self {
        Self { schema, part }
    }
}

impl Datum for StreamDatum<'_> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn uri(&self) -> &str {
        if self.schema.uri.is_empty() { self.part.name } else { self.schema.uri }
    }

    fn push(&self, to: &mut Writer<'_>) {
        self.part.push(to);
    }
}

/// What an event is given: fields of the protocol, and entities.
#[derive(Clone, Copy)]
pub(crate) struct Given<'t> {
    stream: Stream<'t>,
    plan: &'static Plan,
}

impl<'t> Given<'t> {
    pub(crate) const fn new(stream: Stream<'t>, plan: &'static Plan) -> Self {
        Self { stream, plan }
    }

    /// Reports the entities whose schemas the plan should have and has not.
    pub(crate) fn check(mut self, report: &mut Report) {
        while let Some(entity) = self.stream.part_of(&[part::ENTITY]) {
            self.plan.planned(entity.name, report);
        }
    }

    /// Sets the fields.
    pub(crate) fn push_fields(mut self, to: &mut Fields<'_>) {
        while let Some(field) = self.stream.part_of(&[part::FIELD]) {
            field.set(to);
        }
    }

    /// The next entity.
    pub(crate) fn entity(&mut self) -> Option<StreamDatum<'t>> {
        let part = self.stream.part_of(&[part::ENTITY, part::SELF_DESCRIBING])?;
        Some(StreamDatum::new(part, self.plan))
    }
}
