//! For a host's tests: trackers that deliver into memory. Feature `testing`.
//!
//! What is tested is the tracker that the host has, of the same type: it checks, frames, batches, retries and tells
//! outcomes as ever. Only where its requests go is another place, a [`Collector`] in memory, which says what has come,
//! decoded, and answers as the test wants. There is no socket, and nobody waits: while a flush or shutdown is waited for,
//! pauses and deadlines pass at once. A pause counts against the deadline as it would in production, and how long it is is
//! drawn by chance: a flush that is to outlast failures gets an hour, which costs nothing.
//!
//! ```
//! use std::time::Duration;
//! use serde_json::json;
//! use snowgauge::testing::Collector;
//! use snowgauge::{Event, SelfDescribingJson, StructuredEvent, Tracker};
//!
//! let collector = Collector::new();
//! let tracker = Tracker::builder("https://snowplow.example").app_id("gkg").in_memory(&collector).build()?;
//!
//! let query = SelfDescribingJson::new("iglu:com.gitlab/orbit_query/jsonschema/1-0-0", r#"{"rows":42,"error":null}"#);
//! let id = tracker.track(StructuredEvent::builder().category("orbit").action("query").build().with(&query))?;
//! assert!(tracker.flush(Duration::from_secs(5)).wait().is_complete());
//!
//! let [event] = &collector.events()[..] else { panic!("one event") };
//! assert_eq!(event.id, id);
//! assert_eq!((&event.fields["category"][..], &event.fields["action"][..]), ("orbit", "query"));
//! assert_eq!(event.entities[0].schema, "iglu:com.gitlab/orbit_query/jsonschema/1-0-0");
//! assert_eq!(event.entities[0].data, json!({"rows": 42, "error": null}));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! And when the collector will not have it:
//!
//! ```
//! use std::sync::mpsc::channel;
//! use std::time::Duration;
//! use snowgauge::testing::{Answer, Collector};
//! use snowgauge::{Reason, StructuredEvent, Tracker};
//!
//! let collector = Collector::new();
//! collector.answer_always(Answer::Status(503));
//! let (sender, outcomes) = channel();
//! let tracker = Tracker::builder("https://snowplow.example")
//!     .app_id("gkg")
//!     .max_attempts(3)
//!     .on_outcome(move |outcome| sender.send(outcome.clone()).unwrap())
//!     .in_memory(&collector)
//!     .build()?;
//! tracker.track(StructuredEvent::builder().category("orbit").action("query").build())?;
//! tracker.flush(Duration::from_secs(60)).wait();
//! let outcome = outcomes.recv()?;
//! assert_eq!((outcome.reason, outcome.status, outcome.attempts), (Reason::RetriesExhausted, Some(503), 3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod received;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ureq::http::HeaderMap;

pub use received::{ReceivedData, ReceivedEvent};

use crate::process::PerProcess;

/// How a [`Collector`] answers a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// With this HTTP status.
    Status(u16),
    /// With this HTTP status and `Retry-After`.
    RetryAfter(u16, Duration),
    /// Not at all: no connection comes about.
    NoConnection,
}

impl Answer {
    /// Whether a request that is answered so has delivered its events: 200 to 299.
    const fn takes(self) -> bool {
        matches!(self, Self::Status(200..=299) | Self::RetryAfter(200..=299, _))
    }
}

/// A request that a tracker has made.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The headers that the host has set, a token's `authorization` among them; names in small letters.
    pub headers: Vec<(String, String)>,
    /// The events that it carried.
    pub events: Vec<ReceivedEvent>,
    /// How it was answered.
    pub answer: Answer,
}

/// A collector in memory, for [`Builder::in_memory`](crate::Builder::in_memory). A clone is another handle of it; any number
/// of trackers may deliver to it. It answers 200 until it is told otherwise. A forked child has one of its own, which is as a
/// new one.
#[derive(Clone)]
pub struct Collector {
    state: Arc<PerProcess<Mutex<State>>>,
}

#[derive(Default)]
struct State {
    next: VecDeque<Answer>,
    /// The answer when those are used up, if it is not 200.
    always: Option<Answer>,
    requests: Vec<Kept>,
}

/// What came, as it came.
struct Kept {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    answer: Answer,
}

impl Collector {
    /// A collector that takes everything.
    pub fn new() -> Self {
        Self { state: Arc::new(PerProcess::new(Mutex::default())) }
    }

    /// Answers the next requests so, in this order. They are used up before what [`answer_always`](Self::answer_always) says.
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.lock().next.extend(answers);
    }

    /// Answers all requests so from now on.
    pub fn answer_always(&self, answer: Answer) {
        self.lock().always = Some(answer);
    }

    /// The events that were delivered, in the order in which they came: those of requests that were answered 200 to 299. All
    /// that was tracked before a flush is among them when that is over.
    pub fn events(&self) -> Vec<ReceivedEvent> {
        self.lock().requests.iter().filter(|kept| kept.answer.takes()).flat_map(Kept::events).collect()
    }

    /// All requests that were made, in their order, refused ones too.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        let received = |kept: &Kept| ReceivedRequest {
            headers: kept.headers.clone(),
            events: kept.events(),
            answer: kept.answer,
        };
        self.lock().requests.iter().map(received).collect()
    }

    /// Takes a request.
    pub(crate) fn take(&self, body: &[u8], headers: &HeaderMap) -> Answer {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers =
            headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect();
        let mut state = self.lock();
        let answer = state.next.pop_front().or(state.always).unwrap_or(Answer::Status(200));
        state.requests.push(Kept { headers, body: body.to_vec(), answer });
        answer
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.get_or_make(|_| Mutex::default()).lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Collector {
    fn default() -> Self {
        Self::new()
    }
}

impl Kept {
    #[expect(clippy::expect_used, reason = "this is for tests, and what a tracker writes can be read")]
    fn events(&self) -> Vec<ReceivedEvent> {
        received::read(&self.body).expect("the body of a request")
    }
}

/// It may hold much; only how many requests came is shown.
impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector").field("requests", &self.lock().requests.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forked_child_waits_for_no_lock_of_its_parent_and_has_a_collector_of_its_own() {
        let state = State { always: Some(Answer::NoConnection), ..State::default() };
        let state = PerProcess::of_parent(Mutex::new(state));
        let parents = Arc::clone(state.parents());
        let _of_a_thread_that_is_not_here = parents.lock();
        let collector = Collector { state: Arc::new(state) };
        assert_eq!(collector.take(b"{}", &HeaderMap::new()), Answer::Status(200));
        assert_eq!(collector.lock().requests.len(), 1);
    }
}
