//! Events that their trackers refused: nothing of them was sent, so a host that wants them seen tells of them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// How many are kept; the oldest go first.
const MOST: usize = 10_000;

/// How many bytes they may take. Each may be as long as a body.
const MOST_BYTES: usize = 64 * 1024 * 1024;

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

impl Told {
    /// Reads one of them, or a list.
    pub(crate) fn read(text: &str) -> serde_json::Result<Vec<Self>> {
        if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map(|told| vec![told])
        } else {
            serde_json::from_str(text)
        }
    }

    /// The bytes that it holds.
    fn bytes(&self) -> usize {
        let texts = [&self.event_id, &self.name, &self.app_id, &self.tracker];
        let texts: usize = texts.into_iter().flatten().map(String::len).sum();
        let violations: usize = self.violations.iter().map(Violation::bytes).sum();
        texts + self.reason.len() + violations
    }
}

impl Violation {
    fn bytes(&self) -> usize {
        let texts = self.code.len() + self.pointer.len() + self.message.len();
        size_of::<Self>() + texts + self.schema.as_ref().map_or(0, String::len)
    }
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
    bytes: usize,
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
            kept.bytes += told.bytes();
            kept.events.push_back(Refused { number, time, told });
            while (kept.events.len() > MOST || kept.bytes > MOST_BYTES)
                && let Some(oldest) = kept.events.pop_front()
            {
                kept.bytes -= oldest.told.bytes();
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
    fn the_oldest_go_when_they_are_too_big() {
        let refusals = Refusals::default();
        let name = "x".repeat(1 << 20);
        refusals.add((0..100).map(|_| told(&name)).collect());
        let answer = refusals.after(0, 100);
        assert_eq!((answer.total, answer.events.len()), (100, 63));
        refusals.reset();
        refusals.add(vec![told(&name)]);
        assert_eq!(refusals.after(0, 100).events.len(), 1);
    }

    #[test]
    fn what_is_told_is_one_of_them_or_a_list_and_a_mistake_is_told_of_that() {
        for (text, expected) in [
            (r#"{"reason":"invalid"}"#, Ok(1)),
            (r#" [{"reason":"invalid"},{"reason":"closed"}]"#, Ok(2)),
            ("[]", Ok(0)),
            (r#"{"reason":5}"#, Err("invalid type: integer `5`, expected a string at line 1 column 11")),
            ("{}", Err("missing field `reason` at line 1 column 2")),
            ("[{}]", Err("missing field `reason` at line 1 column 3")),
            ("5", Err("invalid type: integer `5`, expected a sequence at line 1 column 1")),
        ] {
            let read = Told::read(text).map(|told| told.len()).map_err(|error| error.to_string());
            assert_eq!(read, expected.map_err(str::to_owned), "{text}");
        }
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
