//! The names of events and requests.

use core::fmt;

/// The id of an event (`eid` on the wire): a version 4 UUID. It stays the same over retries and restarts, so that the
/// warehouse can tell a repeated delivery from a second event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId([u8; 16]);

impl EventId {
    /// The length of an id's text: 36 characters.
    pub const TEXT_LENGTH: usize = uuid::fmt::Hyphenated::LENGTH;

    /// An id from 16 random bytes; six of their bits are set to say "version 4".
    ///
    /// # Examples
    ///
    /// ```
    /// let id = snowgauge_core::EventId::from_random([0xff; 16]);
    /// assert_eq!(id.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    /// ```
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid().into_bytes())
    }

    /// The id that [`to_bytes`](Self::to_bytes) gave.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The id's 16 bytes, for a store.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// The id as it is on the wire: lower-case hexadecimal digits with hyphens, in a buffer that the caller lends.
    pub fn write(self, buffer: &mut [u8; Self::TEXT_LENGTH]) -> &str {
        *buffer = self.to_ascii();
        str::from_utf8(buffer).unwrap_or_default()
    }

    /// The id as it is on the wire, in ASCII.
    pub fn to_ascii(self) -> [u8; Self::TEXT_LENGTH] {
        let mut text = [0; Self::TEXT_LENGTH];
        uuid::Uuid::from_bytes(self.0).hyphenated().encode_lower(&mut text);
        text
    }

    /// The half of the id that is random throughout: what jitter is drawn from.
    pub(crate) fn random_half(self) -> u64 {
        u64::from_be_bytes(self.0.last_chunk().copied().unwrap_or_default())
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.write(&mut [0; Self::TEXT_LENGTH]))
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The name of one attempt to send one batch. The host hands it back with the response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub u64);
