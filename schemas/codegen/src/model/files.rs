//! Which files there are: Iglu's layout, and the plan beside it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::problem::{Problem, Problems, Source};

/// The folder that everything is generated from, in the repository's root.
const FOLDER: &str = "schemas";

/// The text of every input.
pub(super) struct Sources {
    /// The schemas, by path.
    pub schemas: Vec<SchemaFile>,
    /// `tracking-plan.toml`.
    pub plan: Source,
}

/// A schema's file: its path says who it is.
pub(super) struct SchemaFile {
    /// A reverse domain name.
    pub vendor: String,
    /// The schema's name.
    pub name: String,
    /// Its version (SchemaVer), such as `1-0-0`.
    pub version: String,
    /// What is in it.
    pub source: Source,
}

impl SchemaFile {
    /// The URI under which Iglu knows it.
    pub(super) fn uri(&self) -> String {
        let Self { vendor, name, version, .. } = self;
        format!("iglu:{vendor}/{name}/jsonschema/{version}")
    }
}

/// Reads the plan and every schema of every vendor: a folder with a dot in its name, as in `com.gitlab`.
pub(super) fn read(root: &Path, problems: &mut Problems) -> Sources {
    let folder = root.join(FOLDER);
    let mut schemas = Vec::new();
    for vendor in list(&folder, problems)
        .into_iter()
        .filter(|vendor| vendor.contains('.') && folder.join(vendor).is_dir())
    {
        for name in list(&folder.join(&vendor), problems) {
            let versions = folder.join(&vendor).join(&name).join("jsonschema");
            for version in list(&versions, problems) {
                let path: PathBuf = [FOLDER, &vendor, &name, "jsonschema", &version].iter().collect();
                let source = read_file(root, &path, problems);
                schemas.push(SchemaFile { vendor: vendor.clone(), name: name.clone(), version, source });
            }
        }
    }
    Sources { schemas, plan: read_file(root, &Path::new(FOLDER).join("tracking-plan.toml"), problems) }
}

/// The names in a folder, sorted.
fn list(folder: &Path, problems: &mut Problems) -> Vec<String> {
    let entries = fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<Result<Vec<_>, _>>()
    });
    let mut names = entries.unwrap_or_else(|error| {
        problems.add(unreadable(&folder.to_string_lossy(), &error));
        Vec::new()
    });
    names.sort();
    names
}

/// The text of a file; empty if it cannot be read, which is a problem of its own.
fn read_file(root: &Path, path: &Path, problems: &mut Problems) -> Source {
    let file = path.to_string_lossy().into_owned();
    let text = fs::read_to_string(root.join(path)).unwrap_or_else(|error| {
        problems.add(unreadable(&file, &error));
        String::new()
    });
    Source { file, text }
}

fn unreadable(file: &str, error: &std::io::Error) -> Problem {
    Source { file: file.into(), text: String::new() }.problem(
        0,
        "",
        format!("cannot be read ({error})"),
        "a schema is a UTF-8 file `schemas/<vendor>/<name>/jsonschema/<version>`, and the plan is `schemas/tracking-plan.toml`",
    )
}
