//! The fields that a host sets, on their way to the wire.

use alloc::string::String;
use alloc::vec::Vec;

use super::field::{self, FIELDS, Field, Group, OF_SUBJECT};
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
pub struct Truncated(u32);

impl Truncated {
    /// Whether none was.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their names, as hosts call them: `label`, `page_title`….
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let fields = FIELDS.iter();
        fields.filter(move |field| self.0 & bit(field.slot) != 0).map(|field| field.property)
    }
}

impl core::fmt::Debug for Truncated {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

const fn bit(slot: u8) -> u32 {
    1 << slot
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
    /// A bit per field that has a value.
    present: u32,
    truncated: Truncated,
}

impl Values {
    pub(crate) const fn new() -> Self {
        let spans = [Span { start: 0, end: 0 }; FIELDS.len()];
        Self { texts: String::new(), spans, present: 0, truncated: Truncated(0) }
    }

    pub(super) fn clear(&mut self) {
        self.texts.clear();
        self.present = 0;
        self.truncated = Truncated::default();
    }

    /// Whether a field of the subject has a value.
    pub(super) const fn has_subject(&self) -> bool {
        self.present & ((1 << OF_SUBJECT) - 1) != 0
    }

    fn text(&self, field: &Field) -> Option<&str> {
        let Span { start, end } = *self.spans.get(usize::from(field.slot))?;
        if self.present & bit(field.slot) == 0 { None } else { self.texts.get(start..end) }
    }

    /// Gives a field a value, in place of the one that it may have.
    pub(super) fn set(&mut self, field: &Field, text: &str) {
        let start = self.texts.len();
        self.texts.push_str(text);
        let Some(span) = self.spans.get_mut(usize::from(field.slot)) else { return };
        *span = Span { start, end: self.texts.len() };
        self.present |= bit(field.slot);
        self.truncated.0 &= !bit(field.slot);
    }

    /// Checks every value and puts it into the form in which it is sent; reports what cannot be sent, and what the kind
    /// of event has to have and has not.
    pub(super) fn settle(&mut self, required: &[&Field], too_long: TooLong, report: &mut Report) {
        if self.present == 0 && required.is_empty() {
            return;
        }
        for field in &FIELDS {
            match self.text(field) {
                Some("") => {}
                Some(_) => self.settle_field(field, too_long, report),
                None if required.iter().any(|required| required.slot == field.slot) => {
                    report_field(report, field, Code::Required, "nothing");
                }
                None => {}
            }
        }
    }

    fn settle_field(&mut self, field: &'static Field, too_long: TooLong, report: &mut Report) {
        let Some(text) = self.text(field) else { return };
        let (length, kept) = match field.form.fit(text, too_long) {
            Ok(kept) => (text.len(), kept.len()),
            Err(misfit) => return report_field(report, field, misfit.code, &misfit.found),
        };
        if kept < length
            && let Some(span) = self.spans.get_mut(usize::from(field.slot))
        {
            span.end = span.start + kept;
            self.truncated.0 |= bit(field.slot);
        }
    }

    /// Writes the fields from this place in the table on as JSON members, each after a comma. Where one has no value here,
    /// that of `below` takes its place.
    pub(super) fn write(&self, first: usize, below: &Self, out: &mut Vec<u8>) {
        if self.present | below.present == 0 {
            return;
        }
        for field in FIELDS.iter().skip(first) {
            let Some(text) = self.text(field).or_else(|| below.text(field)) else { continue };
            begin_member(out, field);
            if field.form.is_numeric()
                && let Ok(number) = Decimal::parse(text)
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
        Truncated(self.truncated.0 | below.truncated.0 & !self.present)
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
    /// The groups that may be set here.
    groups: &'static [Group],
}

impl<'f> Fields<'f> {
    pub(super) fn new(values: &'f mut Values, report: &'f mut Report, groups: &'static [Group]) -> Self {
        Self { values, report, groups }
    }

    /// Sets a field to a text.
    pub fn text(&mut self, field: &'static Field, text: &str) {
        if !self.groups.contains(&field.group) {
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
        for field in FIELDS.iter().filter(|field| self.groups.contains(&field.group)) {
            expected.push_str(separator);
            expected.push_str(field.property);
            separator = ", ";
        }
        self.report.add(Code::UnknownField, pointer, expected, "an unknown field", field::PAYLOAD_DATA);
    }
}

/// The groups of fields that an event of this kind has.
pub(super) const fn groups(kind: Kind) -> &'static [Group] {
    match kind {
        Kind::Framed | Kind::SelfDescribing => &[Group::Event, Group::Subject],
        Kind::Structured => &[Group::Event, Group::Subject, Group::Structured],
        Kind::PageView => &[Group::Event, Group::Subject, Group::Page],
        Kind::PagePing => &[Group::Event, Group::Subject, Group::Page, Group::Ping],
    }
}

/// The fields that an event of this kind has to have.
pub(super) const fn required(kind: Kind) -> &'static [&'static Field] {
    match kind {
        Kind::Framed | Kind::SelfDescribing => &[],
        Kind::Structured => &[field::CATEGORY, field::ACTION],
        Kind::PageView | Kind::PagePing => &[field::PAGE_URL],
    }
}

fn named(property: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.property == property)
}
