//! Reads a schema's file strictly: what is not understood is a problem, never skipped.

use jsonc_parser::ast::Object as Json;
use jsonc_parser::common::Ranged;

use super::files::SchemaFile;
use super::keywords::METASCHEMA;
use super::shape::{Kind, Object};
use crate::json;
use crate::problem::{Problems, Source, join};

/// A schema as its file says it, before the plan is known.
pub(super) struct Parsed {
    /// Its file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its Iglu URI.
    pub uri: String,
    /// What the datum is about, and its fields; `None` if the file cannot be understood.
    pub datum: Option<(String, Object)>,
}

/// Reads every schema.
pub(super) fn read_all(files: &[SchemaFile], problems: &mut Problems) -> Vec<Parsed> {
    let read = |file: &SchemaFile| Parsed {
        file: file.file.clone(),
        name: file.name.clone(),
        uri: file.uri(),
        datum: file
            .source
            .as_ref()
            .and_then(|source| Reader { source, problems: &mut *problems }.datum(file)),
    };
    files.iter().map(read).collect()
}

/// Reads one file and gathers what is wrong with it.
pub(super) struct Reader<'s, 'p> {
    source: &'s Source,
    problems: &'p mut Problems,
}

/// A JSON object that describes a value, and where it stands in the schema.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub json: &'a Json<'a>,
    pub pointer: &'a str,
    /// Whether it describes the whole datum.
    pub is_root: bool,
}

impl Place<'_> {
    /// The pointer to one of its keywords.
    pub(super) fn to(&self, keyword: &str) -> String {
        join(self.pointer, keyword)
    }
}

impl Reader<'_, '_> {
    /// Says that something is wrong at `part`.
    pub(super) fn problem(
        &mut self,
        part: &dyn Ranged,
        pointer: &str,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) {
        self.problems.add(self.source.problem(part.start(), pointer, what, instead));
    }

    fn datum(mut self, file: &SchemaFile) -> Option<(String, Object)> {
        let json = json::parse(self.source, self.problems)?;
        self.identity(&json, file);
        let node = self.node(Place { json: &json, pointer: "", is_root: true })?;
        if let (Kind::Object(root), false) = (node.kind, node.nullable) {
            return Some((node.description, root));
        }
        self.problem(
            &json,
            "",
            "a datum has named fields",
            "write `\"type\": \"object\"` and its `properties`",
        );
        None
    }

    /// `$schema` and `self` have to say what the path says.
    fn identity(&mut self, json: &Json<'_>, file: &SchemaFile) {
        self.expect_text(json, "$schema", "", METASCHEMA);
        let Some(own) = json.get_object("self") else {
            let instead = "say `vendor`, `name`, `format` and `version`, as in the path";
            return self.problem(json, "/self", "a self-describing schema has a `self` object", instead);
        };
        let expected = [
            ("vendor", &*file.vendor),
            ("name", &file.name),
            ("format", "jsonschema"),
            ("version", &file.version),
        ];
        for (key, text) in expected {
            self.expect_text(own, key, "/self", text);
        }
        for property in &own.properties {
            let key = property.name.as_str();
            if expected.iter().all(|(known, _)| *known != key) {
                self.problem(property, &join("/self", key), "`self` has no such key", "leave it out");
            }
        }
    }

    /// The value of `key` has to be this text.
    fn expect_text(&mut self, json: &Json<'_>, key: &str, pointer: &str, text: &str) {
        let found = json.get_string(key).map(|found| &*found.value);
        if found != Some(text) {
            let what = found.map_or_else(
                || format!("there is no text `{key}`"),
                |found| format!("`{found}` is wrong here"),
            );
            let at = json.get(key).map_or(json.start(), Ranged::start);
            let instead = format!("write `\"{key}\": \"{text}\"`");
            self.problems.add(self.source.problem(at, join(pointer, key), what, instead));
        }
    }
}
