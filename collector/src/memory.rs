//! The verdicts, in memory: bounded by count and by bytes, the oldest going first.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use uuid::Uuid;

use crate::judge::Batch;

/// How much may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Events, good and bad.
    pub(crate) events: usize,
    /// Bytes that they take.
    pub(crate) bytes: usize,
}

/// Keeps verdicts.
pub(crate) struct Memory {
    bounds: Bounds,
    kept: Mutex<Kept>,
}

/// How many events were judged since the start or the last reset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Totals {
    /// All.
    pub(crate) total: u64,
    /// The good ones.
    pub(crate) good: u64,
    /// The bad ones; a request that is lost as a whole counts as one.
    pub(crate) bad: u64,
}

/// What is in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Usage {
    /// Events kept.
    pub(crate) kept: usize,
    /// Events that had to go since the start or the last reset; the totals still count them.
    pub(crate) evicted: u64,
    /// Bytes that the kept events take.
    pub(crate) bytes: usize,
    /// The bound on `kept`.
    pub(crate) max_events: usize,
    /// The bound on `bytes`.
    pub(crate) max_bytes: usize,
}

#[derive(Default)]
struct Kept {
    batches: VecDeque<Part>,
    events: usize,
    bytes: usize,
    evicted: u64,
    totals: Totals,
}

/// What is kept of one request: its last verdicts, or all.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    batch: Arc<Batch>,
    /// The number of its first verdict, from 1 in order of arrival.
    number: u64,
    /// How many of its verdicts have gone.
    gone: usize,
    bytes: usize,
}

impl Part {
    /// The numbers and indices of the kept verdicts.
    pub(crate) fn numbers(&self) -> impl DoubleEndedIterator<Item = (u64, usize)> + use<> {
        let number = self.number;
        (self.gone..self.batch.len()).map(move |index| (number + as_u64(index), index))
    }

    /// The batch that the indices are of.
    pub(crate) fn batch(&self) -> &Batch {
        &self.batch
    }
}

impl Memory {
    /// An empty memory.
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self { bounds, kept: Mutex::default() }
    }

    /// Adds the verdicts on one request, and makes room.
    pub(crate) fn add(&self, batch: &Arc<Batch>) {
        let (bytes, events, good) = (batch.bytes(), batch.len(), batch.good());
        let mut kept = self.lock();
        let number = kept.totals.total + 1;
        kept.totals.total += as_u64(events);
        kept.totals.good += as_u64(good);
        kept.totals.bad += as_u64(events - good);
        kept.bytes += bytes;
        kept.events += events;
        kept.batches.push_back(Part { batch: Arc::clone(batch), number, gone: 0, bytes });
        let gone = kept.make_room(self.bounds);
        drop(kept);
        // Freeing takes time: not while the lock is held.
        drop(gone);
    }

    /// Everything that is kept, oldest first.
    pub(crate) fn parts(&self) -> Vec<Part> {
        self.lock().batches.iter().cloned().collect()
    }

    /// The part with the verdict of a number, and those after it, and the totals at that moment. Of numbers that have gone,
    /// the oldest part that is kept stands in.
    pub(crate) fn parts_from(&self, number: u64) -> (Vec<Part>, Totals) {
        let kept = self.lock();
        let first = kept.batches.partition_point(|part| part.number + as_u64(part.batch.len()) <= number);
        (kept.batches.range(first..).cloned().collect(), kept.totals)
    }

    /// The numbers of the oldest and of the latest verdict that are kept; zeros when there is none.
    pub(crate) fn numbers(&self) -> (u64, u64) {
        let kept = self.lock();
        let first = kept.batches.front().and_then(|part| part.numbers().next());
        let last = kept.batches.back().and_then(|part| part.numbers().next_back());
        (first.map_or(0, |(number, _)| number), last.map_or(0, |(number, _)| number))
    }

    /// One line per event id among the kept events, in the order of the ids: `ID good bad`, how often it arrived. An event
    /// without an id that can be read is not in it.
    pub(crate) fn ids_as_text(&self) -> String {
        let parts = self.parts();
        let mut arrivals: Vec<(Uuid, bool)> =
            parts.iter().flat_map(|part| part.batch.ids(part.gone)).collect();
        arrivals.sort_unstable();
        let mut text = String::with_capacity(arrivals.len() * 41);
        for same in arrivals.chunk_by(|(a, _), (b, _)| a == b) {
            let good = same.iter().filter(|(_, good)| *good).count();
            for (id, _) in same.iter().take(1) {
                text.extend([format!("{id} {good} {}\n", same.len() - good)]);
            }
        }
        text
    }

    /// The counts.
    pub(crate) fn totals(&self) -> Totals {
        self.lock().totals
    }

    /// How full it is.
    pub(crate) fn usage(&self) -> Usage {
        let kept = self.lock();
        Usage {
            kept: kept.events,
            evicted: kept.evicted,
            bytes: kept.bytes,
            max_events: self.bounds.events,
            max_bytes: self.bounds.bytes,
        }
    }

    /// Forgets everything, counts included.
    pub(crate) fn reset(&self) {
        let forgotten = std::mem::take(&mut *self.lock());
        // Freeing a million events takes time: not while the lock is held.
        drop(forgotten);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Every change below the lock is complete in itself, so a panic elsewhere leaves nothing half done.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Lets the oldest go until the bounds hold, and returns what is to be freed. Bytes come free by whole requests.
    fn make_room(&mut self, bounds: Bounds) -> Vec<Part> {
        let mut freed = Vec::new();
        while self.events > bounds.events || self.bytes > bounds.bytes {
            let too_many = self.events.saturating_sub(bounds.events);
            let Some(oldest) = self.batches.front_mut() else {
                break;
            };
            let left = oldest.batch.len() - oldest.gone;
            let gone = if self.bytes > bounds.bytes { left } else { left.min(too_many) };
            oldest.gone += gone;
            self.events -= gone;
            self.evicted += as_u64(gone);
            if gone == left {
                self.bytes -= oldest.bytes;
                freed.extend(self.batches.pop_front());
            }
        }
        freed
    }
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::batch;

    fn kept(memory: &Memory, good: bool) -> usize {
        let parts = memory.parts();
        parts.iter().map(|p| p.numbers().filter(|(_, i)| p.batch().is_good(*i) == Some(good)).count()).sum()
    }

    #[test]
    fn counts_and_resets() {
        let memory = Memory::new(Bounds { events: 10, bytes: usize::MAX });
        memory.add(&batch(2, 1, ""));
        assert_eq!(memory.totals(), Totals { total: 3, good: 2, bad: 1 });
        assert_eq!((kept(&memory, true), kept(&memory, false)), (2, 1));
        memory.reset();
        assert_eq!(memory.totals(), Totals::default());
        assert_eq!((memory.usage().kept, memory.usage().bytes), (0, 0));
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let memory = Memory::new(Bounds { events: 4, bytes: usize::MAX });
        memory.add(&batch(2, 1, ""));
        memory.add(&batch(3, 0, ""));
        assert_eq!((kept(&memory, true), kept(&memory, false)), (3, 1));
        assert_eq!((memory.usage().kept, memory.usage().evicted), (4, 2));
        assert_eq!(memory.totals(), Totals { total: 6, good: 5, bad: 1 });
        let numbers: Vec<u64> =
            memory.parts().iter().flat_map(Part::numbers).map(|(number, _)| number).collect();
        assert_eq!(numbers, [3, 4, 5, 6]);
        memory.add(&batch(5, 0, ""));
        assert_eq!((memory.usage().kept, memory.usage().evicted), (4, 7));
    }

    #[test]
    fn the_oldest_go_when_they_are_too_big() {
        let memory = Memory::new(Bounds { events: 100, bytes: 20_000 });
        memory.add(&batch(1, 0, &"x".repeat(12_000)));
        memory.add(&batch(1, 0, ""));
        memory.add(&batch(1, 0, &"y".repeat(12_000)));
        assert_eq!((memory.usage().kept, memory.usage().evicted), (2, 1));
        assert!(memory.usage().bytes <= 20_000, "{:?}", memory.usage());
        memory.add(&batch(1, 0, &"z".repeat(30_000)));
        assert_eq!((memory.usage().kept, memory.usage().bytes, memory.usage().evicted), (0, 0, 4));
    }

    #[test]
    fn what_comes_after_a_number() {
        let memory = Memory::new(Bounds { events: 5, bytes: usize::MAX });
        for _ in 0..3 {
            memory.add(&batch(2, 0, ""));
        }
        let firsts = |number: u64| -> Option<u64> {
            memory.parts_from(number).0.first()?.numbers().next().map(|n| n.0)
        };
        // The first has gone; a part that has the number begins with it or before it.
        assert_eq!(
            [firsts(0), firsts(2), firsts(3), firsts(4), firsts(6), firsts(7)].map(Option::unwrap_or_default),
            [2, 2, 3, 3, 5, 0]
        );
    }

    #[test]
    fn a_part_of_a_batch_is_counted_whole() {
        let memory = Memory::new(Bounds { events: 1, bytes: usize::MAX });
        memory.add(&batch(3, 0, ""));
        assert_eq!(memory.usage().bytes, batch(3, 0, "").bytes());
    }
}
