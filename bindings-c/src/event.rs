//! Events and entities as C hands them in: JSON text or a struct, with what it is.

use core::ffi::{c_char, c_void};
use core::mem::MaybeUninit;

use snowgauge::encode::Text;
use snowgauge::{Datum, Event};

use crate::argument::{number, required, unusable};
use crate::error::{Failure, snowgauge_error, snowgauge_status};
use crate::generated::{ENTITIES, EVENTS, snowgauge_entity_kind, snowgauge_event_kind};
use crate::guard::fallible;
use crate::subject::snowgauge_subject;
use crate::text::snowgauge_str;

/// How data is handed in.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum snowgauge_form {
    /// As JSON text.
    SNOWGAUGE_FORM_JSON = 1,
    /// As the struct of its kind, such as `snowgauge_gkg_query_executed`.
    SNOWGAUGE_FORM_STRUCT = 2,
    /// As a `snowgauge_structured_event`: an event of the program's own, whose `kind` is not looked at.
    SNOWGAUGE_FORM_STRUCTURED_EVENT = 3,
    /// As a `snowgauge_page_view`: an event whose `kind` is not looked at.
    SNOWGAUGE_FORM_PAGE_VIEW = 4,
    /// As a `snowgauge_page_ping`: an event whose `kind` is not looked at.
    SNOWGAUGE_FORM_PAGE_PING = 5,
    /// As a `snowgauge_self_describing_json`: an event or entity whose `kind` is not looked at.
    SNOWGAUGE_FORM_SELF_DESCRIBING = 6,
}

impl snowgauge_form {
    /// The form in which `name` is handed in.
    pub(crate) fn read(form: MaybeUninit<Self>, name: &str) -> Result<Self, Failure> {
        match number(&form) {
            1 => Ok(Self::SNOWGAUGE_FORM_JSON),
            2 => Ok(Self::SNOWGAUGE_FORM_STRUCT),
            3 => Ok(Self::SNOWGAUGE_FORM_STRUCTURED_EVENT),
            4 => Ok(Self::SNOWGAUGE_FORM_PAGE_VIEW),
            5 => Ok(Self::SNOWGAUGE_FORM_PAGE_PING),
            6 => Ok(Self::SNOWGAUGE_FORM_SELF_DESCRIBING),
            other => Err(unusable(name, "a snowgauge_form", &other.to_string())),
        }
    }
}

/// An event: what it is, its data, and what else is to be said of it. `snowgauge_event_json` and functions such as
/// `snowgauge_gkg_query_executed_event` and `snowgauge_page_view_event` make one, in which `subject` and `true_timestamp`
/// can then be set. What the pointers lead to is only looked at, during the call that is given the event.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_event {
    /// Which event.
    pub kind: MaybeUninit<snowgauge_event_kind>,
    /// How `data` is to be read.
    pub form: MaybeUninit<snowgauge_form>,
    /// The JSON text, or the struct. An event without data of its own has none.
    pub data: *const c_void,
    /// How many bytes. Of a struct of the plan `sizeof` and the number of its layout, as the header's function for it has them, so
    /// that the library can tell one of another version; of other structs `sizeof`.
    pub size: usize,
    /// Who and where the user was, in place of what the tracker or its scope says; fields that are not set stay theirs.
    /// NULL: all stays.
    pub subject: *const snowgauge_subject,
    /// When it really happened, in milliseconds since 1970, years 0 to 9999: for events that are told later. NULL: not
    /// told.
    pub true_timestamp: *const i64,
}

/// An entity: what it is, and its data. `snowgauge_entity_json`, `snowgauge_self_describing_entity` and functions such as
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
    /// How many bytes. Of a struct of the plan `sizeof` and the number of its layout, as the header's function for it has them, so
    /// that the library can tell one of another version; of other structs `sizeof`.
    pub size: usize,
}

/// A list of entities; `{NULL, 0}` for none.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_entity_list {
    /// The first.
    pub items: *const snowgauge_entity,
    /// How many.
    pub len: usize,
}

impl snowgauge_event {
    /// An event whose data is JSON text.
    pub(crate) const fn json(
        kind: MaybeUninit<snowgauge_event_kind>,
        text: *const u8,
        length: usize,
    ) -> Self {
        let form = MaybeUninit::new(snowgauge_form::SNOWGAUGE_FORM_JSON);
        let (subject, true_timestamp) = (core::ptr::null(), core::ptr::null());
        Self { kind, form, data: text.cast(), size: length, subject, true_timestamp }
    }
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
/// Gives `SNOWGAUGE_INVALID` for a URI that the plan does not have, and `SNOWGAUGE_BAD_ARGUMENT` for one of an event. `error` may
/// be NULL.
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
