//! Buffers for encoding.

use alloc::vec::Vec;

use super::facts::Facts;
use super::frame::Stack;

/// Buffers that are kept between events, so that encoding allocates nothing but its result. One per thread.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) out: Vec<u8>,
    pub(super) stack: Stack,
    pub(crate) facts: Facts,
}

impl Scratch {
    /// The facts that the last datum left, and room for the next.
    pub(crate) fn parts(&mut self) -> (&mut Vec<u8>, Pad<'_>) {
        (&mut self.out, Pad { stack: &mut self.stack, facts: &mut self.facts })
    }
}

/// The part of a [`Scratch`] that a writer works on.
#[derive(Debug)]
pub(crate) struct Pad<'w> {
    pub(super) stack: &'w mut Stack,
    pub(super) facts: &'w mut Facts,
}
