//! The verdicts, in memory: bounded by count and by bytes, the oldest going first.

use std::collections::{BTreeMap, VecDeque};
use std::mem::size_of;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use uuid::Uuid;

use crate::judge::{Parameters, Verdict};
use crate::request::Request;

/// What one map entry or list element costs beyond its bytes: two `String`s and their part of a node.
const ENTRY_BYTES: usize = 64;

/// How much may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Events, good and bad.
    pub(crate) events: usize,
    /// Bytes that they take, roughly.
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

/// How often an event arrived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Arrivals {
    /// Judged good.
    good: u64,
    /// Judged bad.
    bad: u64,
}

/// What is in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Usage {
    /// Events kept.
    pub(crate) kept: usize,
    /// Events that had to go since the start or the last reset; the totals still count them.
    pub(crate) evicted: u64,
    /// Bytes that the kept events take, roughly.
    pub(crate) bytes: usize,
    /// The bound on `kept`.
    pub(crate) max_events: usize,
    /// The bound on `bytes`.
    pub(crate) max_bytes: usize,
}

#[derive(Default)]
struct Kept {
    verdicts: VecDeque<(Arc<Verdict>, usize)>,
    bytes: usize,
    evicted: u64,
    totals: Totals,
}

impl Memory {
    /// An empty memory.
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self { bounds, kept: Mutex::default() }
    }

    /// Adds the verdicts of one request, and makes room.
    pub(crate) fn add(&self, verdicts: &[Arc<Verdict>]) {
        let sized: Vec<_> = verdicts.iter().map(|v| (size_of_verdict(v), Arc::clone(v))).collect();
        let mut kept = self.lock();
        for (size, verdict) in sized {
            kept.totals.total += 1;
            match *verdict {
                Verdict::Good(_) => kept.totals.good += 1,
                Verdict::Bad(_) => kept.totals.bad += 1,
            }
            kept.bytes += size;
            kept.verdicts.push_back((verdict, size));
        }
        kept.make_room(self.bounds);
    }

    /// The kept verdicts that are good, or those that are bad, oldest first.
    pub(crate) fn verdicts(&self, good: bool) -> Vec<Arc<Verdict>> {
        let kept = self.lock();
        let wanted =
            kept.verdicts.iter().filter(|(verdict, _)| matches!(**verdict, Verdict::Good(_)) == good);
        wanted.map(|(verdict, _)| Arc::clone(verdict)).collect()
    }

    /// How often each event id arrived with the kept events, in the order of the ids. An event without one that can be
    /// read is not in it.
    fn ids(&self) -> BTreeMap<Uuid, Arrivals> {
        let mut ids: BTreeMap<Uuid, Arrivals> = BTreeMap::new();
        for (verdict, _) in &self.lock().verdicts {
            match &**verdict {
                Verdict::Good(good) => ids.entry(good.event_id).or_default().good += 1,
                Verdict::Bad(bad) => {
                    let eid = bad.parameters.as_ref().and_then(|parameters| parameters.get("eid"));
                    if let Some(id) = eid.and_then(|text| Uuid::parse_str(text).ok()) {
                        ids.entry(id).or_default().bad += 1;
                    }
                }
            }
        }
        ids
    }

    /// One line per event id, in the order of the ids: `ID good bad`, how often it arrived.
    pub(crate) fn ids_as_text(&self) -> String {
        let mut text = String::new();
        for (id, arrivals) in self.ids() {
            text.extend([format!("{id} {} {}\n", arrivals.good, arrivals.bad)]);
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
            kept: kept.verdicts.len(),
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
    fn make_room(&mut self, bounds: Bounds) {
        while self.verdicts.len() > bounds.events || self.bytes > bounds.bytes {
            let Some((_, size)) = self.verdicts.pop_front() else {
                return;
            };
            self.bytes -= size;
            self.evicted += 1;
        }
    }
}

/// Roughly the bytes that a verdict holds. The request is counted for each of its events, although they share it.
fn size_of_verdict(verdict: &Verdict) -> usize {
    let parts = match verdict {
        Verdict::Good(good) => size_of_request(&good.request) + size_of_parameters(&good.parameters),
        Verdict::Bad(bad) => {
            let faults: usize =
                bad.faults.iter().map(|fault| fault.at.len() + fault.message.len() + ENTRY_BYTES).sum();
            size_of_request(&bad.request)
                + bad.parameters.as_ref().map_or(0, size_of_parameters)
                + bad.body.as_ref().map_or(0, String::len)
                + faults
        }
    };
    parts + size_of::<Verdict>()
}

fn size_of_parameters(parameters: &Parameters) -> usize {
    parameters.iter().map(|(key, value)| key.len() + value.len() + ENTRY_BYTES).sum()
}

fn size_of_request(request: &Request) -> usize {
    let headers: usize = request.context.headers.iter().map(|header| header.len() + ENTRY_BYTES).sum();
    let query: usize = request.querystring.iter().map(|p| p.name.len() + p.value.len() + ENTRY_BYTES).sum();
    headers + query + size_of::<Request>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Bad, Good};
    use crate::testing::request;

    fn good() -> Verdict {
        let parameters = Parameters::from([("e".to_owned(), "pv".to_owned())]);
        Verdict::Good(Good { request: Arc::new(request()), parameters, event_id: Uuid::nil() })
    }

    fn bad(body: &str) -> Verdict {
        let request = Arc::new(request());
        Verdict::Bad(Bad { request, body: Some(body.to_owned()), parameters: None, faults: Vec::new() })
    }

    #[test]
    fn counts_and_resets() {
        let memory = Memory::new(Bounds { events: 10, bytes: usize::MAX });
        memory.add(&[good(), bad(""), good()].map(Arc::new));
        assert_eq!(memory.totals(), Totals { total: 3, good: 2, bad: 1 });
        assert_eq!((memory.verdicts(true).len(), memory.verdicts(false).len()), (2, 1));
        memory.reset();
        assert_eq!(memory.totals(), Totals::default());
        assert_eq!((memory.usage().kept, memory.usage().bytes), (0, 0));
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let memory = Memory::new(Bounds { events: 2, bytes: usize::MAX });
        memory.add(&[bad("first"), good()].map(Arc::new));
        memory.add(&[good()].map(Arc::new));
        assert_eq!(memory.verdicts(false).len(), 0);
        assert_eq!((memory.usage().kept, memory.usage().evicted), (2, 1));
        assert_eq!(memory.totals(), Totals { total: 3, good: 2, bad: 1 });
    }

    #[test]
    fn the_oldest_go_when_they_are_too_big() {
        let memory = Memory::new(Bounds { events: 100, bytes: 10_000 });
        memory.add(&[bad(&"x".repeat(6000)), bad("second")].map(Arc::new));
        memory.add(&[bad(&"y".repeat(6000))].map(Arc::new));
        assert_eq!(memory.usage().evicted, 1);
        assert!(memory.usage().bytes <= 10_000, "{:?}", memory.usage());
    }
}
