//! The schemas of an Iglu folder, for hosts that judge data without sending it.

use std::fmt;
use std::path::Path;

use crate::iglu::{Registry, RegistryError, SchemaUri, Violation};
use crate::json;

/// The schemas of an Iglu folder, compiled.
///
/// # Examples
///
/// ```no_run
/// use snowgauge_collector::{Schemas, Unfit};
///
/// let schemas = Schemas::from_folder("schemas".as_ref())?;
/// let judged = schemas.judge("iglu:com.example/happened/jsonschema/1-0-0", "{}");
/// assert_eq!(judged, Err(Unfit::UnknownSchema));
/// # Ok::<(), snowgauge_collector::RegistryError>(())
/// ```
pub struct Schemas(Registry);

/// Why data is not good.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unfit {
    /// There is no such schema.
    UnknownSchema,
    /// The schema cannot be judged by; the text says why.
    UnusableSchema(String),
    /// The data is no JSON; the text says what was expected where.
    NotJson(String),
    /// The data breaks the schema: JSON pointer and message, one per offence, never with a value of the data.
    Invalid(Vec<(String, String)>),
}

impl Schemas {
    /// The schemas at `folder/<vendor>/<name>/jsonschema/<version>`.
    ///
    /// # Errors
    ///
    /// [`RegistryError`] when a file cannot be read, or there is no schema at all.
    pub fn from_folder(folder: &Path) -> Result<Self, RegistryError> {
        Registry::from_folder(folder).map(Self)
    }

    /// The schemas that cannot be judged by, each with the reason.
    pub fn unusable(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.unusable()
    }

    /// Judges data, as JSON text, by the schema with this URI.
    ///
    /// # Errors
    ///
    /// Why it is not good.
    pub fn judge(&self, uri: &str, data: &str) -> Result<(), Unfit> {
        let uri = SchemaUri::parse(uri).ok_or(Unfit::UnknownSchema)?;
        let data = json::parse(data).map_err(|error| Unfit::NotJson(error.to_string()))?;
        self.0.judge(&uri, &data).map_err(|violation| match violation {
            Violation::UnknownSchema => Unfit::UnknownSchema,
            Violation::UnusableSchema(reason) => Unfit::UnusableSchema(reason),
            Violation::Invalid(offences) => Unfit::Invalid(offences),
        })
    }
}

impl fmt::Debug for Schemas {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Schemas").finish_non_exhaustive()
    }
}
