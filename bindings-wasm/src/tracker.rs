//! One tracker: the core's encoder and outbox.

use snowgauge_core::outbox::{Flushed, Notice};
use snowgauge_core::{
    Encoder, EventId, Now, Outbox, Outcome, Output, RequestId, Response, Scratch, Violation,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::input::{Input, KEPT};
use crate::options::Options;
use crate::step::{Step, number, whole};
use crate::violations::ViolationList;

/// One tracker. Times are milliseconds: `wall` since 1970, `mono` since any moment that stays the same.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Tracker {
    encoder: Encoder,
    outbox: Outbox,
    scratch: Scratch,
    report_invalid: bool,
    /// What the last step, or the last event that was refused, is about.
    number: f64,
    body: Vec<u8>,
    outcome: String,
    violations: Vec<Violation>,
}

#[wasm_bindgen]
impl Tracker {
    /// A tracker with these options; nothing where [`Options::problem`] tells of one.
    pub fn open(options: &Options) -> Option<Self> {
        Some(Self {
            encoder: Encoder::new(&options.config).ok()?,
            outbox: Outbox::new(&options.config).ok()?,
            scratch: Scratch::default(),
            report_invalid: options.report_invalid,
            number: 0.0,
            body: Vec::new(),
            outcome: String::new(),
            violations: Vec::new(),
        })
    }

    /// Takes the event in `input` and gives its id; nothing where it was not taken. Where it is invalid and the caller
    /// is to be told, [`take_violations`](Self::take_violations) says why.
    pub fn track(&mut self, input: &Input, end: usize, wall: f64, mono: f64) -> Option<String> {
        let id = input.event_id();
        let now = now(wall, mono);
        let Self { encoder, scratch, .. } = self;
        let encoded = input
            .parse(end)
            .and_then(|parsed| encoder.encode(&parsed.event, &parsed.entities(), id, now.wall, scratch));
        if end > KEPT {
            *scratch = Scratch::default();
        }
        match encoded {
            Ok(payload) => self.outbox.track(payload, now).ok().map(id_text),
            Err(violations) => {
                if !self.report_invalid {
                    self.violations = violations.as_slice().to_vec();
                }
                self.outbox.refuse_invalid(id, violations, self.report_invalid);
                None
            }
        }
    }

    /// What was wrong with the last event or outcome; empty where nothing was.
    pub fn take_violations(&mut self) -> ViolationList {
        core::mem::take(&mut self.violations).into()
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

    /// Begins to flush and gives the flush's number; it is over after `timeout` milliseconds at the latest.
    pub fn flush(&mut self, timeout: f64, wall: f64, mono: f64) -> f64 {
        number(self.outbox.flush(now(wall, mono), whole(timeout)).0)
    }

    /// As [`flush`](Self::flush), and takes no more events.
    pub fn close(&mut self, timeout: f64, wall: f64, mono: f64) -> f64 {
        number(self.outbox.close(now(wall, mono), whole(timeout)).0)
    }

    /// Opts the user out of tracking, or in again.
    pub fn set_opt_out(&mut self, opted_out: bool) {
        self.outbox.set_opt_out(opted_out);
    }

    /// What to do next.
    pub fn poll(&mut self, wall: f64, mono: f64) -> Step {
        match self.outbox.poll(now(wall, mono)) {
            Output::Wait(None) => Step::Idle,
            Output::Wait(Some(moment)) => self.step(Step::Wait, moment),
            Output::Send(request) => {
                self.body = request.body;
                self.step(Step::Send, request.id.0)
            }
            Output::Notice(Notice::Outcome(outcome)) => {
                self.outcome = outcome_text(&outcome);
                self.violations = outcome.violations;
                Step::Outcome
            }
            Output::Notice(Notice::Flushed(flushed)) => self.step(flush_step(&flushed), flushed.id.0),
            // A notice that a later core may add is not for this package.
            Output::Notice(_) => self.step(Step::Wait, 0),
        }
    }

    fn step(&mut self, step: Step, subject: u64) -> Step {
        self.number = number(subject);
        step
    }

    /// The number that the last step is about.
    #[wasm_bindgen(getter)]
    pub fn number(&self) -> f64 {
        self.number
    }

    /// The body of the request to start.
    pub fn take_body(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.body)
    }

    /// The outcome to tell, as words: event id, reason, status or 0, attempts.
    pub fn take_outcome(&mut self) -> String {
        core::mem::take(&mut self.outcome)
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

const fn flush_step(flushed: &Flushed) -> Step {
    if flushed.is_complete() { Step::Flushed } else { Step::Unflushed }
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
