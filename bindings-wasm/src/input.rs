//! What JavaScript hands over.

use snowgauge_core::encode::{Text, TextEvent};
use snowgauge_core::schema::Report;
use snowgauge_core::{Datum, EventId, Violations};
use wasm_bindgen::prelude::wasm_bindgen;

/// The room into which JavaScript writes: first 16 random bytes for an event's id, then text.
///
/// The text is lines: JSON text has no raw line feed, and JavaScript lets none into a name. An event is its name, its
/// data, and then for each entity its schema's URI and its data. One self-describing datum is its URI and its data.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Input {
    bytes: Vec<u8>,
}

/// How much room is kept for good, in bytes: plenty for usual events. What a huge one needed is given back.
pub(crate) const KEPT: usize = 64 * 1024;

/// How many bytes stand before the text.
const RANDOM: usize = 16;

#[wasm_bindgen]
impl Input {
    /// An empty room.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for `length` bytes and gives its address in the module's memory, which may have grown by this.
    pub fn reserve(&mut self, length: usize) -> *mut u8 {
        if self.bytes.len() > KEPT && length <= KEPT {
            self.bytes = Vec::new();
        }
        if self.bytes.len() < length {
            self.bytes.resize(length, 0);
        }
        self.bytes.as_mut_ptr()
    }
}

impl Input {
    /// The id that the random bytes make.
    pub(crate) fn event_id(&self) -> EventId {
        EventId::from_random(self.bytes.first_chunk().copied().unwrap_or_default())
    }

    /// The lines of the text that ends at `end`.
    pub(crate) fn lines(&self, end: usize) -> Lines<'_> {
        let text = self.bytes.get(RANDOM..end).unwrap_or_default();
        // JavaScript's TextEncoder has written it: it is UTF-8.
        Lines { rest: Some(str::from_utf8(text).unwrap_or_default()) }
    }

    /// The event and its entities, if the tracking plan has them all.
    pub(crate) fn parse(&self, end: usize) -> Result<Parsed<'_>, Violations> {
        let mut lines = self.lines(end);
        let event = Text::event(lines.take(), lines.take())?;
        let mut entities = Vec::new();
        let mut unknown = Report::new();
        while lines.rest.is_some() {
            match Text::entity(lines.take(), lines.take()) {
                Ok(entity) => entities.push(entity),
                Err(violations) => unknown.extend(violations),
            }
        }
        unknown.into_violations().map_or(Ok(Parsed { event, entities }), Err)
    }
}

/// Lines, one by one.
pub(crate) struct Lines<'t> {
    rest: Option<&'t str>,
}

impl<'t> Lines<'t> {
    /// The next line; an empty one after the last.
    pub(crate) fn take(&mut self) -> &'t str {
        let rest = self.rest.take().unwrap_or_default();
        // By bytes: the search for a character that `str` has is ten times as much code.
        let Some(at) = rest.bytes().position(|byte| byte == b'\n') else { return rest };
        self.rest = rest.get(at + 1..);
        rest.get(..at).unwrap_or_default()
    }
}

/// An event with its entities.
pub(crate) struct Parsed<'t> {
    pub(crate) event: TextEvent<'t>,
    entities: Vec<Text<'t>>,
}

impl Parsed<'_> {
    /// The entities as the core takes them.
    pub(crate) fn entities(&self) -> Vec<&dyn Datum> {
        self.entities.iter().map(|entity| entity as &dyn Datum).collect()
    }
}
