//! What has to be true of an outcome.

use snowgauge_core::{Monotonic, Outcome, Reason, Response};

use super::account::Account;
use super::events::{Events, Index, Place};
use super::requests::{Meaning, meaning};

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

    fn check_outcome(&self, events: &mut Events, index: Index, outcome: &Outcome, now: Monotonic) {
        let event = events.get(index);
        let reason = outcome.reason;
        assert_eq!(outcome.attempts, event.attempts, "the requests that carried event {index}");
        let answer = event.answer.map(|(response, carried)| (meaning(response), carried));
        let answered = answer.map(|(meaning, _)| meaning);
        let is_true = match reason {
            Reason::Delivered => answered == Some(Meaning::Delivered) && event.arrivals > 0,
            Reason::Rejected | Reason::Auth => answered == Some(Meaning::Refused(reason)),
            Reason::TooLarge => {
                // A restored one may be larger than the options allow, with the envelope of at most this many bytes.
                const ENVELOPE: usize = 150;
                let bytes = event.bytes.len();
                let is_large = bytes > self.config.max_bytes || bytes + ENVELOPE > self.config.batch_bytes;
                answer == Some((Meaning::TooLarge, 1)) || (event.restored && event.attempts == 0 && is_large)
            }
            Reason::RetriesExhausted => {
                matches!(answered, Some(Meaning::Failed { .. })) && event.attempts >= self.config.max_attempts
            }
            Reason::Expired => now - event.born > self.config.max_age,
            Reason::OptedOut => self.opted_out || self.decided.contains(&(index, reason)),
            Reason::AbandonedAtShutdown => self.is_past_closing(now) && (self.opted_out || !event.stored),
            Reason::Stored => self.is_past_closing(now) && !self.opted_out && event.stored,
            _ => false,
        };
        assert!(is_true, "{outcome:?} of event {index}: {event:?}");
        let decided = [Reason::Delivered, Reason::Rejected, Reason::Auth, Reason::RetriesExhausted];
        let status = match event.answer {
            Some((Response::Status { status, .. }, _)) => Some(status),
            _ => None,
        };
        if decided.contains(&reason) {
            assert_eq!(outcome.status, status, "{outcome:?}");
        }
    }
}
