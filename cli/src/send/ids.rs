//! Ids of events that follow from what is sent: what is sent again is the same event to the warehouse.

use snowgauge::EventId;
use uuid::Uuid;

/// The namespace of batches that were given a name (a random UUID, made for this purpose).
const NAMED: Uuid = Uuid::from_u128(0x8f2a_61c4_0b7d_4e59_9a13_5d0e_c27b_46f8);

/// One transfer of one file, from its start to its end, however often it is interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Batch(Uuid);

impl Batch {
    /// A batch that there never was.
    pub(super) fn new() -> Self {
        Self(Uuid::new_v4())
    }

    /// The batch with this name.
    pub(super) fn named(name: &str) -> Self {
        Self(Uuid::new_v5(&NAMED, name.as_bytes()))
    }

    /// The batch with this id.
    pub(super) fn from_id(id: Uuid) -> Self {
        Self(id)
    }

    /// Its id.
    pub(super) fn id(self) -> Uuid {
        self.0
    }

    /// The id of the event in this line of the file, which is one of several in a request's body: a UUID of version 5 over the
    /// place and the text. So the same text in two lines is two events, and a line that was changed is another one.
    pub(super) fn event_id(self, line: u64, event: Option<usize>, text: &str) -> EventId {
        let place = match event {
            Some(event) => format!("{line}[{event}]\n"),
            None => format!("{line}\n"),
        };
        EventId::from_bytes(Uuid::new_v5(&self.0, &[place.as_bytes(), text.as_bytes()].concat()).into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_from_batch_place_and_text() {
        let batch = Batch::named("2026-11-22");
        let id = batch.event_id(1, None, "{}");
        assert_eq!(id, Batch::from_id(batch.id()).event_id(1, None, "{}"));
        // Computed with Python's uuid.uuid5.
        assert_eq!(id.to_string(), "fa666be1-b91d-5432-9e96-89a371ced1a1");
        let others = [
            batch.event_id(2, None, "{}"),
            batch.event_id(1, Some(0), "{}"),
            batch.event_id(1, None, "{ }"),
            Batch::named("2026-11-23").event_id(1, None, "{}"),
            Batch::new().event_id(1, None, "{}"),
        ];
        assert!(others.iter().all(|other| *other != id));
    }
}
