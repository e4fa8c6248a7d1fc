//! What `DuckDB` and Snowflake write differently: types, paths into data, and lists.

use heck::ToSnakeCase;

use crate::model::{Kind, Numbers, Object, Schema};

/// Whose SQL.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Data are structs and lists.
    DuckDb,
    /// Data are of the types OBJECT, ARRAY and VARIANT.
    Snowflake,
}

impl Dialect {
    /// A self-describing event's data, or else the first entity of its schema. A standard event has no other framing.
    pub(super) fn data(self, schema: &Schema, is_standard: bool) -> String {
        let unstruct = column("unstruct_event", schema);
        match self {
            _ if is_standard => unstruct,
            Self::DuckDb => format!("COALESCE({unstruct}, {})", self.entity(schema)),
            Self::Snowflake => format!("COALESCE({unstruct}::VARIANT, {})", self.entity(schema)),
        }
    }

    /// The first entity of a schema.
    pub(super) fn entity(self, schema: &Schema) -> String {
        let first = if self == Self::DuckDb { "1" } else { "0" };
        format!("{}[{first}]", column("contexts", schema))
    }

    /// A member of an object.
    pub(super) fn member(self, object: &str, name: &str, kind: &Kind) -> String {
        match self {
            Self::DuckDb => format!("{object}.{}", quoted(name)),
            Self::Snowflake => format!("{object}:{}{}", quoted(name), cast(kind)),
        }
    }

    /// What turns each item of a list in `view` into a row of its own, which has the item as `item`.
    pub(super) fn items(self, view: &str, list: &str) -> String {
        match self {
            Self::DuckDb => format!("(SELECT event_id, UNNEST({list}) AS item FROM {view}) AS listed"),
            Self::Snowflake => format!(
                "(SELECT listing.event_id, flat.value AS item FROM {view} AS listing, LATERAL FLATTEN(INPUT => \
                 listing.{list}) AS flat) AS listed"
            ),
        }
    }

    /// An item as a column.
    pub(super) fn item(self, kind: &Kind) -> String {
        match self {
            Self::DuckDb => "item".into(),
            Self::Snowflake => format!("item{} AS item", cast(kind)),
        }
    }
}

/// The column that the warehouse's loaders put a schema's data into.
pub(super) fn column(prefix: &str, schema: &Schema) -> String {
    let path = schema.uri.trim_start_matches("iglu:");
    let mut parts = path.split('/');
    let (vendor, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let model = parts.nth(1).and_then(|version| version.split('-').next()).unwrap_or_default();
    format!("{prefix}_{}_{}_{model}", vendor.to_snake_case(), name.to_snake_case())
}

/// The column of self-describing events of a schema in `DuckDB`.
pub(super) fn duckdb_event(schema: &Schema) -> String {
    format!("{} {}", column("unstruct_event", schema), duckdb_object(&schema.root))
}

/// The column of a schema's entities in `DuckDB`.
pub(super) fn duckdb_entities(schema: &Schema) -> String {
    format!("{} {}[]", column("contexts", schema), duckdb_object(&schema.root))
}

/// An object's type in `DuckDB`.
fn duckdb_object(object: &Object) -> String {
    let fields = object.properties.iter();
    let fields = fields.map(|it| format!("\"{}\" {}", it.name, duckdb_type(&it.node.kind)));
    format!("STRUCT({})", fields.collect::<Vec<_>>().join(", "))
}

fn duckdb_type(kind: &Kind) -> String {
    match kind {
        Kind::Boolean => "BOOLEAN".into(),
        Kind::Integer(numbers) if fits_64_bits(numbers) => "BIGINT".into(),
        Kind::Integer(_) => "HUGEINT".into(),
        Kind::Number(_) => "DOUBLE".into(),
        Kind::Text { .. } | Kind::Enum { .. } => "VARCHAR".into(),
        Kind::Array { items, .. } => format!("{}[]", duckdb_type(&items.kind)),
        Kind::Object(object) => duckdb_object(object),
        Kind::FreeObject(_) | Kind::Mixed(_) => "JSON".into(),
    }
}

/// The cast of a VARIANT in Snowflake.
fn cast(kind: &Kind) -> &'static str {
    match kind {
        Kind::Boolean => "::BOOLEAN",
        Kind::Integer(_) => "::NUMBER(38, 0)",
        Kind::Number(_) => "::DOUBLE",
        Kind::Text { .. } | Kind::Enum { .. } => "::VARCHAR",
        Kind::Array { .. } => "::ARRAY",
        Kind::Object(_) | Kind::FreeObject(_) => "::OBJECT",
        Kind::Mixed(_) => "",
    }
}

/// Whether every integer that the schema allows is one of 64 bits.
fn fits_64_bits(numbers: &Numbers) -> bool {
    let within = |number: crate::model::Decimal| number.to_i64().is_some();
    numbers.minimum.is_some_and(|bound| within(bound.number))
        && numbers.maximum.is_some_and(|bound| within(bound.number))
}

/// A member's name; in quotes where it is no plain word.
fn quoted(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain { name.into() } else { format!("\"{name}\"") }
}
