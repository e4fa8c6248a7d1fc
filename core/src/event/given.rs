//! Events of the protocol's own kinds by name, for hosts whose events are not checked by the compiler.

use core::fmt;

use super::{Datum, Event};
use crate::payload::Fields;
use crate::schema::tables::PLAN;
use crate::schema::{EventPlan, Kind, Report, Violations, needless_data, unknown_event};

/// An event of one of the protocol's own kinds: its fields as pairs of name and text, numbers as text too.
///
/// # Examples
///
/// ```
/// use snowgauge_core::{check, event::{Given, SelfDescribingJson}};
/// let event = Given::new("structured_event", &[("category", "search"), ("action", "open"), ("value", "2.50")], None)?;
/// assert!(check(&event, &[]).is_none());
///
/// let data = SelfDescribingJson::new("iglu:com.acme/deployed/jsonschema/1-0-0", r#"{"sha":"0d6f5a1b"}"#);
/// let event = Given::new("self_describing_event", &[("user_id", "8819234")], Some(&data))?;
/// assert!(check(&event, &[]).is_none());
/// # Ok::<(), snowgauge_core::Violations>(())
/// ```
#[derive(Clone, Copy)]
pub struct Given<'g> {
    plan: &'static EventPlan,
    fields: &'g [(&'g str, &'g str)],
    data: Option<&'g dyn Datum>,
}

impl<'g> Given<'g> {
    /// The event of this kind: `structured_event`, `page_view`, `page_ping`, or `self_describing_event`, which alone has
    /// data. Any may have fields of the subject and a true timestamp among its fields.
    ///
    /// # Errors
    ///
    /// One violation: [`UnknownEvent`](crate::Code::UnknownEvent) for any other kind,
    /// [`UnknownField`](crate::Code::UnknownField) for data that the kind does not have.
    pub fn new(
        kind: &str,
        fields: &'g [(&'g str, &'g str)],
        data: Option<&'g dyn Datum>,
    ) -> Result<Self, Violations> {
        let known = EventPlan::KINDS.iter().find(|plan| plan.name == kind);
        let mut report = Report::new();
        match known {
            None => unknown_event(kind, &mut report),
            Some(plan) if data.is_some() && plan.kind != Kind::SelfDescribing => {
                needless_data(plan.name, &mut report);
            }
            Some(_) => {}
        }
        report.into_result(known).map(|plan| Self { plan, fields, data })
    }
}

impl Event for Given<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.data.map_or(self.plan, |data| PLAN.event_of(data.schema()))
    }

    fn kind(&self) -> Kind {
        self.plan.kind
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        to.set_all(self.fields);
    }
}

/// Shows no field and no data: they may be personal.
impl fmt::Debug for Given<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").field("kind", &self.plan.name).finish_non_exhaustive()
    }
}
