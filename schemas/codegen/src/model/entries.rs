//! The shape of `tracking-plan.toml`, whose head documents every key.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::problem::{Problems, Source, join};

/// A text and its place in the file.
pub(super) type Text = Spanned<String>;

/// The plan as it is written.
#[derive(Default)]
pub(super) struct Entries {
    pub events: Vec<Entry<EventEntry>>,
    pub entities: Vec<Entry<EntityEntry>>,
    pub rules: Vec<Entry<RuleEntry>>,
    pub examples: BTreeMap<Text, BTreeMap<Text, Spanned<toml::Value>>>,
    pub null_examples: BTreeMap<Text, Vec<Text>>,
}

impl Entries {
    /// The URIs that the plan names: the events' and then the entities'.
    pub(super) fn schemas(&self) -> impl Iterator<Item = &Text> {
        let events = self.events.iter().filter_map(|entry| entry.says.schema.as_ref());
        events.chain(self.entities.iter().map(|entry| &entry.says.schema))
    }
}

/// One table of a list of tables.
pub(super) struct Entry<T> {
    /// Where it is in the document.
    pub pointer: String,
    /// Where it is in the file.
    pub offset: usize,
    /// What it says.
    pub says: T,
}

/// `[[event]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventEntry {
    pub name: Text,
    pub schema: Option<Text>,
    #[serde(default)]
    pub standard: bool,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub action: String,
    pub description: String,
    #[serde(default)]
    pub emitted_by: String,
    pub source: String,
    #[serde(default)]
    pub questions: Vec<String>,
    #[serde(default)]
    pub entities: Vec<UseEntry>,
}

/// One of an event's `entities`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UseEntry {
    pub schema: Text,
    pub count: Count,
}

/// How often an entity is attached.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
pub(super) enum Count {
    #[serde(rename = "exactly one")]
    ExactlyOne,
    #[serde(rename = "optional")]
    Optional,
}

/// `[[entity]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntityEntry {
    pub name: Text,
    pub schema: Text,
    pub description: String,
    pub source: String,
}

/// `[[rule]]`, of either form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub id: Text,
    pub because: String,
    pub schema: Option<Text>,
    pub null: Option<Text>,
    pub when: Option<BTreeMap<Text, Text>>,
    pub unless: Option<BTreeMap<Text, Text>>,
    pub event: Option<Text>,
    pub entity: Option<Text>,
    pub field: Option<Text>,
    pub is: Option<Text>,
}

/// Reads the plan. `None` if its shape is wrong anywhere: what it means cannot be judged then.
pub(super) fn read(source: &Source, problems: &mut Problems) -> Option<Entries> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let mut reader = Reader { source, problems, is_sound: true };
    for error in &errors {
        reader.misshapen("", 0, error);
    }
    let mut entries = Entries::default();
    if errors.is_empty() {
        for (key, value) in table.into_inner() {
            reader.section(&mut entries, &key, value);
        }
    }
    reader.is_sound.then_some(entries)
}

struct Reader<'s, 'p> {
    source: &'s Source,
    problems: &'p mut Problems,
    is_sound: bool,
}

impl Reader<'_, '_> {
    fn section(
        &mut self,
        entries: &mut Entries,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: Spanned<DeValue<'_>>,
    ) {
        let pointer = join("", key.get_ref());
        match &**key.get_ref() {
            "event" => entries.events = self.list(&pointer, value),
            "entity" => entries.entities = self.list(&pointer, value),
            "rule" => entries.rules = self.list(&pointer, value),
            "examples" => entries.examples = self.one(&pointer, value).unwrap_or_default(),
            "null_examples" => entries.null_examples = self.one(&pointer, value).unwrap_or_default(),
            other => {
                let instead = "use `event`, `entity`, `rule`, `examples` or `null_examples`";
                let what = format!("the plan has no `{other}`");
                self.problems.add(self.source.problem(key.span().start, pointer, what, instead));
                self.is_sound = false;
            }
        }
    }

    /// A list of tables.
    fn list<T: DeserializeOwned>(&mut self, pointer: &str, value: Spanned<DeValue<'_>>) -> Vec<Entry<T>> {
        let offset = value.span().start;
        let DeValue::Array(items) = value.into_inner() else {
            let instead = "write one table with double brackets per entry, as in `[[event]]`";
            self.problems.add(self.source.problem(offset, pointer, "this is no list of tables", instead));
            self.is_sound = false;
            return Vec::new();
        };
        let mut entries = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let (pointer, offset) = (join(pointer, index), item.span().start);
            let says = self.one(&pointer, item);
            entries.extend(says.map(|says| Entry { pointer, offset, says }));
        }
        entries
    }

    /// One value.
    fn one<T: DeserializeOwned>(&mut self, pointer: &str, value: Spanned<DeValue<'_>>) -> Option<T> {
        let offset = value.span().start;
        T::deserialize(ValueDeserializer::from(value))
            .map_err(|error| self.misshapen(pointer, offset, &error))
            .ok()
    }

    fn misshapen(&mut self, pointer: &str, offset: usize, error: &toml::de::Error) {
        let span = error.span().unwrap_or(offset..offset);
        let (what, instead) = match self.source.text.get(span.clone()) {
            // The parser does not name it.
            Some(key) if error.message() == "duplicate key" => {
                let instead =
                    "leave one of the two out; each table of a list has double brackets, as in `[[event]]`";
                (format!("`{}` is there twice", key.trim()), instead)
            }
            _ => {
                (in_words_of_toml(error.message()), "follow the head of the file, which documents every key")
            }
        };
        self.problems.add(self.source.problem(span.start, pointer, what, instead));
        self.is_sound = false;
    }
}

/// The parser's words for types are those of no file format.
fn in_words_of_toml(message: &str) -> String {
    let words = [("expected a sequence", "expected a list"), ("expected a map", "expected a table")];
    let more =
        [("invalid type: sequence", "invalid type: list"), ("invalid type: map", "invalid type: table")];
    words.into_iter().chain(more).fold(message.to_owned(), |text, (from, to)| text.replace(from, to))
}
