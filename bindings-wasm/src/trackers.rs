//! All that the module holds: the exchange, and the trackers by their handles.

use core::cell::RefCell;

use snowgauge_core::{Encoder, Outbox, Scratch};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::exchange::Exchange;
use crate::options::Options;

/// One tracker: the core's encoder and outbox.
pub(crate) struct Tracker {
    pub(crate) encoder: Encoder,
    pub(crate) outbox: Outbox,
    pub(crate) scratch: Scratch,
    pub(crate) report_invalid: bool,
}

/// All that the module holds.
pub(crate) struct State {
    pub(crate) exchange: Exchange,
    /// By their handles, which are never used again; `None` where one was released.
    trackers: Vec<Option<Box<Tracker>>>,
}

thread_local! {
    static STATE: RefCell<State> = const {
        RefCell::new(State { exchange: Exchange::new(), trackers: Vec::new() })
    };
}

/// Lets `call` use all that there is.
pub(crate) fn with_state<T>(call: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(call)
}

/// Lets `call` use a tracker and the exchange; without a tracker of this handle, nothing happens.
pub(crate) fn with_tracker<T: Default>(
    handle: usize,
    call: impl FnOnce(&mut Tracker, &mut Exchange) -> T,
) -> T {
    with_state(|State { exchange, trackers }| match trackers.get_mut(handle) {
        Some(Some(tracker)) => call(tracker, exchange),
        _ => T::default(),
    })
}

/// A tracker with the options whose stream ends at `end`: gives its handle, and hands out where its requests go. Without a
/// tracker it gives -1 and hands out what is wrong with the options: a sentence that begins with an option's name.
#[wasm_bindgen]
pub fn open(end: usize) -> i32 {
    with_state(|State { exchange, trackers }| {
        let opened = Options::read(exchange.stream(end)).and_then(|options| {
            let tracker = Tracker {
                encoder: Encoder::new(&options.config)?,
                outbox: Outbox::new(&options.config)?,
                scratch: Scratch::default(),
                report_invalid: options.report_invalid,
            };
            Ok((tracker, options.endpoint))
        });
        match opened {
            Ok((tracker, endpoint)) => {
                exchange.tell_text(&endpoint);
                trackers.push(Some(Box::new(tracker)));
                i32::try_from(trackers.len()).unwrap_or_default() - 1
            }
            Err(error) => {
                exchange.tell_text(&error.message());
                -1
            }
        }
    })
}

/// Lets go of a tracker, with all that it holds.
#[wasm_bindgen]
pub fn release(handle: usize) {
    with_state(|state| {
        if let Some(tracker) = state.trackers.get_mut(handle) {
            *tracker = None;
        }
    });
}
