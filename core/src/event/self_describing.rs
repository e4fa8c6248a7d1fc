//! Data of the host's own schemas.

use alloc::borrow::Cow;
use core::fmt;

use super::{Datum, Event, JsonText};
use crate::encode::Writer;
use crate::schema::tables::PLAN;
use crate::schema::{EventPlan, Kind, Schema, UNPLANNED};

/// JSON with the Iglu URI of the schema that describes it, as an entity or as the data of a [`SelfDescribing`] event.
///
/// The schema may be one that the tracking plan does not have; nothing has to be registered. Then the data is sent as it
/// is, its members in the order given, if the URI is an Iglu URI with a full version and the text is JSON that does not
/// nest too deeply. Data of the tracking plan's schemas is checked against them.
///
/// # Examples
///
/// ```
/// use snowgauge_core::event::{Event, SelfDescribing, SelfDescribingJson};
/// let data = SelfDescribingJson::new("iglu:com.acme/deployed/jsonschema/1-0-0", r#"{"sha":"0d6f5a1b","seconds":42}"#);
/// let entity = SelfDescribingJson::new("iglu:com.acme/cluster/jsonschema/1-2-0", r#"{"name":"eu-1"}"#);
/// assert!(snowgauge_core::check(&SelfDescribing(data).with(&entity), &[]).is_none());
/// ```
#[derive(Clone)]
pub struct SelfDescribingJson<'a> {
    schema: &'static Schema,
    uri: Cow<'a, str>,
    data: JsonText<'a>,
}

impl<'a> SelfDescribingJson<'a> {
    /// Data, as JSON text, of the schema with this URI. Both are checked when its event is tracked.
    pub fn new(uri: impl Into<Cow<'a, str>>, data: impl Into<JsonText<'a>>) -> Self {
        let uri = uri.into();
        Self { schema: PLAN.find(&uri).unwrap_or(&UNPLANNED), uri, data: data.into() }
    }
}

impl Datum for SelfDescribingJson<'_> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn uri(&self) -> &str {
        &self.uri
    }

    fn push(&self, to: &mut Writer<'_>) {
        self.data.push(to);
    }
}

/// The data may be personal; only the schema and the length are shown.
impl fmt::Debug for SelfDescribingJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SelfDescribingJson").field("uri", &self.uri).field("data", &self.data).finish()
    }
}

/// A self-describing event (`e=ue`) with this data, whatever the tracker's framing is.
///
/// Where the data is that of an event of the tracking plan, the plan's rules about that event hold.
#[derive(Clone, Copy, Debug)]
pub struct SelfDescribing<D>(pub D);

impl<D: Datum> Event for SelfDescribing<D> {
    fn plan(&self) -> &'static EventPlan {
        PLAN.event_of(self.0.schema())
    }

    fn kind(&self) -> Kind {
        Kind::SelfDescribing
    }

    fn data(&self) -> Option<&dyn Datum> {
        Some(&self.0)
    }
}
