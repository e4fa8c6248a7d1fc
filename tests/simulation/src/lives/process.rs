//! One process: its outbox, driven as hosts do, and the books that an observer has of it.

use snowgauge_core::outbox::{Notice, Refused};
use snowgauge_core::{
    EventId, Monotonic, Now, Outbox, Outcome, Output, Payload, Reason, Request, RequestId, Response,
    UnixMillis, Violations,
};

use super::account::Account;
use super::collector::{Plan, receive};
use super::events::{Index, Place};
use super::life::Life;
use super::network::{Happening, Trip};

/// What ends with a crash.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) number: u64,
    pub(super) outbox: Outbox,
    pub(super) account: Account,
    /// What the outbox waits for.
    pub(super) wait: Option<Monotonic>,
    /// The latest time that it was told.
    pub(super) told: Monotonic,
}

impl Life<'_> {
    pub(super) fn now(&self) -> Now {
        Now { wall: self.wall(), mono: self.mono }
    }

    /// A wall clock before 1970 is shown as 1970.
    pub(super) fn wall(&self) -> UnixMillis {
        u64::try_from(i128::from(self.mono) + self.wall_offset).unwrap_or(0)
    }

    /// Tracks an event, and drains unless the host has more to do first.
    pub(super) fn track(&mut self, drains: bool) {
        let filling = self.dice.spread(self.character.padding);
        let poison = self.dice.percent(self.character.poison_percent);
        let half = self.dice.half();
        // Threads read the clock and then wait for each other: a call may come with an earlier time than the one before it.
        let mono = self.mono - self.dice.spread(self.character.disorder);
        let born = self.process.told.max(mono);
        let now = Now { mono, ..self.now() };
        let mut payload = match self.events.make(filling, half, poison, now.wall) {
            Ok(payload) => payload,
            Err((id, violations)) => return self.refuse_invalid(id, violations),
        };
        if mono < self.process.told {
            self.met.meet("monotonic-clock", "out-of-order");
        }
        let index = self.events.all.len() - 1;
        let bytes = payload.bytes().len();
        let refusal = self.process.account.refusal(bytes);
        assert_eq!(self.process.outbox.admits(&payload), refusal.is_none());
        if refusal.is_none() {
            self.store(index, &mut payload);
        }
        let id = payload.id();
        let result = self.process.outbox.track(payload, now);
        self.trace.say(self.mono, || {
            format!(
                "track event {index} of {bytes} bytes{}: {result:?}",
                if poison { ", poison" } else { "" }
            )
        });
        let account = &mut self.process.account;
        match refusal {
            None => {
                assert_eq!(result, Ok(id));
                account.taken += 1;
                account.hold(&mut self.events, index, born);
                self.process.told = born;
            }
            Some(reason) => {
                assert_eq!(result, Err(Refused { event_id: id, reason }));
                account.refused.push((id, reason));
            }
        }
        if drains || self.process.account.is_over() {
            // What has made room is still to be told.
            self.drain();
        }
    }

    /// Writes an event before it is tracked. A disk may be full: then the event is in memory alone.
    fn store(&mut self, index: Index, payload: &mut Payload) {
        if self.character.durability.is_none() || self.disk_is_full {
            self.met.meet("tracked", "unstored");
            return;
        }
        let tracked = self.wall();
        self.disk.keep(index, tracked);
        payload.mark_stored();
        self.events.get(index).stored = true;
        self.met.meet("tracked", "stored");
    }

    /// An event that breaks its schema never comes to the outbox, which counts it.
    fn refuse_invalid(&mut self, id: EventId, violations: Violations) {
        let tell = self.dice.percent(50);
        self.process.outbox.refuse_invalid(id, violations, tell);
        if tell {
            self.process.account.refused.push((id, Reason::Invalid));
        } else {
            self.met.meet("reason", Reason::Invalid.as_str());
            *self.process.account.counted.entry(Reason::Invalid).or_default() += 1;
        }
        self.drain();
    }

    /// Begins a flush, or closes.
    pub(super) fn flush(&mut self, closes: bool, timeout: u64) {
        // What has been said before belongs to before.
        self.drain();
        let now = self.now();
        let account = &mut self.process.account;
        let (held, deadline) = (account.held.len() as u64, now.mono.saturating_add(timeout));
        let id = if closes {
            let id = self.process.outbox.close(now, timeout);
            let is_sooner = account.closing.is_none_or(|(_, before)| deadline < before);
            if is_sooner && !account.is_closed {
                account.closing = Some((id, deadline));
            }
            id
        } else {
            self.process.outbox.flush(now, timeout)
        };
        account.flushes.begin(id, held, account.sequence, deadline);
        let name = if closes { "close" } else { "flush" };
        self.trace.say(now.mono, || format!("{name} {held} events within {timeout} ms: {id:?}"));
        self.met.meet("action", name);
        self.drain();
    }

    pub(super) fn set_opt_out(&mut self, opted_out: bool) {
        self.trace.say(self.mono, || format!("opt out: {opted_out}"));
        let account = &mut self.process.account;
        account.opted_out = opted_out;
        if opted_out {
            for index in &account.held {
                if self.events.get(*index).carried_by.is_none() {
                    account.decided.push((*index, Reason::OptedOut));
                }
            }
        }
        self.process.outbox.set_opt_out(opted_out);
        if opted_out {
            // As the native bindings do: the store forgets what it has.
            self.restore();
        }
        self.drain();
    }

    /// Hands the outbox what the store has and no process holds, as far as there is room.
    pub(super) fn restore(&mut self) {
        let now = self.now();
        let kept: Vec<Index> = self.kept.iter().copied().collect();
        for index in kept {
            let event = self.events.get(index);
            let (bytes, length, id) = (event.bytes.0.clone(), event.bytes.len(), event.id);
            let has_room = self.process.outbox.has_room(length);
            let account = &mut self.process.account;
            assert_eq!(has_room, account.has_room(length));
            if !has_room {
                break;
            }
            let age = now.wall.saturating_sub(event.tracked);
            event.restored = true;
            account.hold(&mut self.events, index, now.mono.saturating_sub(age));
            account.restored += 1;
            self.kept.remove(&index);
            assert!(self.process.outbox.restore(
                Payload::from_store(id, bytes),
                self.events.all[index].tracked,
                now
            ));
            self.trace.say(self.mono, || format!("restore event {index}, {age} ms old"));
            self.met.meet("action", "restore");
            let stats = self.process.outbox.stats();
            if stats.queued + stats.in_flight < self.process.account.held.len() as u64 {
                // It has left at once.
                self.drain();
            }
        }
        self.drain();
    }

    /// Tells the time.
    pub(super) fn wake(&mut self) {
        self.process.outbox.handle_timeout(self.now());
        self.drain();
    }

    /// Does what the outbox says until it waits, and checks what has to be true then.
    pub(super) fn drain(&mut self) {
        let now = self.now();
        self.process.told = now.mono;
        self.process.wait = loop {
            match self.process.outbox.poll(now) {
                Output::Send(request) => self.send(&request),
                Output::Notice(Notice::Outcome(outcome)) => self.note(&outcome),
                Output::Notice(Notice::Flushed(flushed)) => {
                    self.trace.say(now.mono, || format!("{flushed:?}"));
                    self.met.meet("flushed", if flushed.is_complete() { "complete" } else { "incomplete" });
                    self.process.account.end_flush(flushed, now.mono);
                }
                Output::Notice(notice) => panic!("a notice that nobody knows: {notice:?}"),
                Output::Wait(moment) => break moment,
            }
        };
        let Process { outbox, account, wait, .. } = &self.process;
        account.check(&self.events, outbox.stats(), *wait, now.mono);
    }

    fn send(&mut self, request: &Request) {
        let now = self.now();
        let carried = self.events.read(&request.body, now.wall);
        let (id, bytes) = (request.id, request.body.len());
        self.trace.say(now.mono, || format!("send {carried:?}: {request:?}"));
        let account = &mut self.process.account;
        account.send(&mut self.events, request, &carried, now.mono);
        self.met.meet("requests-under-way", if account.pending.len() > 1 { "several" } else { "one" });
        let plan = Plan::draw(&mut self.dice, self.met, self.weather, self.character.timeout);
        if request.refresh_token {
            self.met.meet("token", "fresh");
            if plan.heard != Some(Response::NoToken) {
                self.token = self.valid_token;
            }
        }
        let process = self.process.number;
        if let Some(timeout) = self.character.timeout {
            self.network.begin(now.mono.saturating_add(timeout), Happening::TimeOut { process, id });
        }
        match plan.arrives {
            Some(after) => {
                let trip =
                    Trip { process, id, events: carried, bytes: bytes as u64, token: self.token, plan };
                self.network.begin(now.mono.saturating_add(after), Happening::Arrival(trip));
            }
            None => {
                if let Some(after) = plan.answers {
                    let response = plan.heard.unwrap_or(Response::NoResponse);
                    self.network.begin(now.mono + after, Happening::Answer { process, id, response });
                }
            }
        }
    }

    fn note(&mut self, outcome: &Outcome) {
        let index = self.events.index(outcome.event_id);
        let reason = outcome.reason;
        self.trace.say(self.mono, || {
            format!(
                "event {index} ends: {reason}, status {:?}, {} attempts",
                outcome.status, outcome.attempts
            )
        });
        self.met.meet("reason", reason.as_str());
        let was_held = self.process.account.note(&mut self.events, outcome, self.mono);
        let event = self.events.get(index);
        match (was_held && event.stored, reason) {
            (true, Reason::Stored) => {
                event.place = Place::Kept;
                self.kept.insert(index);
            }
            (true, _) => {
                event.stored = false;
                self.disk.end(index);
            }
            (false, _) => {}
        }
    }

    /// Something happens outside.
    pub(super) fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Arrival(trip) => self.arrive(&trip),
            Happening::Answer { process, id, response } if process == self.process.number => {
                self.hear(id, response);
            }
            Happening::TimeOut { process, id } => {
                let pending = &self.process.account.pending;
                if process == self.process.number && pending.iter().any(|pending| pending.id == id) {
                    self.met.meet("answer", "timed-out");
                    self.hear(id, Response::NoResponse);
                }
            }
            Happening::Answer { .. } => self.met.meet("answer", "for-an-earlier-process"),
        }
    }

    fn arrive(&mut self, trip: &Trip) {
        let (process, id) = (trip.process, trip.id);
        let (stored, response) = receive(trip, &mut self.events, self.valid_token, self.character.most_body);
        if stored {
            let heard = (process == self.process.number).then_some(id);
            self.process.account.arrive(&mut self.events, heard, &trip.events);
        }
        self.trace.say(self.mono, || {
            format!("{id:?} of process {process} arrives, stored: {stored}, answer: {response:?}")
        });
        if let Some(after) = trip.plan.answers {
            self.network.begin(self.mono.saturating_add(after), Happening::Answer { process, id, response });
            if let Some((later, other)) = trip.plan.again {
                let response = other.unwrap_or(response);
                self.network.begin(self.mono + after + later, Happening::Answer { process, id, response });
            }
        }
    }

    /// The collector answers this, and the host hears it at once.
    pub(super) fn be_answered(&mut self, id: RequestId, response: Response) {
        let pending = &self.process.account.pending;
        let carried = pending.iter().find(|pending| pending.id == id).map(|pending| pending.events.clone());
        if let (Response::Status { status: 200..=299, .. }, Some(carried)) = (response, carried) {
            self.process.account.arrive(&mut self.events, Some(id), &carried);
        }
        self.hear(id, response);
    }

    /// The host hands on how a request has ended. A response to a request that is not under way means nothing.
    pub(super) fn hear(&mut self, id: RequestId, response: Response) {
        self.trace.say(self.mono, || format!("{id:?} ends: {response:?}"));
        let before = self.process.outbox.stats();
        let is_heard = self.process.account.answer(&mut self.events, id, response, self.mono);
        self.process.outbox.handle_response(id, response, self.now());
        if is_heard {
            self.met.meet("answer", "heard");
        } else {
            self.met.meet("answer", "that-nobody-waits-for");
            assert_eq!(self.process.outbox.stats(), before, "an answer that nobody waits for means nothing");
        }
        self.drain();
        if is_heard {
            self.restore();
        }
    }
}
