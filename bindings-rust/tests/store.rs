//! The durable store, with trackers and a collector on a real socket.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

#[allow(dead_code, reason = "other tests use the rest")]
mod collector;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use collector::{Answer, Collector, NOBODY};
use snowgauge::entities::CodeSuggestionsContext;
use snowgauge::events::SuggestionRequested;
use snowgauge::{
    Builder, Durability, Event, EventId, Outcome, Overflow, Reason, StoreNotice, TrackError, Tracker,
};
use tempfile::TempDir;

const SOON: Duration = Duration::from_secs(10);

fn builder(url: &str, directory: &TempDir) -> Builder {
    // The endpoint decides whose events they are: the collector's port would change it.
    Tracker::builder(url)
        .app_id("test")
        .linger(Duration::from_millis(1))
        .store(directory.path().join("store"))
}

fn build(url: &str, directory: &TempDir) -> Tracker {
    builder(url, directory).build().unwrap()
}

fn try_track(tracker: &Tracker) -> Result<EventId, TrackError> {
    let context =
        CodeSuggestionsContext::builder().prefix_length(12).suffix_length(0).language("rust").build();
    tracker.track(SuggestionRequested::new().with(&context))
}

fn track(tracker: &Tracker, count: usize) -> BTreeSet<String> {
    (0..count).map(|_| try_track(tracker).unwrap().to_string()).collect()
}

/// The ids of all events that have arrived; none may have arrived twice.
fn arrived(collector: &Collector) -> BTreeSet<String> {
    let requests = collector.rest();
    let ids: Vec<String> = requests
        .iter()
        .flat_map(collector::Arrived::events)
        .map(|event| event["eid"].as_str().unwrap().to_owned())
        .collect();
    let distinct: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(distinct.len(), ids.len(), "an event has arrived twice");
    distinct
}

fn files(directory: &TempDir) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory.path().join("store")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn bytes(directory: &TempDir) -> Vec<u8> {
    files(directory).iter().flat_map(|file| fs::read(file).unwrap()).collect()
}

/// Whether the event's payload is in one of the files.
fn is_stored(directory: &TempDir, id: &str) -> bool {
    bytes(directory).windows(id.len()).any(|window| window == id.as_bytes())
}

/// What an earlier process has left that never came to send anything.
fn leave(directory: &TempDir, collector: &Collector, count: usize) -> BTreeSet<String> {
    let waits = builder(&collector.url, directory).linger(Duration::from_mins(1));
    let tracker = waits.batch_events(10_000).batch_bytes(1_000_000).build().unwrap();
    let ids = track(&tracker, count);
    assert!(!tracker.shutdown(Duration::ZERO).wait().is_complete());
    ids
}

fn listening(builder: Builder) -> (Tracker, Receiver<Outcome>, Receiver<StoreNotice>) {
    let ((outcomes, heard), (sender, noticed)) = (channel(), channel());
    let tracker = builder
        .on_outcome(move |outcome| drop(outcomes.send(outcome.clone())))
        .on_store(move |notice| drop(sender.send(notice.clone())))
        .build()
        .unwrap();
    (tracker, heard, noticed)
}

#[test]
fn an_event_is_in_the_store_when_track_returns_and_out_of_it_when_its_end_is_told() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    let store = directory.path().join("store");
    let linger = builder(&collector.url, &directory).linger(Duration::from_mins(1));
    let (sender, heard) = channel();
    let tracker = linger
        .on_outcome(move |_| sender.send(fs::read_dir(&store).unwrap().count()).unwrap())
        .build()
        .unwrap();
    let empty = bytes(&directory);
    let ids = track(&tracker, 3);
    assert!(ids.iter().all(|id| is_stored(&directory, id)));
    assert!(tracker.flush(SOON).wait().is_complete());
    assert_eq!(heard.try_iter().collect::<Vec<_>>(), [1, 1, 1]);
    assert_eq!(bytes(&directory), empty);
    assert!(tracker.shutdown(SOON).wait().is_complete());
    assert_eq!(files(&directory), Vec::<PathBuf>::new());
}

#[test]
fn what_a_shutdown_leaves_is_sent_by_the_next_start_under_its_ids() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[Answer::Status(503)]));
    // All three in one request: another one, under way when time is up, would arrive and come again.
    let together = builder(&collector.url, &directory).linger(Duration::from_mins(1)).batch_events(3);
    let (tracker, heard, _) = listening(together);
    let ids = track(&tracker, 3);
    collector.next();
    let flushed = tracker.shutdown(Duration::from_millis(20)).wait();
    assert_eq!((flushed.is_complete(), flushed.pending), (false, 3));
    assert!(heard.try_iter().map(|outcome| outcome.reason).eq([Reason::Stored; 3]));
    assert_eq!((tracker.stats().stored, tracker.stats().abandoned_at_shutdown), (3, 0));

    let (tracker, heard, _) = listening(builder(&collector.url, &directory));
    assert_eq!((tracker.stats().restored, tracker.stats().accepted), (3, 0));
    assert!(tracker.shutdown(SOON).wait().is_complete());
    assert!(heard.try_iter().map(|outcome| outcome.reason).eq([Reason::Delivered; 3]));
    assert_eq!(arrived(&collector), ids);
    assert_eq!(files(&directory), Vec::<PathBuf>::new());
}

#[test]
fn a_tracker_that_is_dropped_leaves_its_events_to_the_next_one() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[Answer::Silence]));
    let tracker = build(&collector.url, &directory);
    let ids = track(&tracker, 2);
    collector.next();
    drop(tracker);
    let tracker = build(&collector.url, &directory);
    assert!(tracker.flush(SOON).wait().is_complete());
    assert_eq!(arrived(&collector), ids);
}

#[test]
fn what_made_room_for_others_does_not_come_back() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    let small = builder(&collector.url, &directory).linger(Duration::from_mins(1)).max_events(2);
    let (tracker, heard, _) = listening(small.overflow(Overflow::DropOldest));
    let ids = track(&tracker, 4);
    assert!(!tracker.shutdown(Duration::ZERO).wait().is_complete());
    let ended = heard.try_iter().map(|outcome| outcome.reason);
    assert!(ended.eq([Reason::QueueFull, Reason::QueueFull, Reason::Stored, Reason::Stored]));

    let tracker = build(&collector.url, &directory);
    assert!(tracker.shutdown(SOON).wait().is_complete());
    let arrived = arrived(&collector);
    assert_eq!((arrived.len(), arrived.is_subset(&ids)), (2, true));
}

#[test]
fn more_than_has_room_comes_when_there_is_room() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    let ids = leave(&directory, &collector, 1_000);
    let tracker = builder(&collector.url, &directory).max_events(20).batch_events(5).build().unwrap();
    assert_eq!(tracker.stats().restored, 10);
    let fresh = track(&tracker, 5);
    while tracker.stats().delivered < 1_005 {
        tracker.flush(SOON).wait();
    }
    assert_eq!(arrived(&collector), &ids | &fresh);
    assert_eq!(tracker.stats().restored, 1_000);
    tracker.shutdown(SOON).wait();
    assert_eq!(files(&directory), Vec::<PathBuf>::new());
}

/// So many journals, each with an event. A tracker adopts 64 at a time.
fn leave_journals(directory: &TempDir, collector: &Collector, count: usize) -> BTreeSet<String> {
    let store = directory.path().join("store");
    fs::create_dir(&store).unwrap();
    let mut ids = BTreeSet::new();
    for _ in 0..count {
        // Apart from the others, which it would adopt and send.
        let apart = tempfile::tempdir().unwrap();
        ids.append(&mut leave(&apart, collector, 1));
        let journal = files(&apart).remove(0);
        fs::rename(&journal, store.join(journal.file_name().unwrap())).unwrap();
    }
    ids
}

#[test]
fn journals_that_are_too_many_to_be_held_at_a_time_come_as_soon_as_others_are_over() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    let ids = leave_journals(&directory, &collector, 70);
    let tracker = build(&collector.url, &directory);
    let end = Instant::now() + SOON;
    while tracker.stats().delivered < 70 && Instant::now() < end {
        tracker.flush(SOON).wait();
    }
    assert!(tracker.shutdown(SOON).wait().is_complete());
    assert_eq!(arrived(&collector), ids);
    assert_eq!(files(&directory), Vec::<PathBuf>::new());
}

#[test]
fn an_opt_out_erases_journals_that_are_too_many_to_be_held_at_a_time() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    leave_journals(&directory, &collector, 200);
    collector.answer(&[const { Answer::Silence }; 2]);
    let (tracker, heard, _) = listening(builder(&collector.url, &directory));
    collector.next();
    tracker.set_opt_out(true);
    // Long enough for 200 files on a busy machine; what is under way is waited for to the end.
    tracker.shutdown(Duration::from_secs(3)).wait();
    let reasons: Vec<Reason> = heard.try_iter().map(|outcome| outcome.reason).collect();
    let (opted_out, others): (Vec<_>, Vec<_>) =
        reasons.into_iter().partition(|reason| *reason == Reason::OptedOut);
    // Two requests were under way, and nobody can call them back.
    assert_eq!(opted_out.len() + others.len(), 200);
    assert!(others.iter().all(|reason| *reason == Reason::AbandonedAtShutdown), "{others:?}");
    assert_eq!(files(&directory), Vec::<PathBuf>::new());
}

#[test]
fn trackers_at_work_leave_each_others_journals_alone() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    let linger = || builder(&collector.url, &directory).linger(Duration::from_mins(1)).build().unwrap();
    let first = linger();
    let mut ids = track(&first, 3);
    let second = linger();
    assert_eq!(second.stats().restored, 0);
    ids.append(&mut track(&second, 3));
    assert!(second.shutdown(SOON).wait().is_complete() && first.shutdown(SOON).wait().is_complete());
    assert_eq!(arrived(&collector), ids);
}

#[test]
fn only_the_same_sender_to_the_same_endpoint_takes_events_over() {
    let (directory, collector, other) =
        (tempfile::tempdir().unwrap(), Collector::start(&[]), Collector::start(&[]));
    let ids = leave(&directory, &collector, 3);
    let strangers = [
        builder(&other.url, &directory),
        builder(&collector.url, &directory).app_id("another"),
        builder(&collector.url, &directory).namespace("another"),
    ];
    for stranger in strangers {
        let stranger = stranger.build().unwrap();
        assert_eq!(stranger.stats().restored, 0);
        stranger.set_opt_out(true);
        assert!(stranger.shutdown(SOON).wait().is_complete());
    }
    assert!(build(&collector.url, &directory).shutdown(SOON).wait().is_complete());
    assert_eq!(arrived(&collector), ids);
}

#[test]
fn what_is_intact_in_a_damaged_journal_is_sent_and_the_rest_is_counted_and_set_aside() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    let ids = leave(&directory, &collector, 5);
    let journal = files(&directory).remove(0);
    let mut damaged = fs::read(&journal).unwrap();
    let second =
        damaged.windows(3).enumerate().filter(|(_, bytes)| *bytes == [0xff, 0xf5, 0xfe]).nth(2).unwrap().0;
    damaged[second + 60] ^= 0b100;
    damaged.truncate(damaged.len() - 7);
    fs::write(&journal, &damaged).unwrap();

    let (tracker, _, noticed) = listening(builder(&collector.url, &directory));
    assert_eq!((tracker.stats().damaged, tracker.stats().restored), (1, 3));
    assert!(tracker.shutdown(SOON).wait().is_complete());
    let arrived = arrived(&collector);
    assert!(arrived.is_subset(&ids) && arrived.len() == 3);
    let aside = journal.with_extension("damaged");
    assert_eq!(files(&directory), std::slice::from_ref(&aside));
    let name = aside.file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(noticed.try_iter().collect::<Vec<_>>(), [StoreNotice::Damaged(name)]);
    assert_eq!(build(&collector.url, &directory).stats().damaged, 0, "once is enough");
}

#[test]
fn an_opt_out_erases_what_is_stored_whoever_left_it() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    leave(&directory, &collector, 30);
    let small = builder(&collector.url, &directory).max_events(10).linger(Duration::from_mins(1));
    collector.answer(&[const { Answer::Silence }; 2]);
    let (tracker, heard, _) = listening(small);
    collector.next();
    track(&tracker, 2);
    fs::copy(&files(&directory)[0], directory.path().join("store/0.damaged")).unwrap();
    tracker.set_opt_out(true);
    tracker.shutdown(Duration::from_millis(200)).wait();
    let reasons: Vec<Reason> = heard.try_iter().map(|outcome| outcome.reason).collect();
    let (opted_out, others): (Vec<_>, Vec<_>) =
        reasons.into_iter().partition(|reason| *reason == Reason::OptedOut);
    // Five were under way, and nobody can call them back.
    assert_eq!((opted_out.len(), others), (27, vec![Reason::AbandonedAtShutdown; 5]));
    assert_eq!(files(&directory), Vec::<PathBuf>::new());
}

#[test]
fn power_is_waited_for_by_a_flush() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    let ids = leave(&directory, &collector, 3);
    let tracker = builder(&collector.url, &directory).durability(Durability::Power).build().unwrap();
    let fresh = track(&tracker, 50);
    assert!(tracker.shutdown(SOON).wait().is_complete());
    assert_eq!(arrived(&collector), &ids | &fresh);
}

#[test]
fn a_directory_that_cannot_be_used_is_an_error_when_the_tracker_is_made() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    fs::write(path("file"), "").unwrap();
    std::os::unix::fs::symlink(directory.path(), path("link")).unwrap();
    let cases = [
        (path("missing/store"), "no parent directory"),
        (path("file"), "a file"),
        (path("file/store"), "not a directory"),
        (path("link"), "a symbolic link"),
        // No file can be made there, by root neither.
        (PathBuf::from("/proc"), "entity not found"),
        (PathBuf::new(), "invalid input parameter"),
        (PathBuf::from("a\0b"), "invalid input parameter"),
    ];
    for (path, found) in cases {
        let error = Tracker::builder(NOBODY).app_id("test").store(&path).build().unwrap_err();
        let message = format!("store: expected a directory that can be written, found \"{found}\"");
        assert_eq!((error.option(), error.message()), ("store", message), "{}", path.display());
    }
}

#[test]
fn only_the_owner_can_read_and_no_link_is_followed() {
    use std::os::unix::fs::PermissionsExt;
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let ids = leave(&directory, &collector, 1);
    let journal = files(&directory).remove(0);
    assert_eq!((mode(&directory.path().join("store")), mode(&journal)), (0o700, 0o600));

    let outside = directory.path().join("outside");
    fs::rename(&journal, &outside).unwrap();
    std::os::unix::fs::symlink(&outside, &journal).unwrap();
    let before = fs::read(&outside).unwrap();
    let tracker = build(&collector.url, &directory);
    assert_eq!(tracker.stats().restored, 0);
    drop(tracker);
    assert_eq!((fs::read(&outside).unwrap(), files(&directory)), (before, vec![journal.clone()]));

    fs::remove_file(&journal).unwrap();
    fs::rename(&outside, &journal).unwrap();
    assert!(build(&collector.url, &directory).shutdown(SOON).wait().is_complete());
    assert_eq!(arrived(&collector), ids);
}

#[test]
fn without_a_store_nothing_changes() {
    let tracker = Tracker::builder(NOBODY).app_id("test").build().unwrap();
    track(&tracker, 1);
    tracker.shutdown(Duration::ZERO).wait();
    let stats = tracker.stats();
    assert_eq!((stats.abandoned_at_shutdown, stats.stored, stats.unstored, stats.restored), (1, 0, 0, 0));
}
