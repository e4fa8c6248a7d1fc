//! What JavaScript hands over.

use snowgauge_core::encode::Text;
use snowgauge_core::schema::Report;
use snowgauge_core::{Datum, Event, EventId, Violations};
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
    pub(crate) fn lines(&self, end: usize) -> impl Iterator<Item = &str> {
        let text = self.bytes.get(RANDOM..end).unwrap_or_default();
        // JavaScript's TextEncoder has written it: it is UTF-8.
        str::from_utf8(text).unwrap_or_default().split('\n')
    }

    /// Hands the event and its entities to `judge`, if the tracking plan has them all.
    pub(crate) fn with_event<R>(
        &self,
        end: usize,
        judge: impl FnOnce(&dyn Event, &[&dyn Datum]) -> Result<R, Violations>,
    ) -> Result<R, Violations> {
        let mut lines = self.lines(end);
        let event = Text::event(lines.next().unwrap_or_default(), lines.next().unwrap_or_default())?;
        let mut entities = Vec::new();
        let mut unknown = Report::new();
        while let Some(uri) = lines.next() {
            match Text::entity(uri, lines.next().unwrap_or_default()) {
                Ok(entity) => entities.push(entity),
                Err(violations) => unknown.extend(violations),
            }
        }
        if let Some(violations) = unknown.into_violations() {
            return Err(violations);
        }
        let entities: Vec<&dyn Datum> = entities.iter().map(|entity| entity as &dyn Datum).collect();
        judge(&event, &entities)
    }
}
