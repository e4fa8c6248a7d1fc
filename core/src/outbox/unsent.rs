//! Events that no request has carried yet.

use alloc::collections::VecDeque;

use super::queue::{Held, since, take_first};
use crate::time::Monotonic;

/// Events that wait for their first request, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Unsent {
    /// In the order of their ages; from when one came that is older than the one before, until none is left, a binary heap.
    events: VecDeque<Held>,
    is_heap: bool,
    bytes: usize,
}

impl Unsent {
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// Payload bytes of all of them.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn oldest(&self) -> Option<&Held> {
        self.events.front()
    }

    /// When the oldest was tracked; `NEVER` where there is none.
    pub(super) fn since(&self) -> Monotonic {
        since(&self.events)
    }

    pub(super) fn add(&mut self, held: Held) {
        self.bytes += held.payload.bytes().len();
        let mut place = self.events.len();
        self.events.push_back(held);
        self.is_heap |= self.is_older(place, place.saturating_sub(1));
        while self.is_heap {
            let parent = place.saturating_sub(1) / 2;
            if !self.is_older(place, parent) {
                break;
            }
            self.events.swap(place, parent);
            place = parent;
        }
    }

    pub(super) fn take_oldest(&mut self) -> Option<Held> {
        let oldest =
            if self.is_heap { self.events.swap_remove_back(0) } else { take_first(&mut self.events) };
        self.bytes -= oldest.as_ref().map_or(0, |held| held.payload.bytes().len());
        self.is_heap &= !self.events.is_empty();
        let mut place = 0;
        while self.is_heap {
            let mut child = 2 * place + 1;
            child += usize::from(self.is_older(child + 1, child));
            if !self.is_older(child, place) {
                break;
            }
            self.events.swap(place, child);
            place = child;
        }
        oldest
    }

    /// Whether there is an event in one place that is older than the one in the other.
    fn is_older(&self, one: usize, other: usize) -> bool {
        let (Some(one), Some(other)) = (self.events.get(one), self.events.get(other)) else { return false };
        (one.tracked, one.sequence) < (other.tracked, other.sequence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EventId, Payload};
    use alloc::boxed::Box;
    use alloc::vec::Vec;

    fn held(tracked: u64, sequence: u64) -> Held {
        let payload = Payload::from_store(EventId::from_bytes([0; 16]), Box::from([b'x'; 8]));
        Held { payload, tracked, sequence }
    }

    /// The ages in an order that each seed mixes otherwise, some of them twice.
    fn ages(seed: u64, count: u64) -> Vec<u64> {
        (0..count).map(|place| (place * seed) % 97 / 2).collect()
    }

    #[test]
    fn the_oldest_is_taken_however_they_came() {
        for seed in 0..97 {
            for count in [1, 2, 3, 10, 96] {
                for taken_between in 0..3 {
                    let mut unsent = Unsent::default();
                    let mut expected = Vec::new();
                    for (sequence, age) in (0..).zip(ages(seed, count)) {
                        unsent.add(held(age, sequence));
                        expected.push((age, sequence));
                        if sequence % 4 < taken_between {
                            assert_oldest(&mut unsent, &mut expected);
                        }
                    }
                    while !expected.is_empty() {
                        assert_oldest(&mut unsent, &mut expected);
                    }
                    assert!(unsent.take_oldest().is_none() && unsent.bytes() == 0);
                }
            }
        }
    }

    fn assert_oldest(unsent: &mut Unsent, expected: &mut Vec<(u64, u64)>) {
        expected.sort_unstable();
        assert_eq!(unsent.bytes(), 8 * expected.len());
        let taken = unsent.take_oldest().map(|held| (held.tracked, held.sequence));
        assert_eq!(taken, Some(expected.remove(0)));
    }
}
