//! The one place through which every function goes: no panic crosses into C, where it would end the program.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::argument::write;
use crate::error::{Failure, snowgauge_error, snowgauge_status};

/// Runs the body of a function that can fail. On failure an error is written to `error`, unless that is NULL.
///
/// Unwind safety is asserted because nothing is left half done: a tracker's own state is behind locks that survive a
/// panic, and outputs are written last.
///
/// # Safety
///
/// `error` keeps to rule 3 of the crate's contract.
pub(crate) unsafe fn fallible(
    error: *mut *mut snowgauge_error,
    body: impl FnOnce() -> Result<(), Failure>,
) -> snowgauge_status {
    let failure = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return snowgauge_status::SNOWGAUGE_OK,
        Ok(Err(failure)) => failure,
        Err(payload) => {
            // Dropping what was thrown could throw again.
            std::mem::forget(payload);
            Failure::new(snowgauge_status::SNOWGAUGE_PANIC, "a bug in snowgauge: the call panicked")
        }
    };
    let status = failure.status();
    if !error.is_null() {
        // SAFETY: as the caller vouches.
        unsafe { write(error, Box::into_raw(Box::new(failure.into_error()))) };
    }
    status
}

/// Runs the body of a function that has no way to tell of an error; `otherwise` is its result after a panic.
pub(crate) fn infallible<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|payload| {
        std::mem::forget(payload);
        otherwise
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{snowgauge_error_free, snowgauge_error_message};

    #[test]
    fn a_panic_becomes_a_status_and_an_error() {
        let mut error = std::ptr::null_mut();
        // SAFETY: `error` is a place for a pointer.
        let status = unsafe { fallible(&raw mut error, || panic!("on purpose")) };
        assert_eq!(status, snowgauge_status::SNOWGAUGE_PANIC);
        // SAFETY: the error was just made, and its message lives until it is freed.
        let message = unsafe { snowgauge_error_message(error).as_text("message").unwrap() };
        assert_eq!(message, "a bug in snowgauge: the call panicked");
        // SAFETY: it is freed once.
        unsafe { snowgauge_error_free(error) };
    }

    #[test]
    fn without_a_place_for_the_error_the_status_is_all() {
        // SAFETY: NULL is no place to write to, and allowed.
        let status = unsafe { fallible(std::ptr::null_mut(), || panic!("on purpose")) };
        assert_eq!(status, snowgauge_status::SNOWGAUGE_PANIC);
    }

    #[test]
    fn a_panic_where_no_error_can_be_told_gives_the_other_result() {
        assert_eq!(infallible(7, || panic!("on purpose")), 7);
    }
}
