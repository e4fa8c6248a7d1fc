//! Request counts.

use snowgauge_core::encode::push_string;
use snowgauge_core::{CountKey, RequestCounts};

use crate::codes::call;
use crate::out::Out;
use crate::stream::Stream;

/// An accumulator of as many keys; of the default number where that is below zero.
pub(crate) const fn open(max_keys: f64) -> RequestCounts {
    if max_keys < 0.0 {
        return RequestCounts::new(RequestCounts::DEFAULT_MAX_KEYS);
    }
    #[expect(clippy::cast_possible_truncation, reason = "no memory holds more keys than `usize` counts")]
    RequestCounts::new(crate::whole(max_keys) as usize)
}

/// Does what [`codes`](call) says of `call`.
pub(crate) fn call(counts: &mut RequestCounts, call: u8, stream: Stream<'_>, out: &mut Out) {
    match call {
        call::ADD_COUNTS => add(counts, stream),
        call::TAKE_COUNTS => counts.take_each(&mut |key, counts| {
            for count in counts {
                out.push_number(count);
            }
            for part in [key.lang, key.model_engine, key.model_name] {
                out.push_line("");
                if let Some(text) = part {
                    push_string(&mut out.bytes, text);
                }
            }
        }),
        call::COUNT_STATS => {
            for (_, count) in counts.stats().entries() {
                out.push_number(count);
            }
        }
        _ => {}
    }
}

/// Adds the rows of a stream: each is three parts, of which one says a part of the key and one of the counts.
fn add(counts: &mut RequestCounts, mut stream: Stream<'_>) {
    loop {
        let (mut key, mut added) = ([None; 3], [0; 3]);
        for (text, count) in key.iter_mut().zip(&mut added) {
            let Some(part) = stream.part() else { return };
            *text = (part.kind > 0).then_some(part.name);
            *count = part.number();
        }
        let [lang, model_engine, model_name] = key;
        counts.add(CountKey { lang, model_engine, model_name }, added);
    }
}
