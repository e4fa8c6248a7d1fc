//! What follows from the end of a request.

use super::outcome::Counter;
use super::policy::{self, Response};
use super::queue::{self, Batch};
use super::{Action, Outbox, Reason};
use crate::id::RequestId;
use crate::time::{Monotonic, Now};

impl Outbox {
    /// Tells how a request has ended. A response to a request that is not under way means nothing.
    pub fn handle_response(&mut self, id: RequestId, response: Response, now: Now) {
        let time = self.clock.tick(now.mono);
        let Some(mut batch) = self.queue.end(id) else { return };
        // Without a token the request was not made: the fresh one that it asked for is still to come.
        self.token_refused |= response == Response::NoToken && self.refreshed == Some(id);
        let (action, at_least) = policy::judge(response, &self.status_policy);
        let end = match action {
            Action::Deliver => {
                self.pace.accept();
                Some(Reason::Delivered)
            }
            // What could not be sent for want of a token was not tried in vain.
            Action::Retry if response == Response::NoToken => {
                self.fail(&mut batch, Reason::Auth, at_least, time)
            }
            Action::Retry => self.fail(&mut batch, Reason::RetriesExhausted, at_least, time),
            _ => self.refuse(&mut batch, action, time),
        };
        match end.or(self.opted_out.then_some(Reason::OptedOut)) {
            Some(reason) => {
                while let Some(held) = queue::take_first(&mut batch.events) {
                    self.settle(&held, batch.attempts, reason, response.code());
                }
            }
            None => self.keep(batch, action),
        }
        self.let_pass(time);
    }

    /// Counts a failure: the reason with which the batch leaves, unless it may be tried again.
    fn fail(&mut self, batch: &mut Batch, reason: Reason, at_least: u64, now: Monotonic) -> Option<Reason> {
        self.counters.count(Counter::FailedRequests);
        batch.failures += 1;
        batch.refused = false;
        self.pause(batch, at_least, now);
        (batch.failures >= self.limits.max_attempts).then_some(reason)
    }

    /// Takes note of a refusal: the reason with which the batch leaves, unless parts of it or another token may do.
    fn refuse(&mut self, batch: &mut Batch, action: Action, now: Monotonic) -> Option<Reason> {
        let everything = self.pace.refuse();
        if everything {
            self.pause(batch, 0, now);
        }
        let parts = !everything && batch.events.len() > 1;
        let (reason, again) = match action {
            Action::Auth => (Reason::Auth, self.renew_token(batch)),
            Action::Split => (Reason::TooLarge, parts),
            Action::Bisect => (Reason::Rejected, parts),
            _ => (Reason::Rejected, false),
        };
        (!again).then_some(reason)
    }

    /// Whether another token may help this batch: once, until it fails for another reason. Of requests that were under way
    /// together with a refused token only the first asks for a fresh one.
    fn renew_token(&mut self, batch: &mut Batch) -> bool {
        let renew = self.limits.token_refresh && !batch.refused;
        batch.refused = true;
        self.token_refused |= renew && self.refreshed <= Some(batch.request);
        renew
    }

    fn pause(&mut self, batch: &Batch, at_least: u64, now: Monotonic) {
        let Some(first) = batch.events.front() else { return };
        let next = self.counters.get(Counter::Requests);
        self.pace.fail(batch.request, next, first.payload.id(), at_least, now);
    }

    /// Keeps a batch to be sent again: behind those that failed before it, or, where the collector has answered, before them.
    fn keep(&mut self, mut batch: Batch, action: Action) {
        match action {
            Action::Retry => self.queue.put_back(batch),
            Action::Auth => self.queue.put_first(batch),
            _ => {
                let first = batch.part();
                self.queue.put_first(batch);
                self.queue.put_first(first);
            }
        }
    }
}
