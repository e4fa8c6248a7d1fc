//! Whoever tracks does not wait while a journal is taken over.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use snowgauge_core::{Config, EventId, Now, Payload};

use super::{format, id, identity};
use crate::store::journal::Journal;
use crate::store::{Durability, Store};

const NOW: Now = Now { wall: 1_764_000_000_000, mono: 1 };

/// What a process has left that is not there any more. It is the last of the journals there.
fn leave(directory: &Path, events: usize) {
    let mut journal = Journal::create(directory, &format(), NOW.wall + 1).unwrap();
    for number in 0..events {
        journal.push(id(number), &format().event(id(number), 1, &[b'x'; 1024])).unwrap();
    }
}

fn keep(store: &Store, id: EventId) -> bool {
    store.keep(&mut Payload::from_store(id, b"{"[..].into()), NOW)
}

/// Whether somebody could write an event while this many were searched for in a journal.
fn is_written_meanwhile(events: usize) -> bool {
    let directory = tempfile::tempdir().unwrap();
    leave(directory.path(), events);
    let config = Config::default();
    let store = Store::new(directory.path(), &identity("test"), Durability::Process, &config).unwrap();
    store.begin(NOW).unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let tracking = scope.spawn(|| {
            let mut is_written = false;
            while !is_over.load(Ordering::Relaxed) {
                // The journal is not one to adopt any more, and not adopted yet.
                let is_meanwhile = !store.has_more();
                is_written |= keep(&store, id(events)) && is_meanwhile && !store.has_more();
            }
            is_written
        });
        assert_eq!(store.take().len(), 100);
        is_over.store(true, Ordering::Relaxed);
        tracking.join().unwrap()
    })
}

#[test]
fn events_are_written_while_a_journal_is_searched() {
    // On a busy machine a thread may not have its turn in time.
    assert!((1..=20).any(|round| is_written_meanwhile(5_000 * round)));
}
