//! A store for the test host, and restarts with what it has.

use snowgauge_core::{EventId, Outbox, Payload, Reason};

use crate::host::{Host, Kept, PER_EVENT, WALL};

impl Host {
    /// A host whose events outlive it.
    pub(crate) fn with_store(config: snowgauge_core::Config) -> Self {
        // High, so that an event's age can reach back to before the host's start.
        let mono = 1 << 40;
        let mut host = Self::new(config);
        host.store = Some(std::collections::BTreeMap::new());
        host.mono = mono;
        host.wall = WALL - mono;
        host
    }

    /// Writes an event that the outbox would take, before it is taken.
    pub(crate) fn keep(&mut self, payload: &mut Payload) {
        let wall = self.now().wall;
        if let Some(store) = &mut self.store
            && self.outbox.admits(payload)
        {
            store.insert(payload.id(), (payload.bytes().into(), wall));
            payload.mark_stored();
        }
    }

    /// Does what an outcome means for the store.
    pub(crate) fn forget(&mut self, event_id: EventId, reason: Reason) {
        if let Some(store) = &mut self.store
            && reason != Reason::Stored
        {
            store.remove(&event_id);
        }
    }

    /// The process ends here, however far it has come, and another one begins. The store has what it had.
    pub(crate) fn restart(self) -> Self {
        let mut next = Self::with_store(self.config);
        assert!(
            self.held.keys().all(|event| self.store.as_ref().unwrap().contains_key(event)),
            "what is held is stored"
        );
        next.wall = self.wall + self.mono - next.mono;
        next.store = self.store;
        next.events = self.events;
        // The events that the store keeps have not come to their end.
        next.ended = self.ended.into_iter().filter(|(_, reason)| *reason != Reason::Stored).collect();
        next
    }

    /// Hands the outbox what the store has and it does not hold yet, as far as there is room.
    pub(crate) fn restore(&mut self) {
        let missing: Vec<(EventId, Kept)> = self
            .store
            .iter()
            .flatten()
            .filter(|(event, _)| !self.held.contains_key(event))
            .map(|(event, kept)| (*event, kept.clone()))
            .collect();
        for (event, (bytes, tracked)) in missing {
            let had_room = self.outbox.has_room(bytes.len());
            let before = self.outbox.stats().queued_bytes;
            let length = bytes.len() as u64;
            let restored = self.outbox.restore(Payload::from_store(event, bytes), tracked, self.now());
            assert_eq!(restored, had_room);
            if !restored {
                break;
            }
            self.restored += 1;
            self.held.insert(event, length);
            assert!([0, length].contains(&(self.outbox.stats().queued_bytes - before)));
        }
        self.drain();
    }

    /// How many events the store has.
    pub(crate) fn stored(&self) -> usize {
        self.store.as_ref().map_or(0, std::collections::BTreeMap::len)
    }

    /// How many bytes they have, as `max_bytes` counts.
    pub(crate) fn stored_bytes(&self) -> u64 {
        self.store.iter().flatten().map(|(_, (bytes, _))| bytes.len() as u64 + PER_EVENT).sum()
    }

    /// The store has exactly the events that were taken and have not come to their end.
    pub(crate) fn check_store(&self) {
        let store = self.store.as_ref().unwrap();
        assert!(self.held.keys().all(|event| store.contains_key(event)), "what is held is stored");
        let ended = self.ended.iter().filter(|(_, reason)| **reason != Reason::Stored);
        assert!(ended.clone().all(|(event, _)| !store.contains_key(event)), "what has ended is forgotten");
        assert_eq!(ended.count() + store.len(), usize::try_from(self.events).unwrap());
    }

    /// The outbox, closed after this much time.
    pub(crate) fn closed(&mut self, after: u64) -> &Outbox {
        self.close(after);
        self.advance(after);
        assert!(self.outbox.is_closed());
        &self.outbox
    }
}
