//! The WebAssembly half of the npm package `snowgauge`: the core, behind functions that take and give numbers.
//!
//! The TypeScript in `js/` is the package's API; nothing here is. Values and options come in as a stream of tokens, which
//! wasm-bindgen takes for a string; what is told goes out as text that is read in the module's memory. TypeScript drives a
//! tracker as the core's run loop asks: call, then [`poll`] until it says to wait.

mod check;
mod codes;
mod event;
mod given;
mod number;
mod options;
mod out;
mod state;
mod stream;
mod tracker;

pub use check::{check, validate};
pub use out::{number, out, out_length};
pub use state::{open, release};
pub use tracker::{counters, flush, poll, respond, scope, set_opt_out, stats, track};

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
