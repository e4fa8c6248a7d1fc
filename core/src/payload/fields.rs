//! The fields that a host sets, on their way to the wire.

use alloc::string::String;
use alloc::vec::Vec;

use super::field::{self, FIELDS, Field, Group};
use super::set::FieldSet;
use crate::encode::{Quoting, push_name, push_text};
use crate::schema::{Code, Decimal, Kind, Report};

/// What happens with a text that is longer than its field may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TooLong {
    /// Its event is invalid.
    #[default]
    Reject,
    /// It is cut to its limit, and the event's [`Outcome`](crate::Outcome) names it.
    Truncate,
}

/// The fields of one event that were cut to their limits.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Truncated(FieldSet);

impl Truncated {
    /// Whether none was.
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Their names, as hosts call them: `label`, `page_title`….
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.0.fields().map(|field| field.property)
    }
}

impl core::fmt::Debug for Truncated {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// Where the text of a field stands in [`Values::texts`].
#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
}

/// Texts of fields, by field.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    texts: String,
    spans: [Span; FIELDS.len()],
    /// The fields that have a value.
    present: FieldSet,
    truncated: FieldSet,
}

impl Values {
    pub(crate) const fn new() -> Self {
        let spans = [Span { start: 0, end: 0 }; FIELDS.len()];
        Self { texts: String::new(), spans, present: FieldSet::NONE, truncated: FieldSet::NONE }
    }

    pub(super) fn clear(&mut self) {
        self.texts.clear();
        (self.present, self.truncated) = (FieldSet::NONE, FieldSet::NONE);
    }

    fn text(&self, field: &Field) -> Option<&str> {
        let Span { start, end } = *self.spans.get(usize::from(field.slot))?;
        if self.present.has(field) { self.texts.get(start..end) } else { None }
    }

    /// Gives a field a value, in place of the one that it may have.
    pub(super) fn set(&mut self, field: &Field, text: &str) {
        let start = self.texts.len();
        self.texts.push_str(text);
        let Some(span) = self.spans.get_mut(usize::from(field.slot)) else { return };
        *span = Span { start, end: self.texts.len() };
        self.present = self.present.with(field);
        self.truncated = self.truncated.without(field);
    }

    /// Checks every value, and cuts it where it may be cut; reports what cannot be sent, and what the kind of event has to
    /// have and has not.
    pub(super) fn settle(&mut self, required: FieldSet, too_long: TooLong, report: &mut Report) {
        for field in self.present.or(required).fields() {
            self.settle_field(field, too_long, report);
        }
    }

    fn settle_field(&mut self, field: &'static Field, too_long: TooLong, report: &mut Report) {
        let Some(text) = self.text(field) else {
            return report_field(report, field, Code::Required, "nothing");
        };
        if text.is_empty() {
            return;
        }
        let (length, kept) = match field.form.fit(text, too_long) {
            Ok(kept) => (text.len(), kept.len()),
            Err(misfit) => return report_field(report, field, misfit.code, &misfit.found),
        };
        if kept < length
            && let Some(span) = self.spans.get_mut(usize::from(field.slot))
        {
            span.end = span.start + kept;
            self.truncated = self.truncated.with(field);
        }
    }

    /// Writes the fields as JSON members, each after a comma. Where one has no value here, that of `below` takes its place.
    pub(super) fn write(&self, below: &Self, out: &mut Vec<u8>) {
        for field in self.present.or(below.present).fields() {
            let Some(text) = self.text(field).or_else(|| below.text(field)) else { continue };
            begin_member(out, field);
            if field.form.is_numeric()
                && let Ok(number) = &Decimal::parse(text)
            {
                number.write(out);
            } else {
                push_text(out, text.as_bytes(), Quoting::Plain);
            }
            out.push(b'"');
        }
    }

    /// The fields that were cut, those of `below` included where they have no value here.
    pub(super) const fn truncated(&self, below: &Self) -> Truncated {
        Truncated(self.truncated.or(below.truncated.without_all(self.present)))
    }
}

/// Appends `,"name":"`.
pub(super) fn begin_member(out: &mut Vec<u8>, field: &Field) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(field.name.as_bytes());
    out.extend_from_slice(b"\":\"");
}

/// Appends `,"name":"text"`.
pub(super) fn write_member(out: &mut Vec<u8>, field: &Field, text: &[u8]) {
    begin_member(out, field);
    push_text(out, text, Quoting::Plain);
    out.push(b'"');
}

/// The same of a text in which nothing needs an escape.
pub(super) fn write_plain(out: &mut Vec<u8>, field: &Field, text: &[u8]) {
    begin_member(out, field);
    out.extend_from_slice(text);
    out.push(b'"');
}

fn report_field(report: &mut Report, field: &Field, code: Code, found: &str) {
    let mut pointer = String::new();
    push_name(&mut pointer, field.property);
    report.add(code, pointer, field.form.expected(), found, field::PAYLOAD_DATA);
}

/// Takes the tracker protocol's fields of one event, of a scope or of a tracker.
///
/// They are checked when all of them are there. An empty text is no value: none is sent, as enrich would make null of it.
#[derive(Debug)]
pub struct Fields<'f> {
    values: &'f mut Values,
    report: &'f mut Report,
    /// The fields that may be set here.
    allowed: FieldSet,
}

impl<'f> Fields<'f> {
    pub(super) fn new(values: &'f mut Values, report: &'f mut Report, allowed: FieldSet) -> Self {
        Self { values, report, allowed }
    }

    /// Sets a field to a text.
    pub fn text(&mut self, field: &'static Field, text: &str) {
        if !self.allowed.has(field) {
            self.unknown(field.property);
        } else if !text.is_empty() {
            self.values.set(field, text);
        }
    }

    /// Sets a field to a number.
    pub fn integer(&mut self, field: &'static Field, number: i64) {
        self.text(field, itoa::Buffer::new().format(number));
    }

    /// Sets a field to a number. One that is not finite is refused.
    pub fn decimal(&mut self, field: &'static Field, number: f64) {
        if number.is_finite() {
            self.text(field, zmij::Buffer::new().format_finite(number));
        } else {
            self.refuse(field.property, Code::NotJson, if number.is_nan() { "NaN" } else { "an infinity" });
        }
    }

    /// Sets the field that hosts call by this name, such as `page_url`, to a text; numbers as text too.
    pub fn set(&mut self, property: &str, text: &str) {
        match named(property) {
            Some(field) => self.text(field, text),
            None => self.unknown(property),
        }
    }

    /// Sets fields by their names, one after the other.
    pub fn set_all(&mut self, fields: &[(&str, &str)]) {
        for (property, text) in fields {
            self.set(property, text);
        }
    }

    /// Refuses a value that a text cannot hold. `found` says what kind of value it is, never which: `a list`, `a string
    /// with an unpaired surrogate`.
    pub fn refuse(&mut self, property: &str, code: Code, found: &str) {
        let Some(field) = named(property) else { return self.unknown(property) };
        report_field(self.report, field, code, found);
        // As if it were there, so that it is not reported as missing too.
        self.values.set(field, "");
    }

    fn unknown(&mut self, property: &str) {
        let mut pointer = String::new();
        push_name(&mut pointer, property);
        let mut expected = String::from("one of the fields ");
        let mut separator = "";
        for field in self.allowed.fields() {
            expected.push_str(separator);
            expected.push_str(field.property);
            separator = ", ";
        }
        self.report.add(Code::UnknownField, pointer, expected, "an unknown field", field::PAYLOAD_DATA);
    }
}

/// The fields that a scope or a tracker can have.
pub(super) const SUBJECT: FieldSet = FieldSet::of_groups(&[Group::Subject]);

/// The fields that an event of this kind can have.
pub(super) const fn allowed(kind: Kind) -> FieldSet {
    const ANY: FieldSet = FieldSet::of_groups(&[Group::Event, Group::Subject]);
    const STRUCTURED: FieldSet = ANY.or(FieldSet::of_groups(&[Group::Structured]));
    const PAGE_VIEW: FieldSet = ANY.or(FieldSet::of_groups(&[Group::Page]));
    const PAGE_PING: FieldSet = PAGE_VIEW.or(FieldSet::of_groups(&[Group::Ping]));
    match kind {
        Kind::Framed | Kind::SelfDescribing => ANY,
        Kind::Structured => STRUCTURED,
        Kind::PageView => PAGE_VIEW,
        Kind::PagePing => PAGE_PING,
    }
}

/// The fields that an event of this kind has to have.
pub(super) const fn required(kind: Kind) -> FieldSet {
    const STRUCTURED: FieldSet = FieldSet::NONE.with(field::CATEGORY).with(field::ACTION);
    const PAGE: FieldSet = FieldSet::NONE.with(field::PAGE_URL);
    match kind {
        Kind::Framed | Kind::SelfDescribing => FieldSet::NONE,
        Kind::Structured => STRUCTURED,
        Kind::PageView | Kind::PagePing => PAGE,
    }
}

fn named(property: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.property == property)
}
