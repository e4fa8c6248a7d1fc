//! Events as payloads.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use super::documents::{Documents, Entities};
use super::envelope::Envelope;
use super::field;
use super::fields::{
    Fields, SUBJECT, TooLong, Values, allowed, begin_member, required, write_member, write_plain,
};
use super::payload::Payload;
use super::set::FieldSet;
use crate::ascii::push_number;
use crate::config::{Config, ConfigError, Framing};
use crate::encode::{Quoting, Scratch};
use crate::event::{Datum, Event};
use crate::id::EventId;
use crate::message::counted;
use crate::schema::{Code, EventPlan, Kind, Report, Schema, Violations};
use crate::time::UnixMillis;

/// Turns events into payloads. It never changes, so threads can share it.
#[derive(Clone, Debug)]
pub struct Encoder {
    framing: Framing,
    too_long: TooLong,
    /// How the entities and the data of self-describing events are written: plain, they become base64 next.
    pub(super) quoting: Quoting,
    /// The fields that are the same in every event, as JSON members.
    fixed: Vec<u8>,
    /// The fields of the subject that hold where an event says nothing else.
    subject: Values,
    /// The entities that every event gets.
    pub(super) entities: Entities,
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
        Ok(Self::of_checked(&mut config.clone()))
    }

    /// An encoder with options that the host has checked, of which it takes the schemas' versions. A wrong one makes events
    /// that a collector refuses.
    pub fn of_checked(config: &mut Config) -> Self {
        let mut encoder = Self::new_for_checks();
        write_member(&mut encoder.fixed, field::TRACKER_VERSION, config.tracker_version.as_bytes());
        write_member(&mut encoder.fixed, field::NAMESPACE, config.namespace.as_bytes());
        write_member(&mut encoder.fixed, field::APP_ID, config.app_id.as_bytes());
        encoder.framing = config.framing;
        encoder.schema_versions = mem::take(&mut config.schema_versions);
        encoder.too_long = config.too_long;
        encoder.quoting = if config.base64 { Quoting::Plain } else { Quoting::Inside };
        encoder.most_bytes = config.batch_bytes;
        encoder.subject.set(field::PLATFORM, &config.platform);
        encoder
    }

    /// An encoder with the default options and without an application: its payloads are not sent.
    pub(super) const fn new_for_checks() -> Self {
        Self {
            framing: Framing::InternalEvents,
            too_long: TooLong::Reject,
            quoting: Quoting::Inside,
            fixed: Vec::new(),
            subject: Values::new(),
            entities: Entities::none(),
            schema_versions: Vec::new(),
            most_bytes: Config::BATCH_BYTES,
        }
    }

    /// An encoder for a scope of this one: its events have these fields of the subject, where they set none themselves,
    /// before those of this encoder, and these entities before those of this encoder.
    ///
    /// # Errors
    ///
    /// All that is wrong with the fields and entities.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge_core::{Config, Encoder};
    /// let encoder = Encoder::new(&Config { app_id: "gkg".into(), ..Config::default() })?;
    /// let scoped = encoder.scoped(&|fields| fields.set("user_id", "8819234"), &[])?;
    /// assert!(encoder.scoped(&|fields| fields.set("viewport", "wide"), &[]).is_err());
    /// # let _ = scoped;
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn scoped(
        &self,
        subject: &dyn Fn(&mut Fields<'_>),
        entities: &[&dyn Datum],
    ) -> Result<Self, Violations> {
        let mut report = Report::new();
        let mut scoped = self.clone();
        subject(&mut Fields::new(&mut scoped.subject, &mut report, SUBJECT));
        scoped.subject.settle(FieldSet::NONE, self.too_long, &mut report);
        scoped.entities = self.entities.below(self, entities, &mut report);
        match report.into_violations() {
            Some(violations) => Err(violations),
            None => Ok(scoped),
        }
    }

    /// Checks the subject's fields and the entities of a scope, which an event carries that says nothing else: for hosts
    /// that do without [`scoped`](Self::scoped) and give a scope's fields and entities to each of its events.
    pub fn check_scope(&self, carrier: &dyn Event, scratch: &mut Scratch) -> Option<Violations> {
        let mut report = Report::new();
        self.set_fields(carrier, SUBJECT, scratch, &mut report);
        self.write(carrier, &[], EventId::NONE, 0, scratch, &mut report);
        report.into_violations()
    }

    /// Checks an event with its entities and encodes it: first the entities attached to the event itself, then those
    /// in `entities`, then those of the scope and of the tracker.
    ///
    /// # Errors
    ///
    /// All that is wrong with it: against the protocol, the schemas, the plan, or that it alone fills more than a
    /// request.
    pub fn encode(
        &self,
        event: &dyn Event,
        entities: &[&dyn Datum],
        id: EventId,
        created: UnixMillis,
        scratch: &mut Scratch,
    ) -> Result<Payload, Violations> {
        let mut report = Report::new();
        self.set_fields(event, allowed(event.kind()), scratch, &mut report);
        let truncated = scratch.values.truncated(&self.subject);
        self.write(event, entities, id, created, scratch, &mut report);
        if report.is_empty() {
            let length = Envelope::length_alone(&scratch.out);
            if length > self.most_bytes {
                report_size(length, self.most_bytes, event, &mut report);
            }
        }
        match report.into_violations() {
            Some(violations) => Err(violations),
            None => Ok(Payload::new(id, &scratch.out, truncated)),
        }
    }

    /// Lets the event set its fields, of these, and checks them.
    fn set_fields(&self, event: &dyn Event, allowed: FieldSet, scratch: &mut Scratch, report: &mut Report) {
        let values = &mut scratch.values;
        values.clear();
        event.push_fields(&mut Fields::new(values, report, allowed));
        values.settle(required(event.kind()), self.too_long, report);
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
        let data = event.data();
        let kind = self.framed(event.kind(), data.is_some());
        self.write_fields(kind, event.plan(), id, created, scratch);
        let mut documents = Documents::new(self, event.plan(), scratch, report);
        match (kind, data) {
            (Kind::SelfDescribing, Some(data)) => documents.wrap_event(data),
            (Kind::SelfDescribing, None) => documents.report_no_data(),
            (_, Some(data)) => documents.push_entity(data),
            (_, None) => {}
        }
        event.visit_entities(&mut |entity| documents.push_entity(entity));
        for entity in entities {
            documents.push_entity(*entity);
        }
        documents.finish();
    }

    /// The kind as which an event goes on the wire.
    fn framed(&self, kind: Kind, has_data: bool) -> Kind {
        match kind {
            Kind::Framed if has_data && self.framing == Framing::SelfDescribing => Kind::SelfDescribing,
            kind => kind,
        }
    }

    /// Writes the fields, from the object's brace on.
    fn write_fields(
        &self,
        kind: Kind,
        plan: &EventPlan,
        id: EventId,
        created: UnixMillis,
        scratch: &mut Scratch,
    ) {
        let Scratch { out, values, .. } = scratch;
        let code = match kind {
            Kind::Framed | Kind::Structured => field::STRUCTURED,
            Kind::SelfDescribing => field::UNSTRUCTURED,
            Kind::PageView => field::PAGE_VIEW,
            Kind::PagePing => field::PAGE_PING,
        };
        out.clear();
        write_plain(out, field::EVENT, code.as_bytes());
        // In place of the comma: it is the first one.
        if let Some(first) = out.first_mut() {
            *first = b'{';
        }
        write_plain(out, field::EVENT_ID, &id.to_ascii());
        begin_member(out, field::CREATED);
        push_number(out, created);
        out.push(b'"');
        out.extend_from_slice(&self.fixed);
        values.write(&self.subject, out);
        if kind == Kind::Framed {
            write_member(out, field::CATEGORY, plan.category.as_bytes());
            write_member(out, field::ACTION, plan.action.as_bytes());
        }
    }

    /// The URI that a datum is sent under, in two parts.
    pub(super) fn sent_under<'u>(&'u self, schema: &Schema, uri: &'u [u8]) -> (&'u [u8], &'u [u8]) {
        for (name, version) in &self.schema_versions {
            if name == schema.name {
                let mut stem = uri;
                while let [head @ .., byte] = stem
                    && *byte != b'/'
                {
                    stem = head;
                }
                return (stem, version.as_bytes());
            }
        }
        (uri, b"")
    }
}

fn report_size(length: usize, most: usize, event: &dyn Event, report: &mut Report) {
    let expected = counted("a request of at most ", most, "byte");
    let found = counted("an event that alone makes ", length, "byte");
    let about = event.data().map_or(event.plan().name, Datum::uri);
    report.add(Code::MaxBytes, String::new(), expected, &found, about);
}
