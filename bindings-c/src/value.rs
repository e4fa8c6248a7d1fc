//! Pushes the fields of the generated structs into the core's writer.
//!
//! A field without a value is left out; `null` stands in for it only where the schema asks for the field and allows null.

use core::mem::MaybeUninit;

use snowgauge::encode::{Writer, read};

use crate::argument::number;
use crate::text::{
    snowgauge_bool_list, snowgauge_double_list, snowgauge_int64_list, snowgauge_str, snowgauge_str_list,
};

/// A struct of the generated header, which can say itself token by token.
pub(crate) trait Typed {
    /// Pushes the whole value.
    ///
    /// # Safety
    ///
    /// Every pointer in it keeps to rule 1 of the crate's contract.
    unsafe fn push(&self, to: &mut Writer<'_>);
}

/// A value that a field or a list can hold.
///
/// # Safety
///
/// None for who implements it. For who calls `push`, the rules of [`Typed::push`] hold.
pub(crate) trait Value {
    /// Whether there is none.
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
/// Every pointer in the value keeps to rule 1 of the crate's contract.
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
/// Every pointer in the value keeps to rule 1 of the crate's contract.
pub(crate) unsafe fn field_or_null(to: &mut Writer<'_>, index: usize, value: &impl Value) {
    to.field(index);
    if value.is_absent() {
        to.null();
    } else {
        // SAFETY: as the caller vouches.
        unsafe { value.push(to) };
    }
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

impl Value for bool {
    unsafe fn push(&self, to: &mut Writer<'_>) {
        // SAFETY: a byte can be read at a reference. Compared as a byte: memory that C did not set may hold any, and
        // then `true` is a better answer than undefined behaviour.
        to.boolean(unsafe { core::ptr::from_ref(self).cast::<u8>().read() } != 0);
    }
}

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

/// A text, or in words why there is none.
///
/// # Safety
///
/// The view keeps to rule 1 of the crate's contract for as long as `'a`.
unsafe fn text<'a>(view: snowgauge_str) -> Result<&'a str, &'static str> {
    // SAFETY: as the caller vouches.
    match unsafe { view.bytes("") } {
        Ok(Some(bytes)) => core::str::from_utf8(bytes).map_err(|_| "text that is not UTF-8"),
        Ok(None) => Err("a text without data"),
        Err(_) => Err("NULL with a length"),
    }
}

/// JSON text, for a field whose schema leaves its inside open.
pub(crate) struct Json(pub(crate) snowgauge_str);

impl Value for Json {
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

/// An enum of a schema: 0 is absent, the others are its texts in order.
pub(crate) struct Choice<E> {
    pub(crate) value: MaybeUninit<E>,
    pub(crate) texts: &'static [&'static str],
}

impl<E> Value for Choice<E> {
    fn is_absent(&self) -> bool {
        number(self.value) == 0
    }

    unsafe fn push(&self, to: &mut Writer<'_>) {
        let number = number(self.value);
        let index = usize::try_from(number).unwrap_or_default().wrapping_sub(1);
        match self.texts.get(index) {
            Some(text) => to.string(text),
            // No text of any schema, so that the violation is `enum` and shows the number.
            None => to.string(&format!("(number {number})")),
        }
    }
}

/// A list of a generated header: where it begins and how many items it has.
pub(crate) struct List<T> {
    pub(crate) items: *const T,
    pub(crate) len: usize,
}

impl<T> List<T> {
    fn is_broken(&self) -> bool {
        self.items.is_null() && self.len > 0
    }

    /// Pushes the items, each in its own way.
    ///
    /// # Safety
    ///
    /// The list keeps to rule 1 of the crate's contract.
    pub(crate) unsafe fn push_each(&self, to: &mut Writer<'_>, push: impl Fn(&mut Writer<'_>, &T)) {
        if self.is_broken() {
            return to.not_json("NULL with a length");
        }
        if to.begin_array() {
            for index in 0..self.len {
                // SAFETY: as the caller vouches: `len` items are there. One by one, so that an empty list is never
                // followed.
                push(to, unsafe { &*self.items.add(index) });
            }
            to.end_array();
        }
    }
}

impl<T: Value> Value for List<T> {
    fn is_absent(&self) -> bool {
        self.items.is_null() && self.len == 0
    }

    unsafe fn push(&self, to: &mut Writer<'_>) {
        // SAFETY: as the caller vouches, for the list and for what its items point to.
        unsafe { self.push_each(to, |to, item| item.push(to)) };
    }
}
