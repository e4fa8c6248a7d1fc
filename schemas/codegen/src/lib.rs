//! The generator behind `cargo codegen`: reads `schemas/` and writes every file that follows from it.
//!
//! The way through it: [`model`] reads and checks the schemas and the tracking plan, [`targets`] writes the model in
//! one language each, [`output`] puts the texts into place or compares them with what is there. Beside it stands
//! [`evolution`], which compares schemas with what they were.

mod c_library;
pub mod evolution;
mod json;
pub mod model;
pub mod output;
pub mod problem;
mod source;
pub mod targets;
pub mod version;
