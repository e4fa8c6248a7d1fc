//! What gives way when the outbox is full.

use crate::config::ConfigError;

/// What happens with an event for which `max_events` or `max_bytes` leave no room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// It is not taken; its outcome is [`Reason::QueueFull`](crate::Reason::QueueFull).
    #[default]
    RejectNew,
    /// It is taken, and as many of the oldest events that wait leave as [`Reason::QueueFull`](crate::Reason::QueueFull).
    /// Where that would not make room, as the rest is under way, it is not taken, and none leaves.
    DropOldest,
}

impl Overflow {
    /// The policy of this name: `reject_new` or `drop_oldest`.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] for any other name.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge_core::outbox::Overflow;
    /// assert_eq!(Overflow::from_name("drop_oldest"), Ok(Overflow::DropOldest));
    /// assert!(Overflow::from_name("drop_newest").is_err());
    /// ```
    pub fn from_name(name: &str) -> Result<Self, ConfigError> {
        match name {
            "reject_new" => Ok(Self::RejectNew),
            "drop_oldest" => Ok(Self::DropOldest),
            _ => Err(ConfigError::new("overflow", "reject_new or drop_oldest", name)),
        }
    }
}
