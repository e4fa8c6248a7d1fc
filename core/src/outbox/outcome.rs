//! How events leave, and the counts of it.

use alloc::vec::Vec;

use crate::id::EventId;
use crate::payload::Truncated;
use crate::schema::Violation;

/// Declares the reasons once: the variant, its stable text, its counter, its meaning, the feature that it needs.
macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $(#[cfg($cfg:meta)])? $variant:ident $name:ident,)+) => {
        /// Why an event left the tracker, or was not taken. The texts are stable: hosts may compare them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[doc = $doc])+ $(#[cfg($cfg)])? $variant,)+
        }

        impl Reason {
            /// Every reason, in the order of declaration.
            pub const ALL: &'static [Self] = &[$($(#[cfg($cfg)])? Self::$variant,)+];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($(#[cfg($cfg)])? Self::$variant => stringify!($name),)+
                }
            }
        }

        /// What a tracker has done so far. Every counter is there from the start, at zero.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Stats {
            /// Events that were taken: each is in `queued` or `in_flight`, or has left with one of the reasons.
            pub accepted: u64,
            $($(#[doc = $doc])+ $(#[cfg($cfg)])? pub $name: u64,)+
            /// Events that were taken over from a store: each is in `queued` or `in_flight`, or has left, too.
            #[cfg(feature = "store")]
            pub restored: u64,
            /// Events that were taken while the store could not keep them: they are held in memory only.
            #[cfg(feature = "store")]
            pub unstored: u64,
            /// Damaged journals that were found in the store: what is intact in them is sent, the rest was set aside.
            #[cfg(feature = "store")]
            pub damaged: u64,
            /// Events that wait to be sent or sent again.
            pub queued: u64,
            /// Payload bytes of all events held.
            pub queued_bytes: u64,
            /// Events in requests that are under way.
            pub in_flight: u64,
            /// Requests begun.
            pub requests: u64,
            /// Requests that failed in a way that lets their events be tried again.
            pub failed_requests: u64,
            /// Events that were taken with at least one field cut to its limit.
            pub truncated: u64,
        }

        impl Stats {
            /// The names of the counters, in the order in which they are declared.
            pub const NAMES: &'static [&'static str] = &[
                "accepted",
                $($(#[cfg($cfg)])? stringify!($name),)+
                #[cfg(feature = "store")]
                "restored",
                #[cfg(feature = "store")]
                "unstored",
                #[cfg(feature = "store")]
                "damaged",
                "queued",
                "queued_bytes",
                "in_flight",
                "requests",
                "failed_requests",
                "truncated",
            ];

            /// Every counter, in the order of [`NAMES`](Self::NAMES): first `accepted`, then the reasons, then the rest.
            pub const fn counts(&self) -> [u64; Self::NAMES.len()] {
                [
                    self.accepted,
                    $($(#[cfg($cfg)])? self.$name,)+
                    #[cfg(feature = "store")]
                    self.restored,
                    #[cfg(feature = "store")]
                    self.unstored,
                    #[cfg(feature = "store")]
                    self.damaged,
                    self.queued,
                    self.queued_bytes,
                    self.in_flight,
                    self.requests,
                    self.failed_requests,
                    self.truncated,
                ]
            }

            /// Every counter with its name.
            pub fn entries(&self) -> impl Iterator<Item = (&'static str, u64)> {
                Self::NAMES.iter().copied().zip(self.counts())
            }

            pub(super) fn count(&mut self, reason: Reason) {
                match reason {
                    $($(#[cfg($cfg)])? Reason::$variant => self.$name += 1,)+
                }
            }
        }
    };
}

reasons! {
    /// The collector answered with a 2xx status.
    Delivered delivered,
    /// The collector answered that it will never take it.
    Rejected rejected,
    /// It was tried `max_attempts` times.
    RetriesExhausted retries_exhausted,
    /// It became older than `max_age`.
    Expired expired,
    /// Not taken: `max_events` or `max_bytes` were held already.
    QueueFull queue_full,
    /// The collector answered 413 to it alone, or it comes from a store and the options no longer allow its size.
    TooLarge too_large,
    /// The collector answered 401 or 403.
    Auth auth,
    /// The user has opted out of tracking.
    OptedOut opted_out,
    /// The deadline of the shutdown passed first, and no store keeps it.
    AbandonedAtShutdown abandoned_at_shutdown,
    /// Not taken: it breaks its schema or the tracking plan.
    Invalid invalid,
    /// Not taken: the tracker was shut down before.
    Closed closed,
    /// The deadline of the shutdown passed first. The store keeps it: the next start sends it, and tells how it ends.
    #[cfg(feature = "store")]
    Stored stored,
}

impl core::fmt::Display for Reason {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How one event ended. Each event has exactly one; one that was [`stored`](Reason) has another in the process that takes
/// it over.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// Which event.
    pub event_id: EventId,
    /// Why it left.
    pub reason: Reason,
    /// The HTTP status that decided it, where one did.
    pub status: Option<u16>,
    /// How many requests carried it.
    pub attempts: u32,
    /// What was wrong with it, where the reason is [`Reason::Invalid`].
    pub violations: Vec<Violation>,
    /// The fields that were cut to their limits, where [`TooLong::Truncate`](crate::TooLong::Truncate) asks for that.
    pub truncated: Truncated,
}

impl Outcome {
    /// The outcome of an event that was not taken.
    pub(super) fn refused(event_id: EventId, reason: Reason, violations: Vec<Violation>) -> Self {
        let truncated = Truncated::default();
        Self { event_id, reason, status: None, attempts: 0, violations, truncated }
    }
}

/// An event that was not taken, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The id that it would have had; its [`Outcome`] bears it too.
    pub event_id: EventId,
    /// [`Reason::QueueFull`], [`Reason::OptedOut`] or [`Reason::Closed`].
    pub reason: Reason,
}

impl core::fmt::Display for Refused {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("event not taken: ")?;
        f.write_str(self.reason.as_str())
    }
}

impl core::error::Error for Refused {}
