//! The fleet under one clock.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use snowgauge_core::{Request, RequestId, Response};

use super::collector::Collector;
use super::counts::Counts;
use super::scenario::{END, OUTAGE, Scenario};
use super::tracker::Tracker;
use crate::dice::Dice;

/// How long a tracker has nothing to track, on average, in milliseconds.
const PACE: u64 = 10_000;

/// Something that happens to a tracker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Happening {
    Track,
    Wake,
    Answer(RequestId, Response),
}

struct Fleet {
    trackers: Vec<Tracker>,
    /// What happens when to which tracker; the number keeps their order.
    next: BinaryHeap<Reverse<(u64, u64, usize)>>,
    happenings: Vec<Happening>,
    collector: Collector,
    dice: Dice,
    counts: Counts,
}

/// Lets so many trackers live through a scenario.
///
/// # Panics
///
/// If an event is neither delivered nor held in the end.
pub fn run(scenario: Scenario, trackers: u64, seed: u64) -> Counts {
    let mut fleet = Fleet {
        trackers: (0..trackers).map(|_| Tracker::new()).collect(),
        next: BinaryHeap::new(),
        happenings: Vec::new(),
        collector: Collector::new(scenario, trackers * 1_000 / PACE),
        dice: Dice::new(seed),
        counts: Counts::new(trackers),
    };
    for tracker in 0..fleet.trackers.len() {
        let first = fleet.dice.below(2 * PACE);
        fleet.plan(first, tracker, Happening::Track);
    }
    while let Some(Reverse((now, number, tracker))) = fleet.next.pop().filter(|Reverse((now, ..))| *now < END)
    {
        fleet.happen(now, number, tracker);
    }
    fleet.close()
}

impl Fleet {
    fn plan(&mut self, at: u64, tracker: usize, happening: Happening) {
        self.next.push(Reverse((at, self.happenings.len() as u64, tracker)));
        self.happenings.push(happening);
    }

    fn happen(&mut self, now: u64, number: u64, index: usize) {
        let tracker = &mut self.trackers[index];
        let had = tracker.wait;
        let requests = match self.happenings[usize::try_from(number).unwrap()] {
            Happening::Wake if tracker.wait != Some(now) => return,
            Happening::Wake => tracker.wake(now),
            Happening::Answer(id, response) => tracker.hear(id, response, now),
            Happening::Track => {
                let next = now + 1 + self.dice.below(2 * PACE);
                let requests = tracker.track(&mut self.dice, now);
                self.plan(next, index, Happening::Track);
                requests
            }
        };
        let wait = self.trackers[index].wait;
        if let Some(moment) = wait.filter(|_| wait != had) {
            self.plan(moment, index, Happening::Wake);
        }
        for request in requests {
            self.send(now, index, &request);
        }
        self.note_recovery(now, index);
    }

    fn send(&mut self, now: u64, index: usize, request: &Request) {
        let (after, response) = self.collector.receive(now);
        self.counts.note(now, response);
        self.plan(now + after, index, Happening::Answer(request.id, response));
    }

    fn note_recovery(&mut self, now: u64, index: usize) {
        if now >= OUTAGE.end && self.trackers[index].is_behind() {
            self.counts.behind_until = now;
        }
    }

    fn close(mut self) -> Counts {
        for tracker in &self.trackers {
            let stats = tracker.stats();
            assert_eq!(stats.accepted, stats.delivered + stats.queued + stats.in_flight, "nothing is lost");
            self.counts.tracked += stats.accepted;
            self.counts.delivered += stats.delivered;
            self.counts.in_outage.push(tracker.requests_in_outage);
            self.counts.most_probes = self.counts.most_probes.max(tracker.probes);
        }
        self.counts.in_outage.sort_unstable();
        self.counts
    }
}
