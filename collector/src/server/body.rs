//! Reads the body of a request, within the collector's limits and those of this program's memory.

use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// The collector's `dropPayloadSize`, in bytes: a larger body is answered with 413 and leaves no trace.
pub(super) const DROP_BYTES: usize = 2 * 1024 * 1024;

/// How much of a body that is too large is still taken, in bytes, so that its sender gets to read the answer.
const DRAIN_BYTES: usize = 64 * 1024 * 1024;

/// A body that is no larger than this, in bytes, is read whatever others there are.
const SMALL_BYTES: usize = 64 * 1024;

/// How many larger bodies are read at a time, so that together they take at most 256 MiB; others wait their turn.
const LARGE_BODIES: usize = 128;

/// Reads bodies, not too many at a time.
pub(crate) struct Bodies {
    large: Semaphore,
    patience: Duration,
}

/// Why there is no body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is larger than [`DROP_BYTES`].
    TooLarge,
    /// It took too long.
    TimedOut,
    /// The sender went away.
    Broken,
}

impl Bodies {
    /// Reads each body for at most this long.
    pub(crate) fn new(patience: Duration) -> Self {
        Self { large: Semaphore::new(LARGE_BODIES), patience }
    }

    /// Reads a body as text. Bytes that are no UTF-8 become U+FFFD, as in the collector.
    pub(super) async fn read(&self, body: Incoming) -> Result<String, Unread> {
        let bytes = timeout(self.patience, self.read_bytes(body)).await.map_err(|_| Unread::TimedOut)??;
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    async fn read_bytes(&self, mut body: Incoming) -> Result<Vec<u8>, Unread> {
        let declared = body.size_hint().exact().and_then(|length| usize::try_from(length).ok());
        if declared.is_some_and(|length| length > DRAIN_BYTES) {
            return Err(Unread::TooLarge);
        }
        let mut turn = self.turn(declared.unwrap_or_default()).await?;
        let mut bytes =
            Vec::with_capacity(declared.filter(|length| *length <= DROP_BYTES).unwrap_or_default());
        let mut length = 0_usize;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else {
                continue;
            };
            length = length.saturating_add(data.len());
            if turn.is_none() {
                // Of a length that nobody has declared.
                turn = self.turn(length).await?;
            }
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

    /// Waits until there is room for a body of this length; a small one needs none.
    async fn turn(&self, length: usize) -> Result<Option<SemaphorePermit<'_>>, Unread> {
        if length <= SMALL_BYTES {
            return Ok(None);
        }
        self.large.acquire().await.map(Some).map_err(|_| Unread::Broken)
    }
}
