//! What can be done with a tracker. Times are milliseconds: `wall` since 1970, `mono` since any moment that stays the same.

use snowgauge_core::outbox::Notice;
use snowgauge_core::{EventId, Outbox, Outcome, Output, RequestId, Response, Scratch};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::codes::step;
use crate::event::StreamEvent;
use crate::exchange::{Exchange, KEPT};
use crate::number::{now, number, whole};
use crate::trackers::with_tracker;

/// Takes the event whose stream ends at `end`; hands out its id, where it was taken. Where it is invalid and the caller is
/// to be told, hands out why instead; says whether it does that.
#[wasm_bindgen]
pub fn track(tracker: usize, end: usize, wall: f64, mono: f64) -> bool {
    with_tracker(tracker, |tracker, exchange| {
        let id = exchange.event_id();
        let now = now(wall, mono);
        let encoded = StreamEvent::read(exchange.stream(end))
            .and_then(|event| tracker.encoder.encode(&event, &[], id, now.wall, &mut tracker.scratch));
        if end > KEPT {
            tracker.scratch = Scratch::default();
        }
        exchange.clear();
        match encoded {
            Ok(payload) => {
                if tracker.outbox.track(payload, now).is_ok() {
                    exchange.push_line(id.write(&mut [0; EventId::TEXT_LENGTH]));
                }
                false
            }
            Err(violations) => {
                let raises = !tracker.report_invalid;
                if raises {
                    exchange.push_violations(violations.as_slice());
                }
                tracker.outbox.refuse_invalid(id, violations, tracker.report_invalid);
                raises
            }
        }
    })
}

/// Tells how the request `id` has ended: with an HTTP status, or with 0 where there was no answer. `retry_after` is what
/// the answer asked for, in milliseconds; below zero where it asked for nothing.
#[wasm_bindgen]
pub fn respond(tracker: usize, id: f64, status: u16, retry_after: f64, wall: f64, mono: f64) {
    with_tracker(tracker, |tracker, _| {
        let response = match status {
            0 => Response::NoResponse,
            status => {
                Response::Status { status, retry_after: (retry_after >= 0.0).then(|| whole(retry_after)) }
            }
        };
        tracker.outbox.handle_response(RequestId(whole(id)), response, now(wall, mono));
    });
}

/// Lets time pass.
#[wasm_bindgen]
pub fn timeout(tracker: usize, wall: f64, mono: f64) {
    with_tracker(tracker, |tracker, _| tracker.outbox.handle_timeout(now(wall, mono)));
}

/// Begins to flush and gives the flush's number; it is over after `timeout` milliseconds at the latest. With `closes`, no
/// more events are taken.
#[wasm_bindgen]
pub fn flush(tracker: usize, closes: bool, timeout: f64, wall: f64, mono: f64) -> f64 {
    with_tracker(tracker, |tracker, _| {
        let begin = if closes { Outbox::close } else { Outbox::flush };
        number(begin(&mut tracker.outbox, now(wall, mono), whole(timeout)).0)
    })
}

/// Opts the user out of tracking, or in again.
#[wasm_bindgen]
pub fn set_opt_out(tracker: usize, opted_out: bool) {
    with_tracker(tracker, |tracker, _| tracker.outbox.set_opt_out(opted_out));
}

/// What to do next: one of the [steps](step).
#[wasm_bindgen]
pub fn poll(tracker: usize, wall: f64, mono: f64) -> u8 {
    with_tracker(tracker, |tracker, exchange| {
        exchange.clear();
        let (step, subject) = match tracker.outbox.poll(now(wall, mono)) {
            Output::Wait(None) => (step::IDLE, 0),
            Output::Wait(Some(moment)) => (step::WAIT, moment),
            Output::Send(request) => {
                exchange.out = request.body;
                (step::SEND, request.id.0)
            }
            Output::Notice(Notice::Outcome(outcome)) => {
                push_outcome(exchange, &outcome);
                (step::OUTCOME, 0)
            }
            Output::Notice(Notice::Flushed(flushed)) => {
                (if flushed.is_complete() { step::FLUSHED } else { step::UNFLUSHED }, flushed.id.0)
            }
            // A notice that a later core may add is not for this package: on to the next.
            Output::Notice(_) => (step::WAIT, 0),
        };
        exchange.number = number(subject);
        step
    })
}

/// Event id, reason, status or 0, attempts, and then the violations, each in a line.
fn push_outcome(exchange: &mut Exchange, outcome: &Outcome) {
    exchange.push_line(outcome.event_id.write(&mut [0; EventId::TEXT_LENGTH]));
    exchange.push_line(outcome.reason.as_str());
    exchange.push_number(outcome.status.unwrap_or(0).into());
    exchange.push_number(outcome.attempts.into());
    exchange.push_violations(&outcome.violations);
}

/// Hands out the counters, each in two lines: its name, its count.
#[wasm_bindgen]
pub fn stats(tracker: usize) {
    with_tracker(tracker, |tracker, exchange| {
        exchange.clear();
        for (name, count) in tracker.outbox.stats().entries() {
            exchange.push_line(name);
            exchange.push_number(count);
        }
    });
}
