//! What the lives have met: a simulation in which nothing happens proves nothing.

use std::collections::BTreeMap;

/// Something that lives meet: its kind, and which of the kind.
type Sight = (&'static str, &'static str);

/// How often each thing was met.
#[derive(Debug, Default)]
pub struct Coverage {
    met: BTreeMap<Sight, u64>,
    values: BTreeMap<(&'static str, u64), u64>,
}

impl Coverage {
    /// Takes note of something.
    pub fn meet(&mut self, kind: &'static str, which: &'static str) {
        *self.met.entry((kind, which)).or_default() += 1;
    }

    /// Takes note of the value that an option was drawn to have.
    pub fn draw(&mut self, option: &'static str, value: u64) {
        *self.values.entry((option, value)).or_default() += 1;
    }

    /// Takes in what another has met.
    pub fn add(&mut self, other: Self) {
        for (sight, times) in other.met {
            *self.met.entry(sight).or_default() += times;
        }
        for (value, times) in other.values {
            *self.values.entry(value).or_default() += times;
        }
    }

    /// How often this was met.
    pub fn times(&self, kind: &'static str, which: &'static str) -> u64 {
        self.met.get(&(kind, which)).copied().unwrap_or(0)
    }

    /// How often an option was drawn to have this value.
    pub fn drawn(&self, option: &'static str, value: u64) -> u64 {
        self.values.get(&(option, value)).copied().unwrap_or(0)
    }

    /// A line for each kind, with how often each of it was met.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: BTreeMap<&str, String> = BTreeMap::new();
        for ((kind, which), times) in &self.met {
            let line = lines.entry(kind).or_insert_with(|| format!("{kind}:"));
            line.extend([" ", which, " ", &times.to_string(), ","]);
        }
        for ((option, value), times) in &self.values {
            let line = lines.entry(option).or_insert_with(|| format!("option {option}:"));
            line.extend([" ", &value.to_string(), " (", &times.to_string(), "),"]);
        }
        lines.into_values().map(|line| line.trim_end_matches(',').to_owned()).collect()
    }
}
