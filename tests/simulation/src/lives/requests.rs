//! What has to be true of a request that is sent, and of what follows from its answer.

use snowgauge_core::{Monotonic, Reason, RequestId, Response};

use super::account::{Account, Pending};
use super::events::{Event, Events, Index, Place};
use super::pauses::MOST_RETRY_AFTER;

/// What an answer means, as the documentation of the options has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Delivered,
    Refused(Reason),
    TooLarge,
    Failed { retry_after: u64 },
}

pub(super) fn meaning(response: Response) -> Meaning {
    match response {
        Response::Status { status: 200..=299, .. } => Meaning::Delivered,
        Response::Status { status: 401 | 403, .. } => Meaning::Refused(Reason::Auth),
        Response::Status { status: 400 | 410 | 422, .. } => Meaning::Refused(Reason::Rejected),
        Response::Status { status: 413, .. } => Meaning::TooLarge,
        Response::Status { retry_after, .. } => {
            Meaning::Failed { retry_after: retry_after.unwrap_or(0).min(MOST_RETRY_AFTER) }
        }
        _ => Meaning::Failed { retry_after: 0 },
    }
}

impl Account {
    /// The outbox sends these events in a body of this many bytes.
    pub(super) fn send(
        &mut self,
        events: &mut Events,
        id: RequestId,
        carried: &[Index],
        bytes: usize,
        now: Monotonic,
    ) {
        assert!(self.pending.iter().all(|pending| pending.id != id), "{id:?} is under way");
        assert!((1..=self.config.batch_events).contains(&carried.len()), "{} events", carried.len());
        assert!(bytes <= self.config.batch_bytes, "a body of {bytes} bytes");
        assert!(self.pending.len() < self.config.max_requests, "more requests than are allowed");
        self.pauses.check(self.pending.len(), now);
        assert!(!self.opted_out, "sent though the user has opted out");
        self.check_order(events, carried);
        self.check_linger(events, carried, now);
        for index in carried {
            let event = events.get(*index);
            assert_eq!(event.place, Place::Held, "event {index} is sent and not held");
            assert_eq!(event.carried_by, None, "event {index} is under way twice");
            assert!(now - event.born <= self.config.max_age, "event {index} is sent though it is too old");
            event.carried_by = Some(id);
            event.attempts += 1;
        }
        self.requests += 1;
        self.pending.push(Pending { id, events: carried.to_vec(), arrived: false });
    }

    /// Events go in the order in which they were tracked: within a request always, over all requests when they go for the
    /// first time; and those that have failed go first.
    fn check_order(&mut self, events: &Events, carried: &[Index]) {
        let mut sequences = carried.iter().map(|index| events.all[*index].sequence);
        assert!(
            sequences.clone().is_sorted_by(|one, next| one < next),
            "out of order in a request: {carried:?}"
        );
        if is_fresh(&events.all[carried[0]]) {
            let first = events.all[carried[0]].sequence;
            assert!(first >= self.unsent, "sent for the first time after later ones: {carried:?}");
            self.unsent = sequences.next_back().unwrap_or(first) + 1;
            let overtaken = self.held.iter().find(|index| {
                let event = &events.all[**index];
                event.carried_by.is_none() && !is_fresh(event)
            });
            assert_eq!(overtaken, None, "new events are sent before one that has failed");
        }
        assert!(
            carried.iter().all(|index| is_fresh(&events.all[*index]) == is_fresh(&events.all[carried[0]])),
            "new events and old ones in a request: {carried:?}"
        );
    }

    /// New events wait for others unless they are enough, or a flush asks for them.
    fn check_linger(&self, events: &Events, carried: &[Index], now: Monotonic) {
        let first = &events.all[carried[0]];
        let waiting = self.held.iter().map(|index| &events.all[*index]);
        let fresh = waiting.filter(|event| event.carried_by.is_none() && is_fresh(event));
        let (count, bytes) =
            fresh.fold((0, 0), |(count, bytes), event| (count + 1, bytes + event.bytes.len()));
        assert!(
            !is_fresh(first)
                || first.born.saturating_add(self.config.linger) <= now
                || self.flushes.ask_for(first.sequence)
                || count >= self.config.batch_events
                || bytes >= self.config.batch_bytes,
            "events are sent before they have lingered: {carried:?}"
        );
    }

    /// The collector has the events of a request.
    pub(super) fn arrive(&mut self, events: &mut Events, id: Option<RequestId>, carried: &[Index]) {
        let pending = self.pending.iter_mut().find(|pending| Some(pending.id) == id);
        let unheard = pending.is_none();
        if let Some(pending) = pending {
            pending.arrived = true;
        }
        for index in carried {
            let event = events.get(*index);
            event.arrivals += 1;
            event.unheard += u32::from(unheard);
            assert!(
                event.arrivals <= event.unheard + 1,
                "event {index} was sent again though its answer came"
            );
        }
    }

    /// The host hears this, if it waits for it: whether it does.
    pub(super) fn answer(
        &mut self,
        events: &mut Events,
        id: RequestId,
        response: Response,
        now: Monotonic,
    ) -> bool {
        let Some(index) = self.pending.iter().position(|pending| pending.id == id) else { return false };
        let pending = self.pending.remove(index);
        let meaning = meaning(response);
        if let Meaning::Failed { retry_after } = meaning {
            self.failed_requests += 1;
            self.pauses.fail(retry_after, now);
        } else {
            self.pauses.succeed();
        }
        for index in &pending.events {
            let event = events.get(*index);
            event.carried_by = None;
            event.answer = Some((response, pending.events.len()));
            event.unheard += u32::from(pending.arrived && meaning != Meaning::Delivered);
            if let Some(reason) = self.decision(event, meaning, pending.events.len()) {
                self.decided.push((*index, reason));
            }
        }
        true
    }

    /// How an event ends by this answer to a request of so many events, if it does.
    fn decision(&self, event: &Event, meaning: Meaning, events: usize) -> Option<Reason> {
        match meaning {
            Meaning::Delivered => Some(Reason::Delivered),
            Meaning::Refused(reason) => Some(reason),
            Meaning::TooLarge if events == 1 => Some(Reason::TooLarge),
            _ if self.opted_out => Some(Reason::OptedOut),
            Meaning::Failed { .. } if event.attempts >= self.config.max_attempts => {
                Some(Reason::RetriesExhausted)
            }
            _ => None,
        }
    }
}

/// Whether no request has carried it, and it is not from an earlier process.
fn is_fresh(event: &Event) -> bool {
    event.attempts == 0 && !event.restored
}
