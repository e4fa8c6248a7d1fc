//! Many cases, each repeatable by its seed.

use crate::datum;
use crate::dice::Dice;
use crate::schema::Node;
use crate::subject::{Disagreement, Subject, Verdict};

/// How many texts are drawn for one schema.
pub const TEXTS: u64 = 25;

/// How many cases ended how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Schemas that were drawn.
    pub schemas: u64,
    /// Texts that both judges take.
    pub good: u64,
    /// Texts that both refuse.
    pub bad: u64,
    /// Texts that a difference of the list keeps from being compared.
    pub apart: u64,
}

impl Count {
    /// Texts that were compared.
    pub const fn compared(&self) -> u64 {
        self.good + self.bad
    }

    /// Counts one.
    pub const fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Good => self.good += 1,
            Verdict::Bad => self.bad += 1,
            Verdict::Apart => self.apart += 1,
        }
    }
}

/// Draws schemas and texts until so many texts were compared. `tell` gets each that both judges agree on.
///
/// # Errors
///
/// The first disagreement.
pub fn run(
    cases: u64,
    seed: u64,
    mut tell: impl FnMut(&Subject, &str, Verdict),
) -> Result<Count, Box<Disagreement>> {
    let mut count = Count::default();
    let mut seeds = Dice::new(seed);
    while count.compared() < cases {
        let mut dice = Dice::new(seeds.seed());
        let node = Node::draw(&mut dice);
        let subject = Subject::new(node.to_table(), node.to_json());
        count.schemas += 1;
        for _ in 0..TEXTS.min(cases - count.compared()) {
            let text = datum::draw(&mut dice, &node);
            let verdict = subject.compare(&text)?;
            count.add(verdict);
            tell(&subject, &text, verdict);
        }
    }
    Ok(count)
}
