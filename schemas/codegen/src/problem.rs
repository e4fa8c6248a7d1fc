//! What is wrong with the input: every problem says where it is and what to write instead.

use std::fmt;

/// One thing in a schema or in the plan that the generator cannot go on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the repository's root.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
    /// Where it is in the document: a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub instead: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, pointer, what, instead } = self;
        let place = if pointer.is_empty() { String::new() } else { format!("{pointer}: ") };
        write!(f, "{file}:{line}: {place}{what}; {instead}")
    }
}

/// The problems met so far, over all files.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds one, unless the same was said before.
    pub fn add(&mut self, problem: Problem) {
        if !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }

    /// Gives `value` if there is no problem, else all the problems, by file and line.
    ///
    /// # Errors
    ///
    /// The problems, if there are any.
    pub fn or<T>(mut self, value: T) -> Result<T, Vec<Problem>> {
        self.0.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}

/// A file that is read, for pointing into it.
#[derive(Debug)]
pub struct Source {
    /// Its path relative to the repository's root.
    pub file: String,
    /// What is in it.
    pub text: String,
}

impl Source {
    /// The line, from 1, in which this byte of the text is.
    pub fn line(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }

    /// A problem at this byte of the text.
    pub fn problem(
        &self,
        offset: usize,
        pointer: impl Into<String>,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) -> Problem {
        Problem {
            file: self.file.clone(),
            line: self.line(offset),
            pointer: pointer.into(),
            what: what.into(),
            instead: instead.into(),
        }
    }
}

/// `pointer` with one more part, escaped as RFC 6901 asks for.
pub fn join(pointer: &str, part: impl fmt::Display) -> String {
    let part = part.to_string().replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{part}")
}
