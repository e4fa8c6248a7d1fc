//! What a store has to tell.

use std::fmt;
use std::io;

/// What an operator may want to know about a [store](crate::Builder::store). No event is lost by any of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreNotice {
    /// Writing has failed: until [`Self::Working`], events are held in memory only. `unstored` counts them.
    Failing(io::ErrorKind),
    /// The directory holds more than it may: until [`Self::Working`], events are held in memory only.
    Full,
    /// Events are written again.
    Working,
    /// A journal was found of which a part cannot be read: what is intact is sent, then the file is set aside under this
    /// name, in the store's directory; or removed, where the user has opted out.
    Damaged(String),
}

impl StoreNotice {
    /// What has happened, as a stable text: `failing`, `full`, `working` or `damaged`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Failing(_) => "failing",
            Self::Full => "full",
            Self::Working => "working",
            Self::Damaged(_) => "damaged",
        }
    }
}

impl fmt::Display for StoreNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failing(error) => {
                write!(f, "the store cannot be written ({error}): events are held in memory only")
            }
            Self::Full => f.write_str("the store's directory is full: events are held in memory only"),
            Self::Working => f.write_str("the store is written again"),
            Self::Damaged(name) => {
                write!(f, "a journal of the store is damaged and will be set aside as {name}")
            }
        }
    }
}
