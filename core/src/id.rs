//! The names of events and requests.

use core::fmt;

use crate::ascii::hex;

/// The id of an event (`eid` on the wire): a version 4 UUID. It stays the same over retries and restarts, so that the
/// warehouse can tell a repeated delivery from a second event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId([u8; 16]);

impl EventId {
    /// The length of an id's text: 36 characters.
    pub const TEXT_LENGTH: usize = 36;

    /// An id from 16 random bytes; six of their bits are set to say "version 4".
    ///
    /// # Examples
    ///
    /// ```
    /// let id = snowgauge_core::EventId::from_random([0xff; 16]);
    /// assert_eq!(id.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    /// ```
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        // RFC 9562, 5.4: the version, and the variant. Set in the number that the bytes are, the other bytes stay together.
        let others = u128::from_be_bytes(bytes) & !(0xf << 76 | 0x3 << 62);
        Self((others | 0x4 << 76 | 0x2 << 62).to_be_bytes())
    }

    /// In place of an id where an event is only checked.
    pub(crate) const NONE: Self = Self([0; 16]);

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
        let mut digits = [0; 32];
        for (pair, byte) in digits.as_chunks_mut().0.iter_mut().zip(&self.0) {
            *pair = [hex(byte >> 4), hex(byte & 0xf)];
        }
        let mut text = [b'-'; Self::TEXT_LENGTH];
        text[..8].copy_from_slice(&digits[..8]);
        text[9..13].copy_from_slice(&digits[8..12]);
        text[14..18].copy_from_slice(&digits[12..16]);
        text[19..23].copy_from_slice(&digits[16..20]);
        text[24..].copy_from_slice(&digits[20..]);
        text
    }

    /// The half of the id that is random throughout: what jitter is drawn from.
    pub(crate) fn random_half(self) -> u64 {
        u64::from_le_bytes(self.0.last_chunk().copied().unwrap_or_default())
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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::ToString};

    #[test]
    fn ids_are_random_uuids() {
        for seed in 0..=255_u8 {
            let bytes = [seed; 16];
            let id = EventId::from_random(bytes);
            let [byte, version, variant] = [seed, seed & 0xf, seed & 0x3f | 0x80];
            let whole = format!("{byte:02x}").repeat(16);
            let expected = format!(
                "{}-{}-4{version:x}{}-{variant:02x}{}-{}",
                &whole[..8],
                &whole[..4],
                &whole[..2],
                &whole[..2],
                &whole[..12],
            );
            assert_eq!(id.to_string(), expected);
        }
        let bytes = core::array::from_fn(|place| u8::try_from(place * 16 + place).unwrap());
        assert_eq!(EventId::from_bytes(bytes).to_string(), "00112233-4455-6677-8899-aabbccddeeff");
    }
}
