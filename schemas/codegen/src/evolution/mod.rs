//! `cargo codegen check-evolution OLD NEW`: what changed between versions of schemas, and whether their numbers say so.
//!
//! A version number of Iglu is MODEL-REVISION-ADDITION (`SchemaVer`). Snowplow's documentation defines it by the data that
//! was sent before: an ADDITION is compatible with all of it, a REVISION may not be with some of it, a MODEL is with none
//! of it. Where a change also touches the warehouse's columns, Snowplow's table of breaking changes counts (for Snowflake,
//! where GitLab's events go): a required field that comes or goes, or becomes required, and a narrower or other type are a
//! MODEL. A type that was widened is a REVISION, as in Snowplow's own comparison of schemas (schema-ddl).
//!
//! A part of a schema that cannot be judged is a REVISION when it changes: some data may not fit.

mod bounds;
mod change;
mod compare;
mod fields;
mod files;
mod types;
mod verdict;

use std::path::Path;

use crate::json;
use crate::problem::{Problem, Problems, Source};

pub use change::Change;
pub use verdict::{Judged, Report};

/// Compares two files, or two folders in Iglu's layout.
///
/// # Errors
///
/// What cannot be read or is no self-describing schema.
pub fn check(old: &Path, new: &Path) -> Result<Report, Vec<Problem>> {
    let (old, new) = files::read_both(old, new)?;
    Ok(verdict::judge(&old, &new))
}

/// The changes from one version of a schema to another, whatever their numbers are.
///
/// # Errors
///
/// One of the two is no JSON object.
pub fn changes(old: &Source, new: &Source) -> Result<Vec<Change>, Vec<Problem>> {
    let mut problems = Problems::default();
    let both = json::parse(old, &mut problems).zip(json::parse(new, &mut problems));
    let both = problems.or(both)?;
    Ok(both.map(|(was, is)| compare::changes((old, &was), (new, &is))).unwrap_or_default())
}
