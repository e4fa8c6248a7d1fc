//! What a reader makes of a journal, whatever has happened to it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use snowgauge_core::EventId;

use super::{format, id, identity};
use crate::store::format::{Format, Identity, Parsed, Record};
use crate::store::scan::{Found, Scan, scan};

/// What is written into a journal.
#[derive(Clone, Debug)]
enum Step {
    /// The next event, with a payload of this many bytes.
    Event(usize),
    /// The end of one in so many of the events before.
    End(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![3 => (0_usize..60).prop_map(Step::Event), 1 => (1_usize..4).prop_map(Step::End)];
    prop::collection::vec(step, 0..8)
}

/// A journal, and what its records do to the events: `(end of the record, the record's events, whether they leave)`.
struct Written {
    bytes: Vec<u8>,
    records: Vec<(usize, Vec<EventId>, bool)>,
}

fn write(steps: &[Step]) -> Written {
    let format = format();
    let mut written = Written { bytes: format.header(), records: Vec::new() };
    let mut events = 0;
    for step in steps {
        let (record, ids, ends) = match step {
            Step::Event(length) => {
                events += 1;
                let payload = "é{\"".repeat(*length);
                let record = format.event(id(events), events as u64, payload.as_bytes());
                (record, vec![id(events)], false)
            }
            Step::End(every) => {
                let ids: Vec<EventId> = (1..=events).step_by(*every).map(id).collect();
                (format.ended(&ids), ids, true)
            }
        };
        if !record.is_empty() {
            written.bytes.extend_from_slice(&record);
            written.records.push((written.bytes.len(), ids, ends));
        }
    }
    written
}

impl Written {
    /// The events that are left by the records that `counts` says yes to.
    fn left(&self, counts: impl Fn(usize) -> bool) -> BTreeSet<EventId> {
        let records = self.records.iter().enumerate().filter(|(index, _)| counts(*index));
        let (mut tracked, mut ended) = (BTreeSet::new(), BTreeSet::new());
        for (_, (_, ids, ends)) in records {
            if *ends { &mut ended } else { &mut tracked }.extend(ids.iter().copied());
        }
        &tracked - &ended
    }
}

fn ids(scan: &Scan) -> BTreeSet<EventId> {
    scan.events.iter().map(|event| event.id).collect()
}

fn read(bytes: &[u8]) -> Option<Scan> {
    match scan(bytes, &format()).unwrap() {
        Found::Ours(scan) => Some(scan),
        Found::NotOurs => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_prefix_has_exactly_the_events_whose_records_are_whole(steps in steps()) {
        let written = write(&steps);
        let header = format().header().len();
        for length in header..=written.bytes.len() {
            let found = read(&written.bytes[..length]).expect("it is ours");
            prop_assert_eq!(ids(&found), written.left(|index| written.records[index].0 <= length));
            let is_whole = length == header || written.records.iter().any(|(end, ..)| *end == length);
            prop_assert_eq!(found.damaged, !is_whole);
        }
    }

    #[test]
    fn any_bit_that_flips_is_noticed_and_costs_its_own_record_only(steps in steps()) {
        let written = write(&steps);
        for bit in 0..written.bytes.len() * 8 {
            let mut bytes = written.bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let hit = written.records.iter().position(|(end, ..)| bit / 8 < *end);
            let in_header = bit / 8 < format().header().len();
            let found = read(&bytes);
            prop_assert!(found.is_some() || (in_header && written.records.is_empty()), "bit {}", bit);
            if let Some(found) = found {
                prop_assert!(found.damaged, "bit {}", bit);
                prop_assert_eq!(ids(&found), written.left(|index| in_header || Some(index) != hit));
            }
        }
    }

    #[test]
    fn bytes_that_are_lost_or_strange_cost_no_record_beyond_them(
        steps in steps(),
        from in any::<prop::sample::Index>(),
        length in 0_usize..200,
        strange in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let written = write(&steps);
        let header = format().header().len();
        let from = header + from.index(written.bytes.len() - header + 1);
        let to = (from + length).min(written.bytes.len());
        let mut bytes = written.bytes.clone();
        bytes.splice(from..to, strange);
        let starts: Vec<usize> =
            std::iter::once(header).chain(written.records.iter().map(|(end, ..)| *end)).collect();
        let found = read(&bytes).expect("it is ours");
        // The rest of two records may be one of them, as when as many bytes are lost as each has.
        let is_there = |record: &[u8]| bytes.windows(record.len()).any(|window| window == record);
        let whole = |index: usize| is_there(&written.bytes[starts[index]..written.records[index].0]);
        prop_assert_eq!(ids(&found), written.left(whole));
    }

    #[test]
    fn whatever_the_bytes_are_reading_ends(bytes in prop::collection::vec(prop_oneof![Just(0xff), any::<u8>()], 0..400)) {
        prop_assert_eq!(read(&bytes), None);
    }
}

#[test]
fn events_are_read_where_they_lie_and_in_their_order() {
    let written =
        write(&[Step::Event(3), Step::Event(40_000), Step::Event(0), Step::End(2), Step::Event(100_000)]);
    let found = read(&written.bytes).unwrap();
    assert_eq!(found.events.iter().map(|event| event.id).collect::<Vec<_>>(), [id(2), id(4)]);
    for event in found.events {
        let offset = usize::try_from(event.offset).unwrap();
        let record = &written.bytes[offset..offset + event.length];
        assert!(matches!(
            format().parse(record),
            Parsed::Record(Record::Event { id, tracked, .. }, length)
                if (id, tracked, length) == (event.id, event.tracked, event.length)
        ));
    }
}

#[test]
fn another_identity_reads_nothing_even_where_the_beginning_is_lost() {
    let mut written = write(&[Step::Event(5), Step::Event(7)]).bytes;
    let other = Format::of(&identity("another"));
    assert_eq!(scan(&*written, &other).unwrap(), Found::NotOurs);
    written[20] ^= 1;
    assert_eq!(scan(&*written, &other).unwrap(), Found::NotOurs);
    assert_eq!(read(&written).unwrap().events.len(), 2);
}

#[test]
fn the_bytes_are_those_that_the_documentation_shows() {
    let identity = Identity { endpoint: "http://c/tp2".into(), app_id: "a".into(), namespace: "n".into() };
    let format = Format::of(&identity);
    let mut bytes = format.header();
    let event = EventId::from_bytes([7; 16]);
    bytes.extend(format.event(event, 1_764_000_000_000, b"{\"e\":\"se\""));
    bytes.extend(format.ended(&[event]));
    let lines: Vec<String> = bytes
        .chunks(16)
        .map(|chunk| chunk.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "))
        .collect();
    let shown = lines.join("\n");
    assert!(include_str!("../../../../docs/store.md").contains(&shown), "docs/store.md lacks\n{shown}");
}

#[test]
fn a_journal_of_a_later_version_is_left_alone() {
    let mut bytes = format().header();
    // The version, and with it the checksum of the record that it stands in.
    bytes[20] += 1;
    let body = bytes[20..].to_vec();
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&bytes[11..16]);
    hasher.update(&body);
    bytes[16..20].copy_from_slice(&hasher.finalize().to_le_bytes());
    bytes.extend(format().event(id(1), 1, b"{"));
    assert_eq!(read(&bytes), None);
}
