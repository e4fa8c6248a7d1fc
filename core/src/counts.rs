//! Request counts: what became of the requests since the last event, per language, model engine and model name.
//!
//! The gateway's event says of *previous* requests how many there were, how many failed and how many suggestions were
//! accepted (`request_counts` of `code_suggestions_context`). Somebody has to add that up in between: this does.

use alloc::borrow::{Cow, ToOwned};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

use crate::event::entities::RequestCount;

/// What is counted apart. A part that is `None` is not known.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct CountKey<'a> {
    /// Programming language of the completions request; of a longer text the first 32 characters count.
    pub lang: Option<&'a str>,
    /// Model engine used for the completions; of a longer text the first 64 characters count.
    pub model_engine: Option<&'a str>,
    /// Model name used for the completions; of a longer text the first 64 characters count.
    pub model_name: Option<&'a str>,
}

/// The longest `lang`, in code points: its `maxLength` in the schema.
const MOST_LANG: usize = 32;

/// The longest `model_engine` and `model_name`, in code points: their `maxLength` in the schema.
const MOST_MODEL: usize = 64;

impl<'a> CountKey<'a> {
    /// The key of a row.
    fn of(row: &'a RequestCount<'_>) -> Self {
        Self {
            lang: row.lang.as_deref(),
            model_engine: row.model_engine.as_deref(),
            model_name: row.model_name.as_deref(),
        }
    }

    /// The key with each part as long as the schema lets it be.
    fn shortened(self) -> Self {
        Self {
            lang: self.lang.map(|text| start(text, MOST_LANG)),
            model_engine: self.model_engine.map(|text| start(text, MOST_MODEL)),
            model_name: self.model_name.map(|text| start(text, MOST_MODEL)),
        }
    }

    fn into_row(self) -> RequestCount<'static> {
        let owned = |part: Option<&str>| part.map(|text| Cow::Owned(text.to_owned()));
        RequestCount::builder()
            .requests(0)
            .errors(0)
            .accepts(0)
            .maybe_lang(owned(self.lang))
            .maybe_model_engine(owned(self.model_engine))
            .maybe_model_name(owned(self.model_name))
            .build()
    }

    fn compare(&self, other: &Self) -> Ordering {
        let parts = |key: &Self| (key.lang, key.model_engine, key.model_name);
        parts(self).cmp(&parts(other))
    }
}

/// The parts may come from a client; they are not shown.
impl fmt::Debug for CountKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CountKey").finish_non_exhaustive()
    }
}

/// The first characters of a text.
fn start(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// What can be counted of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It was made.
    Request,
    /// It failed. It was made too: that is recorded apart.
    Error,
    /// Its suggestion was accepted.
    Accept,
}

/// What could not be counted as it came. All zero, every count is in the row that it belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountStats {
    /// Counts that went to the row without a key, as there were `max_keys` other keys.
    pub unattributed: u64,
    /// Counts whose key had a longer text than the schema allows; it was shortened.
    pub shortened: u64,
    /// Counts that were dropped, as their row stood at [`RequestCounts::MOST`].
    pub dropped: u64,
}

impl CountStats {
    /// Every counter with its name.
    pub fn entries(&self) -> [(&'static str, u64); 3] {
        [("unattributed", self.unattributed), ("shortened", self.shortened), ("dropped", self.dropped)]
    }
}

/// Adds up requests, errors and accepts until an event takes them along.
///
/// Rows are kept in the order of their keys, so the same counts give the same list, however they came.
///
/// # Examples
///
/// ```
/// use snowgauge_core::event::entities::CodeSuggestionsContext;
/// use snowgauge_core::{CountKey, Counted, RequestCounts};
///
/// let mut counts = RequestCounts::default();
/// let key = CountKey { lang: Some("python"), model_engine: Some("vertex-ai"), ..CountKey::default() };
/// counts.record(key, Counted::Request, 2);
/// counts.record(key, Counted::Accept, 1);
///
/// let taken = counts.take();
/// assert_eq!((taken[0].requests, taken[0].errors, taken[0].accepts), (2, 0, 1));
/// let context = CodeSuggestionsContext::builder().request_counts(&taken).prefix_length(120).build();
/// # let _ = context;
///
/// // The event was not taken: the next one tells of them.
/// counts.give_back(&taken);
/// assert!(counts.take() == taken);
/// ```
#[derive(Clone)]
pub struct RequestCounts {
    /// In the order of their keys, each key once.
    rows: Vec<RequestCount<'static>>,
    max_keys: usize,
    stats: CountStats,
}

impl RequestCounts {
    /// The largest count in a row: the `maximum` in the schema.
    pub const MOST: u64 = 2_147_483_647;

    /// How many different keys are held by default. A row has at most 1,250 bytes on the wire, so even with this many of
    /// the longest ones an event fits into a request of the default 150,000 bytes.
    pub const DEFAULT_MAX_KEYS: usize = 100;

    /// Nothing counted yet. Counts of further keys than `max_keys` go to the row without a key, which there is room for
    /// besides, so the totals stay right; [`CountStats::unattributed`] says how many they were.
    pub const fn new(max_keys: usize) -> Self {
        Self { rows: Vec::new(), max_keys, stats: CountStats { unattributed: 0, shortened: 0, dropped: 0 } }
    }

    /// Counts something `count` times.
    pub fn record(&mut self, key: CountKey<'_>, what: Counted, count: u64) {
        match what {
            Counted::Request => self.add(key, [count, 0, 0]),
            Counted::Error => self.add(key, [0, count, 0]),
            Counted::Accept => self.add(key, [0, 0, count]),
        }
    }

    /// Gives away what was counted, for an event to take along, and begins anew.
    #[must_use]
    pub fn take(&mut self) -> Vec<RequestCount<'static>> {
        core::mem::take(&mut self.rows)
    }

    /// Adds counts again that were taken for an event which was then not tracked. What was counted since stays.
    pub fn give_back(&mut self, taken: &[RequestCount<'_>]) {
        for row in taken {
            self.add(CountKey::of(row), [row.requests, row.errors, row.accepts]);
        }
    }

    /// What could not be counted as it came, since the beginning.
    pub const fn stats(&self) -> CountStats {
        self.stats
    }

    fn add(&mut self, key: CountKey<'_>, counts: [u64; 3]) {
        let total = counts.iter().fold(0, |sum: u64, count| sum.saturating_add(*count));
        if total == 0 {
            return;
        }
        let shortened = key.shortened();
        if shortened != key {
            self.stats.shortened = self.stats.shortened.saturating_add(total);
        }
        let key = self.attributed(shortened, total);
        let Some(row) = self.row(key) else { return };
        let mut dropped = 0_u64;
        for (sum, count) in [&mut row.requests, &mut row.errors, &mut row.accepts].into_iter().zip(counts) {
            let added = count.min(Self::MOST.saturating_sub(*sum));
            *sum = sum.saturating_add(added);
            dropped = dropped.saturating_add(count.saturating_sub(added));
        }
        self.stats.dropped = self.stats.dropped.saturating_add(dropped);
    }

    /// The key that is counted under: no key at all, where there are too many already.
    fn attributed<'k>(&mut self, key: CountKey<'k>, total: u64) -> CountKey<'k> {
        let none = CountKey::default();
        let unkeyed = usize::from(self.find(&none).is_ok());
        let is_full = self.rows.len().saturating_sub(unkeyed) >= self.max_keys;
        if key == none || !is_full || self.find(&key).is_ok() {
            return key;
        }
        self.stats.unattributed = self.stats.unattributed.saturating_add(total);
        none
    }

    /// Where the row with this key is, or where it would be.
    fn find(&self, key: &CountKey<'_>) -> Result<usize, usize> {
        self.rows.binary_search_by(|row| CountKey::of(row).compare(key))
    }

    /// The row with this key, a new one if there was none.
    fn row(&mut self, key: CountKey<'_>) -> Option<&mut RequestCount<'static>> {
        let index = self.find(&key).unwrap_or_else(|index| {
            self.rows.insert(index, key.into_row());
            index
        });
        self.rows.get_mut(index)
    }
}

impl Default for RequestCounts {
    fn default() -> Self {
        Self::new(Self::DEFAULT_MAX_KEYS)
    }
}

/// Keys may come from a client; only the number of rows is shown.
impl fmt::Debug for RequestCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestCounts")
            .field("rows", &self.rows.len())
            .field("stats", &self.stats)
            .finish_non_exhaustive()
    }
}
