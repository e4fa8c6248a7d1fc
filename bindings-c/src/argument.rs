//! Reads what C hands in, and writes what it asked for.

use core::mem::MaybeUninit;

use crate::error::{Failure, snowgauge_status};

/// What a pointer that may not be NULL points to.
///
/// # Safety
///
/// The pointer keeps to rules 1 or 2 of the crate's contract for as long as `'a`.
pub(crate) unsafe fn reference<'a, T>(pointer: *const T, name: &str) -> Result<&'a T, Failure> {
    // SAFETY: as the caller vouches; NULL gives `None`.
    unsafe { pointer.as_ref() }.ok_or_else(|| null(name))
}

/// As [`reference`], for what is changed.
///
/// # Safety
///
/// As for [`reference`], and nobody else looks at it meanwhile.
pub(crate) unsafe fn reference_mut<'a, T>(pointer: *mut T, name: &str) -> Result<&'a mut T, Failure> {
    // SAFETY: as the caller vouches; NULL gives `None`.
    unsafe { pointer.as_mut() }.ok_or_else(|| null(name))
}

/// The values of an array; none where the length is 0, whatever the pointer.
///
/// # Safety
///
/// Pointer and length keep to rule 1 of the crate's contract for as long as `'a`.
pub(crate) unsafe fn array<'a, T>(pointer: *const T, length: usize, name: &str) -> Result<&'a [T], Failure> {
    match (pointer.is_null(), length) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(null(name)),
        (false, length) if !can_have::<T>(length) => {
            Err(unusable(name, "a length that something in memory has", &length.to_string()))
        }
        // SAFETY: as the caller vouches; the pointer is not NULL, and the length was looked at.
        (false, length) => Ok(unsafe { core::slice::from_raw_parts(pointer, length) }),
    }
}

/// Whether an array can have this length: nothing in memory has more than `isize::MAX` bytes. A length of -1 has.
pub(crate) fn can_have<T>(length: usize) -> bool {
    length.checked_mul(size_of::<T>()).is_some_and(|bytes| isize::try_from(bytes).is_ok())
}

/// Checks a place that has to be given, before anything is done.
pub(crate) fn required<T>(place: *mut T, name: &str) -> Result<*mut T, Failure> {
    if place.is_null() { Err(null(name)) } else { Ok(place) }
}

/// Writes an output, unless nobody asked for it.
///
/// # Safety
///
/// The place keeps to rule 3 of the crate's contract.
pub(crate) unsafe fn write<T>(place: *mut T, value: T) {
    if !place.is_null() {
        // SAFETY: as the caller vouches; what was there before is plain data and needs no drop.
        unsafe { place.write(value) };
    }
}

/// Writes as much of a struct as the program has room for, and zero where it has more.
///
/// # Safety
///
/// `place` is a place for `size` bytes.
pub(crate) unsafe fn write_sized<T: Copy>(place: *mut T, value: &T, size: usize) {
    // SAFETY: as the caller vouches; no more than `size` bytes are written.
    unsafe {
        place.cast::<u8>().write_bytes(0, size);
        let known = size.min(size_of::<T>());
        core::ptr::copy_nonoverlapping((&raw const *value).cast::<u8>(), place.cast::<u8>(), known);
    }
}

/// An enum of the header: four bytes, as C sees it.
///
/// C can put any number into one, and a Rust enum that holds an unlisted number is undefined behaviour. So enums come in
/// as `MaybeUninit`, which the header shows as the enum itself, and are read as numbers.
pub(crate) fn number<E>(value: &MaybeUninit<E>) -> u32 {
    const { assert!(size_of::<E>() == size_of::<u32>()) };
    // SAFETY: both have four bytes (checked above), and C has initialised them (rule 1 of the crate's contract).
    unsafe { core::mem::transmute_copy(value) }
}

/// A boolean that C has written, and may have written as any byte.
pub(crate) fn boolean(value: &MaybeUninit<bool>) -> bool {
    // SAFETY: C has initialised the byte (rule 1 of the crate's contract); any byte is a `u8`.
    unsafe { value.as_ptr().cast::<u8>().read() != 0 }
}

fn null(name: &str) -> Failure {
    Failure::new(snowgauge_status::SNOWGAUGE_NULL_ARGUMENT, format!("{name}: expected a pointer, found NULL"))
}

/// An argument that cannot be used.
pub(crate) fn unusable(name: &str, expected: &str, found: &str) -> Failure {
    let message = format!("{name}: expected {expected}, found {found}");
    Failure::new(snowgauge_status::SNOWGAUGE_BAD_ARGUMENT, message)
}
