//! The WebAssembly half of the npm package `snowgauge`: the core, behind one function that takes and gives numbers.
//!
//! The TypeScript in `js/` is the package's API; nothing here is. Values and options come in as a stream of tokens, which
//! wasm-bindgen takes for a string; what is told goes out as text that is read in the module's memory. TypeScript drives a
//! tracker as the core's run loop asks: call, then poll until it says to wait.

mod calls;
mod codes;
mod event;
#[cfg(target_family = "wasm")]
mod heap;
mod options;
mod out;
mod rare;
mod stream;
mod tables;
mod tracker;

use core::cell::{Cell, RefCell};
use core::ptr;

use calls::{Calls, Input};
#[cfg(target_family = "wasm")]
use heap::GrowAhead;
use snowgauge_core::Now;
use stream::Stream;
#[cfg(target_family = "wasm")]
use talc::{cell::TalcSyncCell, wasm::WasmBinning};
use wasm_bindgen::prelude::wasm_bindgen;

// A heap is never extended: the next one is claimed beside it. That takes a little more memory, and less code.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: TalcSyncCell<GrowAhead, WasmBinning> = TalcSyncCell::new_wasm(GrowAhead);

thread_local! {
    static CALLS: RefCell<Calls> = const { RefCell::new(Calls::new()) };
    static SHARED: Shared = const { Shared::new() };
}

/// What crosses beside a call's stream and numbers. JavaScript reads and writes it in the module's memory: `js/exchange.ts`
/// knows where each is.
#[repr(C)]
struct Shared {
    /// In: the 16 bytes of an event's id.
    id: Cell<[u8; 16]>,
    /// Out: a number.
    number: Cell<f64>,
    /// Out: the address of what was handed out.
    address: Cell<*const u8>,
    /// Out: how many bytes were handed out.
    length: Cell<usize>,
}

impl Shared {
    const fn new() -> Self {
        Self {
            id: Cell::new([0; 16]),
            number: Cell::new(0.0),
            address: Cell::new(ptr::null()),
            length: Cell::new(0),
        }
    }
}

/// Does what [`codes`] says of `call`, and gives a number. One function for all: what is needed for each is there once.
///
/// `wall` and `mono` are the time on JavaScript's clocks, in milliseconds: since 1970, and since any moment that stays the
/// same. What a call does not need can be left out.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "numbers are all that crosses")]
pub fn call(
    call: u8,
    handle: usize,
    stream: &str,
    wall: f64,
    mono: f64,
    first: f64,
    second: f64,
    third: f64,
) -> f64 {
    let now = Now { wall: whole(wall), mono: whole(mono) };
    SHARED.with(|shared| {
        let input =
            Input { stream: Stream::new(stream), now, id: shared.id.get(), numbers: [first, second, third] };
        CALLS.with_borrow_mut(|calls| {
            let result = calls.call(call, handle, &input);
            shared.number.set(calls.out.number);
            shared.address.set(calls.out.bytes.as_ptr());
            shared.length.set(calls.out.bytes.len());
            result
        })
    })
}

/// The address of what crosses beside a call's stream and numbers; it stays the same.
#[wasm_bindgen]
pub fn shared() -> *const u8 {
    SHARED.with(|shared| shared.id.as_ptr().cast_const().cast())
}

/// A JavaScript number as a whole one: cut off, never below zero, 0 where it is NaN.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` does just what is said above"
)]
const fn whole(number: f64) -> u64 {
    number as u64
}

/// A number as JavaScript has it: exact up to 2^53, which milliseconds and counters of requests do not reach.
#[expect(clippy::cast_precision_loss, reason = "said above; a deadline beyond is never reached anyway")]
const fn number(whole: u64) -> f64 {
    whole as f64
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn odd_numbers_become_whole_ones() {
        assert_eq!([1.9, -5.0, f64::NAN, f64::INFINITY].map(whole), [1, 0, 0, u64::MAX]);
    }
}
