//! What a host does, and what is done to it.

use snowgauge_core::{Encoder, RequestId, Response};

use super::character::draw_config;
use super::collector::Weather;
use super::disk::Durability;
use super::life::{Life, START, TODAY};

impl Life<'_> {
    /// Does something.
    pub(super) fn act(&mut self) {
        match self.dice.below(100) {
            0..=39 => self.track(true),
            40..=49 => self.burst(),
            50..=61 => self.change_weather(),
            62..=67 => {
                let timeout = self.dice.pick(&[0, 10, 1_000, 60_000, u64::MAX]);
                self.flush(false, timeout);
            }
            68..=71 => self.change_consent(),
            72..=74 => {
                self.met.meet("token", "expired");
                self.valid_token += u64::from(self.character.config.token_refresh);
            }
            75..=79 => self.jump(),
            80..=83 => self.suspend(),
            84..=86 => self.hear_nonsense(),
            87..=91 => {
                self.met.meet("action", "wake-for-nothing");
                self.wake();
            }
            92..=94 => self.care_for_store(),
            95..=97 => self.restart(),
            _ => {
                let timeout = self.dice.pick(&[0, 10, 5_000, 600_000]);
                self.flush(true, timeout);
            }
        }
    }

    /// Several events at once: a host need not drain after each.
    fn burst(&mut self) {
        self.met.meet("action", "burst");
        for _ in 0..self.dice.spread(60) {
            let drains = self.dice.percent(20);
            self.track(drains);
        }
        self.drain();
    }

    fn change_weather(&mut self) {
        self.weather = Weather::draw(&mut self.dice, self.character.trouble);
        self.trace.say(self.mono, || format!("the weather changes: {:?}", self.weather));
    }

    fn change_consent(&mut self) {
        // Out rarely, so that lives do not go by in silence.
        let opted_out = self.dice.percent(30);
        self.met.meet("action", if opted_out { "opt-out" } else { "opt-in" });
        self.set_opt_out(opted_out);
    }

    /// The wall clock is put to another time.
    fn jump(&mut self) {
        let by = self.dice.pick(&[
            -5_000_000_000,
            -3_600_000,
            -500,
            500,
            3_600_000,
            90_000_000,
            -2_000_000_000_000,
        ]);
        self.met.meet("wall-clock", if by < 0 { "back" } else { "forth" });
        self.wall_offset += by;
        // One that stands at 1970 is set right some time later; any other rarely.
        if self.dice.percent(if self.wall() < 1_000_000_000_000 { 40 } else { 5 }) {
            self.met.meet("wall-clock", "set-right");
            self.wall_offset = TODAY - i128::from(START);
        }
        self.trace.say(self.mono, || format!("the wall clock says {}", self.wall()));
    }

    /// The machine sleeps. What came meanwhile is found afterwards, and the host may track before it looks.
    fn suspend(&mut self) {
        self.met.meet("action", "suspend");
        self.mono += self.dice.spread(100_000_000);
        self.trace.say(self.mono, || "the machine has slept".to_owned());
        if self.dice.percent(50) {
            self.track(true);
        }
    }

    /// An answer to a request that was never made, or is over.
    fn hear_nonsense(&mut self) {
        let next = self.process.account.next_request.0;
        let unknown = RequestId(if self.dice.percent(50) {
            next + self.dice.below(3)
        } else {
            self.dice.below(next + 1)
        });
        if self.process.account.pending.iter().all(|pending| pending.id != unknown) {
            let response =
                self.dice.pick(&[Response::status(200), Response::status(413), Response::NoResponse]);
            self.hear(unknown, response);
        }
    }

    fn care_for_store(&mut self) {
        match self.dice.below(3) {
            0 if self.character.durability == Some(Durability::Power) => self.disk.sync(),
            1 => {
                self.disk_is_full = self.dice.percent(30);
                if self.disk_is_full {
                    self.met.meet("store", "full");
                }
            }
            _ => self.restore(),
        }
    }

    /// The process ends somehow.
    fn restart(&mut self) {
        if self.dice.percent(30) {
            let timeout = self.dice.pick(&[0, 2_000]);
            self.flush(true, timeout);
            self.pass(timeout);
        }
        let power = self.character.durability == Some(Durability::Power) && self.dice.percent(60);
        if self.disk.length() > 0 && self.dice.percent(2) {
            self.restore_every_prefix();
        }
        if self.dice.percent(20) {
            // The next process has other options.
            self.character.config = draw_config(&mut self.dice, self.met);
            self.events.encoder = Encoder::new(&self.character.config).unwrap();
        }
        if power || self.dice.percent(20) {
            self.boot();
        }
        self.crash(power);
    }
}
