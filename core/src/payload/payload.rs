//! An event that is ready to be sent.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::envelope::Envelope;
use super::fields::Truncated;
use crate::id::EventId;
use crate::time::UnixMillis;

/// An event that passed every check, as it will be sent; only the time of sending is still to come.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload {
    id: EventId,
    bytes: Box<[u8]>,
    truncated: Truncated,
    /// Whether a store of the host's keeps it.
    #[cfg(feature = "store")]
    stored: bool,
}

impl Payload {
    /// The event's JSON object without its closing brace, and the fields that were cut in it.
    pub(super) fn new(id: EventId, bytes: &[u8], truncated: Truncated) -> Self {
        Self {
            id,
            bytes: Box::from(bytes),
            truncated,
            #[cfg(feature = "store")]
            stored: false,
        }
    }

    /// The event's id.
    pub fn id(&self) -> EventId {
        self.id
    }

    /// The fields that were cut to their limits.
    pub fn truncated(&self) -> Truncated {
        self.truncated
    }

    /// The event's JSON object without its closing brace: what a store keeps.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A whole request body with this event alone, sent at this time: for hosts that deliver events themselves.
    pub fn into_request_body(self, sent: UnixMillis) -> Vec<u8> {
        let mut envelope = Envelope::new(sent);
        envelope.push(&self.bytes);
        envelope.finish()
    }
}

#[cfg(feature = "store")]
impl Payload {
    /// The event that a store has kept as this id and these [`bytes`](Self::bytes). Which of its fields were cut is not
    /// kept: the process that tracked it has counted them.
    pub fn from_store(id: EventId, bytes: Box<[u8]>) -> Self {
        Self { id, bytes, truncated: Truncated::default(), stored: true }
    }

    /// Notes that a store keeps the event: it outlives the process, so a shutdown does not end it.
    pub fn mark_stored(&mut self) {
        self.stored = true;
    }

    /// Whether a store keeps the event.
    pub(crate) const fn is_stored(&self) -> bool {
        self.stored
    }
}

/// Payloads hold personal data; it is not shown.
impl core::fmt::Debug for Payload {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Payload")
            .field("id", &self.id)
            .field("bytes", &self.bytes.len())
            .field("truncated", &self.truncated)
            .finish_non_exhaustive()
    }
}
