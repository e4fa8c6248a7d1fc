//! Tokens in any order: what a host's own datum can get wrong is reported, or is JSON all the same.

use serde_json::Value;
use snowgauge_core::Scratch;
use snowgauge_core::encode::{Encoded, Writer};

/// Pushes a token, or none.
fn push(token: u32, to: &mut Writer<'_>) {
    match token {
        0 => {}
        1 => to.null(),
        2 => assert!(to.begin_object(), "it is not deep"),
        3 => to.end_object(),
        4 => assert!(to.begin_array(), "it is not deep"),
        5 => to.end_array(),
        6 => to.key("suffix_length"),
        _ => to.field(0),
    }
}

/// Every order of up to six tokens, under a schema of the host's own and under one of the plan.
#[test]
fn what_is_not_reported_is_json() {
    let mut scratch = Scratch::default();
    for uri in
        ["iglu:com.acme/any/jsonschema/1-0-0", "iglu:com.gitlab/code_suggestions_context/jsonschema/1-0-0"]
    {
        let mut good = 0;
        for order in 0..8_u32.pow(6) {
            let datum = Encoded::self_describing(uri, &mut scratch, |to| {
                (0..6).for_each(|place| push(order >> (3 * place) & 7, to));
            });
            if datum.violations().is_none() {
                good += 1;
                let read = serde_json::from_str::<Value>(datum.json());
                assert!(read.is_ok(), "{uri}, {order:o}: {}", datum.json());
            }
        }
        assert!(good > 10, "{good}");
    }
}
