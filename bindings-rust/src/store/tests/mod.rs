//! The store without a tracker.

mod adopting;
mod reading;
mod rewriting;
mod sharing;

use snowgauge_core::EventId;

use super::format::{Format, Identity};

pub(super) fn identity(app_id: &str) -> Identity {
    Identity {
        endpoint: "http://127.0.0.1:9090/com.snowplowanalytics.snowplow/tp2".into(),
        app_id: app_id.into(),
        namespace: "snowgauge".into(),
    }
}

pub(super) fn format() -> Format {
    Format::of(&identity("test"))
}

pub(super) fn id(number: usize) -> EventId {
    let mut bytes = [0xff; 16];
    bytes[8..].copy_from_slice(&(number as u64).to_le_bytes());
    EventId::from_bytes(bytes)
}
