//! The WebAssembly half of the npm package `snowgauge`: the core, behind functions that take and give numbers.
//!
//! The TypeScript in `js/` is the package's API; nothing here is. Values and options come in as a stream of tokens,
//! written into the module's memory; what is told goes out as text that is read there. TypeScript drives a tracker as the
//! core's run loop asks: call, then [`poll`] until it says to wait.

mod check;
mod codes;
mod event;
mod exchange;
mod number;
mod options;
mod stream;
mod tracker;
mod trackers;

pub use check::{check, validate};
pub use exchange::{number, out, out_length, reserve};
pub use tracker::{flush, poll, respond, set_opt_out, stats, timeout, track};
pub use trackers::{open, release};

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
