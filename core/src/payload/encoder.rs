//! Events as payloads.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::envelope::Envelope;
use super::field::{self, Field};
use super::plan::EntityCheck;
use crate::config::{Config, ConfigError, Framing};
use crate::encode::{Quoting, Scratch, push_text, write};
use crate::event::{Datum, Event};
use crate::id::EventId;
use crate::message::sentence;
use crate::schema::{Code, Report, Schema, Violations};
use crate::time::UnixMillis;

/// An event that passed every check, as it will be sent; only the time of sending is still to come.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload {
    id: EventId,
    bytes: Box<[u8]>,
    /// Whether a store of the host's keeps it.
    #[cfg(feature = "store")]
    stored: bool,
}

impl Payload {
    /// The event's id.
    pub fn id(&self) -> EventId {
        self.id
    }

    /// The event's JSON object without its closing brace: what a store keeps.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A whole request body with this event alone, sent at this time: for hosts that deliver events themselves.
    pub fn into_request_body(self, sent: UnixMillis) -> Vec<u8> {
        let mut envelope = Envelope::new(sent);
        envelope.push(&self.bytes);
        envelope.finish()
    }
}

#[cfg(feature = "store")]
impl Payload {
    /// The event that a store has kept as this id and these [`bytes`](Self::bytes).
    pub fn from_store(id: EventId, bytes: Box<[u8]>) -> Self {
        Self { id, bytes, stored: true }
    }

    /// Notes that a store keeps the event: it outlives the process, so a shutdown does not end it.
    pub fn mark_stored(&mut self) {
        self.stored = true;
    }

    /// Whether a store keeps the event.
    pub(crate) const fn is_stored(&self) -> bool {
        self.stored
    }
}

/// Payloads hold personal data; only id and size are shown.
impl core::fmt::Debug for Payload {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let bytes = self.bytes.len();
        f.debug_struct("Payload").field("id", &self.id).field("bytes", &bytes).finish_non_exhaustive()
    }
}

/// Turns events into payloads. It never changes, so threads can share it.
#[derive(Debug)]
pub struct Encoder {
    framing: Framing,
    /// The fields that are the same in every event, as JSON members.
    fixed: Vec<u8>,
    schema_versions: Vec<(String, String)>,
    most_bytes: usize,
}

impl Encoder {
    /// An encoder with these options.
    ///
    /// # Errors
    ///
    /// The first option that cannot be used.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self::unchecked(config))
    }

    /// An encoder with options that are known to be good.
    pub(super) fn unchecked(config: &Config) -> Self {
        let mut fixed = Vec::new();
        for (field, value) in [
            (&field::TRACKER_VERSION, &config.tracker_version),
            (&field::NAMESPACE, &config.namespace),
            (&field::APP_ID, &config.app_id),
            (&field::PLATFORM, &config.platform),
        ] {
            push_field(&mut fixed, field, value);
        }
        let schema_versions = config.schema_versions.clone();
        Self { framing: config.framing, fixed, schema_versions, most_bytes: config.batch_bytes }
    }

    /// Checks an event with its entities and encodes it: first the entities attached to the event itself, then those
    /// in `entities`.
    ///
    /// # Errors
    ///
    /// All that is wrong with it: against the schemas, against the plan, or that it alone fills more than a request.
    pub fn encode(
        &self,
        event: &dyn Event,
        entities: &[&dyn Datum],
        id: EventId,
        created: UnixMillis,
        scratch: &mut Scratch,
    ) -> Result<Payload, Violations> {
        let mut report = Report::new();
        self.write(event, entities, id, created, scratch, &mut report);
        if report.is_empty() {
            let length = Envelope::length_alone(&scratch.out);
            if length > self.most_bytes {
                report_size(length, self.most_bytes, event, &mut report);
            }
        }
        match report.into_violations() {
            Some(violations) => Err(violations),
            None => Ok(Payload {
                id,
                bytes: Box::from(scratch.out.as_slice()),
                #[cfg(feature = "store")]
                stored: false,
            }),
        }
    }

    fn write(
        &self,
        event: &dyn Event,
        entities: &[&dyn Datum],
        id: EventId,
        created: UnixMillis,
        scratch: &mut Scratch,
        report: &mut Report,
    ) {
        let plan = event.plan();
        let data = event.data();
        let structured = data.is_none() || self.framing == Framing::InternalEvents;
        let out = &mut scratch.out;
        out.clear();
        out.push(b'{');
        push_field(out, &field::EVENT, if structured { field::STRUCTURED } else { field::UNSTRUCTURED });
        push_field(out, &field::EVENT_ID, id.write(&mut [0; EventId::TEXT_LENGTH]));
        push_field(out, &field::CREATED, itoa::Buffer::new().format(created));
        out.push(b',');
        out.extend_from_slice(&self.fixed);
        if structured {
            push_field(out, &field::CATEGORY, plan.category);
            push_field(out, &field::ACTION, plan.action);
        }
        let mut list = Entities { encoder: self, scratch, report, check: EntityCheck::new(plan), count: 0 };
        match data {
            Some(data) if structured => list.push(data),
            Some(data) => list.wrap_event(data),
            None => {}
        }
        event.visit_entities(&mut |entity| list.push(entity));
        for entity in entities {
            list.push(*entity);
        }
        list.finish();
    }

    /// The version that a schema's data is sent under.
    fn push_uri(&self, out: &mut Vec<u8>, schema: &Schema) {
        let version =
            self.schema_versions.iter().find(|(name, _)| name == schema.name).map(|(_, version)| version);
        let uri = schema.uri.as_bytes();
        let Some(version) = version else { return out.extend_from_slice(uri) };
        let stem = uri.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
        out.extend_from_slice(uri.get(..stem).unwrap_or_default());
        out.extend_from_slice(version.as_bytes());
    }

    /// Writes `{"schema":…,"data":…}` inside a payload's field.
    fn write_datum(&self, datum: &dyn Datum, scratch: &mut Scratch, report: &mut Report) {
        let schema = datum.schema();
        scratch.out.extend_from_slice(br#"{\"schema\":\""#);
        self.push_uri(&mut scratch.out, schema);
        scratch.out.extend_from_slice(br#"\",\"data\":"#);
        write(schema, Quoting::Inside, scratch, report, |to| datum.push(to));
        scratch.out.push(b'}');
    }
}

/// The entities of one event, while they are written.
struct Entities<'e> {
    encoder: &'e Encoder,
    scratch: &'e mut Scratch,
    report: &'e mut Report,
    check: EntityCheck,
    count: usize,
}

impl Entities<'_> {
    fn push(&mut self, datum: &dyn Datum) {
        if self.count == 0 {
            self.open(&field::ENTITIES, field::CONTEXTS);
            self.scratch.out.push(b'[');
        } else {
            self.scratch.out.push(b',');
        }
        self.count += 1;
        self.encoder.write_datum(datum, self.scratch, self.report);
        self.check.note(datum.schema(), &self.scratch.facts, self.report);
    }

    fn wrap_event(&mut self, datum: &dyn Datum) {
        self.open(&field::SELF_DESCRIBING, field::UNSTRUCT_EVENT);
        self.encoder.write_datum(datum, self.scratch, self.report);
        self.scratch.out.extend_from_slice(b"}\"");
    }

    fn open(&mut self, field: &Field, wrapper: &str) {
        for part in [",\"", field.name, r#"":"{\"schema\":\""#, wrapper, r#"\",\"data\":"#] {
            self.scratch.out.extend_from_slice(part.as_bytes());
        }
    }

    fn finish(self) {
        if self.count > 0 {
            self.scratch.out.extend_from_slice(b"]}\"");
        }
        self.check.finish(self.report);
    }
}

/// Appends `"name":"value"`, with a comma unless it is the first member.
fn push_field(out: &mut Vec<u8>, field: &Field, value: &str) {
    if !matches!(out.last(), None | Some(b'{')) {
        out.push(b',');
    }
    out.push(b'"');
    out.extend_from_slice(field.name.as_bytes());
    out.extend_from_slice(b"\":\"");
    push_text(out, value, Quoting::Plain);
    out.push(b'"');
}

fn report_size(length: usize, most: usize, event: &dyn Event, report: &mut Report) {
    let expected = sentence(&["a request of at most ", itoa::Buffer::new().format(most as u64), " bytes"]);
    let found =
        sentence(&["an event that alone makes ", itoa::Buffer::new().format(length as u64), " bytes"]);
    let plan = event.plan();
    report.add(
        Code::MaxBytes,
        String::new(),
        expected,
        &found,
        plan.schema.map_or(plan.name, |schema| schema.uri),
    );
}
