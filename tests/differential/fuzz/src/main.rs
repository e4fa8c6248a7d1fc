//! The fuzz target: the first byte chooses a schema, the others are a text for it. `scripts/fuzz.sh` builds and runs it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use snowgauge_differential::dice::Dice;
use snowgauge_differential::own;
use snowgauge_differential::schema::Node;
use snowgauge_differential::subject::Subject;

/// The plan's schemas, and as many that were drawn: the plan's have not every keyword.
static SUBJECTS: LazyLock<Vec<Subject>> = LazyLock::new(|| {
    let own: Vec<Subject> = own::all().into_iter().map(|own| own.subject).collect();
    let drawn = (0..16).map(|seed| {
        let node = Node::draw(&mut Dice::new(seed));
        Subject::new(node.to_table(), node.to_json())
    });
    own.into_iter().chain(drawn).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let Some((which, text)) = bytes.split_first() else { return };
    let subject = &SUBJECTS[usize::from(*which) % SUBJECTS.len()];
    // Hosts hand in text; what is no UTF-8 does not come this far.
    let Ok(text) = std::str::from_utf8(text) else { return };
    if let Err(disagreement) = subject.compare_any(text) {
        panic!("{disagreement}");
    }
});
