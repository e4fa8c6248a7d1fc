//! Pushes the fields of the generated structs into the core's writer.
//!
//! A field without a value is left out; `null` stands in for it only where the schema asks for the field and allows null.

use core::ffi::c_void;
use core::mem::MaybeUninit;

use snowgauge::encode::{Writer, read};

use crate::argument::{boolean, can_have, number};
use crate::text::{
    snowgauge_bool_list, snowgauge_double_list, snowgauge_int64_list, snowgauge_json, snowgauge_json_list,
    snowgauge_str, snowgauge_str_list,
};

/// What a struct, a field of one or an item of a list holds.
pub(crate) trait Value {
    /// Whether there is no value.
    fn is_absent(&self) -> bool {
        false
    }

    /// Pushes the value, which is not absent.
    ///
    /// # Safety
    ///
    /// Every pointer in it keeps to rule 1 of the crate's contract.
    unsafe fn push(&self, to: &mut Writer<'_>);
}

/// Pushes a field, unless it has no value.
///
/// # Safety
///
/// As for [`Value::push`].
pub(crate) unsafe fn field(to: &mut Writer<'_>, index: usize, value: &impl Value) {
    if !value.is_absent() {
        to.field(index);
        // SAFETY: as the caller vouches.
        unsafe { value.push(to) };
    }
}

/// Pushes a field that has to be there, as null if it has no value.
///
/// # Safety
///
/// As for [`Value::push`].
#[allow(dead_code, reason = "a schema may ask for a field and allow null; none does today")]
pub(crate) unsafe fn field_or_null(to: &mut Writer<'_>, index: usize, value: &impl Value) {
    to.field(index);
    if value.is_absent() {
        to.null();
    } else {
        // SAFETY: as the caller vouches.
        unsafe { value.push(to) };
    }
}

/// Gives a struct its type.
pub(crate) type Cast = fn(data: *const c_void, size: usize) -> Option<*const dyn Value>;

/// A struct that was handed in without its type, if it has the size and the layout of this one.
pub(crate) fn cast<T: Value + 'static, const LAYOUT: usize>(
    data: *const c_void,
    size: usize,
) -> Option<*const dyn Value> {
    (size == size_of::<T>() ^ LAYOUT).then(|| data.cast::<T>() as *const dyn Value)
}

impl Value for i64 {
    unsafe fn push(&self, to: &mut Writer<'_>) {
        to.signed(*self);
    }
}

impl Value for f64 {
    unsafe fn push(&self, to: &mut Writer<'_>) {
        to.float(*self);
    }
}

impl Value for MaybeUninit<bool> {
    unsafe fn push(&self, to: &mut Writer<'_>) {
        to.boolean(boolean(self));
    }
}

/// A field that may be without a value: NULL.
impl<T: Value> Value for *const T {
    fn is_absent(&self) -> bool {
        self.is_null()
    }

    unsafe fn push(&self, to: &mut Writer<'_>) {
        // SAFETY: not NULL, as it is not absent; the rest the caller vouches for.
        unsafe { (**self).push(to) };
    }
}

impl Value for snowgauge_str {
    fn is_absent(&self) -> bool {
        self.data.is_null() && self.len == 0
    }

    unsafe fn push(&self, to: &mut Writer<'_>) {
        // SAFETY: as the caller vouches.
        match unsafe { text(*self) } {
            Ok(text) => to.string(text),
            Err(found) => to.not_json(found),
        }
    }
}

impl Value for snowgauge_json {
    fn is_absent(&self) -> bool {
        self.0.is_absent()
    }

    unsafe fn push(&self, to: &mut Writer<'_>) {
        // SAFETY: as the caller vouches.
        match unsafe { text(self.0) } {
            Ok(text) => read(text, to),
            Err(found) => to.not_json(found),
        }
    }
}

/// A text, or in words why there is none.
///
/// # Safety
///
/// The view keeps to rule 1 of the crate's contract for as long as `'a`.
pub(crate) unsafe fn text<'a>(view: snowgauge_str) -> Result<&'a str, &'static str> {
    // SAFETY: as the caller vouches.
    match unsafe { view.bytes("") } {
        Ok(Some(bytes)) => core::str::from_utf8(bytes).map_err(|_| "text that is not UTF-8"),
        Ok(None) => Err("a text without data"),
        Err(_) => Err(broken(view.data)),
    }
}

/// What is found where pointer and length cannot go together.
fn broken<T>(pointer: *const T) -> &'static str {
    if pointer.is_null() { "NULL with a length" } else { "a length that nothing in memory has" }
}

/// An enum of a schema: 0 is absent, the other numbers are its texts in order.
pub(crate) trait Texts {
    const TEXTS: &'static [&'static str];
}

impl<E: Texts> Value for MaybeUninit<E> {
    fn is_absent(&self) -> bool {
        number(self) == 0
    }

    unsafe fn push(&self, to: &mut Writer<'_>) {
        let number = number(self);
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        match index.and_then(|index| E::TEXTS.get(index)) {
            Some(text) => to.string(text),
            // The text of no enum, so that the violation is `enum` and shows the number.
            None => to.string(&format!("(number {number})")),
        }
    }
}

/// Pushes the items of a list, which is not absent.
///
/// # Safety
///
/// Pointer and length, and every pointer in the items, keep to rule 1 of the crate's contract.
pub(crate) unsafe fn push_items<T: Value>(to: &mut Writer<'_>, items: *const T, length: usize) {
    if items.is_null() || !can_have::<T>(length) {
        return to.not_json(broken(items));
    }
    if to.begin_array() {
        for index in 0..length {
            // SAFETY: as the caller vouches: `length` items are there. They are looked at one by one, as the pointer of
            // an empty list need not be a place for an item.
            unsafe { (*items.add(index)).push(to) };
        }
        to.end_array();
    }
}

/// Makes list structs values: each has `items` and `len`.
macro_rules! lists {
    ($($list:ident)+) => {
        $(impl $crate::value::Value for $list {
            fn is_absent(&self) -> bool {
                self.items.is_null() && self.len == 0
            }

            unsafe fn push(&self, to: &mut snowgauge::encode::Writer<'_>) {
                // SAFETY: as the caller vouches.
                unsafe { $crate::value::push_items(to, self.items, self.len) };
            }
        })+
    };
}
pub(crate) use lists;

lists! { snowgauge_str_list snowgauge_json_list snowgauge_int64_list snowgauge_double_list snowgauge_bool_list }
