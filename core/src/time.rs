//! Time, as the host tells it.

/// Milliseconds since 1970-01-01T00:00:00Z, as wall clocks show them: for timestamps on the wire, never for waiting.
pub type UnixMillis = u64;

/// Milliseconds since a moment that the host chooses once, from a clock that never goes back: for waiting.
pub type Monotonic = u64;

/// The time at which something happens, on both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The wall clock, in milliseconds since 1970.
    pub wall: UnixMillis,
    /// The monotonic clock, in milliseconds since a moment of the host's choice.
    pub mono: Monotonic,
}

/// A moment that does not come.
pub(crate) const NEVER: Monotonic = Monotonic::MAX;
