//! How events end, as the program hears it.

use core::ffi::{c_char, c_void};

use snowgauge::{EventId, Outcome, Reason};

use crate::error::{Failure, snowgauge_error};
use crate::text::{snowgauge_str, snowgauge_str_list};

/// An event's id: a UUID in lower-case letters.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_event_id {
    /// 36 characters and a zero byte.
    pub text: [c_char; 37],
}

impl From<EventId> for snowgauge_event_id {
    fn from(id: EventId) -> Self {
        let mut text = [0; EventId::TEXT_LENGTH + 1];
        let mut buffer = [0; EventId::TEXT_LENGTH];
        for (to, from) in text.iter_mut().zip(id.write(&mut buffer).bytes()) {
            *to = c_char::from_ne_bytes([from]);
        }
        Self { text }
    }
}

/// Why an event left the tracker, or was not taken. The numbers are stable.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum snowgauge_reason {
    /// One that this header does not know; its name is in the outcome.
    SNOWGAUGE_REASON_OTHER = 0,
    /// The collector answered with a 2xx status.
    SNOWGAUGE_REASON_DELIVERED = 1,
    /// The collector answered that it will never take it.
    SNOWGAUGE_REASON_REJECTED = 2,
    /// It was tried `max_attempts` times.
    SNOWGAUGE_REASON_RETRIES_EXHAUSTED = 3,
    /// It became older than `max_age`.
    SNOWGAUGE_REASON_EXPIRED = 4,
    /// There was no room: it was not taken, or gave way to a newer one. Or the listener was too far behind to hear of more.
    SNOWGAUGE_REASON_QUEUE_FULL = 5,
    /// The collector answered 413 to it alone, or it comes from a store and the options no longer allow its size.
    SNOWGAUGE_REASON_TOO_LARGE = 6,
    /// The collector answered 401 or 403; or the last of `max_attempts` requests lacked a token, as the host's source gave none.
    SNOWGAUGE_REASON_AUTH = 7,
    /// The user has opted out of tracking.
    SNOWGAUGE_REASON_OPTED_OUT = 8,
    /// The deadline of the shutdown passed first, and no store keeps it.
    SNOWGAUGE_REASON_ABANDONED_AT_SHUTDOWN = 9,
    /// Not taken: it breaks its schema or the tracking plan.
    SNOWGAUGE_REASON_INVALID = 10,
    /// Not taken: the tracker was shut down before.
    SNOWGAUGE_REASON_CLOSED = 11,
    /// The deadline of the shutdown passed first. The store keeps it: the next start sends it, and tells how it ends.
    SNOWGAUGE_REASON_STORED = 12,
}

impl From<Reason> for snowgauge_reason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Delivered => Self::SNOWGAUGE_REASON_DELIVERED,
            Reason::Rejected => Self::SNOWGAUGE_REASON_REJECTED,
            Reason::RetriesExhausted => Self::SNOWGAUGE_REASON_RETRIES_EXHAUSTED,
            Reason::Expired => Self::SNOWGAUGE_REASON_EXPIRED,
            Reason::QueueFull => Self::SNOWGAUGE_REASON_QUEUE_FULL,
            Reason::TooLarge => Self::SNOWGAUGE_REASON_TOO_LARGE,
            Reason::Auth => Self::SNOWGAUGE_REASON_AUTH,
            Reason::OptedOut => Self::SNOWGAUGE_REASON_OPTED_OUT,
            Reason::AbandonedAtShutdown => Self::SNOWGAUGE_REASON_ABANDONED_AT_SHUTDOWN,
            Reason::Invalid => Self::SNOWGAUGE_REASON_INVALID,
            Reason::Closed => Self::SNOWGAUGE_REASON_CLOSED,
            Reason::Stored => Self::SNOWGAUGE_REASON_STORED,
            _ => Self::SNOWGAUGE_REASON_OTHER,
        }
    }
}

/// How one event ended. Each event has exactly one; one that was stored has another in the process that sends it. It and
/// all that it points to can be read until the callback returns. More members may follow in later versions: only the
/// library makes one.
#[repr(C)]
#[derive(Debug)]
pub struct snowgauge_outcome {
    /// Which event.
    pub event_id: snowgauge_event_id,
    /// Why it left.
    pub reason: snowgauge_reason,
    /// The reason as a stable text, such as `delivered`.
    pub reason_name: snowgauge_str,
    /// The HTTP status that decided it; 0 where none did.
    pub http_status: u32,
    /// How many requests carried it.
    pub attempts: u32,
    /// What was wrong with it, where the reason is `SNOWGAUGE_REASON_INVALID`; else NULL. The callback does not free it.
    pub error: *const snowgauge_error,
    /// The fields that were cut to their limits, where `too_long` is `SNOWGAUGE_TOO_LONG_TRUNCATE`.
    pub truncated: snowgauge_str_list,
}

/// Hears how each event ended, with the `userdata` of the configuration. It is called on threads of the library, for one
/// event after the other, and never again once `snowgauge_tracker_free` has returned for the tracker and all of its scopes. It
/// may call every function but `snowgauge_tracker_flush`, `snowgauge_tracker_shutdown` and `snowgauge_tracker_free` of the
/// same tracker and its scopes. A C++ exception must not leave it.
pub type snowgauge_outcome_callback =
    Option<unsafe extern "C" fn(userdata: *mut c_void, outcome: *const snowgauge_outcome)>;

impl snowgauge_outcome {
    /// Shows an outcome to `show`.
    pub(crate) fn show(outcome: &Outcome, show: impl FnOnce(&Self)) {
        let error =
            (!outcome.violations.is_empty()).then(|| Failure::invalid(&outcome.violations).into_error());
        let truncated: Vec<snowgauge_str> = outcome.truncated.names().map(snowgauge_str::of).collect();
        show(&Self {
            event_id: outcome.event_id.into(),
            reason: outcome.reason.into(),
            reason_name: snowgauge_str::of(outcome.reason.as_str()),
            http_status: outcome.status.map_or(0, u32::from),
            attempts: outcome.attempts,
            error: error.as_ref().map_or(core::ptr::null(), |error| &raw const *error),
            truncated: snowgauge_str_list { items: truncated.as_ptr(), len: truncated.len() },
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_number_and_the_numbers_follow_the_declaration() {
        let numbers: Vec<usize> =
            Reason::ALL.iter().map(|reason| snowgauge_reason::from(*reason) as usize).collect();
        assert_eq!(numbers, (1..=Reason::ALL.len()).collect::<Vec<_>>());
    }

    #[test]
    fn an_id_is_text_that_ends_with_a_zero_byte() {
        let id = EventId::from_random([7; 16]);
        let text: String =
            snowgauge_event_id::from(id).text.iter().map(|byte| char::from(byte.to_ne_bytes()[0])).collect();
        assert_eq!(text, format!("{id}\0"));
    }
}
