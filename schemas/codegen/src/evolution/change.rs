//! What changed between two versions of a schema, and where.

use std::fmt;

use jsonc_parser::ast::{Object, ObjectProp};
use jsonc_parser::common::Ranged;

use crate::problem::{Source, join};
use crate::version::Level;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it means for data of the older version.
    pub level: Level,
    /// The file in which it can be seen: the newer one, unless something is gone.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
    /// Where it is in that file: a JSON pointer.
    pub pointer: String,
    /// What it is, and why it has its level.
    pub what: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { level, file, line, pointer, what } = self;
        write!(f, "{level:8}  {file}:{line}: {pointer}: {what}")
    }
}

/// Two versions of one schema, and the changes that were found so far.
pub(super) struct Comparison<'a> {
    pub old: &'a Source,
    pub new: &'a Source,
    pub changes: Vec<Change>,
}

/// The same part of both versions.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub old: &'a Object<'a>,
    pub new: &'a Object<'a>,
    pub pointer: &'a str,
}

impl<'a> Pair<'a> {
    /// A keyword in the older and in the newer version.
    pub(super) fn keyword(&self, keyword: &str) -> (Option<&'a ObjectProp<'a>>, Option<&'a ObjectProp<'a>>) {
        (self.old.get(keyword), self.new.get(keyword))
    }

    /// The pointer to a keyword.
    pub(super) fn to(&self, keyword: &str) -> String {
        join(self.pointer, keyword)
    }
}

impl Comparison<'_> {
    /// Notes a change that stands in the newer version.
    pub(super) fn changed(&mut self, level: Level, at: &dyn Ranged, pointer: &str, what: impl Into<String>) {
        self.note(level, self.new, at, pointer, what.into());
    }

    /// Notes that something is gone, which stands in the older version alone.
    pub(super) fn gone(&mut self, level: Level, at: &dyn Ranged, pointer: &str, what: impl Into<String>) {
        self.note(level, self.old, at, pointer, what.into());
    }

    fn note(&mut self, level: Level, source: &Source, at: &dyn Ranged, pointer: &str, what: String) {
        let (file, line) = (source.file.clone(), source.line(at.start()));
        self.changes.push(Change { level, file, line, pointer: pointer.to_owned(), what });
    }

    /// The text of a value in the older version, on one line.
    pub(super) fn old_text(&self, property: &ObjectProp<'_>) -> String {
        one_line(property.value.text(&self.old.text))
    }

    /// The text of a value in the newer version, on one line.
    pub(super) fn new_text(&self, property: &ObjectProp<'_>) -> String {
        one_line(property.value.text(&self.new.text))
    }

    /// Whether both values are the same JSON, however they are written.
    pub(super) fn same(&self, old: &ObjectProp<'_>, new: &ObjectProp<'_>) -> bool {
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
        json(old.value.text(&self.old.text)) == json(new.value.text(&self.new.text))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
