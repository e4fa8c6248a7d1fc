//! Journals stay small: what is not needed any more is left out when they are rewritten.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use snowgauge_core::EventId;

use super::{format, id};
use crate::store::Durability;
use crate::store::file::{lease, list};
use crate::store::journal::Journal;

/// Events with a kilobyte of payload each.
fn push(journal: &mut Journal, numbers: impl Iterator<Item = usize>) {
    for number in numbers {
        let record = format().event(id(number), number as u64, &[b'x'; 1024]);
        journal.push(id(number), &record).unwrap();
    }
}

fn end(journal: &mut Journal, numbers: impl Iterator<Item = usize>) {
    for number in numbers {
        assert!(journal.end(id(number)));
    }
    journal.record(&format()).unwrap();
}

/// What another process finds in the only journal, when this one has ended.
fn found(directory: &Path) -> BTreeSet<EventId> {
    let mut journals = list(directory).unwrap().journals;
    let leased = lease(journals.remove(0)).unwrap().expect("nobody holds it");
    assert_eq!(journals.len(), 0);
    let (journal, events) = Journal::adopt(leased, &format()).unwrap().unwrap();
    assert!(!journal.is_damaged());
    events.iter().map(|event| event.id).collect()
}

fn ids(numbers: impl IntoIterator<Item = usize>) -> BTreeSet<EventId> {
    numbers.into_iter().map(id).collect()
}

#[test]
fn a_rewritten_journal_has_the_events_that_are_left_and_those_that_came_meanwhile() {
    for durability in [Durability::Process, Durability::Power] {
        let directory = tempfile::tempdir().unwrap();
        let mut journal = Journal::create(directory.path(), &format(), 1).unwrap();
        push(&mut journal, 0..6_000);
        end(&mut journal, 0..3_000);
        assert!(!journal.is_wasteful());
        end(&mut journal, 3_000..5_990);
        assert!(journal.is_wasteful());

        let rewriting = journal.begin_rewriting().unwrap();
        push(&mut journal, 6_000..6_010);
        end(&mut journal, 5_990..5_995);
        let rewriting = rewriting.run(&format(), durability);
        push(&mut journal, 6_010..6_020);
        end(&mut journal, 6_005..6_012);
        journal.end_rewriting(rewriting).unwrap();
        assert!(!journal.is_wasteful());

        push(&mut journal, 6_020..6_030);
        end(&mut journal, 6_020..6_025);
        let listing = list(directory.path()).unwrap();
        assert!(listing.bytes < 64 * 1024 && listing.drafts.is_empty(), "{listing:?}");
        assert!(lease(listing.journals[0].clone()).unwrap().is_none(), "it is still held");
        drop(journal);
        assert_eq!(found(directory.path()), ids((5_995..6_005).chain(6_012..6_020).chain(6_025..6_030)));
    }
}

#[test]
fn a_journal_that_empties_while_it_is_rewritten_is_empty() {
    let directory = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(directory.path(), &format(), 1).unwrap();
    push(&mut journal, 0..10);
    let rewriting = journal.begin_rewriting().unwrap();
    end(&mut journal, 0..10);
    push(&mut journal, 10..11);
    journal.end_rewriting(rewriting.run(&format(), Durability::Process)).unwrap();
    drop(journal);
    assert_eq!(found(directory.path()), ids([10]));
}

#[test]
fn a_rewriting_that_fails_leaves_the_journal_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(directory.path(), &format(), 1).unwrap();
    push(&mut journal, 0..10);
    let rewriting = journal.begin_rewriting().unwrap();
    // Nothing can be renamed over a directory's name.
    let path = list(directory.path()).unwrap().journals.remove(0);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(journal.end_rewriting(rewriting.run(&format(), Durability::Process)).is_err());
    assert!(list(directory.path()).unwrap().drafts.is_empty());
}

#[test]
fn an_event_that_is_written_again_counts_once() {
    let directory = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(directory.path(), &format(), 1).unwrap();
    push(&mut journal, 0..1);
    (0..5_000).for_each(|_| push(&mut journal, 1..2));
    assert!(journal.is_wasteful());
    let rewriting = journal.begin_rewriting().unwrap().run(&format(), Durability::Process);
    journal.end_rewriting(rewriting).unwrap();
    assert!(list(directory.path()).unwrap().bytes < 4 * 1024);
    end(&mut journal, 1..2);
    drop(journal);
    assert_eq!(found(directory.path()), ids([0]));
}

#[test]
fn an_end_that_could_not_be_written_ends_no_later_event() {
    let directory = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(directory.path(), &format(), 1).unwrap();
    push(&mut journal, 0..2);
    // As when the disk is full: it is noted, and written later.
    assert!(journal.end(id(1)));
    push(&mut journal, 1..2);
    journal.record(&format()).unwrap();
    drop(journal);
    assert_eq!(found(directory.path()), ids([0, 1]));
}

#[test]
fn a_journal_without_events_is_as_short_as_a_new_one() {
    let directory = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(directory.path(), &format(), 1).unwrap();
    let empty = list(directory.path()).unwrap().bytes;
    for round in 0..10 {
        push(&mut journal, round..=round);
        end(&mut journal, round..=round);
        assert_eq!(list(directory.path()).unwrap().bytes, empty);
    }
}
