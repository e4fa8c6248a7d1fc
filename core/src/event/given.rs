//! Events of the protocol's own kinds by name, for hosts whose events are not checked by the compiler.

use super::self_describing::plan_of;
use super::{Datum, Event, SelfDescribingJson};
use crate::payload::Fields;
use crate::schema::{EventPlan, Kind, Report, Violations, unknown_event};

/// An event of one of the protocol's own kinds: its fields as pairs of name and text, numbers as text too.
///
/// # Examples
///
/// ```
/// use snowgauge_core::{check, event::Given};
/// let event = Given::new("structured_event", &[("category", "search"), ("action", "open"), ("value", "2.50")], None)?;
/// assert!(check(&event, &[]).is_none());
/// # Ok::<(), snowgauge_core::Violations>(())
/// ```
#[derive(Clone, Debug)]
pub struct Given<'g> {
    plan: &'static EventPlan,
    fields: &'g [(&'g str, &'g str)],
    data: Option<SelfDescribingJson<'g>>,
}

impl<'g> Given<'g> {
    /// The event of this kind: `structured_event`, `page_view`, `page_ping`, or `self_describing_event`, which alone has
    /// data. Any may have fields of the subject and a true timestamp among its fields.
    ///
    /// # Errors
    ///
    /// One violation, [`UnknownEvent`](crate::Code::UnknownEvent), for any other kind.
    pub fn new(
        kind: &str,
        fields: &'g [(&'g str, &'g str)],
        data: Option<SelfDescribingJson<'g>>,
    ) -> Result<Self, Violations> {
        let known = EventPlan::KINDS.iter().find(|plan| plan.name == kind);
        let mut report = Report::new();
        if known.is_none() {
            unknown_event(kind, &mut report);
        }
        let plan = *report.into_result(known)?;
        Ok(Self { plan, fields, data: data.filter(|_| plan.kind == Kind::SelfDescribing) })
    }
}

impl Event for Given<'_> {
    fn plan(&self) -> &'static EventPlan {
        self.data.as_ref().map_or(self.plan, |data| plan_of(data.schema()))
    }

    fn kind(&self) -> Kind {
        self.plan.kind
    }

    fn data(&self) -> Option<&dyn Datum> {
        self.data.as_ref().map(|data| data as &dyn Datum)
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        to.set_all(self.fields);
    }
}
