//! What several unit tests need.

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
