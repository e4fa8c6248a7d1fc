//! Versions of schemas as Iglu counts them: `SchemaVer`.

use std::fmt;

/// What a new version says of the data that was sent under the versions before: the parts of a `SchemaVer`, from the last
/// to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// All of it still fits.
    Addition,
    /// Some of it may fit no more.
    Revision,
    /// None of it can be relied on to fit.
    Model,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Addition => "ADDITION",
            Self::Revision => "REVISION",
            Self::Model => "MODEL",
        })
    }
}

/// MODEL-REVISION-ADDITION, such as `1-0-0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaVer {
    model: u32,
    revision: u32,
    addition: u32,
}

impl SchemaVer {
    /// The first version of every schema.
    pub const FIRST: Self = Self { model: 1, revision: 0, addition: 0 };

    /// Reads a version: three numbers without leading zeros, the first of them from 1.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |part: &str| part.parse::<u32>().ok().filter(|number| number.to_string() == part);
        let numbers: Option<Vec<u32>> = text.split('-').map(number).collect();
        match *numbers? {
            [model, revision, addition] if model > 0 => Some(Self { model, revision, addition }),
            _ => None,
        }
    }

    /// The version that follows after a change of this level.
    #[must_use]
    pub const fn next(self, level: Level) -> Self {
        let Self { model, revision, addition } = self;
        match level {
            Level::Addition => Self { model, revision, addition: addition.saturating_add(1) },
            Level::Revision => Self { model, revision: revision.saturating_add(1), addition: 0 },
            Level::Model => Self { model: model.saturating_add(1), revision: 0, addition: 0 },
        }
    }

    /// Which change leads from this version to that one; `None` if that one does not follow at once.
    pub fn step_to(self, other: Self) -> Option<Level> {
        [Level::Addition, Level::Revision, Level::Model].into_iter().find(|level| self.next(*level) == other)
    }
}

impl fmt::Display for SchemaVer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, revision, addition } = self;
        write!(f, "{model}-{revision}-{addition}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_numbers_make_a_version() {
        for text in ["1-0-0", "1-0-10", "12-3-4"] {
            assert_eq!(SchemaVer::parse(text).unwrap().to_string(), text);
        }
        for text in
            ["", "1", "1-0", "1-0-0-0", "0-1-0", "01-0-0", "1.0.0", "1-0-x", "1-0--1", "1-0-99999999999"]
        {
            assert_eq!(SchemaVer::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_step_counts_one_part_up_and_those_after_it_from_zero() {
        let from = SchemaVer::parse("2-3-4").unwrap();
        for (text, step) in [
            ("2-3-5", Some(Level::Addition)),
            ("2-4-0", Some(Level::Revision)),
            ("3-0-0", Some(Level::Model)),
            ("2-3-4", None),
            ("2-3-6", None),
            ("2-4-4", None),
            ("3-3-4", None),
            ("2-3-3", None),
        ] {
            assert_eq!(from.step_to(SchemaVer::parse(text).unwrap()), step, "{text}");
        }
    }
}
