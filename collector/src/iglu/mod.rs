//! The schemas that events and entities are judged by, and how Snowplow's validator reads them.

mod format;
mod keywords;
mod pattern;
mod registry;
mod uri;
#[cfg(test)]
mod verdicts;

pub use registry::RegistryError;
pub(crate) use registry::{Registry, Violation};
pub(crate) use uri::SchemaUri;
