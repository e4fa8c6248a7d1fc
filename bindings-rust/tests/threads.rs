//! The threads of a tracker end with it. A program of its own: it counts the threads of the whole process.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]
#![allow(dead_code, reason = "the collector can do more than this test asks of it")]

mod collector;

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use collector::{Collector, NOBODY};
use snowgauge::entities::CodeSuggestionsContext;
use snowgauge::events::SuggestionRequested;
use snowgauge::{Event, Tracker};

/// Waits until as many threads are a tracker's as `is_right` wants.
fn wait_for_workers(is_right: impl Fn(usize) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !is_right(workers()) {
        assert!(Instant::now() < deadline, "{} threads are there", workers());
        thread::yield_now();
    }
}

/// How many threads of this process are a tracker's.
fn workers() -> usize {
    let tasks = fs::read_dir("/proc/self/task").unwrap().flatten();
    let names = tasks.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|name| name.trim() == "snowgauge").count()
}

fn used_tracker(url: &str) -> Tracker {
    let tracker = Tracker::builder(url).app_id("threads").linger(Duration::ZERO).build().unwrap();
    let context = CodeSuggestionsContext::builder().prefix_length(1).build();
    tracker.track(SuggestionRequested::new().with(&context)).unwrap();
    tracker
}

#[test]
fn the_threads_of_a_tracker_end_with_it() {
    let collector = Collector::start(&[]);
    for url in [collector.url.as_str(), NOBODY] {
        let trackers: Vec<_> = (0..20).map(|_| used_tracker(url)).collect();
        wait_for_workers(|count| count >= trackers.len());
        let end = |tracker: &Tracker| tracker.shutdown(Duration::from_millis(500));
        for flush in trackers.iter().map(end).collect::<Vec<_>>() {
            flush.wait();
        }
        wait_for_workers(|count| count == 0);
    }
}
