//! A JSON array of verdicts, written while it is sent: a million events are never in memory as text.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame};

use crate::judge::Verdict;
use crate::memory::Part;
use crate::micro::{self, Filter};

/// How much is written before it is sent, in bytes.
const CHUNK: usize = 64 * 1024;

/// The body of `/micro/good` and `/micro/bad`.
pub(super) struct List {
    rest: Box<dyn Iterator<Item = (Part, usize)> + Send>,
    state: Progress,
}

#[derive(PartialEq, Eq)]
enum Progress {
    Start,
    Items,
    End,
}

impl List {
    /// The verdicts that are good, or those that are bad, oldest first.
    pub(super) fn all(parts: Vec<Part>, good: bool) -> Self {
        let indices = move |part: Part| part.numbers().map(move |(_, index)| (part.clone(), index));
        let wanted = move |(part, index): &(Part, usize)| part.batch().is_good(*index) == Some(good);
        Self { rest: Box::new(parts.into_iter().flat_map(indices).filter(wanted)), state: Progress::Start }
    }

    /// Of those, the ones that pass a filter. It reads every event to find out.
    pub(super) fn filtered(parts: &[Part], good: bool, filter: &Filter) -> Self {
        let passes = |part: &Part, index: usize| {
            part.batch().is_good(index) == Some(good)
                && part.batch().verdict(index).is_some_and(|verdict| filter.passes(&verdict))
        };
        let latest =
            parts.iter().rev().flat_map(|part| part.numbers().rev().map(move |(_, index)| (part, index)));
        let passing = latest.filter(|(part, index)| passes(part, *index));
        let chosen: Vec<(Part, usize)> = passing
            .take(filter.limit.unwrap_or(usize::MAX))
            .map(|(part, index)| (part.clone(), index))
            .collect();
        Self { rest: Box::new(chosen.into_iter().rev()), state: Progress::Start }
    }

    /// Writes the next chunk; empty when there is no more.
    fn next_chunk(&mut self) -> Vec<u8> {
        let mut chunk = Vec::new();
        while chunk.len() < CHUNK && self.state != Progress::End {
            if let Some((part, index)) = self.rest.next() {
                chunk.push(if self.state == Progress::Start { b'[' } else { b',' });
                self.state = Progress::Items;
                write(part.batch().verdict(index), &mut chunk);
            } else {
                chunk.extend_from_slice(if self.state == Progress::Start { b"[]" } else { b"]" });
                self.state = Progress::End;
            }
        }
        chunk
    }
}

/// Writes one verdict, or `null` for one that cannot be written, so that the array stays whole.
fn write(verdict: Option<Verdict<'_>>, chunk: &mut Vec<u8>) {
    let start = chunk.len();
    if verdict.is_none_or(|verdict| micro::write(&verdict, chunk).is_err()) {
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
