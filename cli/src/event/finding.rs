//! What is wrong with an event: the core's violations, and what stands beside the core's domain.

use serde::Serialize;
use snowgauge::{Code, Violation, Violations};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// A JSON pointer: into the datum with that schema; into the line where no schema is named.
    pub(crate) pointer: String,
    /// The stable code.
    pub(crate) code: &'static str,
    /// What would have fitted.
    pub(crate) expected: String,
    /// What was there, in words.
    pub(crate) found: String,
    /// The datum's schema, or the event's name; empty where the line itself is at fault.
    pub(crate) schema: String,
}

impl Finding {
    /// A finding with one of the core's codes.
    pub(crate) fn new(
        code: Code,
        pointer: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
        schema: impl Into<String>,
    ) -> Self {
        Self::with_code(code.as_str(), pointer, expected, found, schema)
    }

    /// A finding with a code that the core does not have.
    pub(crate) fn with_code(
        code: &'static str,
        pointer: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
        schema: impl Into<String>,
    ) -> Self {
        let (pointer, expected) = (pointer.into(), expected.into());
        Self { pointer, code, expected, found: found.into(), schema: schema.into() }
    }
}

impl From<Violation> for Finding {
    fn from(violation: Violation) -> Self {
        let Violation { code, pointer, expected, found, schema, .. } = violation;
        Self { pointer, code: code.as_str(), expected, found, schema }
    }
}

/// All that is wrong with one event. As in the core, no more than 100 are kept word by word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    omitted: u64,
}

impl Findings {
    /// The most that are kept.
    const MOST: usize = 100;

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The findings that are kept.
    pub(crate) fn as_slice(&self) -> &[Finding] {
        &self.list
    }

    /// How many more there were.
    pub(crate) fn omitted(&self) -> u64 {
        self.omitted
    }

    /// How many there were in all.
    pub(crate) fn count(&self) -> u64 {
        self.list.len() as u64 + self.omitted
    }

    /// Adds one.
    pub(crate) fn push(&mut self, finding: Finding) {
        if self.list.len() < Self::MOST {
            self.list.push(finding);
        } else {
            self.omitted += 1;
        }
    }

    /// Adds what the core has found.
    pub(crate) fn extend(&mut self, violations: Option<Violations>) {
        let Some(violations) = violations else { return };
        self.omitted += violations.omitted() as u64;
        violations.into_vec().into_iter().for_each(|violation| self.push(violation.into()));
    }

    /// Adds what the core has found in a text for which it had to be given some schema.
    pub(crate) fn extend_without_schema(&mut self, violations: Violations) {
        self.extend(Some(violations));
        self.list.iter_mut().for_each(|finding| finding.schema.clear());
    }

    /// Leaves out those that do not matter.
    pub(crate) fn retain(&mut self, matters: impl Fn(&Finding) -> bool) {
        self.list.retain(matters);
    }

    /// Adds all of the others.
    pub(crate) fn append(&mut self, others: Self) {
        self.omitted += others.omitted;
        others.list.into_iter().for_each(|finding| self.push(finding));
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self { list: vec![finding], omitted: 0 }
    }
}
