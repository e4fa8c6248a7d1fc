//! Iglu schemas as data: the tables that values are checked against, and what is said when one does not fit.
//!
//! `schemas/` is the source; `cargo codegen` writes [`tables`] from it. Nothing here knows a schema by name.

mod decimal;
mod limit;
mod plan;
mod table;
#[rustfmt::skip]
pub mod tables;
mod unique;
mod uri;
mod violation;

pub use decimal::Decimal;
pub use limit::Limit;
pub use plan::{Condition, EntityPlan, EntityRule, EventPlan, Kind, NullRule};
pub use table::{
    Bounds, Format, Items, Node, Object, Property, PropertySet, Schema, Shape, Types, UNPLANNED,
};
pub use unique::Unique;
pub(crate) use uri::is_schema_uri;
pub use violation::{Code, Report, Violation, Violations};
pub(crate) use violation::{malformed_uri, unknown_event};
use violation::{needless_data, unknown_schema};

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

/// The schema with this URI.
///
/// # Errors
///
/// One violation, [`UnknownSchema`](Code::UnknownSchema), where the tracking plan has no such schema.
pub fn planned(uri: &str) -> Result<&'static Schema, Violations> {
    find(uri).ok_or_else(|| unknown_schema(uri))
}

/// The planned event with this name.
///
/// # Errors
///
/// One violation: [`UnknownEvent`](Code::UnknownEvent) where the tracking plan has no such event,
/// [`UnknownField`](Code::UnknownField) where there is data for an event that has none of its own.
pub fn planned_event(name: &str, has_data: bool) -> Result<&'static EventPlan, Violations> {
    match find_event(name) {
        None => Err(unknown_event(name)),
        Some(plan) if has_data && plan.schema.is_none() => Err(needless_data(plan.name)),
        Some(plan) => Ok(plan),
    }
}
