//! Checking without tracking.

use super::encoder::Encoder;
use crate::encode::{Quoting, Scratch, Writer, write};
use crate::event::{Datum, Event};
use crate::id::EventId;
use crate::schema::tables::PLAN;
use crate::schema::{Plan, Report, Violations};

/// Checks one datum against the schema with this URI and the plan's rules about it: all that is wrong, if anything is.
///
/// # Examples
///
/// ```
/// use snowgauge_core::{encode::read, validate};
/// let uri = "iglu:com.gitlab/gkg_namespace_enabled/jsonschema/1-0-0";
/// let text = r#"{"namespace_type":"groop","enabled_by_user_id":"8819234"}"#;
/// let violations = validate(uri, |to| read(text, to)).expect("groop is no type of namespace");
/// assert_eq!(violations.as_slice()[0].pointer, "/namespace_type");
/// ```
pub fn validate(uri: &str, mut push: impl FnMut(&mut Writer<'_>)) -> Option<Violations> {
    validate_with(&mut Scratch::new(), uri, &mut push)
}

/// The same as [`validate`], in buffers of the host's.
pub fn validate_with(
    scratch: &mut Scratch,
    uri: &str,
    push: &mut dyn FnMut(&mut Writer<'_>),
) -> Option<Violations> {
    PLAN.validate(scratch, uri, push)
}

impl Plan {
    /// Checks one datum against the plan's schema with this URI and its rules: all that is wrong, if anything is.
    pub fn validate(
        &self,
        scratch: &mut Scratch,
        uri: &str,
        push: &mut dyn FnMut(&mut Writer<'_>),
    ) -> Option<Violations> {
        let mut report = Report::new();
        if let Some(schema) = self.planned(uri, &mut report) {
            scratch.out.clear();
            write(schema, uri, Quoting::Plain, scratch, &mut report, push);
        }
        report.into_violations()
    }
}

/// Checks an event with its entities as a tracker with the default options would: all that is wrong, if anything is.
///
/// # Examples
///
/// ```
/// use snowgauge_core::{check, encode::Text};
/// let event = Text::event("suggestion_requested", "{}")?;
/// let violations = check(&event, &[]).expect("its entity is missing");
/// assert_eq!(violations.as_slice()[0].code.as_str(), "entity_missing");
/// # Ok::<(), snowgauge_core::Violations>(())
/// ```
pub fn check(event: &dyn Event, entities: &[&dyn Datum]) -> Option<Violations> {
    check_with(&mut Scratch::new(), event, entities)
}

/// The same as [`check`], in buffers of the host's.
pub fn check_with(scratch: &mut Scratch, event: &dyn Event, entities: &[&dyn Datum]) -> Option<Violations> {
    static ENCODER: Encoder = Encoder::new_for_checks();
    ENCODER.encode(event, entities, EventId::NONE, 0, scratch).err()
}
