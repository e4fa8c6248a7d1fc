//! The protocol's own kinds of event, as C hands them in.

use snowgauge::payload::Fields;
use snowgauge::payload::field::{self, Field};
use snowgauge::schema::{Code, EventPlan};
use snowgauge::{Datum, Event};

use crate::text::{snowgauge_json, snowgauge_str};
use crate::value::{Value, text};

/// A structured event of the program's own; `snowgauge_structured_event_event` makes an event of it. A text without
/// characters counts as none.
///
/// All zero, no field has a value.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_structured_event {
    /// What it is about: at most 1000 UTF-16 units. It has to be set.
    pub category: snowgauge_str,
    /// What has happened: at most 1000 UTF-16 units. It has to be set.
    pub action: snowgauge_str,
    /// What it has happened to: at most 4096 UTF-16 units.
    pub label: snowgauge_str,
    /// A property of the action or of what it has happened to: at most 1000 UTF-16 units.
    pub property: snowgauge_str,
    /// A number that goes with the action; NULL for none.
    pub value: *const f64,
}

/// A page view; `snowgauge_page_view_event` makes an event of it. A text without characters counts as none.
///
/// All zero, no field has a value.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_page_view {
    /// The page's URL: at most 10,000 UTF-16 units. It has to be set.
    pub page_url: snowgauge_str,
    /// The page's title: at most 2000 UTF-16 units.
    pub page_title: snowgauge_str,
    /// The URL of the page that led here: at most 10,000 UTF-16 units.
    pub referrer: snowgauge_str,
}

/// A page ping: the page is still being looked at. `snowgauge_page_ping_event` makes an event of it. A text without
/// characters counts as none.
///
/// All zero, no field has a value.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_page_ping {
    /// The page's URL: at most 10,000 UTF-16 units. It has to be set.
    pub page_url: snowgauge_str,
    /// The page's title: at most 2000 UTF-16 units.
    pub page_title: snowgauge_str,
    /// The URL of the page that led here: at most 10,000 UTF-16 units.
    pub referrer: snowgauge_str,
    /// The least horizontal scroll offset since the last page ping, in pixels, of 32 bits; NULL for none.
    pub min_x_offset: *const i64,
    /// The greatest horizontal scroll offset since the last page ping, in pixels, of 32 bits; NULL for none.
    pub max_x_offset: *const i64,
    /// The least vertical scroll offset since the last page ping, in pixels, of 32 bits; NULL for none.
    pub min_y_offset: *const i64,
    /// The greatest vertical scroll offset since the last page ping, in pixels, of 32 bits; NULL for none.
    pub max_y_offset: *const i64,
}

/// JSON text with the Iglu URI of the schema that describes it. `snowgauge_self_describing_event` makes an event of it,
/// `snowgauge_self_describing_entity` an entity.
///
/// The schema may be one that the tracking plan does not have; nothing has to be registered. Then the data is sent as it is,
/// its members in the order given, if the URI is an Iglu URI with a full version and the text is JSON that does not nest too
/// deeply. Data of the tracking plan's schemas is checked against them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_self_describing_json {
    /// The schema's URI, such as `iglu:com.acme/deployed/jsonschema/1-0-0`.
    pub schema: snowgauge_str,
    /// The data.
    pub data: snowgauge_json,
}

/// A kind of event that says all in fields of the protocol.
pub(crate) trait OwnFields {
    fn plan(&self) -> &'static EventPlan;

    /// Sets the fields that have values.
    ///
    /// # Safety
    ///
    /// Every pointer in it keeps to rule 1 of the crate's contract.
    unsafe fn push_fields(&self, to: &mut Fields<'_>);
}

/// An event of such a kind, as it was handed in.
pub(crate) struct FieldsEvent<'a>(&'a dyn OwnFields);

impl<'a> FieldsEvent<'a> {
    /// # Safety
    ///
    /// The pointers in the struct keep to rule 1 of the crate's contract for as long as `'a`.
    pub(crate) unsafe fn new(fields: &'a dyn OwnFields) -> Self {
        Self(fields)
    }
}

impl Event for FieldsEvent<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.0.plan()
    }

    fn data(&self) -> Option<&dyn Datum> {
        None
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        // SAFETY: whoever made this vouched for the pointers.
        unsafe { self.0.push_fields(to) };
    }
}

impl OwnFields for snowgauge_structured_event {
    fn plan(&self) -> &'static EventPlan {
        EventPlan::STRUCTURED
    }

    unsafe fn push_fields(&self, to: &mut Fields<'_>) {
        // SAFETY: the caller vouches for every pointer in the struct.
        unsafe {
            push_text(to, field::CATEGORY, self.category);
            push_text(to, field::ACTION, self.action);
            push_text(to, field::LABEL, self.label);
            push_text(to, field::PROPERTY, self.property);
            if let Some(value) = self.value.as_ref() {
                to.decimal(field::VALUE, *value);
            }
        }
    }
}

impl OwnFields for snowgauge_page_view {
    fn plan(&self) -> &'static EventPlan {
        EventPlan::PAGE_VIEW
    }

    unsafe fn push_fields(&self, to: &mut Fields<'_>) {
        // SAFETY: the caller vouches for every pointer in the struct.
        unsafe { push_page(to, self.page_url, self.page_title, self.referrer) };
    }
}

impl OwnFields for snowgauge_page_ping {
    fn plan(&self) -> &'static EventPlan {
        EventPlan::PAGE_PING
    }

    unsafe fn push_fields(&self, to: &mut Fields<'_>) {
        // SAFETY: the caller vouches for every pointer in the struct.
        unsafe {
            push_page(to, self.page_url, self.page_title, self.referrer);
            for (field, offset) in [
                (field::MIN_X_OFFSET, self.min_x_offset),
                (field::MAX_X_OFFSET, self.max_x_offset),
                (field::MIN_Y_OFFSET, self.min_y_offset),
                (field::MAX_Y_OFFSET, self.max_y_offset),
            ] {
                if let Some(offset) = offset.as_ref() {
                    to.integer(field, *offset);
                }
            }
        }
    }
}

/// # Safety
///
/// As for [`push_text`].
unsafe fn push_page(to: &mut Fields<'_>, url: snowgauge_str, title: snowgauge_str, referrer: snowgauge_str) {
    // SAFETY: as the caller vouches.
    unsafe {
        push_text(to, field::PAGE_URL, url);
        push_text(to, field::PAGE_TITLE, title);
        push_text(to, field::REFERRER, referrer);
    }
}

/// Sets a field to a text, if there is one. What is no text is a violation, as it is in the structs of schemas.
///
/// # Safety
///
/// The view keeps to rule 1 of the crate's contract.
pub(crate) unsafe fn push_text(to: &mut Fields<'_>, field: &'static Field, view: snowgauge_str) {
    if view.is_absent() {
        return;
    }
    // SAFETY: as the caller vouches.
    match unsafe { text(view) } {
        Ok(text) => to.text(field, text),
        Err(found) => to.refuse(field.property, Code::NotJson, found),
    }
}
