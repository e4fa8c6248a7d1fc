//! What is measured of snowgauge, and the harness that measures it.
//!
//! The event is one `gkg_query_executed` with every field and its `knowledge_graph_context`. Each contender makes it
//! from the same [`Sample`] and ends with its bytes on the heap.

pub mod delivery;
pub mod ours;
pub mod reference;
pub mod rounds;
mod sample;

pub use sample::{Context, Query, Sample};
