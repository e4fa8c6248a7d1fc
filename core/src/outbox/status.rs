//! What an HTTP status means: the table, and what a host puts in its place.

use crate::config::ConfigError;

/// What is done with the events of a request that was answered with a certain status. By default 2xx is delivered, 400 and
/// 422 are bisected, 401 and 403 end as auth, 410 is rejected, 413 is split, and everything else is tried again;
/// [`Config::status_policy`](crate::Config::status_policy) changes that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// They are delivered.
    Deliver,
    /// They are tried again after a pause. A `Retry-After` is obeyed.
    Retry,
    /// All of them leave as [`Reason::Rejected`](crate::Reason::Rejected): the answer is about the sender or the endpoint,
    /// not about an event.
    Reject,
    /// The request is parted in two until the event that is at fault is alone; it leaves as
    /// [`Reason::Rejected`](crate::Reason::Rejected), the others are delivered.
    Bisect,
    /// The request is parted in two until it is small enough; an event that is alone leaves as
    /// [`Reason::TooLarge`](crate::Reason::TooLarge).
    Split,
    /// All of them leave as [`Reason::Auth`](crate::Reason::Auth); with
    /// [`token_refresh`](crate::Config::token_refresh), after one more request with a fresh token.
    Auth,
}

impl Action {
    /// The action of this name: `deliver`, `retry`, `reject`, `bisect`, `split` or `auth`.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] for any other name.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge_core::outbox::Action;
    /// assert_eq!(Action::from_name("retry"), Ok(Action::Retry));
    /// assert!(Action::from_name("again").is_err());
    /// ```
    pub fn from_name(name: &str) -> Result<Self, ConfigError> {
        Ok(match name {
            "deliver" => Self::Deliver,
            "retry" => Self::Retry,
            "reject" => Self::Reject,
            "bisect" => Self::Bisect,
            "split" => Self::Split,
            "auth" => Self::Auth,
            _ => {
                let expected = "deliver, retry, reject, bisect, split or auth";
                return Err(ConfigError::new("status_policy", expected, name));
            }
        })
    }
}

/// What is done about a status, of which several overrides may say otherwise: the last counts.
///
/// Snowplow's trackers agree on what is never sent again as it is: 400, 401, 403, 410 and 422
/// (<https://docs.snowplow.io/docs/sources/>). Of these, 400 and 422 are about what was sent, so the event at fault is looked
/// for; 410 is about the endpoint, where every part would get the same answer. That a 413 is parted is ours: the same body
/// would be refused for ever. 404, 405 and 415 are about the endpoint too, but are seen while a route is put up: they are
/// tried again.
pub(super) fn action(overrides: &[(u16, Action)], status: u16) -> Action {
    for (known, action) in overrides.iter().rev() {
        if *known == status {
            return *action;
        }
    }
    match status {
        200..=299 => Action::Deliver,
        400 | 422 => Action::Bisect,
        401 | 403 => Action::Auth,
        410 => Action::Reject,
        413 => Action::Split,
        _ => Action::Retry,
    }
}
