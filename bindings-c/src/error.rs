//! What went wrong: a status that is always there, and an error for whoever asks for the details.

use snowgauge::{ConfigError, Refused, TrackError, Violation, Violations};

use crate::guard::infallible;
use crate::text::snowgauge_str;

/// How a call ended. The numbers are stable; those of retired codes stay unused.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum snowgauge_status {
    /// All went well, and the outputs are written.
    SNOWGAUGE_OK = 0,
    /// The data breaks its schema or the tracking plan. The error has the violations.
    SNOWGAUGE_INVALID = 1,
    /// The event was not taken: the queue is full, the user has opted out, the tracker was shut down, or the event is
    /// invalid and `on_invalid` is `SNOWGAUGE_ON_INVALID_REPORT`. Its outcome and the stats say so too.
    SNOWGAUGE_NOT_TAKEN = 2,
    /// An option of `snowgauge_config` cannot be used; the message begins with its name.
    SNOWGAUGE_BAD_CONFIG = 3,
    /// An argument is NULL that may not be; the message begins with its name.
    SNOWGAUGE_NULL_ARGUMENT = 4,
    /// An argument cannot be used; the message begins with its name.
    SNOWGAUGE_BAD_ARGUMENT = 5,
    /// A bug in the library. The tracker can still be used.
    SNOWGAUGE_PANIC = 6,
}

/// What went wrong in one call. Whoever asked for it with `snowgauge_error **` frees it with `snowgauge_error_free`.
///
/// It is not safe to be used by two threads at once while one of them frees it.
#[derive(Debug)]
pub struct snowgauge_error {
    status: snowgauge_status,
    message: String,
    violations: Vec<Told>,
    omitted: usize,
}

/// One way in which data does not fit, told without telling the data. The views live as long as the error that it
/// belongs to. More members may follow in later versions: only the library makes one.
#[repr(C)]
#[derive(Debug)]
pub struct snowgauge_violation {
    /// What kind of misfit it is: a stable text such as `type`, `required` or `plan_null`.
    pub code: snowgauge_str,
    /// Where: a JSON pointer into the datum; empty means the datum as a whole.
    pub pointer: snowgauge_str,
    /// What would have fitted, in words.
    pub expected: snowgauge_str,
    /// What was there, in words: its type and length, never more of its value than the start of a wrong enum value.
    pub found: snowgauge_str,
    /// The URI of the datum's schema, or the event's name where no datum is at fault.
    pub schema: snowgauge_str,
    /// All of it as one sentence.
    pub message: snowgauge_str,
}

/// A violation with the texts that its views show.
#[derive(Debug)]
struct Told {
    view: snowgauge_violation,
    /// Never touched again: the view points to the text of these strings, which stays in place when they move.
    _texts: (Violation, String),
}

impl Told {
    fn new(violation: Violation) -> Self {
        let message = violation.message();
        let view = snowgauge_violation {
            code: snowgauge_str::of(violation.code.as_str()),
            pointer: snowgauge_str::of(&violation.pointer),
            expected: snowgauge_str::of(&violation.expected),
            found: snowgauge_str::of(&violation.found),
            schema: snowgauge_str::of(&violation.schema),
            message: snowgauge_str::of(&message),
        };
        Self { view, _texts: (violation, message) }
    }
}

/// Why a call failed, on its way to C.
#[derive(Debug)]
pub(crate) struct Failure {
    status: snowgauge_status,
    message: String,
    violations: Vec<Violation>,
    omitted: usize,
}

impl Failure {
    pub(crate) fn new(status: snowgauge_status, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), violations: Vec::new(), omitted: 0 }
    }

    /// An invalid event, from the violations that its outcome tells.
    pub(crate) fn invalid(violations: &[Violation]) -> Self {
        let messages: Vec<String> = violations.iter().map(Violation::message).collect();
        let message = messages.join("; ");
        Self { violations: violations.to_vec(), ..Self::new(snowgauge_status::SNOWGAUGE_INVALID, message) }
    }

    pub(crate) fn status(&self) -> snowgauge_status {
        self.status
    }

    pub(crate) fn into_message(self) -> String {
        self.message
    }

    pub(crate) fn into_error(self) -> snowgauge_error {
        let Self { status, message, violations, omitted } = self;
        snowgauge_error {
            status,
            message,
            violations: violations.into_iter().map(Told::new).collect(),
            omitted,
        }
    }
}

impl From<Violations> for Failure {
    fn from(violations: Violations) -> Self {
        let (message, omitted) = (violations.to_string(), violations.omitted());
        Self {
            status: snowgauge_status::SNOWGAUGE_INVALID,
            message,
            violations: violations.into_vec(),
            omitted,
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(snowgauge_status::SNOWGAUGE_BAD_CONFIG, error.message())
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::new(snowgauge_status::SNOWGAUGE_NOT_TAKEN, refused.to_string())
    }
}

impl From<TrackError> for Failure {
    fn from(error: TrackError) -> Self {
        match error {
            TrackError::Invalid(violations) => violations.into(),
            TrackError::NotTaken(refused) => refused.into(),
            other => Self::new(snowgauge_status::SNOWGAUGE_NOT_TAKEN, other.to_string()),
        }
    }
}

/// The status that the call returned; `SNOWGAUGE_OK` for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_error_status(error: *const snowgauge_error) -> snowgauge_status {
    // SAFETY: NULL or an error of this library (rule 2).
    let status = || unsafe { error.as_ref() }.map_or(snowgauge_status::SNOWGAUGE_OK, |error| error.status);
    infallible(snowgauge_status::SNOWGAUGE_PANIC, status)
}

/// What went wrong, in words; no text for NULL. Of the data that was handed in it holds no more than
/// the start of a wrong enum value. It can be read until the
/// error is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_error_message(error: *const snowgauge_error) -> snowgauge_str {
    // SAFETY: NULL or an error of this library (rule 2).
    let message =
        || unsafe { error.as_ref() }.map_or(snowgauge_str::NONE, |error| snowgauge_str::of(&error.message));
    infallible(snowgauge_str::NONE, message)
}

/// How many violations the error has: at least one if the status is `SNOWGAUGE_INVALID`, else none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_error_violation_count(error: *const snowgauge_error) -> usize {
    // SAFETY: NULL or an error of this library (rule 2).
    infallible(0, || unsafe { error.as_ref() }.map_or(0, |error| error.violations.len()))
}

/// How many violations there were beyond those that the error has: a hostile array of a million wrong items does not
/// make a million messages.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_error_violations_omitted(error: *const snowgauge_error) -> usize {
    // SAFETY: NULL or an error of this library (rule 2).
    infallible(0, || unsafe { error.as_ref() }.map_or(0, |error| error.omitted))
}

/// The violation with this index, counted from 0; NULL if there is none. It can be read until the error is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_error_violation(
    error: *const snowgauge_error,
    index: usize,
) -> *const snowgauge_violation {
    infallible(core::ptr::null(), || {
        // SAFETY: NULL or an error of this library (rule 2).
        let told = unsafe { error.as_ref() }.and_then(|error| error.violations.get(index));
        told.map_or(core::ptr::null(), |told| &raw const told.view)
    })
}

/// Frees an error. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_error_free(error: *mut snowgauge_error) {
    infallible((), || {
        if !error.is_null() {
            // SAFETY: it was made by `Box::into_raw` and not freed since (rule 2).
            drop(unsafe { Box::from_raw(error) });
        }
    });
}
