//! The published Rust tracker, for who measures it beside snowgauge.

pub mod peer;
