//! Iglu schemas as data: the tables that values are checked against, and what is said when one does not fit.
//!
//! `schemas/` is the source; `cargo codegen` writes [`tables`] from it. Nothing here knows a schema by name.

mod plan;
mod table;
#[rustfmt::skip]
pub mod tables;
mod violation;

pub use plan::{Condition, EntityPlan, EntityRule, EventPlan, NullRule};
pub use table::{Bounds, Format, Node, Object, Property, Range, Schema, Shape, Types};
pub use violation::{Code, Report, Violation, Violations};
pub(crate) use violation::{needless_data, unknown_event, unknown_schema};

/// The schema with this URI, if the plan has it.
///
/// # Examples
///
/// ```
/// let schema = snowgauge_core::schema::find("iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0");
/// assert_eq!(schema.map(|schema| schema.name), Some("gkg_query_executed"));
/// assert!(snowgauge_core::schema::find("iglu:com.example/unheard_of/jsonschema/1-0-0").is_none());
/// ```
pub fn find(uri: &str) -> Option<&'static Schema> {
    tables::SCHEMAS.iter().copied().find(|schema| schema.uri == uri)
}

/// The planned event with this name, such as `gkg_query_executed`, if the plan has it.
pub fn find_event(name: &str) -> Option<&'static EventPlan> {
    tables::EVENTS.iter().copied().find(|event| event.name == name)
}
