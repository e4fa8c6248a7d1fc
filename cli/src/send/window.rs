//! The lines that were read and whose events have not all ended.

use std::collections::{HashMap, VecDeque};

use snowgauge::EventId;

use super::progress::{Mark, Tally};

/// Lines in their order, from the first of which not all is known.
#[derive(Debug, Default)]
pub(super) struct Window {
    lines: VecDeque<Line>,
    /// The lines before the first of `lines`.
    before: u64,
    /// The events under way. A file may have an id more than once.
    events: HashMap<EventId, VecDeque<Sent>>,
    bytes: usize,
    count: usize,
}

#[derive(Debug)]
struct Line {
    end: Mark,
    /// How many of its events have not ended.
    open: usize,
    tally: Tally,
}

/// An event under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    /// Its line.
    pub(super) line: u64,
    /// Which of the line's events.
    pub(super) event: Option<usize>,
    bytes: usize,
}

impl Window {
    /// A window that begins after some lines.
    pub(super) fn after(line: u64) -> Self {
        Self { before: line, ..Self::default() }
    }

    /// Whether there is room for more, by events and bytes. Lines without events count as much as others: behind one that
    /// waits a file may have any number of them.
    pub(super) fn has_room(&self, most_events: usize, most_bytes: usize) -> bool {
        self.count < most_events && self.lines.len() < most_events && self.bytes < most_bytes
    }

    /// How many events are under way.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Adds the line that follows.
    pub(super) fn add_line(&mut self, end: Mark) {
        self.lines.push_back(Line { end, open: 0, tally: Tally::default() });
    }

    /// Adds to the last line what is known of it already.
    pub(super) fn add_known(&mut self, tally: Tally) {
        self.lines.back_mut().into_iter().for_each(|line| line.tally.add(tally));
    }

    /// Adds an event of the last line.
    pub(super) fn add_event(&mut self, id: EventId, event: Option<usize>, bytes: usize) {
        let Some(line) = self.lines.back_mut() else { return };
        line.open += 1;
        let sent = Sent { line: line.end.line, event, bytes };
        self.events.entry(id).or_default().push_back(sent);
        self.count += 1;
        self.bytes += bytes;
    }

    /// Notes how an event ended. Gives where it stands; nothing for one that is not under way.
    pub(super) fn end(&mut self, id: EventId, how: Tally) -> Option<Sent> {
        let waiting = self.events.get_mut(&id)?;
        let sent = waiting.pop_front()?;
        if waiting.is_empty() {
            self.events.remove(&id);
        }
        self.count -= 1;
        self.bytes -= sent.bytes;
        let index = usize::try_from(sent.line.checked_sub(self.before + 1)?).ok()?;
        let line = self.lines.get_mut(index)?;
        line.open -= 1;
        line.tally.add(how);
        Some(sent)
    }

    /// Takes the first lines out whose events have all ended: up to where, and what became of them.
    pub(super) fn settle(&mut self) -> Option<(Mark, Tally)> {
        let mut settled: Option<(Mark, Tally)> = None;
        while let Some(line) = self.lines.pop_front_if(|line| line.open == 0) {
            let (mark, tally) = settled.get_or_insert_default();
            *mark = line.end;
            tally.add(line.tally);
            self.before = line.end.line;
        }
        settled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELIVERED: Tally = Tally { delivered: 1, refused: 0, invalid: 0 };

    fn mark(line: u64) -> Mark {
        Mark { line, bytes: line * 10, checksum: 0 }
    }

    fn id(number: u8) -> EventId {
        EventId::from_random([number; 16])
    }

    #[test]
    fn a_line_is_settled_when_all_before_it_are() {
        let mut window = Window::after(4);
        for line in 5..=7 {
            window.add_line(mark(line));
            window.add_event(id(1), None, 10);
        }
        window.add_event(id(7), Some(1), 10);
        window.add_line(mark(8));
        window.add_known(Tally { invalid: 1, ..Tally::default() });
        assert_eq!((window.count(), window.has_room(4, 100), window.has_room(5, 40)), (4, false, false));
        assert_eq!(window.settle(), None);

        assert_eq!(window.end(id(7), DELIVERED).map(|sent| (sent.line, sent.event)), Some((7, Some(1))));
        assert_eq!(window.settle(), None);
        assert_eq!(window.end(id(9), DELIVERED), None);
        for line in 5..=7 {
            assert_eq!(window.end(id(1), DELIVERED).map(|sent| sent.line), Some(line));
        }
        assert_eq!(window.settle(), Some((mark(8), Tally { delivered: 4, refused: 0, invalid: 1 })));
        assert_eq!((window.count(), window.bytes, window.settle()), (0, 0, None));
    }

    #[test]
    fn lines_without_events_wait_no_more_numerous_than_others() {
        let mut window = Window::after(0);
        window.add_line(mark(1));
        window.add_event(id(1), None, 10);
        assert!(window.has_room(3, 100));
        window.add_line(mark(2));
        window.add_line(mark(3));
        assert!(!window.has_room(3, 100));
        window.end(id(1), DELIVERED);
        window.settle();
        assert!(window.has_room(3, 100));
    }
}
