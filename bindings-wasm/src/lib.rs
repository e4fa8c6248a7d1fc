//! The WebAssembly half of the npm package `snowgauge`: the core, behind calls that take and give numbers and text.
//!
//! The TypeScript in `js/` is the package's API; nothing here is. It writes what it hands over into an [`Input`], so that
//! an event crosses with one copy, and it drives a [`Tracker`] as the core's run loop asks: call, then
//! [`Tracker::poll`] until it answers [`Step::Wait`] or [`Step::Idle`].

mod check;
mod input;
mod options;
mod step;
mod tracker;
mod violations;

pub use check::{check, validate};
pub use input::Input;
pub use options::Options;
pub use step::Step;
pub use tracker::Tracker;
pub use violations::{Part, ViolationList};

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
