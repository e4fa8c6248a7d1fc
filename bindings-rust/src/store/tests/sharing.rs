//! Several holdings in one directory, as several processes have them.

use std::fs;
use std::path::Path;

use snowgauge_core::{EventId, Now};

use super::{format, id, identity};
use crate::store::adopting::{adopt, look};
use crate::store::file::list;
use crate::store::format::Format;
use crate::store::holdings::Holdings;
use crate::store::{Durability, StoreNotice, Stored};

const NOW: Now = Now { wall: 1_764_000_000_000, mono: 1 };

fn open_as(directory: &Path, app_id: &str, wall: u64) -> Holdings {
    let format = Format::of(&identity(app_id));
    let mut holdings = Holdings::new(directory.into(), format, Durability::Process, 1_000_000);
    holdings.begin(wall).unwrap();
    holdings
}

fn open(directory: &Path) -> Holdings {
    open_as(directory, "test", NOW.wall)
}

fn format_event(number: usize) -> Vec<u8> {
    format().event(id(number), number as u64, b"{")
}

fn push(holdings: &mut Holdings, number: usize) {
    assert!(holdings.push(id(number), &format_event(number), NOW));
}

/// The next events, as a store takes them.
fn take_as(holdings: &mut Holdings, app_id: &str) -> Vec<Stored> {
    loop {
        let taken = holdings.take();
        let next = if taken.is_empty() { holdings.next_to_adopt() } else { None };
        let Some(path) = next else { return taken };
        if let Ok(Some(adopted)) = adopt(path, &Format::of(&identity(app_id))) {
            holdings.hold(adopted);
        }
    }
}

fn ids(taken: &[Stored]) -> Vec<EventId> {
    taken.iter().map(|stored| stored.payload.id()).collect()
}

fn take(holdings: &mut Holdings) -> Vec<EventId> {
    ids(&take_as(holdings, "test"))
}

fn journals(directory: &Path) -> usize {
    list(directory).unwrap().journals.len()
}

#[test]
fn what_a_process_left_is_handed_out_once_and_removed_when_it_has_left() {
    let directory = tempfile::tempdir().unwrap();
    let mut first = open_as(directory.path(), "test", 10);
    (0..3).for_each(|number| push(&mut first, number));
    first.forget(&[id(1)], NOW.mono);
    drop(first);

    let mut second = open_as(directory.path(), "test", 20);
    let mut third = open_as(directory.path(), "test", 30);
    assert_eq!(take(&mut second), [id(0), id(2)]);
    assert_eq!((take(&mut second), take(&mut third)), (vec![], vec![]));
    second.forget(&[id(0)], NOW.mono);
    assert_eq!(journals(directory.path()), 3);
    drop(second);

    third.see(look(directory.path()).unwrap());
    assert_eq!(take(&mut third), [id(2)]);
    third.forget(&[id(2)], NOW.mono);
    third.release(NOW);
    assert_eq!(journals(directory.path()), 1, "the second one's own, which nobody has looked for");
}

#[test]
fn an_event_that_has_left_and_is_written_again_is_there_again() {
    let directory = tempfile::tempdir().unwrap();
    let mut holdings = open(directory.path());
    (1..4).for_each(|number| push(&mut holdings, number));
    holdings.forget(&[id(1), id(2)], NOW.mono);
    push(&mut holdings, 1);
    drop(holdings);
    assert_eq!(take(&mut open(directory.path())), [id(3), id(1)]);
}

#[test]
fn a_journal_that_was_read_while_all_was_given_back_is_given_back_too() {
    let directory = tempfile::tempdir().unwrap();
    let mut first = open_as(directory.path(), "test", 10);
    push(&mut first, 1);
    drop(first);
    let mut second = open_as(directory.path(), "test", 20);
    let adopted = adopt(second.next_to_adopt().unwrap(), &format()).unwrap().unwrap();
    second.release(NOW);
    second.hold(adopted);
    second.see(look(directory.path()).unwrap());
    assert_eq!(take(&mut second), []);
    assert_eq!(take(&mut open(directory.path())), [id(1)]);
}

#[test]
fn the_oldest_journal_comes_first_and_events_that_find_no_room_come_again() {
    let directory = tempfile::tempdir().unwrap();
    for (wall, numbers) in [(30, 4..6), (20, 0..4)] {
        let mut holdings = open_as(directory.path(), "test", wall);
        numbers.for_each(|number| push(&mut holdings, number));
    }
    let mut holdings = open(directory.path());
    let mut events = take_as(&mut holdings, "test");
    let back = events.split_off(1);
    holdings.put_back(back);
    assert_eq!(take(&mut holdings), [id(1), id(2), id(3)]);
    assert!(holdings.has_more());
    assert_eq!(take(&mut holdings), [id(4), id(5)]);
    assert_eq!((take(&mut holdings), holdings.has_more()), (vec![], false));
}

#[test]
fn a_journal_with_many_events_is_handed_out_in_parts() {
    let directory = tempfile::tempdir().unwrap();
    let mut holdings = open(directory.path());
    (0..250).for_each(|number| push(&mut holdings, number));
    drop(holdings);
    let mut holdings = open(directory.path());
    let parts = [take(&mut holdings), take(&mut holdings), take(&mut holdings)];
    assert_eq!(parts.each_ref().map(Vec::len), [100, 100, 50]);
    assert_eq!(parts.concat(), (0..250).map(id).collect::<Vec<_>>());
}

#[test]
fn what_another_identity_left_is_not_touched() {
    let directory = tempfile::tempdir().unwrap();
    let mut others = open_as(directory.path(), "another", NOW.wall);
    let record = Format::of(&identity("another")).event(id(1), 1, b"{");
    assert!(others.push(id(1), &record, NOW));
    drop(others);
    assert_eq!(take(&mut open(directory.path())), []);
    let mut another = open_as(directory.path(), "another", NOW.wall);
    assert_eq!(ids(&take_as(&mut another, "another")), [id(1)]);
}

#[test]
fn empty_journals_and_drafts_of_dead_processes_are_cleared_away() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path()));
    fs::write(directory.path().join("0000000000001-0.journal"), "").unwrap();
    fs::write(directory.path().join("0000000000001-1.draft"), "half of it").unwrap();
    fs::write(directory.path().join("notes.txt"), "not ours").unwrap();
    let mut holdings = open(directory.path());
    assert_eq!(take(&mut holdings), []);
    let names: Vec<_> = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(names.len(), 2, "its own journal, and what is none: {names:?}");
}

#[test]
fn writing_that_failed_is_tried_again_and_both_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let mut holdings = open(directory.path());
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    holdings.note(Some(&full), NOW.mono);
    let record = format_event(1);
    let after = |milliseconds| Now { mono: NOW.mono + milliseconds, ..NOW };
    assert!(!holdings.push(id(1), &record, after(999)));
    assert!(holdings.push(id(1), &record, after(1_000)));
    let failing = StoreNotice::Failing(std::io::ErrorKind::StorageFull);
    assert_eq!(std::mem::take(&mut holdings.notices), [failing, StoreNotice::Working]);
}

#[test]
fn a_store_that_could_not_be_begun_begins_when_it_can() {
    let directory = tempfile::tempdir().unwrap();
    let format = Format::of(&identity("test"));
    let mut holdings =
        Holdings::new(directory.path().join("a/store"), format, Durability::Process, 1_000_000);
    let record = format_event(1);
    assert!(!holdings.push(id(1), &record, NOW));
    fs::create_dir(directory.path().join("a")).unwrap();
    assert!(holdings.push(id(1), &record, Now { mono: NOW.mono + 1_000, ..NOW }));
    let failing = StoreNotice::Failing(std::io::ErrorKind::NotFound);
    assert_eq!(std::mem::take(&mut holdings.notices), [failing, StoreNotice::Working]);
}

#[test]
fn a_directory_that_holds_too_much_is_added_to_when_it_holds_less() {
    let directory = tempfile::tempdir().unwrap();
    let large = directory.path().join("0000000000001-1.damaged");
    fs::write(&large, vec![0; 1_000_001]).unwrap();
    let mut holdings = open(directory.path());
    let record = format_event(1);
    assert!(!holdings.push(id(1), &record, NOW));
    fs::remove_file(large).unwrap();
    holdings.see(look(directory.path()).unwrap());
    assert!(holdings.push(id(1), &record, NOW));
    assert_eq!(std::mem::take(&mut holdings.notices), [StoreNotice::Full, StoreNotice::Working]);
}

#[test]
fn a_forked_child_closes_what_its_parent_holds_and_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let mut holdings = open(directory.path());
    push(&mut holdings, 1);
    let before = list(directory.path()).unwrap().bytes;
    holdings.leave();
    assert_eq!(list(directory.path()).unwrap().bytes, before);
    assert!(!holdings.push(id(2), &format_event(2), NOW));
    assert_eq!(take(&mut open(directory.path())), [id(1)]);
}

#[test]
fn while_a_journal_is_brought_onto_the_medium_events_are_written_to_the_other() {
    let directory = tempfile::tempdir().unwrap();
    let begin = || {
        let mut holdings = Holdings::new(directory.path().into(), format(), Durability::Power, 1_000_000);
        holdings.begin(NOW.wall).unwrap();
        holdings
    };
    let mut holdings = begin();
    assert_eq!(journals(directory.path()), 2);
    let mut lengths = Vec::new();
    for number in 1..=4 {
        push(&mut holdings, number);
        let file = holdings.file_to_sync().unwrap().unwrap();
        let before = file.metadata().unwrap().len();
        push(&mut holdings, number + 10);
        assert_eq!(file.metadata().unwrap().len(), before, "nobody writes to it");
        lengths.push(before);
    }
    assert!(lengths[2] > lengths[0] && lengths[3] > lengths[1], "each has its turn: {lengths:?}");
    drop(holdings);

    let mut next = begin();
    let mut found = Vec::new();
    while let ids @ [_, ..] = &take(&mut next)[..] {
        found.extend_from_slice(ids);
    }
    found.sort_unstable();
    assert_eq!(found, [1, 2, 3, 4, 11, 12, 13, 14].map(id));
    next.forget(&found, NOW.mono);
    next.release(NOW);
    assert_eq!(journals(directory.path()), 0);
}
