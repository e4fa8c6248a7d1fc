//! The schemas known to the judge, compiled once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use include_dir::{Dir, File, include_dir};
use jsonschema::Validator;
use serde_json::Value;

use super::{SchemaUri, keywords};
use crate::json::Json;
use crate::json::schema::Literal;

/// The project's schemas, as they were when the program was built: vendor, and what is in its folder.
static EMBEDDED: [(&str, Dir<'static>); 3] = [
    ("com.gitlab", include_dir!("$CARGO_MANIFEST_DIR/../schemas/com.gitlab")),
    (
        "com.snowplowanalytics.mobile",
        include_dir!("$CARGO_MANIFEST_DIR/../schemas/com.snowplowanalytics.mobile"),
    ),
    (
        "com.snowplowanalytics.snowplow",
        include_dir!("$CARGO_MANIFEST_DIR/../schemas/com.snowplowanalytics.snowplow"),
    ),
];

/// Schemas by Iglu URI.
pub(crate) struct Registry(BTreeMap<String, Schema>);

/// One schema.
struct Schema {
    /// Its file, as it is.
    text: String,
    /// What data is judged by, or why it cannot be.
    validator: Result<Validator<Literal>, String>,
}

/// Why data does not pass its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Violation {
    /// No such schema.
    UnknownSchema,
    /// The schema cannot be judged here; the text says why.
    UnusableSchema(String),
    /// The data breaks the schema: JSON pointer and message, one per offence, never with a value of the data.
    Invalid(Vec<(String, String)>),
}

impl Registry {
    /// The schemas in the binary.
    pub(crate) fn embedded() -> Self {
        let mut registry = Self(BTreeMap::new());
        for (vendor, folder) in &EMBEDDED {
            registry.add_embedded(vendor, folder);
        }
        registry
    }

    /// The schemas of an Iglu folder: `folder/<vendor>/<name>/jsonschema/<version>`.
    ///
    /// # Errors
    ///
    /// [`RegistryError`] when a file cannot be read, or there is no schema at all.
    pub(crate) fn from_folder(folder: &Path) -> Result<Self, RegistryError> {
        let mut registry = Self(BTreeMap::new());
        for [vendor, name, format, version] in schema_files(folder)? {
            let path: PathBuf = [&vendor, &name, &format, &version].iter().collect();
            let path = folder.join(path);
            let text = fs::read_to_string(&path).map_err(|error| RegistryError::unreadable(&path, error))?;
            registry.add(&format!("iglu:{vendor}/{name}/{format}/{version}"), &text);
        }
        if registry.0.is_empty() {
            return Err(RegistryError::Empty { folder: folder.to_owned() });
        }
        Ok(registry)
    }

    /// The schemas that cannot be judged, each with the reason.
    pub(crate) fn unusable(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter_map(|(uri, schema)| Some((uri.as_str(), schema.validator.as_ref().err()?.as_str())))
    }

    /// The file of a schema.
    pub(crate) fn text(&self, uri: &str) -> Option<&str> {
        self.0.get(uri).map(|schema| schema.text.as_str())
    }

    /// The URIs of all schemas, in order.
    pub(crate) fn uris(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Judges data by a schema.
    pub(crate) fn judge(&self, uri: &SchemaUri<'_>, data: &Json<'_>) -> Result<(), Violation> {
        let validator = match self.0.get(uri.as_str()).map(|schema| &schema.validator) {
            None => return Err(Violation::UnknownSchema),
            Some(Err(reason)) => return Err(Violation::UnusableSchema(reason.clone())),
            Some(Ok(validator)) => validator,
        };
        if validator.is_valid(data) {
            return Ok(());
        }
        let mut offences: Vec<(String, String)> = validator
            .iter_errors(data)
            .map(|error| (error.instance_path().to_string(), error.masked().to_string()))
            .collect();
        // The same whatever the order of the members.
        offences.sort_by(|(a, _), (b, _)| a.cmp(b));
        Err(Violation::Invalid(offences))
    }

    fn add_embedded(&mut self, vendor: &str, folder: &Dir<'static>) {
        for file in folder.files() {
            if let Some((uri, text)) = embedded_schema(vendor, file) {
                self.add(&uri, text);
            }
        }
        for folder in folder.dirs() {
            self.add_embedded(vendor, folder);
        }
    }

    /// Whether there is a schema of this URI.
    #[cfg(test)]
    pub(crate) fn has(&self, uri: &SchemaUri<'_>) -> bool {
        self.0.contains_key(uri.as_str())
    }

    pub(crate) fn add(&mut self, uri: &str, text: &str) {
        if let Some(uri) = SchemaUri::parse(uri) {
            let schema = Schema { text: text.to_owned(), validator: load(&uri, text) };
            self.0.insert(uri.as_str().to_owned(), schema);
        }
    }
}

fn embedded_schema<'a>(vendor: &str, file: &'a File<'static>) -> Option<(String, &'a str)> {
    let path = file.path().to_str()?.replace('\\', "/");
    Some((format!("iglu:{vendor}/{path}"), file.contents_utf8()?))
}

/// Compiles one self-describing schema.
fn load(uri: &SchemaUri<'_>, text: &str) -> Result<Validator<Literal>, String> {
    let mut schema: Value =
        serde_json::from_str(text).map_err(|error| format!("not valid JSON (line {})", error.line()))?;
    let members = schema.as_object_mut().ok_or("not a JSON object")?;
    let own = members.remove("self").ok_or("no `self`, so not a self-describing schema")?;
    let part = |key: &str| own.get(key).and_then(Value::as_str).unwrap_or_default();
    if [part("vendor"), part("name"), part("format"), part("version")]
        != [uri.vendor(), uri.name(), uri.format(), uri.version()]
    {
        return Err("its `self` names another schema".to_owned());
    }
    // Iglu's own meta-schema, which adds `self` to draft 4; it is not there to be fetched.
    members.remove("$schema");
    keywords::compile(&schema)
}

/// Finds every `<vendor>/<name>/jsonschema/<version>` below a folder. Other files are none of our business.
fn schema_files(folder: &Path) -> Result<Vec<[String; 4]>, RegistryError> {
    let mut found = Vec::new();
    for vendor in entries(folder)? {
        for name in entries(&folder.join(&vendor))? {
            let versions = folder.join(&vendor).join(&name).join("jsonschema");
            for version in entries(&versions)? {
                if versions.join(&version).is_file() {
                    found.push([vendor.clone(), name.clone(), "jsonschema".to_owned(), version]);
                }
            }
        }
    }
    Ok(found)
}

/// The names in a folder, sorted; none when it is a file or does not exist.
fn entries(folder: &Path) -> Result<Vec<String>, RegistryError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let read = || -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.extend(entry?.file_name().into_string());
        }
        names.sort();
        Ok(names)
    };
    read().map_err(|error| RegistryError::unreadable(folder, error))
}

/// Why an Iglu folder cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum RegistryError {
    /// A file or folder cannot be read.
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder has no `<vendor>/<name>/jsonschema/<version>` in it.
    Empty {
        /// The folder.
        folder: PathBuf,
    },
}

impl RegistryError {
    fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), source }
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, source } => {
                write!(formatter, "cannot read {}: {source}", path.display())
            }
            Self::Empty { folder } => write!(
                formatter,
                "no schema in {}: expected <vendor>/<name>/jsonschema/<version> there",
                folder.display()
            ),
        }
    }
}

impl std::error::Error for RegistryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            Self::Empty { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn test_folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/iglu")
    }

    fn usable(registry: &Registry) -> Vec<&str> {
        registry
            .0
            .iter()
            .filter(|(_, schema)| schema.validator.is_ok())
            .map(|(uri, _)| uri.as_str())
            .collect()
    }

    fn uri(text: &str) -> SchemaUri<'_> {
        SchemaUri::parse(text).unwrap()
    }

    #[test]
    fn every_embedded_schema_is_usable() {
        let registry = Registry::embedded();
        assert_eq!(registry.unusable().collect::<Vec<_>>(), []);
        let on_disk =
            Registry::from_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas")).unwrap();
        assert_eq!(usable(&registry), usable(&on_disk));
        assert!(usable(&registry).contains(&"iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0"));
    }

    #[test]
    fn judges_data() {
        let registry = Registry::from_folder(&test_folder()).unwrap();
        let entity = uri("iglu:com.example/entity/jsonschema/1-0-0");
        assert_eq!(registry.judge(&entity, &parse(r#"{"id":"x","count":1}"#).unwrap()), Ok(()));
        let Err(Violation::Invalid(offences)) =
            registry.judge(&entity, &parse(r#"{"id":"secret secret secret","count":1.0}"#).unwrap())
        else {
            panic!("expected offences");
        };
        assert_eq!(
            offences.iter().map(|(pointer, _)| pointer.as_str()).collect::<Vec<_>>(),
            ["/count", "/id"]
        );
        assert!(offences.iter().all(|(_, message)| !message.contains("secret")), "{offences:?}");
    }

    #[test]
    fn unknown_and_unusable_schemas_judge_nothing_good() {
        let registry = Registry::from_folder(&test_folder()).unwrap();
        let data = parse("{}").unwrap();
        let unknown = uri("iglu:com.example/entity/jsonschema/1-0-1");
        assert_eq!(registry.judge(&unknown, &data), Err(Violation::UnknownSchema));
        for name in ["look_around", "misplaced", "not_json"] {
            let unusable = format!("iglu:com.example/{name}/jsonschema/1-0-0");
            let unusable = uri(&unusable);
            assert!(matches!(registry.judge(&unusable, &data), Err(Violation::UnusableSchema(_))), "{name}");
        }
        assert_eq!(registry.unusable().count(), 3);
    }

    #[test]
    fn a_folder_without_schemas_is_an_error() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert!(matches!(Registry::from_folder(&folder), Err(RegistryError::Empty { .. })));
    }
}
