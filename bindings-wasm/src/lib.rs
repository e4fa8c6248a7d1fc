//! The WebAssembly half of the npm package `snowgauge`: the core, behind calls that take and give numbers and text.
//!
//! The TypeScript in `js/` is the package's API; nothing here is. What crosses goes through one exchange, so that an
//! event is copied once. TypeScript drives a [`Tracker`] as the core's run loop asks: call, then [`Tracker::poll`] until
//! it answers [`Step::Wait`] or [`Step::Idle`].

mod check;
mod exchange;
mod lines;
mod options;
mod step;
mod tracker;

pub use check::{check, validate};
pub use exchange::{number, reserve, take_body, take_text};
pub use step::Step;
pub use tracker::Tracker;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
