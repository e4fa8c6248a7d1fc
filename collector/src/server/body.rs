//! Reads the body of a request, within the collector's limits.

use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::timeout;

/// The collector's `dropPayloadSize`, in bytes: a larger body is answered with 413 and leaves no trace.
pub(super) const DROP_BYTES: usize = 2 * 1024 * 1024;

/// How much of a body that is too large is still taken, in bytes, so that its sender gets to read the answer.
const DRAIN_BYTES: usize = 64 * 1024 * 1024;

/// How long a body may take: the collector's time-out.
const TIME_OUT: Duration = Duration::from_secs(30);

/// Why there is no body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is larger than [`DROP_BYTES`].
    TooLarge,
    /// It took longer than [`TIME_OUT`].
    TimedOut,
    /// The sender went away.
    Broken,
}

/// Reads a body as text. Bytes that are no UTF-8 become U+FFFD, as in the collector.
pub(super) async fn read(body: Incoming) -> Result<String, Unread> {
    let bytes = timeout(TIME_OUT, read_bytes(body)).await.map_err(|_| Unread::TimedOut)??;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

async fn read_bytes(mut body: Incoming) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len());
        if length <= DROP_BYTES {
            bytes.extend_from_slice(&data);
        } else if length > DRAIN_BYTES {
            break;
        } else {
            bytes = Vec::new();
        }
    }
    if length > DROP_BYTES { Err(Unread::TooLarge) } else { Ok(bytes) }
}
