//! Whether the core's validator and the `jsonschema` crate judge alike, schema by schema and datum by datum.
//!
//! [`schema`] draws a schema, which becomes both a draft 4 schema and a table of the core; [`datum`] draws JSON texts that
//! fit it or nearly do; [`subject`] lets both judge. Where Snowplow's own validator differs from the `jsonschema` crate,
//! [`differences`] says so, one by one: there is nothing else in which the two may differ.

pub mod datum;
pub mod dice;
pub mod differences;
pub mod number;
pub mod own;

pub mod run;
pub mod schema;
pub mod subject;
pub mod table;
pub mod twins;
