//! Who hears what.

use snowgauge_core::Outcome;

use crate::store::StoreNotice;
use crate::transport::ConnectionNotice;

/// Who hears news of one kind.
type Listener<T> = Option<Box<dyn Fn(&T) + Send + Sync>>;

/// Who hears what.
#[derive(Default)]
pub(crate) struct Listeners {
    pub(crate) outcome: Listener<Outcome>,
    pub(crate) store: Listener<StoreNotice>,
    pub(crate) connection: Listener<ConnectionNotice>,
}

/// Something to tell.
pub(super) enum News {
    Outcome(Outcome),
    Store(StoreNotice),
    Connection(ConnectionNotice),
}

impl Listeners {
    pub(super) const fn is_empty(&self) -> bool {
        self.outcome.is_none() && self.store.is_none() && self.connection.is_none()
    }

    pub(super) fn hear(&self, news: &News) {
        match news {
            News::Outcome(outcome) => self.outcome.iter().for_each(|listener| listener(outcome)),
            News::Store(notice) => self.store.iter().for_each(|listener| listener(notice)),
            News::Connection(notice) => self.connection.iter().for_each(|listener| listener(notice)),
        }
    }
}
