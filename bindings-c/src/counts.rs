//! Request counts.

use snowgauge::entities::RequestCount;
use snowgauge::{CountKey, Counted, PerProcess, RequestCounts};

use crate::argument::{reference, required, write, write_sized};
use crate::error::{Failure, snowgauge_error, snowgauge_status};
use crate::generated::{
    snowgauge_code_suggestions_context_request_count, snowgauge_code_suggestions_context_request_count_list,
};
use crate::guard::{fallible, infallible};
use crate::text::snowgauge_str;

/// Adds up requests, errors and accepts per language, model engine and model name, until an event takes them along: what a
/// gateway tells of previous requests. Every function but `snowgauge_request_counts_free` may be called on any thread, on
/// several at once too.
///
/// A forked child begins with nothing: what was counted before is the parent's to tell.
#[derive(Debug)]
pub struct snowgauge_request_counts {
    max_keys: usize,
    counts: PerProcess<RequestCounts>,
}

impl snowgauge_request_counts {
    fn new(max_keys: usize) -> Self {
        Self { max_keys, counts: PerProcess::new(RequestCounts::new(max_keys)) }
    }

    /// The counts of this process.
    fn here(&self) -> &RequestCounts {
        self.counts.get_or_make(|_| RequestCounts::new(self.max_keys))
    }
}

/// What is counted apart. A part without text is not known.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_count_key {
    /// Programming language of the completions request; of a longer text the first 32 characters count.
    pub lang: snowgauge_str,
    /// Model engine used for the completions; of a longer text the first 64 characters count.
    pub model_engine: snowgauge_str,
    /// Model name used for the completions; of a longer text the first 64 characters count.
    pub model_name: snowgauge_str,
}

/// What could not be counted as it came, since the beginning. Later versions may add counters at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct snowgauge_count_stats {
    /// Counts that went to the row without a key, as there were `max_keys` other keys.
    pub unattributed: u64,
    /// Counts whose key had a longer text than the schema allows; it was shortened.
    pub shortened: u64,
    /// Counts that were dropped, as their row stood at 2147483647, the largest that the schema allows.
    pub dropped: u64,
}

/// Counts that were taken, for one event. One thread at a time may use it.
pub struct snowgauge_taken_counts {
    /// What the views show: the texts stay in place when the rows move.
    rows: Vec<RequestCount<'static>>,
    views: Vec<snowgauge_code_suggestions_context_request_count>,
}

impl snowgauge_taken_counts {
    fn new(rows: Vec<RequestCount<'static>>) -> Self {
        let text = |text: &Option<std::borrow::Cow<'_, str>>| {
            text.as_deref().map_or(snowgauge_str::NONE, snowgauge_str::of)
        };
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let view = |row: &RequestCount<'_>| snowgauge_code_suggestions_context_request_count {
            requests: count(row.requests),
            errors: count(row.errors),
            accepts: count(row.accepts),
            lang: text(&row.lang),
            model_engine: text(&row.model_engine),
            model_name: text(&row.model_name),
        };
        Self { views: rows.iter().map(view).collect(), rows }
    }
}

/// Makes an accumulator in which nothing is counted yet. `max_keys` is how many different keys are held, 0 for the default
/// of 100; the counts of others go to the row without a key, so the totals stay right.
///
/// `*counts` is to be freed with `snowgauge_request_counts_free`. `error` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_request_counts_new(
    max_keys: usize,
    counts: *mut *mut snowgauge_request_counts,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(error, || {
            let place = required(counts, "counts")?;
            let max_keys = if max_keys == 0 { RequestCounts::DEFAULT_MAX_KEYS } else { max_keys };
            write(place, Box::into_raw(Box::new(snowgauge_request_counts::new(max_keys))));
            Ok(())
        })
    }
}

/// Counts `count` requests. `key` may be NULL: then nothing is known of them. `error` may be NULL.
///
/// Gives `SNOWGAUGE_BAD_ARGUMENT`, and counts nothing, for a key that is not UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_request_counts_record_request(
    counts: *mut snowgauge_request_counts,
    key: *const snowgauge_count_key,
    count: u64,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe { fallible(error, || record(counts, key, Counted::Request, count)) }
}

/// Counts `count` requests that failed. That they were made is recorded apart; otherwise as
/// `snowgauge_request_counts_record_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_request_counts_record_error(
    counts: *mut snowgauge_request_counts,
    key: *const snowgauge_count_key,
    count: u64,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe { fallible(error, || record(counts, key, Counted::Error, count)) }
}

/// Counts `count` suggestions that were accepted; otherwise as `snowgauge_request_counts_record_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_request_counts_record_accept(
    counts: *mut snowgauge_request_counts,
    key: *const snowgauge_count_key,
    count: u64,
    error: *mut *mut snowgauge_error,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe { fallible(error, || record(counts, key, Counted::Accept, count)) }
}

/// # Safety
///
/// The arguments keep to rules 1 and 2 of the crate's contract.
unsafe fn record(
    counts: *const snowgauge_request_counts,
    key: *const snowgauge_count_key,
    what: Counted,
    count: u64,
) -> Result<(), Failure> {
    // SAFETY: as the caller vouches; NULL gives `None`.
    unsafe {
        let counts = reference(counts, "counts")?;
        let key = match key.as_ref() {
            Some(key) => CountKey {
                lang: part(key.lang, "lang")?,
                model_engine: part(key.model_engine, "model_engine")?,
                model_name: part(key.model_name, "model_name")?,
            },
            None => CountKey::default(),
        };
        counts.here().record(key, what, count);
    }
    Ok(())
}

/// One part of a key.
///
/// # Safety
///
/// The view keeps to rule 1 of the crate's contract for as long as `'a`.
unsafe fn part<'a>(view: snowgauge_str, name: &str) -> Result<Option<&'a str>, Failure> {
    // SAFETY: as the caller vouches.
    let text = unsafe { view.as_text(name) }?;
    Ok((!view.data.is_null()).then_some(text))
}

/// Gives away what was counted, for an event to take along, and begins anew. If the event is then not tracked, give it
/// back.
///
/// `*taken` is to be freed with `snowgauge_taken_counts_free`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_request_counts_take(
    counts: *mut snowgauge_request_counts,
    taken: *mut *mut snowgauge_taken_counts,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract.
    unsafe {
        fallible(core::ptr::null_mut(), || {
            let place = required(taken, "taken")?;
            let rows = reference(counts, "counts")?.here().take();
            write(place, Box::into_raw(Box::new(snowgauge_taken_counts::new(rows))));
            Ok(())
        })
    }
}

/// What was taken, in the order of the keys: the `request_counts` of a `snowgauge_code_suggestions_context`. No list for
/// NULL. It can be read until what was taken is given back or freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_taken_counts_list(
    taken: *const snowgauge_taken_counts,
) -> snowgauge_code_suggestions_context_request_count_list {
    let none = snowgauge_code_suggestions_context_request_count_list { items: core::ptr::null(), len: 0 };
    infallible(none, || {
        // SAFETY: NULL or taken counts of this library (rule 2).
        unsafe { taken.as_ref() }.map_or(none, |taken| {
            snowgauge_code_suggestions_context_request_count_list {
                items: taken.views.as_ptr(),
                len: taken.views.len(),
            }
        })
    })
}

/// Adds counts again that were taken for an event which was then not tracked. What was counted since stays. `taken` has
/// nothing afterwards, so doing it twice does no harm; it is still to be freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_request_counts_give_back(
    counts: *mut snowgauge_request_counts,
    taken: *mut snowgauge_taken_counts,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract; one thread at a time uses `taken`.
    unsafe {
        fallible(core::ptr::null_mut(), || {
            let counts = reference(counts, "counts")?;
            let taken = &mut *required(taken, "taken")?;
            taken.views.clear();
            counts.here().give_back(&core::mem::take(&mut taken.rows));
            Ok(())
        })
    }
}

/// What could not be counted as it came. `size` is `sizeof(snowgauge_count_stats)` as the program was compiled: counters
/// that the struct has no room for are left out, those that the library does not have are 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_request_counts_stats(
    counts: *const snowgauge_request_counts,
    stats: *mut snowgauge_count_stats,
    size: usize,
) -> snowgauge_status {
    // SAFETY: the arguments keep to the crate's contract; `stats` has room for `size` bytes, and no more are written.
    unsafe {
        fallible(core::ptr::null_mut(), || {
            let place = required(stats, "stats")?;
            let found = reference(counts, "counts")?.here().stats();
            let found = snowgauge_count_stats {
                unattributed: found.unattributed,
                shortened: found.shortened,
                dropped: found.dropped,
            };
            write_sized(place, &found, size);
            Ok(())
        })
    }
}

/// Frees counts that were taken. NULL is harmless.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_taken_counts_free(taken: *mut snowgauge_taken_counts) {
    infallible((), || {
        if !taken.is_null() {
            // SAFETY: it was made by `Box::into_raw` and not freed since (rule 2).
            drop(unsafe { Box::from_raw(taken) });
        }
    });
}

/// Frees an accumulator, once no other thread uses it. NULL is harmless; what was taken from it stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn snowgauge_request_counts_free(counts: *mut snowgauge_request_counts) {
    infallible((), || {
        if !counts.is_null() {
            // SAFETY: it was made by `Box::into_raw` and not freed since (rule 2).
            drop(unsafe { Box::from_raw(counts) });
        }
    });
}

/// An accumulator may be shared by threads.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<snowgauge_request_counts>();
};

#[cfg(test)]
mod tests {
    use super::*;
    use snowgauge::CountStats;

    #[test]
    fn every_counter_is_there() {
        let entries = CountStats::default().entries().map(|(name, _)| format!("{name}: 0")).join(", ");
        let shown = format!("{:?}", snowgauge_count_stats::default());
        assert_eq!(shown, format!("snowgauge_count_stats {{ {entries} }}"));
    }
}
