//! The C library of snowgauge: `include/snowgauge.h` is generated from this crate, doc comments included.
//!
//! The conventions are those of rustls-ffi; the README lists them. Names here are C's, so that one search finds an item
//! on both sides.
//!
//! # The contract of every function
//!
//! What the safety arguments of this crate rest on, and what a caller has to keep to:
//!
//! 1. A pointer is NULL, or it points to as many initialised values of its type as the length beside it says (to one
//!    where there is none), and nobody changes them while the call lasts. This holds for the pointers inside a struct
//!    that is handed in, too. Where a pointer may not be NULL, NULL is answered with an error.
//! 2. A pointer to an opaque type came from this library's `_new` or from an output, and was not freed since.
//! 3. An output is NULL, or a place where a value of its type can be written.
#![allow(unsafe_code)] // A C interface is made of raw pointers: this crate alone may follow them.
#![allow(non_camel_case_types)] // The names are C's.
#![allow(clippy::missing_safety_doc, clippy::doc_markdown)] // The doc comments are the header's: written for C.

mod argument;
mod callback;
pub mod check;
pub mod config;
pub mod connection;
pub mod counts;
mod datum;
pub mod error;
pub mod event;
#[rustfmt::skip]
pub mod generated;
mod given;
mod guard;
pub mod kinds;
mod options;
pub mod outcome;
pub mod policy;
pub mod request;
pub mod stats;
pub mod store;
pub mod subject;
pub mod text;
pub mod tracker;
mod value;

use core::ffi::{CStr, c_char};

/// The library's version, such as `0.1.0`: text that ends with a zero byte and lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn snowgauge_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    // No call in here can panic: there is nothing to guard.
    CStr::from_bytes_with_nul(VERSION.as_bytes()).unwrap_or_default().as_ptr()
}
