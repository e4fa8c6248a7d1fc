//! Request counts that threads share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use snowgauge_core::{CountKey, CountStats, Counted};

use crate::entities::RequestCount;

/// Adds up requests, errors and accepts per language, model engine and model name, until an event takes them along: what
/// a gateway tells of previous requests. One is shared by all threads; no call waits for more than another short one.
///
/// Different keys are held up to a bound, 100 by default; the counts of others go to the row without a key, so the totals
/// stay right. Counts stop at 2147483647, the largest that the schema allows, and texts of keys are shortened to its
/// lengths. None of it is silent: [`stats`](Self::stats) says how many counts it concerned.
///
/// # Examples
///
/// ```
/// use snowgauge::entities::CodeSuggestionsContext;
/// use snowgauge::events::SuggestionRequested;
/// use snowgauge::{CountKey, Event, RequestCounts, Tracker};
///
/// let counts = RequestCounts::default();
/// let key = CountKey { lang: Some("rust"), model_engine: Some("vertex-ai"), model_name: Some("code-gecko") };
/// counts.record_request(key);
/// counts.record_accept(key);
///
/// # let tracker = Tracker::builder("http://127.0.0.1:9").app_id("gateway").build()?;
/// # tracker.set_opt_out(true);
/// // The next event takes them along. If it is not taken itself, a later one does.
/// let taken = counts.take();
/// let context = CodeSuggestionsContext::builder().request_counts(&taken).prefix_length(120).build();
/// if tracker.track(SuggestionRequested::new().with(&context)).is_err() {
///     counts.give_back(&taken);
/// }
/// # assert_eq!(counts.take().len(), 1);
/// # Ok::<(), snowgauge::ConfigError>(())
/// ```
#[derive(Debug, Default)]
pub struct RequestCounts(Mutex<snowgauge_core::RequestCounts>);

impl RequestCounts {
    /// How many different keys are held by default. So many, even of the longest, fit into an event.
    pub const DEFAULT_MAX_KEYS: usize = snowgauge_core::RequestCounts::DEFAULT_MAX_KEYS;

    /// Nothing counted yet. `max_keys` is how many different keys are held.
    pub const fn new(max_keys: usize) -> Self {
        Self(Mutex::new(snowgauge_core::RequestCounts::new(max_keys)))
    }

    /// Counts a request.
    pub fn record_request(&self, key: CountKey<'_>) {
        self.record(key, Counted::Request, 1);
    }

    /// Counts a request that failed. That it was made is recorded apart, by [`RequestCounts::record_request`].
    pub fn record_error(&self, key: CountKey<'_>) {
        self.record(key, Counted::Error, 1);
    }

    /// Counts a suggestion that was accepted.
    pub fn record_accept(&self, key: CountKey<'_>) {
        self.record(key, Counted::Accept, 1);
    }

    /// Counts something `count` times.
    pub fn record(&self, key: CountKey<'_>, what: Counted, count: u64) {
        self.lock().record(key, what, count);
    }

    /// Gives away what was counted, for an event to take along, and begins anew. Rows are in the order of their keys.
    #[must_use = "these counts are held nowhere else"]
    pub fn take(&self) -> Vec<RequestCount<'static>> {
        self.lock().take()
    }

    /// Adds counts again that were taken for an event which was then not tracked. What was counted since stays.
    pub fn give_back(&self, taken: &[RequestCount<'_>]) {
        self.lock().give_back(taken);
    }

    /// What could not be counted as it came.
    pub fn stats(&self) -> CountStats {
        self.lock().stats()
    }

    fn lock(&self) -> MutexGuard<'_, snowgauge_core::RequestCounts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
