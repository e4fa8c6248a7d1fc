//! Request counts: what became of the requests since the last event, per language, model engine and model name.
//!
//! The gateway's event says of *previous* requests how many there were, how many failed and how many suggestions were
//! accepted (`request_counts` of `code_suggestions_context`). Somebody has to add that up in between: this does.

#[cfg(feature = "events")]
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

#[cfg(feature = "events")]
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

/// The longest `lang`, `model_engine` and `model_name`, in code points: their `maxLength` in the schema.
const MOST: [usize; 3] = [32, 64, 64];

/// The parts of a key, in the order in which rows are sorted by them.
type Parts<'a> = [Option<&'a str>; 3];

/// The parts may come from a client; they are not shown.
impl fmt::Debug for CountKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CountKey").finish_non_exhaustive()
    }
}

/// Makes each part as long as the schema lets it be: whether one was longer.
fn shorten(key: &mut Parts<'_>) -> bool {
    let mut was_longer = false;
    for (part, most) in key.iter_mut().zip(MOST) {
        let Some(text) = part else { continue };
        let mut characters = 0;
        for (end, byte) in text.bytes().enumerate() {
            // All but the bytes that continue a character in UTF-8.
            characters += usize::from(byte & 0xc0 != 0x80);
            if characters > most {
                *text = text.get(..end).unwrap_or_default();
                was_longer = true;
                break;
            }
        }
    }
    was_longer
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

/// The counts of one key: requests, errors, accepts.
#[derive(Clone)]
struct Row {
    key: [Option<Box<str>>; 3],
    counts: [u64; 3],
}

impl Row {
    /// How its key is sorted against this one.
    fn compare(&self, key: &Parts<'_>) -> Ordering {
        let mut parts = self.key.iter().zip(key).map(|(own, other)| own.as_deref().cmp(other));
        parts.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    #[cfg(feature = "events")]
    fn into_request_count(self) -> RequestCount<'static> {
        let [requests, errors, accepts] = self.counts;
        let [lang, model_engine, model_name] =
            self.key.map(|part| part.map(|text| Cow::Owned(text.into_string())));
        RequestCount::builder()
            .requests(requests)
            .errors(errors)
            .accepts(accepts)
            .maybe_lang(lang)
            .maybe_model_engine(model_engine)
            .maybe_model_name(model_name)
            .build()
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
    rows: Vec<Row>,
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
    #[cfg(feature = "events")]
    #[must_use]
    pub fn take(&mut self) -> Vec<RequestCount<'static>> {
        core::mem::take(&mut self.rows).into_iter().map(Row::into_request_count).collect()
    }

    /// The same for hosts without the typed events: gives each row's key, and its requests, errors and accepts.
    pub fn take_each(&mut self, give: &mut dyn FnMut(CountKey<'_>, [u64; 3])) {
        for row in &self.rows {
            let [lang, model_engine, model_name] = row.key.each_ref().map(Option::as_deref);
            give(CountKey { lang, model_engine, model_name }, row.counts);
        }
        self.rows = Vec::new();
    }

    /// Adds counts again that were taken for an event which was then not tracked. What was counted since stays.
    #[cfg(feature = "events")]
    pub fn give_back(&mut self, taken: &[RequestCount<'_>]) {
        for row in taken {
            let key = CountKey {
                lang: row.lang.as_deref(),
                model_engine: row.model_engine.as_deref(),
                model_name: row.model_name.as_deref(),
            };
            self.add(key, [row.requests, row.errors, row.accepts]);
        }
    }

    /// What could not be counted as it came, since the beginning.
    pub const fn stats(&self) -> CountStats {
        self.stats
    }

    /// Counts requests, errors and accepts of one key together.
    pub fn add(&mut self, key: CountKey<'_>, counts: [u64; 3]) {
        let total = counts.iter().fold(0, |sum: u64, count| sum.saturating_add(*count));
        if total == 0 {
            return;
        }
        let mut key = [key.lang, key.model_engine, key.model_name];
        if shorten(&mut key) {
            self.stats.shortened = self.stats.shortened.saturating_add(total);
        }
        let Some(row) = self.row(key, total) else { return };
        let mut dropped = 0_u64;
        for (sum, count) in row.counts.iter_mut().zip(counts) {
            let added = count.min(Self::MOST.saturating_sub(*sum));
            *sum = sum.saturating_add(added);
            dropped = dropped.saturating_add(count.saturating_sub(added));
        }
        self.stats.dropped = self.stats.dropped.saturating_add(dropped);
    }

    /// The row that is counted in: that of no key, where there are too many keys already.
    fn row(&mut self, mut key: Parts<'_>, total: u64) -> Option<&mut Row> {
        let mut place = self.find(&key);
        if place.is_err() && key != [None; 3] {
            // The row without a key is the first.
            let unkeyed = self.find(&[None; 3]);
            if self.rows.len() >= self.max_keys.saturating_add(usize::from(unkeyed.is_ok())) {
                self.stats.unattributed = self.stats.unattributed.saturating_add(total);
                (key, place) = ([None; 3], unkeyed);
            }
        }
        let index = place.unwrap_or_else(|index| {
            let mut row = Row { key: [None, None, None], counts: [0; 3] };
            for (own, part) in row.key.iter_mut().zip(key) {
                *own = part.map(Box::from);
            }
            self.rows.insert(index, row);
            index
        });
        self.rows.get_mut(index)
    }

    /// Where the row with this key is, or where it would be.
    fn find(&self, key: &Parts<'_>) -> Result<usize, usize> {
        self.rows.binary_search_by(|row| row.compare(key))
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
