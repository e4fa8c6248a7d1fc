//! Events and entities as C hands them in: JSON text or a struct, with what it is.

use core::ffi::c_void;
use core::mem::MaybeUninit;

use snowgauge::encode::{Text, Writer, read};
use snowgauge::schema::{EventPlan, Schema};
use snowgauge::{Datum, Event};

use crate::argument::{array, number, unusable};
use crate::error::Failure;
use crate::generated::{self, snowgauge_entity_kind, snowgauge_event_kind};
use crate::value::Value;

/// How data is handed in.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum snowgauge_form {
    /// As JSON text.
    SNOWGAUGE_FORM_JSON = 1,
    /// As the struct of its kind, such as `snowgauge_gkg_query_executed`.
    SNOWGAUGE_FORM_STRUCT = 2,
}

/// An event: what it is, and its data. `snowgauge_event_json` and functions such as `snowgauge_gkg_query_executed_event`
/// make one. The data is only looked at, during the call that is given the event.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_event {
    /// Which event.
    pub kind: MaybeUninit<snowgauge_event_kind>,
    /// How `data` is to be read.
    pub form: MaybeUninit<snowgauge_form>,
    /// The JSON text, or the struct. An event without data of its own has none.
    pub data: *const c_void,
    /// How many bytes; of a struct `sizeof`, so that the library can tell a struct of another version.
    pub size: usize,
}

/// An entity: what it is, and its data. `snowgauge_entity_json` and functions such as
/// `snowgauge_knowledge_graph_context_entity` make one. The data is only looked at, during the call that is given it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_entity {
    /// Which entity.
    pub kind: MaybeUninit<snowgauge_entity_kind>,
    /// How `data` is to be read.
    pub form: MaybeUninit<snowgauge_form>,
    /// The JSON text, or the struct.
    pub data: *const c_void,
    /// How many bytes; of a struct `sizeof`, so that the library can tell a struct of another version.
    pub size: usize,
}

impl snowgauge_event {
    /// An event whose data is JSON text.
    pub(crate) const fn json(kind: MaybeUninit<snowgauge_event_kind>, text: *const u8, length: usize) -> Self {
        let form = MaybeUninit::new(snowgauge_form::SNOWGAUGE_FORM_JSON);
        Self { kind, form, data: text.cast(), size: length }
    }
}

/// Data that was handed in, together with what it claims to be.
pub(crate) enum Given<'a> {
    Json(JsonDatum<'a>),
    Struct(StructDatum),
}

impl Given<'_> {
    pub(crate) fn as_datum(&self) -> &dyn Datum {
        match self {
            Self::Json(datum) => datum,
            Self::Struct(datum) => datum,
        }
    }
}

/// JSON text that claims to fit a schema. Text that is not even UTF-8 is a violation like any other, so that it is told
/// and counted as one.
pub(crate) struct JsonDatum<'a> {
    schema: &'static Schema,
    text: &'a [u8],
}

impl Datum for JsonDatum<'_> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn push(&self, to: &mut Writer<'_>) {
        match core::str::from_utf8(self.text) {
            Ok(text) => read(text, to),
            Err(_) => to.not_json("text that is not UTF-8"),
        }
    }
}

/// A struct of the generated header.
pub(crate) struct StructDatum {
    schema: &'static Schema,
    value: *const dyn Value,
}

impl StructDatum {
    /// A struct that was handed in.
    ///
    /// # Safety
    ///
    /// The pointer is not NULL, and it and those in the struct keep to rule 1 of the crate's contract while the datum is
    /// in use.
    pub(crate) unsafe fn new(schema: &'static Schema, value: *const dyn Value) -> Self {
        Self { schema, value }
    }
}

impl Datum for StructDatum {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn push(&self, to: &mut Writer<'_>) {
        // SAFETY: whoever made this vouched for the pointer and for those behind it.
        unsafe { (*self.value).push(to) };
    }
}

/// An event that was handed in.
pub(crate) struct GivenEvent<'a> {
    plan: &'static EventPlan,
    data: Option<Given<'a>>,
}

impl Event for GivenEvent<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.as_ref().map(Given::as_datum)
    }
}

/// Reads an event.
///
/// # Safety
///
/// `data` and `size` keep to rule 1 of the crate's contract for as long as `'a`.
pub(crate) unsafe fn read_event<'a>(event: snowgauge_event) -> Result<GivenEvent<'a>, Failure> {
    let kind = number(event.kind);
    let plan = generated::event_plan(kind)
        .ok_or_else(|| unusable("event", "a snowgauge_event_kind", &kind.to_string()))?;
    let form = number(event.form);
    let data = match plan.schema {
        // SAFETY: as the caller vouches.
        Some(schema) => Some(unsafe { read_data("event", schema, form, event.data, event.size) }?),
        None => {
            // SAFETY: as the caller vouches.
            let text = unsafe { array(event.data.cast::<u8>(), event.size, "event") }?;
            // What an event without data takes is the core's to say; text that is not UTF-8 is data for sure.
            Text::event(plan.name, core::str::from_utf8(text).unwrap_or("?"))?;
            None
        }
    };
    Ok(GivenEvent { plan, data })
}

/// Reads the entities of one event.
///
/// # Safety
///
/// The array, and `data` and `size` of each entity, keep to rule 1 of the crate's contract for as long as `'a`.
pub(crate) unsafe fn read_entities<'a>(
    entities: *const snowgauge_entity,
    length: usize,
) -> Result<Vec<Given<'a>>, Failure> {
    // SAFETY: as the caller vouches.
    let entities = unsafe { array(entities, length, "entities") }?;
    let read = |(index, entity): (usize, &snowgauge_entity)| {
        let name = format!("entities[{index}]");
        let kind = number(entity.kind);
        let schema = generated::entity_schema(kind)
            .ok_or_else(|| unusable(&name, "a snowgauge_entity_kind", &kind.to_string()))?;
        // SAFETY: as the caller vouches.
        unsafe { read_data(&name, schema, number(entity.form), entity.data, entity.size) }
    };
    entities.iter().enumerate().map(read).collect()
}

/// # Safety
///
/// `data` and `size` keep to rule 1 of the crate's contract for as long as `'a`.
unsafe fn read_data<'a>(
    name: &str,
    schema: &'static Schema,
    form: u32,
    data: *const c_void,
    size: usize,
) -> Result<Given<'a>, Failure> {
    match form {
        // SAFETY: as the caller vouches.
        1 => Ok(Given::Json(JsonDatum { schema, text: unsafe { array(data.cast::<u8>(), size, name) }? })),
        2 => {
            // SAFETY: as the caller vouches; what `data` points to is not looked at before its size is known to fit.
            unsafe { crate::argument::reference(data.cast::<u8>(), name) }?;
            let found = || unusable(name, "the struct of its kind, from the same version of snowgauge.h", "another size");
            let value = generated::typed(schema, data, size).ok_or_else(found)?;
            // SAFETY: as the caller vouches.
            Ok(Given::Struct(unsafe { StructDatum::new(schema, value) }))
        }
        other => Err(unusable(name, "a snowgauge_form", &other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_kinds_are_the_plans_order() {
        let names = |find: fn(u32) -> Option<&'static str>| (0..).skip(1).map_while(find).collect::<Vec<_>>();
        let events: Vec<_> = snowgauge::schema::tables::EVENTS.iter().map(|plan| plan.name).collect();
        assert_eq!(names(|kind| generated::event_plan(kind).map(|plan| plan.name)), events);
        assert!(generated::event_plan(0).is_none());
        assert!(generated::entity_schema(0).is_none());
    }

    #[test]
    fn every_datum_has_a_struct() {
        for schema in snowgauge::schema::tables::SCHEMAS {
            let sizes = (0..10_000).filter(|size| generated::typed(schema, core::ptr::null(), *size).is_some());
            assert_eq!(sizes.count(), 1, "{}", schema.name);
        }
    }
}
