//! A tracker that is to send nothing. A program of its own: it counts the threads of the whole process.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::time::Duration;

use snowgauge::events::SuggestionRequested;
use snowgauge::{Reason, StructuredEvent, Subject, TrackError, Tracker};

/// How many threads this process has.
#[cfg(target_os = "linux")]
fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").unwrap().count()
}

#[cfg(not(target_os = "linux"))]
fn threads() -> usize {
    0
}

fn refused(tracker: &Tracker) -> Reason {
    match tracker.track(StructuredEvent::builder().category("search").action("open").build()) {
        Err(TrackError::NotTaken(refused)) => refused.reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_disabled_tracker_checks_events_and_takes_none_without_any_thread() {
    let before = threads();
    let tracker = Tracker::disabled();
    assert_eq!(refused(&tracker), Reason::OptedOut);
    tracker.set_opt_out(false);
    assert_eq!(refused(&tracker), Reason::OptedOut, "it has nowhere to send to");
    let subject = Subject::builder().user_id("8819234").build();
    assert_eq!(refused(&tracker.scoped().subject(&subject).build().unwrap()), Reason::OptedOut);
    assert!(matches!(tracker.track(SuggestionRequested::new()), Err(TrackError::Invalid(_))));
    assert!(tracker.flush(Duration::from_secs(5)).wait().is_complete());
    assert!(tracker.shutdown(Duration::from_secs(5)).wait().is_complete());
    assert_eq!(refused(&tracker), Reason::Closed);
    let stats = tracker.stats();
    let counted = [stats.accepted, stats.requests, stats.opted_out, stats.invalid, stats.closed];
    assert_eq!(counted, [0, 0, 3, 1, 1]);
    assert_eq!(threads(), before);
}
