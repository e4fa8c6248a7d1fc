//! Which schemas there are to compare.

use std::fs;
use std::path::{Path, PathBuf};

use jsonc_parser::ast::Object;
use jsonc_parser::common::Ranged;

use crate::json::{self, SCHEMA_FILE};
use crate::problem::{Problem, Problems, Source};
use crate::version::SchemaVer;

/// The folder between a schema's name and its versions.
const FORMAT: &str = "jsonschema";

/// A self-describing schema.
pub(super) struct Document {
    /// Vendor and name, such as `com.gitlab/gkg_query_executed`.
    pub name: String,
    pub version: SchemaVer,
    pub source: Source,
}

impl Document {
    /// The schema as a tree. It has been parsed before, so it is there.
    pub(super) fn json(&self) -> Option<Object<'_>> {
        json::parse(&self.source, &mut Problems::default())
    }
}

/// The schemas of one side.
pub(super) struct Side {
    pub documents: Vec<Document>,
    /// Whether it is a folder, in which all versions of a schema are.
    pub is_folder: bool,
}

/// Reads both sides, which have to be of the same kind.
pub(super) fn read_both(old: &Path, new: &Path) -> Result<(Side, Side), Vec<Problem>> {
    let mut problems = Problems::default();
    let sides = (read(old, &mut problems), read(new, &mut problems));
    if sides.0.is_folder != sides.1.is_folder {
        let instead = "give two files, or two folders in Iglu's layout";
        problems.add(unread(new).problem(0, "", "this is not of the same kind as OLD", instead));
    }
    problems.or(sides)
}

fn unread(path: &Path) -> Source {
    Source { file: path.to_string_lossy().into_owned(), text: String::new() }
}

fn read(path: &Path, problems: &mut Problems) -> Side {
    let is_folder = path.is_dir();
    let mut files = vec![path.to_owned()];
    if is_folder {
        files.clear();
        collect(path, &mut files, problems);
        if files.is_empty() {
            let instead = "give a folder that has <vendor>/<name>/jsonschema/<version> in it";
            problems.add(unread(path).problem(0, "", "there is no schema in this folder", instead));
        }
    }
    let documents = files.iter().filter_map(|file| document(file, problems)).collect();
    Side { documents, is_folder }
}

/// The files of Iglu's layout in a folder, sorted: `<vendor>/<name>/jsonschema/<version>`. A vendor has a dot in its name, as
/// in `com.gitlab`; what else is there is none of ours.
fn collect(folder: &Path, files: &mut Vec<PathBuf>, problems: &mut Problems) {
    let is_vendor = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy());
        name.is_some_and(|name| name.contains('.') && !name.starts_with('.')) && path.is_dir()
    };
    for vendor in list(folder, problems).iter().filter(|path| is_vendor(path)) {
        for name in list(vendor, problems) {
            files.extend(list(&name.join(FORMAT), problems));
        }
    }
}

/// What is in a folder, sorted.
fn list(folder: &Path, problems: &mut Problems) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>());
    let mut paths = entries.unwrap_or_else(|error| {
        let what = format!("the folder cannot be read ({error})");
        let instead = "lay schemas out as <vendor>/<name>/jsonschema/<version>";
        problems.add(unread(folder).problem(0, "", what, instead));
        Vec::new()
    });
    paths.sort();
    paths
}

/// Reads a file and what it says of itself.
fn document(path: &Path, problems: &mut Problems) -> Option<Document> {
    let file = path.to_string_lossy().into_owned();
    let source = Source::read(path, file, SCHEMA_FILE).map_err(|problem| problems.add(problem)).ok()?;
    let (name, version) = identity(&source, problems)?;
    Some(Document { name, version, source })
}

fn identity(source: &Source, problems: &mut Problems) -> Option<(String, SchemaVer)> {
    let json = json::parse(source, problems)?;
    let Some(own) = json.get_object("self") else {
        let instead = "say `vendor`, `name`, `format` and `version` in it";
        problems.add(source.problem(json.start(), "/self", "this schema has no `self`", instead));
        return None;
    };
    let text = |key: &str| own.get_string(key).map(|text| &*text.value);
    let version = text("version").and_then(SchemaVer::parse);
    if let (Some(vendor), Some(name), Some(version)) = (text("vendor"), text("name"), version) {
        return Some((format!("{vendor}/{name}"), version));
    }
    let instead = "say `vendor` and `name`, and a `version` such as `1-0-0`";
    problems.add(source.problem(own.start(), "/self", "`self` does not name the schema", instead));
    None
}
