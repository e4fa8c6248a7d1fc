//! Events that outlive the process.

use super::outcome::Counter;
use super::policy::Load;
use super::queue::Held;
use super::{Outbox, Phase, Reason};
use crate::payload::{Envelope, Payload};
use crate::time::{Now, UnixMillis};

impl Outbox {
    /// The reason with which an event that waits leaves: where all is given up, another one for what a store keeps.
    pub(super) const fn reason_if_kept(&self, held: &Held, reason: Reason) -> Reason {
        match reason {
            Reason::AbandonedAtShutdown if held.payload.is_stored() && !self.opted_out => Reason::Stored,
            reason => reason,
        }
    }

    /// Whether [`track`](Self::track) would take this event now: what it would not take need not be stored first.
    pub fn admits(&self, payload: &Payload) -> bool {
        self.refusal(payload).is_none()
    }

    /// Whether an event of this many bytes may be restored now. Restored events fill half of `max_events` and `max_bytes`
    /// at most: after a long outage, what happens now is to find room too. Once the user has opted out there is always room,
    /// as none of them stays.
    pub fn has_room(&self, bytes: usize) -> bool {
        let bounds = self.limits.bounds.half();
        match self.phase {
            Phase::Open => self.opted_out || self.held.events == 0 || bounds.have_room(self.held, bytes),
            Phase::Closing => self.opted_out,
            Phase::Closed => false,
        }
    }

    /// Takes over an event that a store has kept since `tracked`, under the id that it had: whether it did. Where it did
    /// not, there [is no room](Self::has_room): the store keeps the event, and the host tries again later.
    ///
    /// The event will leave with exactly one [`Outcome`](super::Outcome), at once if it is older than `max_age`, if the
    /// user has opted out, or if the options no longer allow its size. Its age is told by the wall clock, which may have
    /// been put back since: then it counts as new. How many requests carried it before is forgotten.
    ///
    /// An age reaches back to the zero of the host's monotonic clock at most, so a host with a store starts that clock at a
    /// high number.
    ///
    /// # A host with a store
    ///
    /// It needs nothing from the outbox that it does not hear anyway:
    ///
    /// - Where the outbox [admits](Self::admits) an event, the host writes its id, the time and its
    ///   [bytes](Payload::bytes), calls [`Payload::mark_stored`], and then [`track`](Self::track).
    /// - An [`Outcome`](super::Outcome) ends the event: the store forgets it, unless the reason is [`Reason::Stored`].
    /// - When it starts, and whenever there is room, it hands what the store has to `restore`.
    #[must_use]
    pub fn restore(&mut self, payload: Payload, tracked: UnixMillis, now: Now) -> bool {
        let bytes = payload.bytes().len();
        let time = self.clock.tick(now.mono);
        if !self.has_room(bytes) {
            return false;
        }
        let age = now.wall.saturating_sub(tracked);
        let too_large = !self.limits.bounds.have_room(Load::default(), bytes)
            || Envelope::length_alone(payload.bytes()) > self.limits.batch_bytes;
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        self.counters.count(Counter::Restored);
        self.held.events += 1;
        self.held.bytes += bytes as u64;
        let held = Held { payload, tracked: time.saturating_sub(age), sequence };
        let reason = if self.opted_out {
            Reason::OptedOut
        } else if age > self.limits.max_age {
            Reason::Expired
        } else if too_large {
            Reason::TooLarge
        } else {
            self.queue.restored.add(held);
            return true;
        };
        self.settle(&held, 0, reason, None);
        true
    }
}
