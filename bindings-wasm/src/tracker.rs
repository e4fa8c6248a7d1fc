//! One tracker: the core's encoder and outbox.

use snowgauge_core::outbox::Notice;
use snowgauge_core::{Encoder, EventId, Now, Outbox, Outcome, Output, RequestId, Response, Scratch};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::exchange::{KEPT, push_violations, with_exchange};
use crate::options::Options;
use crate::step::{Step, number, whole};

/// One tracker. Times are milliseconds: `wall` since 1970, `mono` since any moment that stays the same.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Tracker {
    encoder: Encoder,
    outbox: Outbox,
    scratch: Scratch,
    report_invalid: bool,
}

#[wasm_bindgen]
impl Tracker {
    /// A tracker with the options whose text ends at `end`; hands out where its requests go. Without a tracker it hands
    /// out what is wrong with the options: a sentence that begins with an option's name.
    pub fn open(end: usize) -> Option<Self> {
        with_exchange(|exchange| {
            let opened = Options::read(exchange.lines(end)).and_then(|options| {
                let encoder = Encoder::new(&options.config)?;
                let outbox = Outbox::new(&options.config)?;
                exchange.text = options.endpoint;
                Ok(Self {
                    encoder,
                    outbox,
                    scratch: Scratch::default(),
                    report_invalid: options.report_invalid,
                })
            });
            opened.map_err(|error| exchange.text = error.message()).ok()
        })
    }

    /// Takes the event whose text ends at `end`; says whether it was taken, and hands out its id. Where it is invalid and
    /// the caller is to be told, hands out why.
    pub fn track(&mut self, end: usize, wall: f64, mono: f64) -> bool {
        with_exchange(|exchange| {
            let id = exchange.event_id();
            let now = now(wall, mono);
            let Self { encoder, scratch, .. } = self;
            let encoded = exchange
                .lines(end)
                .event()
                .and_then(|lines| encoder.encode(&lines, &[], id, now.wall, scratch));
            if end > KEPT {
                *scratch = Scratch::default();
            }
            exchange.tell(None);
            match encoded {
                Ok(payload) => {
                    let taken = self.outbox.track(payload, now).is_ok();
                    if taken {
                        push_word(&mut exchange.text, id.write(&mut [0; EventId::TEXT_LENGTH]));
                    }
                    taken
                }
                Err(violations) => {
                    if !self.report_invalid {
                        exchange.tell(Some(&violations));
                    }
                    self.outbox.refuse_invalid(id, violations, self.report_invalid);
                    false
                }
            }
        })
    }

    /// Tells how the request `id` has ended: with an HTTP status, or with 0 where there was no answer. `retry_after` is
    /// what the answer asked for, in milliseconds; below zero where it asked for nothing.
    pub fn respond(&mut self, id: f64, status: u16, retry_after: f64, wall: f64, mono: f64) {
        let response = match status {
            0 => Response::NoResponse,
            status => {
                Response::Status { status, retry_after: (retry_after >= 0.0).then(|| whole(retry_after)) }
            }
        };
        self.outbox.handle_response(RequestId(whole(id)), response, now(wall, mono));
    }

    /// Lets time pass.
    pub fn timeout(&mut self, wall: f64, mono: f64) {
        self.outbox.handle_timeout(now(wall, mono));
    }

    /// Begins to flush and gives the flush's number; it is over after `timeout` milliseconds at the latest. With
    /// `closes`, no more events are taken.
    pub fn flush(&mut self, closes: bool, timeout: f64, wall: f64, mono: f64) -> f64 {
        let begin = if closes { Outbox::close } else { Outbox::flush };
        number(begin(&mut self.outbox, now(wall, mono), whole(timeout)).0)
    }

    /// Opts the user out of tracking, or in again.
    pub fn set_opt_out(&mut self, opted_out: bool) {
        self.outbox.set_opt_out(opted_out);
    }

    /// What to do next.
    pub fn poll(&mut self, wall: f64, mono: f64) -> Step {
        with_exchange(|exchange| {
            let (step, subject) = match self.outbox.poll(now(wall, mono)) {
                Output::Wait(None) => (Step::Idle, 0),
                Output::Wait(Some(moment)) => (Step::Wait, moment),
                Output::Send(request) => {
                    exchange.body = request.body;
                    (Step::Send, request.id.0)
                }
                Output::Notice(Notice::Outcome(outcome)) => {
                    write_outcome(&mut exchange.text, &outcome);
                    (Step::Outcome, 0)
                }
                Output::Notice(Notice::Flushed(flushed)) => {
                    (if flushed.is_complete() { Step::Flushed } else { Step::Unflushed }, flushed.id.0)
                }
                // A notice that a later core may add is not for this package: on to the next.
                Output::Notice(_) => (Step::Wait, 0),
            };
            exchange.number = number(subject);
            step
        })
    }

    /// Hands out the counters as words: name, count, name, count…
    pub fn stats(&self) {
        with_exchange(|exchange| {
            exchange.text.clear();
            for (name, count) in self.outbox.stats().entries() {
                push_word(&mut exchange.text, name);
                push_number(&mut exchange.text, count);
            }
        });
    }
}

/// A line of words (event id, reason, status or 0, attempts), and then the violations.
fn write_outcome(text: &mut String, outcome: &Outcome) {
    text.clear();
    push_word(text, outcome.event_id.write(&mut [0; EventId::TEXT_LENGTH]));
    push_word(text, outcome.reason.as_str());
    push_number(text, outcome.status.unwrap_or(0).into());
    push_number(text, outcome.attempts.into());
    push_violations(text, &outcome.violations);
}

fn push_number(words: &mut String, number: u64) {
    push_word(words, itoa::Buffer::new().format(number));
}

fn push_word(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

const fn now(wall: f64, mono: f64) -> Now {
    Now { wall: whole(wall), mono: whole(mono) }
}
