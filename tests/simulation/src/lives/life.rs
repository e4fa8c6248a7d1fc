//! A whole life: actions at random times, what happens in between, and a good or a bad end.

use std::collections::BTreeSet;

use snowgauge_core::{Encoder, Monotonic, Outbox, Reason, Response};

use super::account::Account;
use super::character::Character;
use super::collector::Weather;
use super::coverage::Coverage;
use super::disk::Disk;
use super::events::{Events, Index, Place};
use super::network::{Happening, Network};
use super::process::Process;
use crate::dice::Dice;

/// What the wall clock of most machines says, in milliseconds since 1970.
pub(super) const TODAY: i128 = 1_767_225_600_000;

/// What the monotonic clock begins with: high, so that the age of a stored event reaches back behind it.
pub(super) const START: Monotonic = 1 << 48;

/// Prints what happens, if somebody wants to read it.
#[derive(Debug)]
pub(super) struct Trace(bool);

impl Trace {
    pub(super) fn say(&self, mono: Monotonic, what: impl FnOnce() -> String) {
        if self.0 {
            println!("{:>12} ms  {}", mono - START, what());
        }
    }
}

/// All there is.
pub(super) struct Life<'c> {
    pub(super) dice: Dice,
    pub(super) met: &'c mut Coverage,
    pub(super) character: Character,
    pub(super) trace: Trace,
    pub(super) events: Events,
    pub(super) disk: Disk,
    pub(super) disk_is_full: bool,
    /// The events that the store alone has.
    pub(super) kept: BTreeSet<Index>,
    pub(super) network: Network,
    pub(super) weather: Weather,
    /// The token that requests bear, and the one that the collector takes.
    pub(super) token: u64,
    pub(super) valid_token: u64,
    pub(super) mono: Monotonic,
    /// What the wall clock says beyond the monotonic one.
    pub(super) wall_offset: i128,
    pub(super) process: Process,
}

/// Lives the life of this seed. With `trace`, what happens is printed.
///
/// # Panics
///
/// If something happens that must not.
pub fn live(seed: u64, trace: bool, met: &mut Coverage) {
    let mut dice = Dice::new(seed);
    let character = Character::draw(&mut dice, met);
    let mut life = Life::begin(dice, character, trace, met);
    life.boot();
    for _ in 0..life.character.steps {
        life.act();
        let pace = life.character.pace;
        let pause = life.dice.spread(pace);
        life.pass(pause);
    }
    life.end();
}

fn new_process(number: u64, character: &Character) -> Process {
    let config = character.config.clone();
    let outbox = Outbox::new(&config).unwrap();
    Process { number, outbox, account: Account::new(config), wait: None, told: 0 }
}

impl<'c> Life<'c> {
    /// A life at its beginning, today, under a fine sky.
    pub(super) fn begin(dice: Dice, character: Character, trace: bool, met: &'c mut Coverage) -> Self {
        let trace = Trace(trace);
        trace.say(START, || format!("{character:#?}"));
        Self {
            events: Events::new(Encoder::new(&character.config).unwrap()),
            process: new_process(0, &character),
            dice,
            met,
            character,
            trace,
            disk: Disk::default(),
            disk_is_full: false,
            kept: BTreeSet::new(),
            network: Network::default(),
            weather: Weather::FINE,
            token: 0,
            valid_token: 0,
            mono: START,
            wall_offset: TODAY - i128::from(START),
        }
    }
}

impl Life<'_> {
    /// Lets time pass: what is on its way arrives, and the host wakes when the outbox asks for it, or a little later.
    pub(super) fn pass(&mut self, milliseconds: u64) {
        let end = self.mono.saturating_add(milliseconds);
        loop {
            let late = self.dice.below(self.character.lateness + 1);
            let wakes = self.process.wait.map(|moment| moment.saturating_add(late));
            let arrives = self.network.next();
            let Some(next) = wakes.into_iter().chain(arrives).min().filter(|next| *next <= end) else {
                break;
            };
            self.mono = self.mono.max(next);
            if arrives != Some(next) {
                self.met.meet("wait", if late > 0 { "oversleeping" } else { "in-time" });
                self.wake();
            } else if let Some(happening) = self.network.take() {
                self.happen(happening);
            }
        }
        self.mono = end;
    }

    /// The machine begins to run: its wall clock says 1970 if nothing has kept the time.
    pub(super) fn boot(&mut self) {
        if !self.character.has_battery {
            self.met.meet("wall-clock", "lost");
            self.wall_offset = -i128::from(self.mono);
        }
    }

    /// The process ends, and another one begins with what the store has. A power cut takes what was not synced.
    pub(super) fn crash(&mut self, power: bool) {
        let torn = self.disk.torn();
        let length =
            if power { torn.start() + self.dice.below(torn.end() - torn.start() + 1) } else { *torn.end() };
        self.trace.say(self.mono, || {
            format!("crash, the power too: {power}; {length} records are left of {}", torn.end())
        });
        self.met.meet("crash", if power { "power" } else { "process" });
        if length < *torn.end() {
            self.met.meet("crash", "torn");
        }
        self.process.account.recall(&mut self.events);
        let left = self.disk.cut(length);
        self.kept = left.keys().copied().collect();
        for (index, event) in self.events.all.iter_mut().enumerate() {
            event.stored = left.contains_key(&index);
            match event.place {
                _ if event.stored => {
                    if event.place == Place::Ended(Reason::Delivered) {
                        // The store does not know it any more: it goes out again.
                        event.unheard += 1;
                        self.met.meet("crash", "revived");
                    }
                    event.place = Place::Kept;
                }
                Place::Held | Place::Kept => event.place = Place::Lost,
                Place::Refused | Place::Ended(_) | Place::Lost => {}
            }
        }
        self.token = self.valid_token;
        self.process = new_process(self.process.number + 1, &self.character);
        self.restore();
    }

    /// A collector that is well again gets everything, in bounded time; one that is gone keeps nobody from ending.
    fn end(&mut self) {
        let is_well = self.dice.percent(80);
        self.met.meet("end", if is_well { "well" } else { "gone" });
        if is_well {
            self.end_well();
        } else {
            let timeout = self.dice.pick(&[0, 1, 5_000]);
            self.flush(true, timeout);
            // It may have been closed before, until later.
            let deadline = self.process.account.closing.map_or(0, |(_, deadline)| deadline);
            self.pass(deadline.saturating_sub(self.mono) + self.character.lateness);
        }
        self.check_ends();
    }

    /// From here on all is well: each event comes to its end, those that the store has in as many processes as that takes.
    pub(super) fn end_well(&mut self) {
        self.weather = Weather::FINE;
        self.disk_is_full = false;
        self.set_opt_out(false);
        self.character.lateness = 0;
        self.close_well();
        while !self.kept.is_empty() {
            let kept = self.kept.len();
            self.crash(false);
            self.close_well();
            assert!(self.kept.len() < kept, "nothing that is stored comes to its end");
        }
    }

    /// Closes with all the time in the world, of which only so much is needed.
    fn close_well(&mut self) {
        if self.process.outbox.is_closed() {
            return;
        }
        self.release_hanging();
        if !self.character.config.status_policy.is_empty() {
            // A tracker that is told to try again what the collector never takes would do so for ever.
            self.character.most_body = None;
            self.events.all.iter_mut().for_each(|event| event.poison = false);
            self.token = self.valid_token;
        }
        let account = &self.process.account;
        let held = account.held.len() as u64;
        // What is under way may still fail, and ask for an hour, over a tenth of which trackers are spread; after that one
        // request at a time, of a second at most.
        let enough = 200_000 + 3_960_000 + 3_000 * (held + 1);
        if account.closing.is_none() {
            self.flush(true, 2 * enough);
        }
        let before = self.given_up();
        let had_time =
            self.process.account.closing.is_some_and(|(_, deadline)| deadline > self.mono + enough);
        self.pass(enough);
        assert!(
            self.process.outbox.is_closed() || !had_time,
            "not done in time: {} are held",
            self.process.account.held.len()
        );
        assert!(self.given_up() == before || !had_time, "events were given up though there was time");
        if !had_time && let Some((_, deadline)) = self.process.account.closing {
            self.pass(deadline.saturating_sub(self.mono));
        }
    }

    /// A transport that waits for ever would wait for ever.
    fn release_hanging(&mut self) {
        if self.character.timeout.is_none() {
            let process = self.process.number;
            for pending in &self.process.account.pending {
                let answer = Happening::Answer { process, id: pending.id, response: Response::NoResponse };
                self.network.begin(self.mono, answer);
            }
        }
    }

    fn given_up(&self) -> u64 {
        let counted = &self.process.account.counted;
        [Reason::AbandonedAtShutdown, Reason::Stored].iter().filter_map(|reason| counted.get(reason)).sum()
    }

    /// Each event has come to its end, or a crash has taken it, or the store has it.
    fn check_ends(&mut self) {
        assert!(self.process.outbox.is_closed() && self.process.account.held.is_empty());
        assert_eq!(self.process.wait, None, "a closed outbox waits for nothing");
        for (index, event) in self.events.all.iter().enumerate() {
            match event.place {
                Place::Held => panic!("event {index} has no end"),
                Place::Kept => assert!(event.stored && self.kept.contains(&index)),
                Place::Ended(Reason::Delivered) => assert!(event.is_truly_delivered()),
                Place::Lost => self.met.meet("event", "lost-in-a-crash"),
                Place::Refused | Place::Ended(_) => {}
            }
            if event.arrivals > 1 {
                self.met.meet("event", "arrived-twice");
            }
        }
    }
}
