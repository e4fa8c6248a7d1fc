//! What several unit tests need.

use std::sync::Arc;

use crate::iglu::Registry;
use crate::judge::{Batch, Judge};
use crate::request::{Api, Context, Request};
use crate::timestamp::Timestamp;

/// A request as a tracker of a server sends it, received at 2021-08-29T12:01:05.787Z.
pub(crate) fn request() -> Request {
    Request {
        api: Api { vendor: "com.snowplowanalytics.snowplow".to_owned(), version: "tp2".to_owned() },
        querystring: Vec::new(),
        content_type: Some("application/json".to_owned()),
        context: Context {
            timestamp: Timestamp::from_millis(1_630_238_465_787).unwrap(),
            ip_address: Some("127.0.0.1".to_owned()),
            useragent: Some("test/1".to_owned()),
            referer_uri: None,
            headers: vec!["User-Agent: test/1".to_owned()],
            user_id: None,
        },
    }
}

/// A request with so many good and so many bad events; the first has this title.
pub(crate) fn batch(good: usize, bad: usize, title: &str) -> Arc<Batch> {
    let event = |title: &str, dtm: &str| {
        format!(r#"{{"e":"pv","p":"srv","tv":"t-1","page":"{title}","dtm":"{dtm}"}}"#)
    };
    let goods = (0..good).map(|index| event(if index == 0 { title } else { "" }, "0"));
    let events: Vec<String> = goods.chain((0..bad).map(|_| event("", "x"))).collect();
    let schema = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4";
    let body = format!(r#"{{"schema":"{schema}","data":[{}]}}"#, events.join(","));
    Arc::new(Judge::new(Registry::embedded()).judge(request(), body))
}
