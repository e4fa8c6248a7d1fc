//! Strings and lists, as pointers with lengths.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use crate::argument::{array, unusable};
use crate::error::Failure;

/// A view of text: UTF-8, not ended by a zero byte.
///
/// `data == NULL` means that there is no text; a text without characters has a `data` that is not NULL.
/// `SNOWGAUGE_STR("…")` makes one from a literal (in the initializer of what is static `SNOWGAUGE_LITERAL("…")`),
/// `snowgauge_str_from` from any text that ends with a zero byte.
///
/// One that the library gives is borrowed: the function or struct that gives it says for how long it can be read.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_str {
    /// The first byte.
    pub data: *const c_char,
    /// How many bytes.
    pub len: usize,
}

impl snowgauge_str {
    /// No text.
    pub(crate) const NONE: Self = Self { data: core::ptr::null(), len: 0 };

    /// A view of a text, which has to outlive it.
    pub(crate) const fn of(text: &str) -> Self {
        Self { data: text.as_ptr().cast(), len: text.len() }
    }

    /// The bytes; `None` where there is no text.
    ///
    /// # Safety
    ///
    /// The view keeps to rule 1 of the crate's contract for as long as `'a`.
    pub(crate) unsafe fn bytes<'a>(self, name: &str) -> Result<Option<&'a [u8]>, Failure> {
        if self.data.is_null() && self.len == 0 {
            return Ok(None);
        }
        // SAFETY: as the caller vouches.
        unsafe { array(self.data.cast::<u8>(), self.len, name) }.map(Some)
    }

    /// The text; an empty one where there is none.
    ///
    /// # Safety
    ///
    /// As for [`bytes`](Self::bytes).
    pub(crate) unsafe fn as_text<'a>(self, name: &str) -> Result<&'a str, Failure> {
        // SAFETY: as the caller vouches.
        let bytes = unsafe { self.bytes(name) }?.unwrap_or_default();
        core::str::from_utf8(bytes).map_err(|error| {
            unusable(name, "UTF-8", &format!("a byte that is not, at offset {}", error.valid_up_to()))
        })
    }
}

/// JSON text, for a field whose schema leaves its inside open; otherwise a `snowgauge_str` like any other.
#[repr(transparent)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_json(pub snowgauge_str);

/// A list of texts. `items == NULL` with `len == 0` means that there is no list; an empty list has an `items` that is
/// not NULL. `SNOWGAUGE_LIST(array)` makes one from an array, as it does every `_list`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_str_list {
    /// The first.
    pub items: *const snowgauge_str,
    /// How many.
    pub len: usize,
}

/// A list of JSON texts; see `snowgauge_str_list`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_json_list {
    /// The first.
    pub items: *const snowgauge_json,
    /// How many.
    pub len: usize,
}

/// A list of integers; see `snowgauge_str_list`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_int64_list {
    /// The first.
    pub items: *const i64,
    /// How many.
    pub len: usize,
}

/// A list of numbers; see `snowgauge_str_list`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_double_list {
    /// The first.
    pub items: *const f64,
    /// How many.
    pub len: usize,
}

/// A list of booleans; see `snowgauge_str_list`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_bool_list {
    /// The first.
    pub items: *const MaybeUninit<bool>,
    /// How many.
    pub len: usize,
}
