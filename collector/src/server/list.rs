//! A JSON array of verdicts, written while it is sent: a million events are never in memory as text.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame};

use crate::judge::Verdict;
use crate::micro;

/// How much is written before it is sent, in bytes.
const CHUNK: usize = 64 * 1024;

/// The body of `/micro/good` and `/micro/bad`.
pub(super) struct List {
    rest: std::vec::IntoIter<Arc<Verdict>>,
    state: Progress,
}

#[derive(PartialEq, Eq)]
enum Progress {
    Start,
    Items,
    End,
}

impl List {
    /// A list of these.
    pub(super) fn new(verdicts: Vec<Arc<Verdict>>) -> Self {
        Self { rest: verdicts.into_iter(), state: Progress::Start }
    }

    /// Writes the next chunk; empty when there is no more.
    fn next_chunk(&mut self) -> Vec<u8> {
        let mut chunk = Vec::new();
        while chunk.len() < CHUNK && self.state != Progress::End {
            if let Some(verdict) = self.rest.next() {
                chunk.push(if self.state == Progress::Start { b'[' } else { b',' });
                self.state = Progress::Items;
                write(&verdict, &mut chunk);
            } else {
                chunk.extend_from_slice(if self.state == Progress::Start { b"[]" } else { b"]" });
                self.state = Progress::End;
            }
        }
        chunk
    }
}

/// Writes one verdict, or `null` for one that cannot be written, so that the array stays whole.
fn write(verdict: &Verdict, chunk: &mut Vec<u8>) {
    let start = chunk.len();
    if micro::write(verdict, chunk).is_err() {
        chunk.truncate(start);
        chunk.extend_from_slice(b"null");
    }
}

impl Body for List {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let chunk = self.next_chunk();
        Poll::Ready((!chunk.is_empty()).then(|| Ok(Frame::data(Bytes::from(chunk)))))
    }

    fn is_end_stream(&self) -> bool {
        self.state == Progress::End
    }
}
