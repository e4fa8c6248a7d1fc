//! Many lives, on all cores.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use snowgauge_core::Reason;

use super::character::CHOICES;
use super::collector::Fault;
use super::coverage::Coverage;
use super::life::live;

/// What came of many lives.
#[derive(Debug, Default)]
pub struct Report {
    /// The seeds of the lives in which something happened that must not, each with what.
    pub failures: Vec<(u64, String)>,
    /// How many lives there were.
    pub lives: u64,
    /// What they have met.
    pub met: Coverage,
}

/// So many failures are enough.
const MOST_FAILURES: usize = 10;

/// Lives the lives of the seeds from `first` on, until there were `count` or ten have failed.
///
/// # Panics
///
/// If a worker does: lives that fail are in the report.
pub fn run(first: u64, count: u64) -> Report {
    let next = AtomicU64::new(first);
    let report = Mutex::new(Report::default());
    let workers = thread::available_parallelism().map_or(1, Into::into);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| work(&next, first + count, &report));
        }
    });
    let mut report = report.into_inner().unwrap();
    report.failures.sort_unstable();
    report
}

fn work(next: &AtomicU64, end: u64, report: &Mutex<Report>) {
    let mut met = Coverage::default();
    let mut lives = 0;
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            break;
        }
        lives += 1;
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| live(seed, false, &mut met))) {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text =
                text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a text");
            let failures = &mut report.lock().unwrap().failures;
            failures.push((seed, text.to_owned()));
            if failures.len() >= MOST_FAILURES {
                next.store(end, Ordering::Relaxed);
            }
        }
    }
    let mut report = report.lock().unwrap();
    report.lives += lives;
    report.met.add(met);
}

/// What a panic says.
pub(super) fn text_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a text")
}

/// What lives have to meet, beside every fault, every reason and every value of every option.
const SIGHTS: [(&str, &[&str]); 13] = [
    ("action", &["burst", "close", "flush", "opt-in", "opt-out", "restore", "suspend", "wake-for-nothing"]),
    ("answer", &["for-an-earlier-process", "heard", "that-nobody-waits-for", "timed-out"]),
    ("crash", &["at-every-record", "power", "process", "revived", "torn"]),
    ("end", &["gone", "well"]),
    ("event", &["arrived-twice", "lost-in-a-crash"]),
    ("flushed", &["complete", "incomplete"]),
    ("monotonic-clock", &["out-of-order"]),
    ("requests-under-way", &["one", "several"]),
    ("store", &["full", "none", "power", "process"]),
    ("token", &["expired", "fresh"]),
    ("tracked", &["stored", "unstored"]),
    ("wall-clock", &["back", "forth", "lost", "set-right"]),
    ("wait", &["in-time", "oversleeping"]),
];

/// What the lives should have met and have not: a simulation in which nothing happens proves nothing.
pub fn unmet(met: &Coverage) -> Vec<String> {
    let faults = Fault::ALL.iter().map(|(_, name)| ("fault", *name));
    let reasons = Reason::ALL.iter().map(|reason| ("reason", reason.as_str()));
    let sights = SIGHTS.iter().flat_map(|(kind, all)| all.iter().map(|which| (*kind, *which)));
    let unseen = faults.chain(reasons).chain(sights).filter(|(kind, which)| met.times(kind, which) == 0);
    let values = CHOICES.iter().flat_map(|(name, values)| values.iter().map(|value| (*name, *value)));
    let undrawn = values.filter(|(name, value)| met.drawn(name, *value) == 0);
    unseen
        .map(|(kind, which)| format!("{kind}: {which}"))
        .chain(undrawn.map(|(name, value)| format!("option {name}: {value}")))
        .collect()
}
