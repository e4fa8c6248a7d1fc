//! What has to be true of a request that is sent, and of what follows from its answer.

use snowgauge_core::outbox::Action;
use snowgauge_core::{Monotonic, Request, RequestId, Response};

use super::account::{Account, Pending};
use super::events::{Events, Index, Kind, Place};
use super::meaning::meaning;

impl Account {
    /// The outbox sends these events.
    pub(super) fn send(&mut self, events: &mut Events, request: &Request, carried: &[Index], now: Monotonic) {
        let (id, bytes) = (request.id, request.body.len());
        assert_eq!(id, self.next_request, "requests are counted");
        assert!((1..=self.config.batch_events).contains(&carried.len()), "{} events", carried.len());
        assert!(bytes <= self.config.batch_bytes, "a body of {bytes} bytes");
        assert!(self.pending.len() < self.config.max_requests, "more requests than are allowed");
        self.pace.check(self.pending.len(), now);
        assert!(!self.opted_out, "sent though the user has opted out");
        assert_eq!(
            request.refresh_token, self.token_refused,
            "a fresh token is asked for where one was refused"
        );
        if request.refresh_token {
            (self.token_refused, self.refreshed) = (false, Some(id));
        }
        let overtaken = self.check_order(events, carried);
        // In place of a batch that keeps failing new events are tried, whether they have lingered or not.
        if overtaken.is_empty() {
            self.check_linger(events, carried, now);
        }
        for index in overtaken {
            events.get(index).overtaken += 1;
        }
        for index in carried {
            let event = events.get(*index);
            assert_eq!(event.place, Place::Held, "event {index} is sent and not held");
            assert_eq!(event.carried_by, None, "event {index} is under way twice");
            assert!(now - event.born <= self.config.max_age, "event {index} is sent though it is too old");
            (event.carried_by, event.carried_last) = (Some(id), Some(id));
            event.attempts += 1;
        }
        self.next_request = RequestId(id.0 + 1);
        self.pending.push(Pending { id, events: carried.to_vec(), body: bytes, arrived: false });
    }

    /// Events go in the order of age: within a request always, over all requests when they go for the first time. Those
    /// that were sent before go first, then those of an earlier process; but a batch that has failed twice and waits alone lets one
    /// request go before it, once for each further failure. Gives the events that are overtaken so.
    fn check_order(&mut self, events: &Events, carried: &[Index]) -> Vec<Index> {
        let all = carried.iter().map(|index| &events.all[*index]);
        let ages = all.clone().map(|event| (event.born, event.sequence));
        assert!(ages.is_sorted_by(|one, next| one < next), "out of order in a request: {carried:?}");
        let first = &events.all[carried[0]];
        assert!(
            all.clone().all(|event| event.kind() == first.kind()),
            "new and old in a request: {carried:?}"
        );
        if first.kind() == Kind::Fresh {
            assert!(first.sequence >= self.unsent, "sent for the first time after later ones: {carried:?}");
            self.unsent = all.map(|event| event.sequence).max().unwrap_or_default() + 1;
        }
        let waits = |index: &&Index| {
            let event = &events.all[**index];
            event.carried_by.is_none() && event.kind() < first.kind()
        };
        let overtaken: Vec<Index> = self.held.iter().filter(waits).copied().collect();
        let mut batch = None;
        for event in overtaken.iter().map(|index| &events.all[*index]) {
            let is_of_one = *batch.get_or_insert(event.carried_last) == event.carried_last;
            let has_failed = event.answer.is_some_and(|(_, action)| action == Action::Retry);
            assert!(
                is_of_one && has_failed && event.overtaken + 1 < event.failures,
                "{carried:?} are sent before {event:?}"
            );
        }
        overtaken
    }

    /// New events wait for others unless they are enough, or a flush asks for them.
    fn check_linger(&self, events: &Events, carried: &[Index], now: Monotonic) {
        let first = &events.all[carried[0]];
        let fresh = self.waiting(events).filter(|event| event.kind() == Kind::Fresh);
        let (count, bytes) =
            fresh.fold((0, 0), |(count, bytes), event| (count + 1, bytes + event.bytes.len()));
        assert!(
            first.kind() != Kind::Fresh
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
        let (action, retry_after) = meaning(&self.config.status_policy, response);
        let everything = self.keep_pace(id, action, retry_after, now);
        self.token_refused |= response == Response::NoToken && self.refreshed == Some(id);
        for index in &pending.events {
            let event = events.get(*index);
            event.carried_by = None;
            event.answer = Some((response, action));
            event.unheard += u32::from(pending.arrived && action != Action::Deliver);
            event.failures += u32::from(action == Action::Retry);
            if let Some(reason) = self.decision(event, action, pending.events.len(), everything) {
                self.decided.push((*index, reason));
            }
            if action == Action::Auth && self.config.token_refresh && !event.was_denied {
                // Requests that were under way together with a refused token ask for one fresh one.
                self.token_refused |= self.refreshed <= Some(id);
            }
            event.was_denied = action != Action::Retry && (event.was_denied || action == Action::Auth);
        }
        true
    }

    /// Whether the collector refuses everything, as far as one can tell.
    fn keep_pace(&mut self, id: RequestId, action: Action, retry_after: u64, now: Monotonic) -> bool {
        match action {
            Action::Deliver => self.pace.accept(),
            Action::Retry => {
                self.failed_requests += 1;
                self.pace.fail(id, self.next_request, retry_after, now);
            }
            _ => {
                let everything = self.pace.refuse();
                if everything {
                    self.pace.fail(id, self.next_request, 0, now);
                }
                return everything;
            }
        }
        false
    }
}
