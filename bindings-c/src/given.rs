//! Reads the events that C hands in.

use core::ffi::c_void;

use snowgauge::encode::Text;
use snowgauge::payload::{Fields, field};
use snowgauge::schema::{EventPlan, Kind};
use snowgauge::{Datum, Event, SelfDescribing};

use crate::argument::{array, number, unusable};
use crate::datum::{Given, JsonDatum, numbered, read_data, read_self_describing, read_struct};
use crate::error::Failure;
use crate::event::snowgauge_form::{
    SNOWGAUGE_FORM_JSON, SNOWGAUGE_FORM_PAGE_PING, SNOWGAUGE_FORM_PAGE_VIEW, SNOWGAUGE_FORM_SELF_DESCRIBING,
    SNOWGAUGE_FORM_STRUCT, SNOWGAUGE_FORM_STRUCTURED_EVENT,
};
use crate::event::{snowgauge_event, snowgauge_form};
use crate::generated::EVENTS;
use crate::kinds::{
    FieldsEvent, OwnFields, snowgauge_page_ping, snowgauge_page_view, snowgauge_structured_event,
};
use crate::subject::GivenSubject;

/// An event of the tracking plan.
struct PlannedEvent<'a> {
    plan: &'static EventPlan,
    data: Option<Given<'a>>,
}

impl Event for PlannedEvent<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.plan
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.as_ref().map(Given::as_datum)
    }
}

/// The event itself, in one of the ways of being one.
enum Own<'a> {
    Planned(PlannedEvent<'a>),
    Fields(FieldsEvent<'a>),
    SelfDescribing(SelfDescribing<JsonDatum<'a>>),
}

/// An event that was handed in, with what else is said of it.
pub(crate) struct GivenEvent<'a> {
    own: Own<'a>,
    subject: GivenSubject<'a>,
    true_timestamp: Option<i64>,
}

impl GivenEvent<'_> {
    fn own(&self) -> &dyn Event {
        match &self.own {
            Own::Planned(event) => event,
            Own::Fields(event) => event,
            Own::SelfDescribing(event) => event,
        }
    }
}

impl Event for GivenEvent<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.own().plan()
    }

    fn kind(&self) -> Kind {
        self.own().kind()
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.own().data()
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        self.own().push_fields(to);
        self.subject.push_fields(to);
        if let Some(milliseconds) = self.true_timestamp {
            to.integer(field::TRUE_TIMESTAMP, milliseconds);
        }
    }
}

/// Reads an event.
///
/// # Safety
///
/// The pointers in it, and those in its struct and its subject, keep to rule 1 of the crate's contract for as long as `'a`.
pub(crate) unsafe fn read_event<'a>(event: snowgauge_event) -> Result<GivenEvent<'a>, Failure> {
    // SAFETY: as the caller vouches; NULL gives `None`, and no subject.
    unsafe {
        Ok(GivenEvent {
            own: read_own(&event)?,
            subject: GivenSubject::read(event.subject),
            true_timestamp: event.true_timestamp.as_ref().copied(),
        })
    }
}

/// # Safety
///
/// As for [`read_event`].
unsafe fn read_own<'a>(event: &snowgauge_event) -> Result<Own<'a>, Failure> {
    let &snowgauge_event { data, size, .. } = event;
    let form = snowgauge_form::read(event.form, "event")?;
    // SAFETY: as the caller vouches.
    unsafe {
        match form {
            SNOWGAUGE_FORM_JSON | SNOWGAUGE_FORM_STRUCT => {
                read_planned(number(&event.kind), form, data, size)
            }
            SNOWGAUGE_FORM_STRUCTURED_EVENT => read_fields::<snowgauge_structured_event>(data, size),
            SNOWGAUGE_FORM_PAGE_VIEW => read_fields::<snowgauge_page_view>(data, size),
            SNOWGAUGE_FORM_PAGE_PING => read_fields::<snowgauge_page_ping>(data, size),
            SNOWGAUGE_FORM_SELF_DESCRIBING => {
                read_self_describing("event", data, size).map(SelfDescribing).map(Own::SelfDescribing)
            }
        }
    }
}

/// # Safety
///
/// As for [`read_event`].
unsafe fn read_planned<'a>(
    kind: u32,
    form: snowgauge_form,
    data: *const c_void,
    size: usize,
) -> Result<Own<'a>, Failure> {
    let plan = *numbered(EVENTS, kind)
        .ok_or_else(|| unusable("event", "a snowgauge_event_kind", &kind.to_string()))?;
    if let Some(schema) = plan.schema {
        // SAFETY: as the caller vouches.
        let data = unsafe { read_data("event", schema, form, data, size) }?;
        return Ok(Own::Planned(PlannedEvent { plan, data: Some(data) }));
    }
    // SAFETY: as the caller vouches.
    let text = unsafe { array(data.cast::<u8>(), size, "event") }?;
    // What an event without data takes is the core's to say; text that is not UTF-8 is data for sure.
    Text::event(plan.name, core::str::from_utf8(text).unwrap_or("?"))?;
    Ok(Own::Planned(PlannedEvent { plan, data: None }))
}

/// # Safety
///
/// As for [`read_event`].
unsafe fn read_fields<'a, T: OwnFields + 'static>(
    data: *const c_void,
    size: usize,
) -> Result<Own<'a>, Failure> {
    // SAFETY: as the caller vouches.
    unsafe { Ok(Own::Fields(FieldsEvent::new(read_struct::<T>("event", data, size)?))) }
}
