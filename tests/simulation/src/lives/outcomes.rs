//! What has to be true of an outcome.

use std::cmp::Ordering;

use snowgauge_core::outbox::Overflow;
use snowgauge_core::{Monotonic, Outcome, Reason, Response};

use super::account::Account;
use super::events::{Event, Events, Index, Kind, Place};

impl Account {
    /// An end is told: the only one of its event in this process, and a true one. Says whether the event was held.
    pub(super) fn note(&mut self, events: &mut Events, outcome: &Outcome, now: Monotonic) -> bool {
        let Outcome { event_id, reason, .. } = *outcome;
        *self.counted.entry(reason).or_default() += 1;
        let index = events.index(event_id);
        if events.get(index).place != Place::Held {
            let told = self.refused.iter().position(|refused| *refused == (event_id, reason));
            self.refused.remove(told.unwrap_or_else(|| panic!("{outcome:?} of an event that is not held")));
            assert_eq!((outcome.status, outcome.attempts), (None, 0));
            return false;
        }
        if events.get(index).carried_by.is_some() {
            assert!(self.is_past_closing(now), "event {index} ends while it is under way: {reason}");
            self.recall(events);
        }
        self.check_outcome(events, index, outcome, now);
        self.decided.retain(|decided| *decided != (index, reason));
        self.release(events, index, reason);
        true
    }

    fn is_past_closing(&self, now: Monotonic) -> bool {
        self.closing.is_some_and(|(_, deadline)| deadline <= now)
    }

    fn check_outcome(&self, events: &Events, index: Index, outcome: &Outcome, now: Monotonic) {
        let event = &events.all[index];
        let reason = outcome.reason;
        assert_eq!(outcome.attempts, event.attempts, "the requests that carried event {index}");
        let is_decided = self.decided.contains(&(index, reason));
        let is_true = match reason {
            Reason::Delivered => is_decided && event.is_truly_delivered(),
            Reason::Rejected | Reason::Auth | Reason::RetriesExhausted => is_decided,
            Reason::TooLarge => {
                is_decided || (event.kind() == Kind::Restored && self.is_large(event.bytes.len()))
            }
            Reason::Expired => now - event.born > self.config.max_age,
            Reason::OptedOut => is_decided || self.opted_out,
            Reason::AbandonedAtShutdown => self.is_past_closing(now) && (self.opted_out || !event.stored),
            Reason::Stored => self.is_past_closing(now) && !self.opted_out && event.stored,
            Reason::QueueFull => self.is_dropped(events, event),
            _ => false,
        };
        assert!(is_true, "{outcome:?} of event {index}: {event:?}");
        let status = match event.answer {
            Some((Response::Status { status, .. }, _)) if is_decided => Some(status),
            _ => None,
        };
        assert!(outcome.status == status || reason == Reason::OptedOut, "{outcome:?}, answered {status:?}");
    }

    /// Whether it is this event that has to make room: the first that would be sent.
    fn is_dropped(&self, events: &Events, event: &Event) -> bool {
        let before = |other: &Event| match event.kind().cmp(&other.kind()) {
            // In which order those are sent again is the outbox's affair.
            Ordering::Equal if event.kind() == Kind::Sent => false,
            Ordering::Equal => (other.born, other.sequence) < (event.born, event.sequence),
            order => order == Ordering::Greater,
        };
        self.config.overflow == Overflow::DropOldest && self.is_over() && !self.waiting(events).any(before)
    }
}
