//! The accumulators that JavaScript has opened.

use snowgauge_core::encode::push_string;
use snowgauge_core::{RequestCounts, push_number};

/// All that the module holds.
pub(crate) struct Held {
    /// By their handles. Where one was let go of, there is room for another.
    accumulators: Vec<Option<Box<RequestCounts>>>,
    /// What was handed out last.
    pub(crate) out: Vec<u8>,
}

impl Held {
    pub(crate) const fn new() -> Self {
        Self { accumulators: Vec::new(), out: Vec::new() }
    }

    pub(crate) fn open(&mut self, counts: RequestCounts) -> usize {
        let counts = Some(Box::new(counts));
        let free = self.accumulators.iter_mut().enumerate().find(|(_, place)| place.is_none());
        if let Some((handle, place)) = free {
            *place = counts;
            return handle;
        }
        self.accumulators.push(counts);
        self.accumulators.len() - 1
    }

    pub(crate) fn release(&mut self, handle: usize) {
        if let Some(place) = self.accumulators.get_mut(handle) {
            *place = None;
        }
    }

    pub(crate) fn get(&mut self, handle: usize) -> Option<&mut RequestCounts> {
        self.accumulators.get_mut(handle)?.as_deref_mut()
    }

    /// Hands out the rows of an accumulator; gives how many bytes.
    pub(crate) fn take(&mut self, handle: usize) -> usize {
        let Self { accumulators, out } = self;
        out.clear();
        if let Some(Some(counts)) = accumulators.get_mut(handle) {
            counts.take_each(&mut |key, counts| {
                for count in counts {
                    separate(out);
                    push_number(out, count);
                }
                for part in [key.lang, key.model_engine, key.model_name] {
                    separate(out);
                    match part {
                        Some(text) => push_string(out, text),
                        None => out.push(b'0'),
                    }
                }
            });
        }
        out.len()
    }
}

fn separate(out: &mut Vec<u8>) {
    if !out.is_empty() {
        out.push(b',');
    }
}
