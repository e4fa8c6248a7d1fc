//! A datum that was checked and written ahead of its event.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::escape::Quoting;
use super::facts::Facts;
use super::scratch::Scratch;
use super::writer::{Writer, write};
use crate::event::Datum;
use crate::schema::{Report, Schema, UNPLANNED, Violations, find};

/// A datum as JSON text, checked: for hosts whose values are encoded when they are made, as Python's are.
#[derive(Clone, Debug)]
pub struct Encoded {
    schema: &'static Schema,
    uri: Cow<'static, str>,
    pub(super) json: String,
    pub(super) facts: Facts,
    pub(super) violations: Option<Violations>,
}

impl Encoded {
    /// Lets `push` write a datum of this schema, and keeps its text with all that is wrong with it.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge_core::{Scratch, encode::{Encoded, read}, schema};
    /// let schema = schema::find("iglu:com.gitlab/gkg_schema_introspected/jsonschema/1-0-0").expect("in the plan");
    /// let text = r#"{ "domain_filter": null, "schema_version": "2.1.0" }"#;
    /// let datum = Encoded::new(schema, &mut Scratch::default(), |to| read(text, to));
    /// assert_eq!(datum.json(), r#"{"schema_version":"2.1.0","domain_filter":null}"#);
    /// assert!(datum.violations().is_none());
    /// ```
    pub fn new(
        schema: &'static Schema,
        scratch: &mut Scratch,
        mut push: impl FnMut(&mut Writer<'_>),
    ) -> Self {
        Self::under(schema, schema.uri.into(), scratch, &mut push)
    }

    /// Lets `push` write a datum of the schema with this URI, which may be one of the host's own: of that nothing is
    /// checked but that the URI is one, and that the datum is JSON.
    pub fn self_describing(
        uri: impl Into<String>,
        scratch: &mut Scratch,
        mut push: impl FnMut(&mut Writer<'_>),
    ) -> Self {
        let uri = uri.into();
        Self::under(find(&uri).unwrap_or(&UNPLANNED), uri.into(), scratch, &mut push)
    }

    /// What a datum says, with all that is wrong with it.
    pub fn of(datum: &dyn Datum, scratch: &mut Scratch) -> Self {
        Self::under(datum.schema(), Cow::Owned(datum.uri().into()), scratch, &mut |to| datum.push(to))
    }

    fn under(
        schema: &'static Schema,
        uri: Cow<'static, str>,
        scratch: &mut Scratch,
        push: &mut dyn FnMut(&mut Writer<'_>),
    ) -> Self {
        let mut report = Report::new();
        scratch.out.clear();
        write(schema, &uri, Quoting::Plain, scratch, &mut report, push);
        let violations = report.into_violations();
        // What does not fit is never sent; its text, which may be only half a value, is not kept.
        let text = if violations.is_none() { scratch.out.clone() } else { Vec::new() };
        let json = String::from_utf8(text).unwrap_or_default();
        Self { schema, uri, json, facts: scratch.facts.clone(), violations }
    }

    /// The datum as JSON text in canonical form; empty where it does not fit its schema.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// What is wrong with it.
    pub fn violations(&self) -> Option<&Violations> {
        self.violations.as_ref()
    }
}

impl Datum for Encoded {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn uri(&self) -> &str {
        &self.uri
    }

    fn push(&self, to: &mut Writer<'_>) {
        to.encoded(self);
    }
}
