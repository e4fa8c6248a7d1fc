//! `uniqueItems`.

use alloc::vec::Vec;
use core::fmt;

use crate::encode::Written;

/// Asks that no two items of an array are the same.
///
/// The code is behind a pointer, so that a program holds it only if one of its tables asks for it: the web module does not.
#[derive(Clone, Copy)]
pub struct Unique {
    has_twins: fn(&[u8], &[Written]) -> bool,
}

impl Unique {
    /// No two items are the same.
    pub const ITEMS: Self = Self { has_twins };

    /// Whether two of the items are the same whose texts stand in `out`. They are parted by commas, and the last
    /// one ends where `out` does.
    pub(crate) fn has_twins(self, out: &[u8], items: &[Written]) -> bool {
        (self.has_twins)(out, items)
    }
}

impl fmt::Debug for Unique {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unique")
    }
}

/// Items are compared by their bytes, which are canonical by then; nothing was kept of them besides.
fn has_twins(out: &[u8], items: &[Written]) -> bool {
    let ends = items.iter().skip(1).map(|next| next.start.saturating_sub(1)).chain([out.len()]);
    let text = |(item, end): (&Written, usize)| out.get(item.start..end).unwrap_or_default();
    let mut texts: Vec<&[u8]> = items.iter().zip(ends).map(text).collect();
    texts.sort_unstable();
    texts.windows(2).any(|pair| pair.first() == pair.last())
}
