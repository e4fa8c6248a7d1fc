//! The durable store, as the program sets it and hears of it.

use core::ffi::c_void;

use snowgauge::{Durability, StoreNotice};

use crate::text::snowgauge_str;

/// What a store protects events from.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum snowgauge_durability {
    /// The end of the process, whatever ends it: an event is handed to the operating system before the call that tracks it
    /// returns.
    SNOWGAUGE_DURABILITY_PROCESS = 1,
    /// A power cut too: an event is on the medium soon after the call that tracks it has returned. What was tracked before
    /// a flush or shutdown is on the medium when that is over.
    SNOWGAUGE_DURABILITY_POWER = 2,
}

impl snowgauge_durability {
    /// The setting with this number.
    pub(crate) const fn from_number(number: u32) -> Option<Durability> {
        match number {
            1 => Some(Durability::Process),
            2 => Some(Durability::Power),
            _ => None,
        }
    }
}

/// What has happened to the store. No event is lost by any of it. It and all that it points to can be read until the
/// callback returns. More members may follow in later versions: only the library makes one.
#[repr(C)]
#[derive(Debug)]
pub struct snowgauge_store_notice {
    /// What has happened, as a stable text. `failing`: writing has failed, and events are held in memory only. `full`: so
    /// they are, as the directory holds more than it may. `working`: they are written again. `damaged`: a journal was found
    /// of which a part cannot be read; what is intact is sent, and the file set aside.
    pub code: snowgauge_str,
    /// The same as a sentence, with what belongs to it.
    pub message: snowgauge_str,
}

/// Hears what happens to the store, under the same conditions as `snowgauge_outcome_callback`.
pub type snowgauge_store_callback =
    Option<unsafe extern "C" fn(userdata: *mut c_void, notice: *const snowgauge_store_notice)>;

impl snowgauge_store_notice {
    /// Shows a notice to `show`.
    pub(crate) fn show(notice: &StoreNotice, show: impl FnOnce(&Self)) {
        let message = notice.to_string();
        show(&Self { code: snowgauge_str::of(notice.code()), message: snowgauge_str::of(&message) });
    }
}
