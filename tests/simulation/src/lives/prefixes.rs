//! A crash at every point of the journal, not only at the one that the dice have chosen.

use std::collections::BTreeSet;

use snowgauge_core::{Config, Now, Outbox, Output, Payload, Response};

use super::events::Index;
use super::life::Life;

impl Life<'_> {
    /// Whatever end of the journal a crash takes: a process that begins with the rest delivers exactly the events that are
    /// in it and have not left.
    pub(super) fn restore_every_prefix(&mut self) {
        self.met.meet("crash", "at-every-record");
        for length in 0..=self.disk.length() {
            let left: BTreeSet<Index> = self.disk.left(length).into_keys().collect();
            assert_eq!(self.delivered_of(&left), left, "restored from {length} records");
        }
    }

    /// What a new process sends that is given these events.
    fn delivered_of(&self, left: &BTreeSet<Index>) -> BTreeSet<Index> {
        let now = Now { wall: self.wall(), mono: self.mono };
        // Room for all at once, and for the largest event of any process.
        let config = Config {
            max_events: 2 * left.len() + 2,
            batch_bytes: Config::MOST_BATCH_BYTES,
            max_requests: 1,
            ..Config { app_id: "simulation".to_owned(), ..Config::default() }
        };
        let mut outbox = Outbox::new(&config).unwrap();
        for index in left {
            let event = &self.events.all[*index];
            assert!(outbox.restore(Payload::from_store(event.id, event.bytes.0.clone()), now.wall, now));
        }
        let mut delivered = BTreeSet::new();
        loop {
            match outbox.poll(now) {
                Output::Send(request) => {
                    for index in self.events.read(&request.body, now.wall) {
                        assert!(delivered.insert(index), "event {index} is sent twice");
                    }
                    outbox.handle_response(request.id, Response::status(200), now);
                }
                Output::Notice(_) => {}
                Output::Wait(_) => break,
            }
        }
        assert_eq!(outbox.stats().delivered, left.len() as u64);
        delivered
    }
}
