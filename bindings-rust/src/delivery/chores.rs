//! What the store has to do for the delivery, and when it is done: the bookkeeping.

use std::mem;

use snowgauge_core::{EventId, Monotonic, Now, Outcome, Overflow, Reason};

/// How long it takes until the directory is looked at again, in milliseconds.
const LOOK_AGAIN: u64 = 60_000;

/// Work for the store.
#[derive(Debug, Default)]
pub(super) struct Chores {
    /// These events have left.
    pub(super) ended: Vec<EventId>,
    /// Events were written that are to survive a power cut.
    pub(super) sync: bool,
    /// There may be events of earlier processes for which there is room.
    pub(super) earlier: Earlier,
    /// All is over: others may have the journals.
    pub(super) release: bool,
}

/// What to do about the events of earlier processes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Earlier {
    #[default]
    Nothing,
    /// Take over what is known.
    Restore,
    /// Look for journals that were not there before, too.
    Look,
}

/// The work that waits, and the work that is done.
#[derive(Debug)]
pub(super) struct Storing {
    chores: Chores,
    /// How often work was asked for, how far the worker at it will have come, and how far the last one has.
    asked: u64,
    doing: Option<u64>,
    done: u64,
    /// Whether there may be events of earlier processes that were not restored.
    pub(super) more: bool,
    /// How long it takes until the directory is looked at again.
    pub(super) look_again: u64,
    /// When that is to be; `None` before the first look, and when all is over.
    next_look: Option<Monotonic>,
    released: bool,
}

impl Storing {
    pub(super) fn new() -> Self {
        Self {
            chores: Chores::default(),
            asked: 0,
            doing: None,
            done: 0,
            more: false,
            look_again: LOOK_AGAIN,
            next_look: None,
            released: false,
        }
    }

    /// When a worker that sleeps has to look at the directory. No worker is started for that.
    pub(super) fn next_look(&self) -> Option<Monotonic> {
        self.next_look
    }

    pub(super) fn is_look_due(&self, now: Now) -> bool {
        self.next_look.is_some_and(|moment| moment <= now.mono)
    }

    pub(super) fn put_off_look(&mut self, now: Now) {
        self.next_look = Some(now.mono.saturating_add(self.look_again));
    }

    /// Stands for all that was asked for until now.
    pub(super) fn asked(&self) -> u64 {
        self.asked
    }

    /// Whether all that was asked for until then is done.
    pub(super) fn has_done(&self, asked: u64) -> bool {
        self.done >= asked
    }

    pub(super) fn is_idle(&self) -> bool {
        self.done == self.asked
    }

    /// Whether there is something for a worker to do.
    pub(super) fn has_work(&self) -> bool {
        self.doing.is_none() && !self.is_idle()
    }

    /// Whether a worker is at it.
    pub(super) fn is_under_way(&self) -> bool {
        self.doing.is_some()
    }

    pub(super) fn take(&mut self) -> Option<Chores> {
        self.has_work().then(|| {
            self.doing = Some(self.asked);
            mem::take(&mut self.chores)
        })
    }

    pub(super) fn ask(&mut self) -> &mut Chores {
        self.asked += 1;
        &mut self.chores
    }

    /// Takes note of how an event ended.
    pub(super) fn note(&mut self, outcome: &Outcome, overflow: Overflow) {
        let is_to_go = match outcome.reason {
            // The store keeps the first; the others never came so far.
            Reason::Stored | Reason::Closed | Reason::Invalid => false,
            // Either the one that was not taken, or those that made room for it.
            Reason::QueueFull => overflow == Overflow::DropOldest,
            _ => true,
        };
        if is_to_go {
            self.ask().ended.push(outcome.event_id);
        }
    }

    /// Asks for events of earlier processes, where some are known, or the last look is long ago.
    pub(super) fn want_earlier(&mut self, now: Now) {
        if self.more {
            self.ask().earlier = Earlier::Restore;
        } else if self.next_look.is_none_or(|moment| moment <= now.mono) {
            self.ask().earlier = Earlier::Look;
            self.put_off_look(now);
        }
    }

    /// The worker is done with what it took.
    pub(super) fn finish(&mut self, more: Option<bool>) {
        self.done = self.doing.take().unwrap_or(self.done);
        self.more = more.unwrap_or(self.more);
    }

    /// All is over.
    pub(super) fn release(&mut self) {
        if !mem::replace(&mut self.released, true) {
            self.ask().release = true;
            self.next_look = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked for at this time, once a worker has found that there is more, or not.
    fn asked_for(storing: &mut Storing, mono: Monotonic, more: bool) -> Earlier {
        let now = Now { wall: 0, mono };
        storing.want_earlier(now);
        let earlier = storing.take().map_or(Earlier::Nothing, |chores| chores.earlier);
        storing.finish((earlier != Earlier::Nothing).then_some(more));
        earlier
    }

    #[test]
    fn the_directory_is_looked_at_once_a_minute_and_what_was_found_is_taken_over_at_once() {
        let mut storing = Storing::new();
        let asked: Vec<Earlier> = [
            (1_000, false),
            (60_999, false),
            (61_000, true),
            (61_001, true),
            (61_002, false),
            (61_003, false),
        ]
        .into_iter()
        .map(|(mono, more)| asked_for(&mut storing, mono, more))
        .collect();
        let (nothing, restore, look) = (Earlier::Nothing, Earlier::Restore, Earlier::Look);
        assert_eq!(asked, [look, nothing, look, restore, restore, nothing]);
    }

    #[test]
    fn work_is_done_by_one_at_a_time_and_what_comes_meanwhile_waits() {
        let mut storing = Storing::new();
        assert!(storing.is_idle() && storing.take().is_none());
        storing.release();
        let first = storing.asked();
        assert!(storing.take().is_some_and(|chores| chores.release));
        storing.ask().sync = true;
        assert!(storing.take().is_none() && !storing.has_done(first));
        storing.finish(None);
        assert!(storing.has_done(first) && !storing.has_done(storing.asked()));
        assert!(storing.take().is_some_and(|chores| chores.sync && !chores.release));
        storing.release();
        storing.finish(None);
        assert!(storing.is_idle(), "it is released once");
    }
}
