//! What is said when a value does not fit.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::message::{push_start, sentence};

/// One way in which a value does not fit, told without telling the value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// What kind of misfit it is.
    pub code: Code,
    /// Where: a JSON pointer (RFC 6901) into the datum; empty means the datum as a whole.
    pub pointer: String,
    /// What would have fitted, in words.
    pub expected: String,
    /// What was there, in words: its type and length, never more of its value than the start of a wrong enum value.
    pub found: String,
    /// The URI of the datum's schema, or the event's name where no datum is at fault.
    pub schema: String,
}

impl Violation {
    /// The violation as one sentence, such as
    /// `/duration_ms: expected an integer, found a string of 3 characters [type, iglu:com.gitlab/…/1-0-0]`.
    pub fn message(&self) -> String {
        let Self { code, pointer, expected, found, schema } = self;
        let colon = if pointer.is_empty() { "" } else { ": " };
        sentence("%%expected %, found % [%, %]", &[pointer, colon, expected, found, code.as_str(), schema])
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

/// Declares the codes once: the variant, its stable text, its meaning.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+) => {
        /// The kinds of misfit. Their texts are stable: hosts may compare them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }
    };
}

codes! {
    /// The value has another JSON type.
    Type = "type",
    /// The value is none of the listed ones.
    Enum = "enum",
    /// A required field is absent.
    Required = "required",
    /// The schema does not know this field.
    UnknownField = "unknown_field",
    /// The text has too few characters.
    MinLength = "min_length",
    /// The text has too many characters.
    MaxLength = "max_length",
    /// The number is too small.
    Minimum = "minimum",
    /// The number is too large.
    Maximum = "maximum",
    /// The number is no multiple of what its schema asks for.
    MultipleOf = "multiple_of",
    /// The array has too few items.
    MinItems = "min_items",
    /// The array has too many items.
    MaxItems = "max_items",
    /// The array has the same item more than once.
    UniqueItems = "unique_items",
    /// The text has not the form that its schema asks for.
    Format = "format",
    /// JSON has no such value: NaN, Infinity, a function, an object of the host's language.
    NotJson = "not_json",
    /// The text holds half of a surrogate pair, which no UTF-8 text can carry.
    UnpairedSurrogate = "unpaired_surrogate",
    /// The text is not JSON.
    Syntax = "syntax",
    /// Objects and arrays are nested too deeply.
    MaxDepth = "max_depth",
    /// The event is larger than a request may be.
    MaxBytes = "max_bytes",
    /// No schema with this URI is known.
    UnknownSchema = "unknown_schema",
    /// No event with this name is planned.
    UnknownEvent = "unknown_event",
    /// The tracking plan says that the field is null here.
    PlanNull = "plan_null",
    /// The tracking plan says that the field has another value here.
    PlanValue = "plan_value",
    /// The tracking plan asks for an entity that is not attached.
    EntityMissing = "entity_missing",
    /// The tracking plan allows an entity once, and it is attached more often.
    EntityRepeated = "entity_repeated",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// All that is wrong with one event: never empty.
// Boxed, so that the results of all that may meet one stay small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Box<Report>);

impl Violations {
    /// The violations, in the order in which they were met.
    pub fn as_slice(&self) -> &[Violation] {
        &self.0.list
    }

    /// The violations, given away.
    pub fn into_vec(self) -> Vec<Violation> {
        self.0.list
    }

    /// How many more there were than the list holds.
    pub fn omitted(&self) -> usize {
        self.0.omitted
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.list.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            f.write_str(&violation.message())?;
        }
        if self.omitted() > 0 { write!(f, "; and {} more", self.omitted()) } else { Ok(()) }
    }
}

impl core::error::Error for Violations {}

/// Where violations are gathered while a value is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    list: Vec<Violation>,
    omitted: usize,
}

impl Report {
    /// The most violations that are kept word by word; further ones are counted. A hostile array of a million wrong
    /// items must not become a million messages.
    pub const MOST: usize = 100;

    /// Nothing gathered.
    pub const fn new() -> Self {
        Self { list: Vec::new(), omitted: 0 }
    }

    /// Whether all fitted so far.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether further violations will only be counted.
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= Self::MOST
    }

    /// Counts one that is not kept.
    pub(crate) fn omit(&mut self) {
        self.omitted += 1;
    }

    /// Adds one.
    pub fn push(&mut self, violation: Violation) {
        if self.is_full() {
            self.omit();
        } else {
            self.list.push(violation);
        }
    }

    /// Adds one that is put together from its parts.
    pub(crate) fn add(&mut self, code: Code, pointer: String, expected: String, found: &str, schema: &str) {
        self.push(Violation { code, pointer, expected, found: found.into(), schema: schema.into() });
    }

    /// How many are kept so far: a place to [`retract`](Self::retract) from.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Takes back what was said since `from` about the value at `pointer` and below it: another value replaces it. What
    /// is no JSON stays so, and nothing is taken back once some were omitted: those may be about other values, which
    /// have to stay refused.
    pub(crate) fn retract(&mut self, from: usize, pointer: &str) {
        if self.omitted > 0 {
            return;
        }
        let below = |violation: &Violation| {
            let stays = matches!(violation.code, Code::NotJson | Code::UnpairedSurrogate | Code::MaxDepth);
            let rest = violation.pointer.as_bytes().strip_prefix(pointer.as_bytes());
            !stays && matches!(rest, Some([] | [b'/', ..]))
        };
        let mut index = from;
        while let Some(violation) = self.list.get(index) {
            if below(violation) {
                self.list.remove(index);
            } else {
                index += 1;
            }
        }
    }

    /// Adds all of another report.
    pub fn extend(&mut self, mut other: Violations) {
        let Self { list, omitted } = &mut *other.0;
        let room = Self::MOST.saturating_sub(self.list.len());
        self.omitted += *omitted + list.len().saturating_sub(room);
        list.truncate(room);
        self.list.append(list);
    }

    /// Adds one about a name that will not do.
    pub(crate) fn add_name(&mut self, code: Code, expected: &str, found: &str, name: &str) {
        let mut schema = String::new();
        push_start(&mut schema, name, Self::SHOWN);
        self.add(code, String::new(), expected.into(), found, &schema);
    }

    /// The most characters of an unknown name that a violation shows.
    const SHOWN: usize = 200;

    /// The value, if there is one and all was well.
    ///
    /// # Errors
    ///
    /// What was gathered.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, Violations> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(Violations(Box::new(self))),
        }
    }

    /// What was gathered, unless it is nothing.
    pub fn into_violations(self) -> Option<Violations> {
        (!self.list.is_empty()).then(|| Violations(Box::new(self)))
    }
}
