//! The verdicts on one request: its body as received, and a mark for each event in it. An event is read again when
//! somebody wants to see it, so that a million of them take little more than what was sent.

use std::ops::Range;

use uuid::Uuid;

use super::{Fault, Parameters, envelope};
use crate::request::Request;

/// A request whose events are judged.
#[derive(Debug)]
pub(crate) struct Batch {
    request: Request,
    body: Box<str>,
    marks: Box<[Mark]>,
}

/// What became of one event.
#[derive(Debug)]
pub(super) struct Mark {
    /// Where in the body it is; nowhere when it came in the query.
    pub(super) place: Range<u32>,
    /// Its `eid`; of a good event without one, a random id.
    pub(super) event_id: Option<Uuid>,
    /// Why it is bad; nothing when it is good.
    pub(super) faults: Box<[Fault]>,
    /// Whether it stands for a whole request, of which nothing could be read.
    pub(super) is_request: bool,
}

/// What became of one event, or of one request that was lost as a whole.
#[derive(Debug)]
pub(crate) enum Verdict<'a> {
    /// It passes.
    Good(Good<'a>),
    /// It does not.
    Bad(Bad<'a>),
}

/// An event that passes.
#[derive(Debug)]
pub(crate) struct Good<'a> {
    /// The request it came with.
    pub(crate) request: &'a Request,
    /// What the tracker sent.
    pub(crate) parameters: Parameters<'a>,
    /// Its `eid`, or a random one when it has none.
    pub(crate) event_id: Uuid,
}

/// An event, or a whole request, that does not pass.
#[derive(Debug)]
pub(crate) struct Bad<'a> {
    /// The request it came with.
    pub(crate) request: &'a Request,
    /// The body, when the request was lost as a whole.
    pub(crate) body: Option<&'a str>,
    /// What the tracker sent, when only this event is bad.
    pub(crate) parameters: Option<Parameters<'a>>,
    /// Why.
    pub(crate) faults: &'a [Fault],
}

impl Batch {
    pub(super) fn new(request: Request, body: String, marks: Vec<Mark>) -> Self {
        Self { request, body: body.into_boxed_str(), marks: marks.into_boxed_slice() }
    }

    /// How many verdicts there are.
    pub(crate) fn len(&self) -> usize {
        self.marks.len()
    }

    /// How many of them are good.
    pub(crate) fn good(&self) -> usize {
        self.marks.iter().filter(|mark| mark.faults.is_empty()).count()
    }

    /// Whether a verdict is good; `None` when there is none of this index.
    pub(crate) fn is_good(&self, index: usize) -> Option<bool> {
        self.marks.get(index).map(|mark| mark.faults.is_empty())
    }

    /// Event ids from an index on, as far as they could be read, and whether the event is good.
    pub(crate) fn ids(&self, from: usize) -> impl Iterator<Item = (Uuid, bool)> {
        let marks = self.marks.get(from..).unwrap_or_default().iter();
        marks.filter_map(|mark| Some((mark.event_id?, mark.faults.is_empty())))
    }

    /// How many bytes of the body belong to an event.
    pub(crate) fn event_bytes(&self, index: usize) -> usize {
        match self.marks.get(index) {
            Some(mark) if mark.is_request => self.body.len(),
            Some(mark) => mark.place.len(),
            None => 0,
        }
    }

    /// One verdict, read again.
    pub(crate) fn verdict(&self, index: usize) -> Option<Verdict<'_>> {
        let mark = self.marks.get(index)?;
        let request = &self.request;
        if mark.is_request {
            let body = (!self.body.is_empty()).then_some(&*self.body);
            return Some(Verdict::Bad(Bad { request, body, parameters: None, faults: &mark.faults }));
        }
        let place = usize::try_from(mark.place.start).ok()?..usize::try_from(mark.place.end).ok()?;
        let parameters = envelope::reopen(request, self.body.get(place)?);
        Some(match mark.event_id {
            Some(event_id) if mark.faults.is_empty() => Verdict::Good(Good { request, parameters, event_id }),
            _ => {
                Verdict::Bad(Bad { request, body: None, parameters: Some(parameters), faults: &mark.faults })
            }
        })
    }

    /// All verdicts.
    pub(crate) fn verdicts(&self) -> impl Iterator<Item = Verdict<'_>> {
        (0..self.len()).filter_map(|index| self.verdict(index))
    }

    /// The bytes that it holds, the allocator's own left out.
    pub(crate) fn bytes(&self) -> usize {
        let faults: usize = self.marks.iter().flat_map(|mark| &mark.faults).map(Fault::bytes).sum();
        size_of::<Self>() + self.request.bytes() + self.body.len() + size_of_val(&*self.marks) + faults
    }
}
