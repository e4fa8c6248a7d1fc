//! What was counted.

use std::ops::Range;

use snowgauge_core::Response;

use super::scenario::{END, OUTAGE, STEADY};

/// What came of a scenario.
#[derive(Debug)]
pub struct Counts {
    /// How many trackers there were.
    pub trackers: u64,
    /// How many requests were begun in each second.
    pub per_second: Vec<u64>,
    /// How many requests the collector has refused because it was full.
    pub refused: u64,
    /// How many requests each tracker has begun while the collector was away, in the order of size.
    pub in_outage: Vec<u64>,
    /// The most requests that a tracker had under way at a time after the collector's return, before it heard of that.
    pub most_probes: u64,
    /// Until when a tracker had events from before the return, in milliseconds.
    pub behind_until: u64,
    /// How many events were tracked.
    pub tracked: u64,
    /// How many of them were delivered.
    pub delivered: u64,
}

impl Counts {
    pub(super) fn new(trackers: u64) -> Self {
        Self {
            trackers,
            per_second: vec![0; usize::try_from(END / 1_000).unwrap()],
            refused: 0,
            in_outage: Vec::new(),
            most_probes: 0,
            behind_until: OUTAGE.end,
            tracked: 0,
            delivered: 0,
        }
    }

    pub(super) fn note(&mut self, now: u64, response: Response) {
        self.per_second[usize::try_from(now / 1_000).unwrap()] += 1;
        self.refused += u64::from(!OUTAGE.contains(&now) && response == Response::status(503));
    }

    fn seconds(&self, time: Range<u64>) -> &[u64] {
        let [first, end] = [time.start, time.end].map(|moment| usize::try_from(moment / 1_000).unwrap());
        &self.per_second[first..end]
    }

    /// Requests per second while all is well: the mean, and the most in a second.
    pub fn steady(&self) -> (u64, u64) {
        let seconds = self.seconds(STEADY);
        (seconds.iter().sum::<u64>() / seconds.len() as u64, seconds.iter().copied().max().unwrap_or(0))
    }

    /// The most requests in a second while the collector is away.
    pub fn peak_in_outage(&self) -> u64 {
        self.seconds(OUTAGE).iter().copied().max().unwrap_or(0)
    }

    /// The most requests in a second after its return.
    pub fn peak_after_return(&self) -> u64 {
        self.seconds(OUTAGE.end..END).iter().copied().max().unwrap_or(0)
    }

    /// The requests of a tracker while the collector was away: the median, and the most.
    pub fn per_tracker(&self) -> (u64, u64) {
        (self.in_outage[self.in_outage.len() / 2], self.in_outage.last().copied().unwrap_or(0))
    }

    /// What is not as it has to be, if anything.
    pub fn breaches(&self) -> Vec<String> {
        let ((_, steady), (_, most)) = (self.steady(), self.per_tracker());
        let (peak, probes) = (self.peak_after_return(), self.most_probes);
        let mut breaches = Vec::new();
        if most >= MOST_IN_OUTAGE {
            breaches.push(format!("a tracker sent {most} requests to a collector that is away"));
        }
        if probes > 1 {
            breaches.push(format!(
                "a tracker had {probes} requests under way before it heard that the collector is back"
            ));
        }
        if peak > MOST_PEAK * steady {
            breaches.push(format!("{peak} requests in a second after the return, {steady} in one before"));
        }
        if self.behind_until > OUTAGE.end + MOST_RECOVERY {
            breaches.push(format!(
                "{} ms after the return a tracker still caught up",
                self.behind_until - OUTAGE.end
            ));
        }
        breaches
    }
}

/// A collector that is away for ten minutes costs fewer requests of each tracker.
const MOST_IN_OUTAGE: u64 = 60;

/// After its return no second has so many times the requests of the busiest one before.
const MOST_PEAK: u64 = 3;

/// And so many milliseconds later all is as before.
const MOST_RECOVERY: u64 = 180_000;
