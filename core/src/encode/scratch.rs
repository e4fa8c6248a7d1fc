//! Buffers for encoding.

use alloc::vec::Vec;

use super::facts::Facts;
use super::frame::Stack;
use crate::payload::Values;

/// Buffers that are kept between events, so that encoding allocates nothing but its result. One per thread.
#[derive(Debug)]
pub struct Scratch {
    pub(crate) out: Vec<u8>,
    pub(super) stack: Stack,
    /// The fields that the event at hand has set.
    pub(crate) values: Values,
    /// JSON that is on its way to base64.
    pub(crate) plain: Vec<u8>,
    /// What the last datum left.
    pub(crate) facts: Facts,
}

impl Scratch {
    /// No room yet.
    pub const fn new() -> Self {
        Self {
            out: Vec::new(),
            stack: Stack::new(),
            values: Values::new(),
            plain: Vec::new(),
            facts: Facts::NONE,
        }
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}
