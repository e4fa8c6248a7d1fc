//! The JSON documents of an event: its self-describing data and its entities.

use alloc::vec::Vec;

use super::encoder::Encoder;
use super::field::{self, Field};
use super::fields::begin_member;
use super::plan::EntityCheck;
use crate::ascii::push_base64;
use crate::encode::{Facts, Quoting, Scratch, write};
use crate::event::Datum;
use crate::schema::{Code, EventPlan, Report, Schema};

/// Entities that were checked and written ahead of the events that they go with.
#[derive(Clone, Debug)]
pub(super) struct Entities {
    /// The entities with commas between.
    json: Vec<u8>,
    /// What the plan's rules need to know of each.
    facts: Vec<(&'static Schema, Facts)>,
}

impl Entities {
    pub(super) const fn none() -> Self {
        Self { json: Vec::new(), facts: Vec::new() }
    }

    /// These entities with others before them.
    pub(super) fn below(&self, encoder: &Encoder, entities: &[&dyn Datum], report: &mut Report) -> Self {
        let mut scratch = Scratch::new();
        let mut facts = Vec::new();
        for entity in entities {
            separate(&mut scratch.out, facts.len());
            write_datum(encoder, *entity, &mut scratch, report);
            facts.push((entity.schema(), scratch.facts.clone()));
        }
        if !self.facts.is_empty() {
            separate(&mut scratch.out, facts.len());
        }
        scratch.out.extend_from_slice(&self.json);
        facts.extend_from_slice(&self.facts);
        Self { json: scratch.out, facts }
    }
}

/// The documents of one event, while they are written.
pub(super) struct Documents<'d> {
    encoder: &'d Encoder,
    scratch: &'d mut Scratch,
    report: &'d mut Report,
    check: EntityCheck,
    count: usize,
}

impl<'d> Documents<'d> {
    pub(super) fn new(
        encoder: &'d Encoder,
        plan: &'static EventPlan,
        scratch: &'d mut Scratch,
        report: &'d mut Report,
    ) -> Self {
        Self { encoder, scratch, report, check: EntityCheck::new(plan), count: 0 }
    }

    /// Writes the data of a self-describing event.
    pub(super) fn wrap_event(&mut self, datum: &dyn Datum) {
        self.open(field::SELF_DESCRIBING, field::SELF_DESCRIBING_BASE64, field::UNSTRUCT_EVENT);
        write_datum(self.encoder, datum, self.scratch, self.report);
        self.close();
    }

    /// Reports a self-describing event that has no data.
    pub(super) fn report_no_data(&mut self) {
        self.report.add_name(Code::Required, "self-describing data", "nothing", self.check.plan.name);
    }

    /// Writes an entity.
    pub(super) fn push_entity(&mut self, datum: &dyn Datum) {
        self.next_entity();
        write_datum(self.encoder, datum, self.scratch, self.report);
        self.check.note(datum.schema(), &self.scratch.facts, self.report);
    }

    fn next_entity(&mut self) {
        if self.count == 0 {
            self.open(field::ENTITIES, field::ENTITIES_BASE64, field::CONTEXTS);
            self.scratch.out.push(b'[');
        }
        separate(&mut self.scratch.out, self.count);
        self.count += 1;
    }

    /// Writes the entities that every event gets, and checks what the plan says about all of them together.
    pub(super) fn finish(&mut self) {
        let ambient = &self.encoder.entities;
        if !ambient.facts.is_empty() {
            self.next_entity();
            self.scratch.out.extend_from_slice(&ambient.json);
            for (schema, facts) in &ambient.facts {
                self.check.note(schema, facts, self.report);
            }
        }
        if self.count > 0 {
            self.scratch.out.push(b']');
            self.close();
        }
        self.check.finish(self.report);
    }

    /// Begins a field whose text is `{"schema":…,"data":…}`: its plain form or the one in base64.
    fn open(&mut self, plain: &Field, base64: &Field, wrapper: &str) {
        let Scratch { out, plain: buffer, .. } = &mut *self.scratch;
        let quoting = self.encoder.quoting;
        if quoting == Quoting::Plain {
            begin_member(out, base64);
            // The writer writes to `out`: until the document is complete, that is the other buffer.
            buffer.clear();
            core::mem::swap(out, buffer);
        } else {
            begin_member(out, plain);
        }
        push_head(out, wrapper.as_bytes(), b"", quoting);
    }

    fn close(&mut self) {
        let Scratch { out, plain, .. } = &mut *self.scratch;
        out.push(b'}');
        if self.encoder.quoting == Quoting::Plain {
            core::mem::swap(out, plain);
            // Enrich takes any form of base64, this one is the shortest.
            push_base64(out, plain);
        }
        out.push(b'"');
    }
}

/// Writes the comma before every entity but the first.
fn separate(out: &mut Vec<u8>, before: usize) {
    if before > 0 {
        out.push(b',');
    }
}

/// Writes `{"schema":…,"data":`, the URI in two parts.
fn push_head(out: &mut Vec<u8>, stem: &[u8], version: &[u8], quoting: Quoting) {
    let (schema, data): (&[u8], &[u8]) = match quoting {
        Quoting::Plain => (br#"{"schema":""#, br#"","data":"#),
        Quoting::Inside => (br#"{\"schema\":\""#, br#"\",\"data\":"#),
    };
    out.extend_from_slice(schema);
    out.extend_from_slice(stem);
    out.extend_from_slice(version);
    out.extend_from_slice(data);
}

/// Writes `{"schema":…,"data":…}`.
fn write_datum(encoder: &Encoder, datum: &dyn Datum, scratch: &mut Scratch, report: &mut Report) {
    let (schema, uri, quoting) = (datum.schema(), datum.uri(), encoder.quoting);
    let (stem, version) = encoder.sent_under(schema, uri.as_bytes());
    push_head(&mut scratch.out, stem, version, quoting);
    write(schema, uri, quoting, scratch, report, &mut |to| datum.push(to));
    scratch.out.push(b'}');
}
