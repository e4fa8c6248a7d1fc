//! The generator behind `cargo codegen`: reads `schemas/` and writes every file that follows from it.
//!
//! The way through it: [`model`] reads and checks the schemas and the tracking plan, [`targets`] writes the model in
//! one language each, [`output`] puts the texts into place or compares them with what is there.

pub mod model;
pub mod output;
pub mod problem;
pub mod targets;
