//! How events leave, and the counts of it.

use alloc::vec::Vec;

use crate::id::EventId;
use crate::payload::Truncated;
use crate::schema::Violation;

/// Declares the counters once, and the reasons, each of which has one: the variant, its stable text, its meaning, the feature
/// that it needs.
macro_rules! counters {
    (
        $(#[doc = $first_doc:literal])+ $First:ident $first:ident,
        reasons: $($(#[doc = $doc:literal])+ $(#[cfg($cfg:meta)])? $Reason:ident $reason:ident,)+
        others: $($(#[doc = $other_doc:literal])+ $(#[cfg($other_cfg:meta)])? $Other:ident $other:ident,)+
    ) => {
        /// Why an event left the tracker, or was not taken. The texts are stable: hosts may compare them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[doc = $doc])+ $(#[cfg($cfg)])? $Reason,)+
        }

        impl Reason {
            /// Every reason, in the order of declaration.
            pub const ALL: &'static [Self] = &[$($(#[cfg($cfg)])? Self::$Reason,)+];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($(#[cfg($cfg)])? Self::$Reason => stringify!($reason),)+
                }
            }

            pub(super) const fn counter(self) -> Counter {
                match self {
                    $($(#[cfg($cfg)])? Self::$Reason => Counter::$Reason,)+
                }
            }
        }

        /// What a tracker has done so far. Every counter is there from the start, at zero.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Stats {
            $(#[doc = $first_doc])+ pub $first: u64,
            $($(#[doc = $doc])+ $(#[cfg($cfg)])? pub $reason: u64,)+
            $($(#[doc = $other_doc])+ $(#[cfg($other_cfg)])? pub $other: u64,)+
        }

        impl Stats {
            /// The names of the counters, in the order in which they are declared.
            pub const NAMES: &'static [&'static str] = &[
                stringify!($first),
                $($(#[cfg($cfg)])? stringify!($reason),)+
                $($(#[cfg($other_cfg)])? stringify!($other),)+
            ];

            /// Every counter, in the order of [`NAMES`](Self::NAMES): first `accepted`, then the reasons, then the rest.
            pub const fn counts(&self) -> [u64; Self::NAMES.len()] {
                [
                    self.$first,
                    $($(#[cfg($cfg)])? self.$reason,)+
                    $($(#[cfg($other_cfg)])? self.$other,)+
                ]
            }

            /// Every counter with its name.
            pub fn entries(&self) -> impl Iterator<Item = (&'static str, u64)> {
                Self::NAMES.iter().copied().zip(self.counts())
            }
        }

        /// The places of the counters among [`Stats::NAMES`].
        #[derive(Clone, Copy)]
        pub(super) enum Counter {
            $First,
            $($(#[cfg($cfg)])? $Reason,)+
            $($(#[cfg($other_cfg)])? $Other,)+
        }

        impl Counters {
            /// All of them, by their names.
            pub(super) fn stats(&self) -> Stats {
                Stats {
                    $first: self.get(Counter::$First),
                    $($(#[cfg($cfg)])? $reason: self.get(Counter::$Reason),)+
                    $($(#[cfg($other_cfg)])? $other: self.get(Counter::$Other),)+
                }
            }
        }
    };
}

counters! {
    /// Events that were taken: each is in `queued` or `in_flight`, or has left with one of the reasons.
    Accepted accepted,

    reasons:
    /// The collector answered with a 2xx status.
    Delivered delivered,
    /// The collector answered that it will never take it.
    Rejected rejected,
    /// It was tried `max_attempts` times.
    RetriesExhausted retries_exhausted,
    /// It became older than `max_age`.
    Expired expired,
    /// There was no room: it was not taken, or gave way to a newer one. Or the listener was too far behind to hear of more.
    QueueFull queue_full,
    /// The collector answered 413 to it alone, or it comes from a store and the options no longer allow its size.
    TooLarge too_large,
    /// The collector answered 401 or 403; or the last of `max_attempts` requests lacked a token, as the host's source gave none.
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

    others:
    /// Events that were taken over from a store: each is in `queued` or `in_flight`, or has left, too.
    #[cfg(feature = "store")]
    Restored restored,
    /// Events that were taken while the store could not keep them: they are held in memory only.
    #[cfg(feature = "store")]
    Unstored unstored,
    /// Damaged journals that were found in the store: what is intact in them is sent, the rest was set aside.
    #[cfg(feature = "store")]
    Damaged damaged,
    /// Events that wait to be sent or sent again.
    Queued queued,
    /// Payload bytes of all events held.
    QueuedBytes queued_bytes,
    /// Events in requests that are under way.
    InFlight in_flight,
    /// Requests begun.
    Requests requests,
    /// Requests that failed in a way that lets their events be tried again.
    FailedRequests failed_requests,
    /// Events that were taken with at least one field cut to its limit.
    Truncated truncated,
}

/// The counters, each in its place: a host may ask for one by that.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counters([u64; Stats::NAMES.len()]);

impl Counters {
    pub(super) fn at(&self, place: usize) -> u64 {
        self.0.get(place).copied().unwrap_or(0)
    }

    pub(super) fn get(&self, counter: Counter) -> u64 {
        self.at(counter as usize)
    }

    pub(super) fn set(&mut self, counter: Counter, count: u64) {
        if let Some(place) = self.0.get_mut(counter as usize) {
            *place = count;
        }
    }

    /// Counts one more.
    pub(super) fn count(&mut self, counter: Counter) {
        self.set(counter, self.get(counter) + 1);
    }
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
    /// The fields that were cut to their limits, where [`TooLong::Truncate`](crate::TooLong::Truncate) asks for that; of a
    /// restored event nobody knows.
    pub truncated: Truncated,
}

/// An event that was not taken, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The id that it would have had; its [`Outcome`] bears it too, where one is told.
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
