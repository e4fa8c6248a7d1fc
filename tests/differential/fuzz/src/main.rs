//! The fuzz target: the first line names a schema, the rest is a text for it. `scripts/fuzz.sh` builds and runs it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use snowgauge_differential::dice::Dice;
use snowgauge_differential::own;
use snowgauge_differential::schema::Node;
use snowgauge_differential::subject::Subject;

/// The plan's schemas by their names, and some that were drawn: the plan's have not every keyword.
static SUBJECTS: LazyLock<Vec<(String, Subject)>> = LazyLock::new(|| {
    let own = own::all().into_iter().map(|own| (own.name, own.subject));
    let drawn = (0..16).map(|seed| {
        let node = Node::draw(&mut Dice::new(seed));
        (format!("drawn-{seed}"), Subject::new(node.to_table(), node.to_json()))
    });
    own.chain(drawn).collect()
});

/// The schema of this name; any other bytes choose one too.
fn subject(name: &[u8]) -> &'static Subject {
    let chosen = name.iter().map(|byte| usize::from(*byte)).sum::<usize>() % SUBJECTS.len();
    let index = SUBJECTS.iter().position(|(known, _)| known.as_bytes() == name).unwrap_or(chosen);
    &SUBJECTS[index].1
}

fuzz_target!(|bytes: &[u8]| {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return };
    let (name, text) = bytes.split_at(end);
    // Hosts hand in text; what is no UTF-8 does not come this far.
    let Ok(text) = std::str::from_utf8(text) else { return };
    if let Err(disagreement) = subject(name).compare_any(text) {
        panic!("{disagreement}");
    }
});
