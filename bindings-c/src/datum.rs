//! Data that C hands in: JSON text or a struct, with its schema.

use core::ffi::c_void;
use std::borrow::Cow;

use snowgauge::Datum;
use snowgauge::encode::{Writer, read};
use snowgauge::schema::{Schema, UNPLANNED, find};

use crate::argument::{array, number, reference, unusable};
use crate::error::Failure;
use crate::event::{snowgauge_entity, snowgauge_form};
use crate::generated::{ENTITIES, STRUCTS};
use crate::kinds::snowgauge_self_describing_json;
use crate::value::Value;

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
    uri: Cow<'a, str>,
    text: &'a [u8],
}

impl<'a> JsonDatum<'a> {
    /// Text that claims to fit a schema of the tracking plan.
    fn planned(schema: &'static Schema, text: &'a [u8]) -> Self {
        Self { schema, uri: schema.uri.into(), text }
    }

    /// Text that claims to fit the schema with this URI. A URI that is not UTF-8 gets characters that none may have.
    fn self_describing(uri: &'a [u8], text: &'a [u8]) -> Self {
        let uri = String::from_utf8_lossy(uri);
        Self { schema: find(&uri).unwrap_or(&UNPLANNED), uri, text }
    }
}

impl Datum for JsonDatum<'_> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn uri(&self) -> &str {
        &self.uri
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

/// Reads the entities of an event, a scope or a tracker.
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
        let form = snowgauge_form::read(entity.form, &name)?;
        if form == snowgauge_form::SNOWGAUGE_FORM_SELF_DESCRIBING {
            // SAFETY: as the caller vouches.
            return unsafe { read_self_describing(&name, entity.data, entity.size) }.map(Given::Json);
        }
        let kind = number(&entity.kind);
        let schema = *numbered(ENTITIES, kind)
            .ok_or_else(|| unusable(&name, "a snowgauge_entity_kind", &kind.to_string()))?;
        // SAFETY: as the caller vouches.
        unsafe { read_data(&name, schema, form, entity.data, entity.size) }
    };
    entities.iter().enumerate().map(read).collect()
}

/// # Safety
///
/// `data` and `size` keep to rule 1 of the crate's contract for as long as `'a`.
pub(crate) unsafe fn read_data<'a>(
    name: &str,
    schema: &'static Schema,
    form: snowgauge_form,
    data: *const c_void,
    size: usize,
) -> Result<Given<'a>, Failure> {
    match form {
        snowgauge_form::SNOWGAUGE_FORM_JSON => {
            // SAFETY: as the caller vouches.
            let text = unsafe { array(data.cast::<u8>(), size, name) }?;
            Ok(Given::Json(JsonDatum::planned(schema, text)))
        }
        snowgauge_form::SNOWGAUGE_FORM_STRUCT => {
            // SAFETY: as the caller vouches; what `data` points to is not looked at before its size is known to fit.
            unsafe { reference(data.cast::<u8>(), name) }?;
            let value = structure(schema, data, size).ok_or_else(|| another_struct(name))?;
            // SAFETY: as the caller vouches.
            Ok(Given::Struct(unsafe { StructDatum::new(schema, value) }))
        }
        other => Err(unusable(name, "the snowgauge_form of an entity", &(other as u32).to_string())),
    }
}

fn another_struct(name: &str) -> Failure {
    unusable(name, "the struct of its kind, from the same version of snowgauge.h", "another one")
}

/// # Safety
///
/// `data`, `size` and the pointers in the struct keep to rule 1 of the crate's contract for as long as `'a`.
pub(crate) unsafe fn read_self_describing<'a>(
    name: &str,
    data: *const c_void,
    size: usize,
) -> Result<JsonDatum<'a>, Failure> {
    // SAFETY: as the caller vouches.
    unsafe {
        let given = read_struct::<snowgauge_self_describing_json>(name, data, size)?;
        let uri = given.schema.bytes(&format!("{name}.schema"))?.unwrap_or_default();
        let text = given.data.0.bytes(&format!("{name}.data"))?.unwrap_or_default();
        Ok(JsonDatum::self_describing(uri, text))
    }
}

/// The struct that was handed in without its type, if it has the size of this one.
///
/// # Safety
///
/// `data` and `size` keep to rule 1 of the crate's contract for as long as `'a`.
pub(crate) unsafe fn read_struct<'a, T>(
    name: &str,
    data: *const c_void,
    size: usize,
) -> Result<&'a T, Failure> {
    if size != size_of::<T>() && !data.is_null() {
        return Err(another_struct(name));
    }
    // SAFETY: as the caller vouches: `size` bytes are there, and that is the size of the struct.
    unsafe { reference(data.cast::<T>(), name) }
}

/// What a number stands for, counted from 1.
pub(crate) fn numbered<T>(list: &[T], number: u32) -> Option<&T> {
    usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).and_then(|index| list.get(index))
}

/// The struct of a schema, if it has this size and layout. What `data` points to is not looked at.
fn structure(schema: &'static Schema, data: *const c_void, size: usize) -> Option<*const dyn Value> {
    let (_, cast) = STRUCTS.iter().find(|(other, _)| core::ptr::eq(*other, schema))?;
    cast(data, size)
}

#[cfg(test)]
mod tests {
    use snowgauge::schema::{EventPlan, tables};

    use super::*;
    use crate::generated::EVENTS;

    #[test]
    fn the_numbers_of_the_kinds_are_the_plans_order() {
        let names = |plans: &[&EventPlan]| plans.iter().map(|plan| plan.name).collect::<Vec<_>>();
        assert_eq!(names(EVENTS), names(tables::EVENTS));
        let last = u32::try_from(EVENTS.len()).unwrap();
        assert!(numbered(EVENTS, 0).is_none() && numbered(EVENTS, 1).is_some());
        assert!(numbered(EVENTS, last).is_some() && numbered(EVENTS, last + 1).is_none());
    }

    #[test]
    fn every_schema_has_a_struct_which_no_size_alone_gives_away() {
        assert_eq!(STRUCTS.len(), tables::SCHEMAS.len());
        for schema in tables::SCHEMAS {
            assert!(STRUCTS.iter().any(|(other, _)| core::ptr::eq(*other, *schema)), "{}", schema.name);
            let fits = |size: &usize| structure(schema, core::ptr::null(), *size).is_some();
            assert_eq!((0..10_000).find(fits), None, "{}", schema.name);
        }
    }
}
