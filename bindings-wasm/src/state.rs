//! All that the module holds: what is handed out, and the trackers by their handles.

use core::cell::RefCell;

use snowgauge_core::{ConfigError, Encoder, Outbox, Scratch};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::options::Options;
use crate::out::Out;
use crate::stream::Stream;

/// One tracker: the core's encoder and outbox.
pub(crate) struct Tracker {
    pub(crate) encoder: Encoder,
    pub(crate) outbox: Outbox,
    pub(crate) scratch: Scratch,
    pub(crate) report_invalid: bool,
}

/// All that the module holds.
pub(crate) struct State {
    pub(crate) out: Out,
    /// By their handles, which are never used again; `None` where one was released.
    trackers: Vec<Option<Box<Tracker>>>,
}

thread_local! {
    static STATE: RefCell<State> = const { RefCell::new(State { out: Out::new(), trackers: Vec::new() }) };
}

/// Lets `call` use all that there is.
pub(crate) fn with_state<T>(call: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(call)
}

/// Lets `call` use a tracker; without a tracker of this handle, nothing happens.
pub(crate) fn with_tracker<T: Default>(handle: usize, call: impl FnOnce(&mut Tracker, &mut Out) -> T) -> T {
    with_state(|State { out, trackers }| match trackers.get_mut(handle) {
        Some(Some(tracker)) => call(tracker, out),
        _ => T::default(),
    })
}

impl Tracker {
    fn new(options: &Options) -> Result<Self, ConfigError> {
        Ok(Self {
            encoder: Encoder::new(&options.config)?,
            outbox: Outbox::new(&options.config)?,
            scratch: Scratch::default(),
            report_invalid: options.report_invalid,
        })
    }
}

/// A tracker with these options: gives its handle, and hands out where its requests go. Without a tracker it gives -1 and
/// hands out what is wrong with the options: a sentence that begins with an option's name.
#[wasm_bindgen]
pub fn open(options: &str) -> i32 {
    with_state(|State { out, trackers }| {
        out.clear();
        let mut read = Options::default();
        let opened = read.read(Stream::new(options)).and_then(|()| Tracker::new(&read));
        match opened {
            Ok(tracker) => {
                out.push_line(&read.endpoint);
                trackers.push(Some(Box::new(tracker)));
                i32::try_from(trackers.len()).unwrap_or_default() - 1
            }
            Err(error) => {
                out.push_line(&error.message());
                -1
            }
        }
    })
}

/// Lets go of a tracker, with all that it holds.
#[wasm_bindgen]
pub fn release(tracker: usize) {
    with_state(|state| {
        if let Some(tracker) = state.trackers.get_mut(tracker) {
            *tracker = None;
        }
    });
}
