//! Events and entities as C hands them in: JSON text or a struct, with what it is.

use core::ffi::{c_char, c_void};
use core::mem::MaybeUninit;

use snowgauge::encode::{Text, Writer, read};
use snowgauge::schema::{EventPlan, Schema};
use snowgauge::{Datum, Event};

use crate::argument::{array, number, reference, required, unusable};
use crate::error::{Failure, snowgauge_error, snowgauge_status};
use crate::generated::{ENTITIES, EVENTS, STRUCTS, snowgauge_entity_kind, snowgauge_event_kind};
use crate::guard::fallible;
use crate::text::snowgauge_str;
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
    pub(crate) const fn json(
        kind: MaybeUninit<snowgauge_event_kind>,
        text: *const u8,
        length: usize,
    ) -> Self {
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
    let kind = number(&event.kind);
    let plan = *numbered(EVENTS, kind)
        .ok_or_else(|| unusable("event", "a snowgauge_event_kind", &kind.to_string()))?;
    let form = number(&event.form);
    if let Some(schema) = plan.schema {
        // SAFETY: as the caller vouches.
        let data = unsafe { read_data("event", schema, form, event.data, event.size) }?;
        return Ok(GivenEvent { plan, data: Some(data) });
    }
    // SAFETY: as the caller vouches.
    let text = unsafe { array(event.data.cast::<u8>(), event.size, "event") }?;
    // What an event without data takes is the core's to say; text that is not UTF-8 is data for sure.
    Text::event(plan.name, core::str::from_utf8(text).unwrap_or("?"))?;
    Ok(GivenEvent { plan, data: None })
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
        let kind = number(&entity.kind);
        let schema = *numbered(ENTITIES, kind)
            .ok_or_else(|| unusable(&name, "a snowgauge_entity_kind", &kind.to_string()))?;
        // SAFETY: as the caller vouches.
        unsafe { read_data(&name, schema, number(&entity.form), entity.data, entity.size) }
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
            unsafe { reference(data.cast::<u8>(), name) }?;
            let found = || {
                unusable(name, "the struct of its kind, from the same version of snowgauge.h", "another size")
            };
            let value = structure(schema, data, size).ok_or_else(found)?;
            // SAFETY: as the caller vouches.
            Ok(Given::Struct(unsafe { StructDatum::new(schema, value) }))
        }
        other => Err(unusable(name, "a snowgauge_form", &other.to_string())),
    }
}

/// What a number stands for, counted from 1.
fn numbered<T>(list: &[T], number: u32) -> Option<&T> {
    usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).and_then(|index| list.get(index))
}

/// The struct of a schema, if it has this size. What `data` points to is not looked at.
fn structure(schema: &'static Schema, data: *const c_void, size: usize) -> Option<*const dyn Value> {
    let (_, cast) = STRUCTS.iter().find(|(other, _)| core::ptr::eq(*other, schema))?;
    cast(data, size)
}

/// Finds the number of an event by its name in the tracking plan, such as `gkg_query_executed`: for programs that learn it
/// at run time.
///
/// Gives `SNOWGAUGE_INVALID` for a name that the plan does not have. `error` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_event_find(
    name: *const c_char,
    name_len: usize,
    kind: *mut snowgauge_event_kind,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract; a kind is written as its number, which is one of the enum's.
    unsafe {
        fallible(error, || {
            let place = required(kind, "kind")?.cast::<u32>();
            let name = snowgauge_str { data: name, len: name_len }.as_text("name")?;
            let plan = Text::event(name, "")?.plan();
            let index = EVENTS.iter().position(|other| core::ptr::eq(*other, plan));
            place.write(listed(index)?);
            Ok(())
        })
    }
}

/// Finds the number of an entity by the Iglu URI of its schema: for programs that learn it at run time.
///
/// Gives `SNOWGAUGE_INVALID` for a URI that no entity of the plan has. `error` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_entity_find(
    schema_uri: *const c_char,
    schema_uri_len: usize,
    kind: *mut snowgauge_entity_kind,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract; a kind is written as its number, which is one of the enum's.
    unsafe {
        fallible(error, || {
            let place = required(kind, "kind")?.cast::<u32>();
            let uri = snowgauge_str { data: schema_uri, len: schema_uri_len }.as_text("schema_uri")?;
            let schema = Text::entity(uri, "")?.schema();
            let index = ENTITIES.iter().position(|other| core::ptr::eq(*other, schema));
            place.write(listed(index)?);
            Ok(())
        })
    }
}

/// The number of what stands at this index; there is none for an event's own schema among the entities.
fn listed(index: Option<usize>) -> Result<u32, Failure> {
    let number = index.and_then(|index| u32::try_from(index).ok()?.checked_add(1));
    number.ok_or_else(|| unusable("schema_uri", "the schema of an entity", "the schema of an event"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use snowgauge::schema::tables;

    #[test]
    fn the_numbers_of_the_kinds_are_the_plans_order() {
        let names = |plans: &[&EventPlan]| plans.iter().map(|plan| plan.name).collect::<Vec<_>>();
        assert_eq!(names(EVENTS), names(tables::EVENTS));
        let last = u32::try_from(EVENTS.len()).unwrap();
        assert!(numbered(EVENTS, 0).is_none() && numbered(EVENTS, 1).is_some());
        assert!(numbered(EVENTS, last).is_some() && numbered(EVENTS, last + 1).is_none());
    }

    #[test]
    fn every_schema_has_one_struct_of_one_size() {
        assert_eq!(STRUCTS.len(), tables::SCHEMAS.len());
        for schema in tables::SCHEMAS {
            let sizes = (0..10_000).filter(|size| structure(schema, core::ptr::null(), *size).is_some());
            assert_eq!(sizes.count(), 1, "{}", schema.name);
        }
    }
}
