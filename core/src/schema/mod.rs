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
pub use plan::{Condition, EntityPlan, EntityRule, EventPlan, Kind, NullRule, Plan};
pub(crate) use plan::{needless_data, unknown_event};
pub use table::{
    Bounds, Format, Items, Node, Object, Property, PropertySet, Schema, Shape, Types, UNPLANNED,
};
pub use unique::Unique;
pub(crate) use uri::is_schema_uri;
pub use uri::name_in;
pub use violation::{Code, Report, Violation, Violations};

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
    tables::PLAN.find(uri)
}

/// The planned event with this name, such as `gkg_query_executed`, if the plan has it.
pub fn find_event(name: &str) -> Option<&'static EventPlan> {
    tables::PLAN.find_event(name)
}

/// The schema with this URI. Where the tracking plan has no such schema, the report gets an
/// [`UnknownSchema`](Code::UnknownSchema).
pub fn planned(uri: &str, report: &mut Report) -> Option<&'static Schema> {
    tables::PLAN.planned(uri, report)
}

/// The planned event with this name. Where the tracking plan has no such event, the report gets an
/// [`UnknownEvent`](Code::UnknownEvent); where there is data for an event that has none of its own, an
/// [`UnknownField`](Code::UnknownField).
pub fn planned_event(name: &str, has_data: bool, report: &mut Report) -> Option<&'static EventPlan> {
    tables::PLAN.planned_event(name, has_data, report)
}
