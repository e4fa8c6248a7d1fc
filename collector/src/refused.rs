//! Events that their trackers refused: nothing of them was sent, so a host that wants them seen tells of them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// How many are kept; the oldest go first.
const MOST: usize = 10_000;

/// An event that a tracker refused, as its host tells of it: what a snowgauge tracker's listener hears, under the same names.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Told {
    event_id: Option<String>,
    /// What it is called.
    name: Option<String>,
    app_id: Option<String>,
    tracker: Option<String>,
    /// Why it was not taken, such as `invalid`.
    reason: String,
    #[serde(default)]
    violations: Vec<Violation>,
}

/// What is wrong with it.
#[derive(Debug, Clone, Deserialize, Serialize)]
struct Violation {
    code: String,
    pointer: String,
    message: String,
    schema: Option<String>,
}

/// One of them, as it is kept.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Refused {
    /// From 1, in the order in which they were told.
    number: u64,
    time: Timestamp,
    #[serde(flatten)]
    told: Told,
}

/// The last ones.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    events: VecDeque<Refused>,
    total: u64,
}

/// What there is after a number.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    /// How many were told since the start or the last reset; the number of the last one.
    total: u64,
    events: Vec<Refused>,
}

impl Refusals {
    /// Adds what a host tells.
    pub(crate) fn add(&self, told: Vec<Told>) {
        let time = Timestamp::now();
        let mut kept = self.lock();
        for told in told {
            kept.total += 1;
            let number = kept.total;
            kept.events.push_back(Refused { number, time, told });
            if kept.events.len() > MOST {
                kept.events.pop_front();
            }
        }
    }

    /// Those after a number, oldest first, at most so many.
    pub(crate) fn after(&self, number: u64, limit: usize) -> Answer {
        let kept = self.lock();
        let later = kept.events.iter().skip_while(|event| event.number <= number);
        Answer { total: kept.total, events: later.take(limit).cloned().collect() }
    }

    /// Forgets all of them.
    pub(crate) fn reset(&self) {
        *self.lock() = Kept::default();
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Every change below the lock is complete in itself.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str) -> Told {
        let json = format!(r#"{{"name":"{name}","reason":"invalid"}}"#);
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn they_are_numbered_and_the_oldest_go() {
        let refusals = Refusals::default();
        refusals.add((0..MOST + 5).map(|index| told(&index.to_string())).collect());
        let answer = refusals.after(0, 2);
        assert_eq!(answer.total, 10_005);
        assert_eq!(answer.events.iter().map(|event| event.number).collect::<Vec<_>>(), [6, 7]);
        assert_eq!(refusals.after(10_004, 100).events.len(), 1);
        refusals.reset();
        assert_eq!((refusals.after(0, 10).total, refusals.after(0, 10).events.len()), (0, 0));
    }
}
