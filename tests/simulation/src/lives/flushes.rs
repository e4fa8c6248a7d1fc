//! What an observer knows of the flushes under way.

use snowgauge_core::Monotonic;
use snowgauge_core::outbox::{FlushId, Flushed};

#[derive(Debug)]
struct Open {
    id: FlushId,
    /// The first sequence number that does not belong to it.
    end: u64,
    deadline: Monotonic,
    events: u64,
    delivered: u64,
    failed: u64,
    /// How many of those that failed were given up when all was.
    given_up: u64,
}

#[derive(Debug, Default)]
pub(super) struct Flushes(Vec<Open>);

impl Flushes {
    pub(super) fn begin(&mut self, id: FlushId, events: u64, end: u64, deadline: Monotonic) {
        self.0.push(Open { id, end, deadline, events, delivered: 0, failed: 0, given_up: 0 });
    }

    /// An event has left.
    pub(super) fn note(&mut self, sequence: u64, delivered: bool, given_up: bool) {
        for open in self.0.iter_mut().filter(|open| sequence < open.end) {
            open.delivered += u64::from(delivered);
            open.failed += u64::from(!delivered);
            open.given_up += u64::from(given_up);
        }
    }

    /// A flush ends when its events have left, or at its deadline, and counts them right.
    pub(super) fn end(&mut self, flushed: Flushed, now: Monotonic) {
        let index = self.0.iter().position(|open| open.id == flushed.id).expect("a flush ends once");
        let open = self.0.remove(index);
        let Flushed { delivered, failed, pending, .. } = flushed;
        assert_eq!(delivered, open.delivered, "{flushed:?} of {open:?}");
        // What a close gives up at its deadline may have left before the notice comes: it still counts as pending there.
        assert!((open.failed - open.given_up..=open.failed).contains(&failed), "{flushed:?} of {open:?}");
        assert_eq!(delivered + failed + pending, open.events, "{flushed:?} of {open:?}");
        assert!(pending == 0 || now >= open.deadline, "{flushed:?} at {now}, before its deadline: {open:?}");
        assert_eq!(flushed.is_complete(), delivered == open.events);
    }

    /// Whether a flush asks for this event to be sent without lingering.
    pub(super) fn ask_for(&self, sequence: u64) -> bool {
        self.0.iter().any(|open| sequence < open.end)
    }

    /// When the next deadline is that ever comes.
    pub(super) fn deadline(&self) -> Option<Monotonic> {
        self.0.iter().map(|open| open.deadline).filter(|deadline| *deadline < Monotonic::MAX).min()
    }

    /// No flush is open that is over.
    pub(super) fn check(&self, now: Monotonic) {
        for open in &self.0 {
            assert!(open.deadline > now, "a flush is over at its deadline: {open:?}");
            assert!(
                open.delivered + open.failed < open.events,
                "a flush of which nothing is left is over: {open:?}"
            );
        }
    }
}
