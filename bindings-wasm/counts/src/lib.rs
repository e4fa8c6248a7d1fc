//! The WebAssembly half of `RequestCounts` in the npm package `snowgauge`: a module of its own, so that only a program that
//! counts requests carries it.
//!
//! The TypeScript in `js/` is the package's API; nothing here is.

mod held;

use core::cell::RefCell;

use held::Held;
use snowgauge_core::{CountKey, CountStats, RequestCounts};
#[cfg(target_family = "wasm")]
use talc::{
    cell::TalcSyncCell,
    wasm::{WasmBinning, WasmGrowAndClaim},
};
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: TalcSyncCell<WasmGrowAndClaim, WasmBinning> = TalcSyncCell::new_wasm(WasmGrowAndClaim);

thread_local! {
    static HELD: RefCell<Held> = const { RefCell::new(Held::new()) };
}

/// Opens an accumulator of as many keys, of the default number where that is below zero. Gives its handle.
#[wasm_bindgen]
pub fn open(max_keys: f64) -> usize {
    let max_keys = if max_keys < 0.0 {
        RequestCounts::DEFAULT_MAX_KEYS
    } else {
        usize::try_from(whole(max_keys)).unwrap_or(usize::MAX)
    };
    HELD.with_borrow_mut(|held| held.open(RequestCounts::new(max_keys)))
}

/// Lets go of an accumulator, with all that it holds. Its handle may stand for another one later.
#[wasm_bindgen]
pub fn release(handle: usize) {
    HELD.with_borrow_mut(|held| held.release(handle));
}

/// Adds to the counts of one key. `key` is its three texts, one behind the other; what follows says of each how many bytes
/// it has, or is below zero where the text is not known.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "nothing but numbers and one text crosses")]
pub fn add(
    handle: usize,
    key: &str,
    lang: i32,
    model_engine: i32,
    model_name: i32,
    requests: f64,
    errors: f64,
    accepts: f64,
) {
    let mut rest = key;
    let mut text_of = |length: i32| {
        let (text, behind) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        rest = behind;
        Some(text)
    };
    let key = CountKey {
        lang: text_of(lang),
        model_engine: text_of(model_engine),
        model_name: text_of(model_name),
    };
    HELD.with_borrow_mut(|held| {
        if let Some(counts) = held.get(handle) {
            counts.add(key, [requests, errors, accepts].map(whole));
        }
    });
}

/// Hands out the rows of an accumulator, which then has none, and gives how many bytes that takes. Each row is six values of
/// JSON, with commas between: requests, errors, accepts, and the key's texts, 0 where one is not known.
#[wasm_bindgen]
pub fn take(handle: usize) -> usize {
    HELD.with_borrow_mut(|held| held.take(handle))
}

/// The address of what was handed out.
#[wasm_bindgen]
pub fn out() -> *const u8 {
    HELD.with_borrow(|held| held.out.as_ptr())
}

/// How many counts an accumulator could not count as they came: unattributed at place 0, shortened at 1, dropped at 2.
#[wasm_bindgen]
#[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers are exact up to 2^53")]
pub fn stat(handle: usize, place: u8) -> f64 {
    let stats = HELD.with_borrow_mut(|held| held.get(handle).map(|counts| counts.stats()));
    let CountStats { unattributed, shortened, dropped, .. } = stats.unwrap_or_default();
    let count = match place {
        0 => unattributed,
        1 => shortened,
        _ => dropped,
    };
    count as f64
}

/// A JavaScript number as a whole one: cut off, never below zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` does just what is said above"
)]
const fn whole(number: f64) -> u64 {
    number as u64
}

#[cfg(test)]
mod tests {
    use super::{HELD, add, open, release, stat, take, whole};

    fn taken(handle: usize) -> String {
        let length = take(handle);
        let text = HELD.with_borrow(|held| String::from_utf8(held.out.clone()).unwrap());
        assert_eq!(text.len(), length);
        text
    }

    #[test]
    fn rows_are_handed_out_once() {
        let counts = open(-1.0);
        add(counts, "pythoncode-gecko", 6, -1, 10, 2.0, 0.0, 1.0);
        add(counts, "", -1, 0, -1, 0.0, 1.0, 0.0);
        add(counts, "\"é\n", 4, -1, -1, 1.0, 0.0, 0.0);
        assert_eq!(taken(counts), r#"0,1,0,0,"",0,1,0,0,"\"é\n",0,0,2,0,1,"python",0,"code-gecko""#);
        assert_eq!(taken(counts), "");
    }

    #[test]
    fn malformed_keys_do_no_harm() {
        let counts = open(-1.0);
        for (key, lengths) in [("é", [1, 0, 0]), ("a", [2, -1, 1]), ("a", [i32::MAX, i32::MIN, -1])] {
            add(counts, key, lengths[0], lengths[1], lengths[2], 1.0, f64::NAN, f64::NEG_INFINITY);
        }
        assert_eq!(taken(counts), r#"1,0,0,0,0,0,1,0,0,0,0,"a",1,0,0,0,"","""#);
    }

    #[test]
    fn what_could_not_be_counted_is_told() {
        let counts = open(0.0);
        add(counts, "c", 1, -1, -1, f64::from(u32::MAX), 0.0, 0.0);
        assert_eq!([0, 1, 2].map(|place| whole(stat(counts, place))), [u64::from(u32::MAX), 0, 1 << 31]);
    }

    #[test]
    fn handles_are_used_again() {
        let [first, second] = [open(-1.0), open(-1.0)];
        add(first, "", -1, -1, -1, 1.0, 0.0, 0.0);
        release(first);
        add(first, "", -1, -1, -1, 1.0, 0.0, 0.0);
        assert_eq!(taken(first), "");
        assert_eq!(open(-1.0), first);
        assert_eq!(taken(first), "", "nothing of the former one");
        assert_eq!(open(-1.0), second + 1);
        release(99);
    }
}
