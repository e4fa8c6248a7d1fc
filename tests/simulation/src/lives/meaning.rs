//! What an answer means, as the documentation of the options has it: written down once more, in another way.

use snowgauge_core::outbox::Action;
use snowgauge_core::{Reason, Response};

use super::account::Account;
use super::events::Event;
use super::pace::MOST_RETRY_AFTER;

/// What is done about a response, and what its `Retry-After` asks for, in milliseconds.
pub(super) fn meaning(overrides: &[(u16, Action)], response: Response) -> (Action, u64) {
    let Response::Status { status, retry_after } = response else { return (Action::Retry, 0) };
    let usual = match status {
        200..=299 => Action::Deliver,
        401 | 403 => Action::Auth,
        400 | 422 => Action::Bisect,
        410 => Action::Reject,
        413 => Action::Split,
        _ => Action::Retry,
    };
    let own = overrides.iter().rfind(|(of, _)| *of == status).map(|(_, action)| *action);
    (own.unwrap_or(usual), retry_after.unwrap_or(0).min(MOST_RETRY_AFTER))
}

impl Account {
    /// How an event ends by this answer to a request of so many events, if it does. `everything` says that the collector
    /// refuses whatever is sent.
    pub(super) fn decision(
        &self,
        event: &Event,
        action: Action,
        events: usize,
        everything: bool,
    ) -> Option<Reason> {
        let is_apart = events == 1 || everything;
        let end = match action {
            Action::Deliver => Some(Reason::Delivered),
            Action::Retry if event.failures < self.config.max_attempts => None,
            Action::Retry if matches!(event.answer, Some((Response::NoToken, _))) => Some(Reason::Auth),
            Action::Retry => Some(Reason::RetriesExhausted),
            Action::Auth => (!self.config.token_refresh || event.was_denied).then_some(Reason::Auth),
            Action::Split => is_apart.then_some(Reason::TooLarge),
            Action::Bisect => is_apart.then_some(Reason::Rejected),
            _ => Some(Reason::Rejected),
        };
        end.or(self.opted_out.then_some(Reason::OptedOut))
    }
}
