//! Data of the host's own types, token by token into the core's writer.

mod keys;
mod tokens;

use std::fmt;

use serde_core::Serialize;
use snowgauge_core::Datum;
use snowgauge_core::encode::Writer;
use snowgauge_core::schema::{Schema, UNPLANNED, find};

/// A value of a type with serde's `Serialize`, with the Iglu URI of the schema that describes it: as an entity, or in a
/// [`SelfDescribing`](crate::SelfDescribing) as an event.
///
/// It becomes the JSON that `serde_json` would write, without being written twice; what JSON does not have, such as NaN,
/// makes its event invalid. For the rest it is as [`SelfDescribingJson`](crate::SelfDescribingJson).
///
/// # Examples
///
/// ```
/// use snowgauge::{SelfDescribing, Serialized, check};
///
/// #[derive(serde::Serialize)]
/// struct Deployed<'a> {
///     sha: &'a str,
///     seconds: f64,
/// }
///
/// let uri = "iglu:com.acme/deployed/jsonschema/1-0-0";
/// let deployed = Deployed { sha: "0d6f5a1b", seconds: 42.5 };
/// assert!(check(&SelfDescribing(Serialized::new(uri, &deployed)), &[]).is_none());
///
/// let endless = Deployed { seconds: f64::INFINITY, ..deployed };
/// let violations = check(&SelfDescribing(Serialized::new(uri, &endless)), &[]).expect("JSON has no infinity");
/// assert_eq!(violations.as_slice()[0].pointer, "/seconds");
/// ```
#[derive(Clone, Copy)]
pub struct Serialized<'a, T: ?Sized> {
    schema: &'static Schema,
    uri: &'a str,
    value: &'a T,
}

impl<'a, T: Serialize + ?Sized> Serialized<'a, T> {
    /// A value, of the schema with this URI. Both are checked when its event is tracked.
    pub fn new(uri: &'a str, value: &'a T) -> Self {
        Self { schema: find(uri).unwrap_or(&UNPLANNED), uri, value }
    }
}

impl<T: Serialize + ?Sized> Datum for Serialized<'_, T> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn uri(&self) -> &str {
        self.uri
    }

    fn push(&self, to: &mut Writer<'_>) {
        tokens::push(self.value, to);
    }
}

/// The value may be personal; only the schema is shown.
impl<T: ?Sized> fmt::Debug for Serialized<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serialized").field("uri", &self.uri).finish_non_exhaustive()
    }
}
