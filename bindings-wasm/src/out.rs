//! What is handed out.

use snowgauge_core::{EventId, Violation, Violations, push_number};

/// What the last call has handed out. There is one for all trackers: JavaScript runs one call at a time, and takes what it
/// hands out before the next.
#[derive(Debug)]
pub(crate) struct Out {
    pub(crate) number: f64,
    /// Text, or a request's body.
    pub(crate) bytes: Vec<u8>,
}

impl Out {
    pub(crate) const fn new() -> Self {
        Self { number: 0.0, bytes: Vec::new() }
    }

    /// Hands out a line more.
    pub(crate) fn push_line(&mut self, line: &str) {
        self.begin_line();
        self.bytes.extend_from_slice(line.as_bytes());
    }

    /// Hands out a line with an event's id more.
    pub(crate) fn push_id(&mut self, id: EventId) {
        self.begin_line();
        self.bytes.extend_from_slice(&id.to_ascii());
    }

    /// Hands out a line with a number more.
    pub(crate) fn push_number(&mut self, number: u64) {
        self.begin_line();
        push_number(&mut self.bytes, number);
    }

    fn begin_line(&mut self) {
        if !self.bytes.is_empty() {
            self.bytes.push(b'\n');
        }
    }

    /// Hands out a line with words more, a space behind each.
    pub(crate) fn push_words(&mut self, words: impl Iterator<Item = &'static str>) {
        self.push_line("");
        for word in words {
            self.bytes.extend_from_slice(word.as_bytes());
            self.bytes.push(b' ');
        }
    }

    /// Hands out all that is wrong, if anything is.
    pub(crate) fn push_all(&mut self, violations: Option<Violations>) {
        if let Some(violations) = violations {
            self.push_violations(violations.as_slice());
        }
    }

    /// Hands out violations, each in five lines: code (its place among the core's), pointer, expected, found and schema.
    /// None of them holds a line feed: the core shows no control character that a host has given.
    pub(crate) fn push_violations(&mut self, violations: &[Violation]) {
        for Violation { code, pointer, expected, found, schema, .. } in violations {
            self.push_number(*code as u64);
            self.push_line(pointer);
            self.push_line(expected);
            self.push_line(found);
            self.push_line(schema);
        }
    }
}

#[cfg(test)]
mod tests {
    use snowgauge_core::{Violation, Violations, validate};

    /// TypeScript makes the sentences itself: `tests/values.test.mjs` compares its own with the same file.
    #[test]
    fn the_sentences_of_an_empty_object_are_on_record() {
        for sentence in include_str!("../tests/sentences.txt").lines() {
            let (_, schema) = sentence.rsplit_once(", ").unwrap();
            let told = validate(schema.trim_end_matches(']'), |to| {
                let _ = to.begin_object();
                to.end_object();
            });
            let told = told.map(Violations::into_vec).unwrap_or_default();
            assert_eq!(told.iter().map(Violation::message).collect::<Vec<_>>(), [sentence]);
        }
    }
}
