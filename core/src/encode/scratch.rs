//! Buffers for encoding.

use alloc::vec::Vec;

use super::facts::Facts;
use super::frame::Stack;

/// Buffers that are kept between events, so that encoding allocates nothing but its result. One per thread.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) out: Vec<u8>,
    pub(super) stack: Stack,
    /// What the last datum left.
    pub(crate) facts: Facts,
}
