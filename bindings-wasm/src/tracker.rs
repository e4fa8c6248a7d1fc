//! One tracker: the core's encoder and outbox.

use snowgauge_core::outbox::Notice;
use snowgauge_core::{Encoder, EventId, Now, Outbox, Outcome, Output, RequestId, Response, Scratch};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::exchange::{Exchange, KEPT};
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
    /// A tracker with the options in `exchange`; hands out where its requests go. Without a tracker it hands out what is
    /// wrong with the options: a sentence that begins with an option's name.
    pub fn open(exchange: &mut Exchange, end: usize) -> Option<Self> {
        let opened = Options::read(exchange.lines(end)).and_then(|options| {
            let encoder = Encoder::new(&options.config)?;
            let outbox = Outbox::new(&options.config)?;
            let scratch = Scratch::default();
            Ok((Self { encoder, outbox, scratch, report_invalid: options.report_invalid }, options.endpoint))
        });
        match opened {
            Ok((tracker, endpoint)) => {
                exchange.text = endpoint;
                Some(tracker)
            }
            Err(error) => {
                exchange.text = error.message();
                None
            }
        }
    }

    /// Takes the event in `exchange` and gives its id; nothing where it was not taken. Where it is invalid and the
    /// caller is to be told, hands out why.
    pub fn track(&mut self, exchange: &mut Exchange, end: usize, wall: f64, mono: f64) -> Option<String> {
        let id = exchange.event_id();
        let now = now(wall, mono);
        let Self { encoder, scratch, .. } = self;
        let encoded = exchange
            .lines(end)
            .event()
            .and_then(|lines| encoder.encode(&lines.event, &lines.entities(), id, now.wall, scratch));
        if end > KEPT {
            *scratch = Scratch::default();
        }
        match encoded {
            Ok(payload) => {
                exchange.tell(None);
                self.outbox.track(payload, now).ok().map(id_text)
            }
            Err(violations) => {
                exchange.tell((!self.report_invalid).then(|| violations.clone()));
                self.outbox.refuse_invalid(id, violations, self.report_invalid);
                None
            }
        }
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
    pub fn poll(&mut self, exchange: &mut Exchange, wall: f64, mono: f64) -> Step {
        let (step, subject) = match self.outbox.poll(now(wall, mono)) {
            Output::Wait(None) => (Step::Idle, 0),
            Output::Wait(Some(moment)) => (Step::Wait, moment),
            Output::Send(request) => {
                exchange.body = request.body;
                (Step::Send, request.id.0)
            }
            Output::Notice(Notice::Outcome(outcome)) => {
                exchange.text = outcome_text(&outcome);
                exchange.violations = outcome.violations;
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
    }

    /// The counters as words: name, count, name, count…
    pub fn stats(&self) -> String {
        let mut words = String::new();
        for (name, count) in self.outbox.stats().entries() {
            push_word(&mut words, name);
            push_word(&mut words, itoa::Buffer::new().format(count));
        }
        words
    }
}

fn id_text(id: EventId) -> String {
    id.write(&mut [0; EventId::TEXT_LENGTH]).into()
}

fn outcome_text(outcome: &Outcome) -> String {
    let mut words = id_text(outcome.event_id);
    push_word(&mut words, outcome.reason.as_str());
    push_word(&mut words, itoa::Buffer::new().format(outcome.status.unwrap_or(0)));
    push_word(&mut words, itoa::Buffer::new().format(outcome.attempts));
    words
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
