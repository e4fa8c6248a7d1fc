//! Which files there are: Iglu's layout, and the plan beside it.

use std::fs;
use std::path::Path;

use crate::json::SCHEMA_FILE;
use crate::problem::{Problems, Source};
use crate::version::SchemaVer;

/// The folder that everything is generated from, in the repository's root.
const FOLDER: &str = "schemas";

/// The plan, in that folder.
const PLAN: &str = "tracking-plan.toml";

/// The folder between a schema's name and its versions.
const FORMAT: &str = "jsonschema";

/// What the plan should be, where it is not.
const PLAN_FILE: &str = "write the plan: an [[event]] for each event; `schemas/README.md` shows how";

/// What to do with something that is in nobody's place.
const LAYOUT: &str =
    "lay schemas out as `schemas/<vendor>/<name>/jsonschema/<version>`, and keep other files elsewhere";

/// The text of every input.
pub(super) struct Sources {
    /// The schemas, by path.
    pub schemas: Vec<SchemaFile>,
    /// `tracking-plan.toml`; `None` if it cannot be read, which is a problem of its own.
    pub plan: Option<Source>,
}

/// A schema's file: its path says who it is.
pub(super) struct SchemaFile {
    /// A reverse domain name.
    pub vendor: String,
    /// The schema's name.
    pub name: String,
    /// Its version (`SchemaVer`), such as `1-0-0`.
    pub version: String,
    /// The path of the file, relative to the repository's root.
    pub file: String,
    /// What is in it; `None` if it cannot be read, which is a problem of its own.
    pub source: Option<Source>,
}

impl SchemaFile {
    /// The URI under which Iglu knows it.
    pub(super) fn uri(&self) -> String {
        let Self { vendor, name, version, .. } = self;
        format!("iglu:{vendor}/{name}/{FORMAT}/{version}")
    }
}

/// Reads the plan and every schema of every vendor: a folder with a dot in its name, as in `com.gitlab`.
pub(super) fn read(root: &Path, problems: &mut Problems) -> Sources {
    let mut reader = Reader { root, problems };
    let mut schemas = Vec::new();
    for Entry { name: vendor, is_folder } in reader.list(FOLDER) {
        if is_folder && vendor.contains('.') {
            reader.vendor(&vendor, &mut schemas);
        }
    }
    Sources { schemas, plan: reader.text(&format!("{FOLDER}/{PLAN}"), PLAN_FILE) }
}

/// Something in a folder.
struct Entry {
    name: String,
    is_folder: bool,
}

struct Reader<'r, 'p> {
    root: &'r Path,
    problems: &'p mut Problems,
}

impl Reader<'_, '_> {
    fn vendor(&mut self, vendor: &str, schemas: &mut Vec<SchemaFile>) {
        let folder = format!("{FOLDER}/{vendor}");
        for Entry { name, is_folder } in self.list(&folder) {
            let folder = format!("{folder}/{name}");
            if !is_folder {
                self.misplaced(&folder, "this file is in the place of a schema's folder");
                continue;
            }
            for Entry { name: format, is_folder } in self.list(&folder) {
                if !is_folder || format != FORMAT {
                    self.misplaced(
                        &format!("{folder}/{format}"),
                        "only the folder `jsonschema` belongs here",
                    );
                }
            }
            self.versions(&format!("{folder}/{FORMAT}"), vendor, &name, schemas);
        }
    }

    fn versions(&mut self, folder: &str, vendor: &str, name: &str, schemas: &mut Vec<SchemaFile>) {
        for Entry { name: version, is_folder } in self.list(folder) {
            let file = format!("{folder}/{version}");
            if is_folder || SchemaVer::parse(&version).is_none() {
                let instead = "name a schema's file by its version, from `1-0-0`: model, revision, addition; keep other files elsewhere";
                self.problem(&file, "this is not the file of a version", instead);
                continue;
            }
            let source = self.text(&file, SCHEMA_FILE);
            let (vendor, name) = (vendor.to_owned(), name.to_owned());
            schemas.push(SchemaFile { vendor, name, version, file, source });
        }
    }

    /// What is in a folder, sorted; what begins with a dot is the system's or an editor's.
    fn list(&mut self, folder: &str) -> Vec<Entry> {
        let entries = fs::read_dir(self.root.join(folder)).and_then(|entries| {
            let entry = |entry: fs::DirEntry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                Entry { name, is_folder: entry.path().is_dir() }
            };
            entries.map(|found| found.map(entry)).collect::<Result<Vec<_>, _>>()
        });
        let mut entries = entries.unwrap_or_else(|error| {
            let what = match error.kind() {
                std::io::ErrorKind::NotFound => "there is no such folder".into(),
                _ => format!("the folder cannot be read ({error})"),
            };
            self.problem(folder, &what, LAYOUT);
            Vec::new()
        });
        entries.retain(|entry| !entry.name.starts_with('.'));
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        entries
    }

    fn text(&mut self, file: &str, kind: &str) -> Option<Source> {
        let source = Source::read(&self.root.join(file), file.to_owned(), kind);
        source.map_err(|problem| self.problems.add(problem)).ok()
    }

    fn misplaced(&mut self, file: &str, what: &str) {
        self.problem(file, what, LAYOUT);
    }

    fn problem(&mut self, file: &str, what: &str, instead: &str) {
        let source = Source { file: file.to_owned(), text: String::new() };
        self.problems.add(source.problem(0, "", what, instead));
    }
}
