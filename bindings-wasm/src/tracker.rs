//! What can be done with a tracker. Times are milliseconds: `wall` since 1970, `mono` since any moment that stays the same.

use snowgauge_core::outbox::Notice;
use snowgauge_core::{EventId, Outbox, Outcome, Output, RequestId, Response, Scratch, Stats};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::codes::step;
use crate::event::StreamEvent;
use crate::given::Given;
use crate::number::{now, number, whole};
use crate::out::{KEPT, Out};
use crate::state::{with_state, with_tracker};
use crate::stream::Stream;

/// Takes an event; `random` are the 16 random bytes of its id, four at a time. Hands out its id, where it was taken. Where
/// it is invalid and the caller is to be told, hands out why instead; says whether it does that.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "numbers are all that crosses")]
pub fn track(
    tracker: usize,
    event: &str,
    random0: u32,
    random1: u32,
    random2: u32,
    random3: u32,
    wall: f64,
    mono: f64,
) -> bool {
    with_tracker(tracker, |tracker, out| {
        let mut random = [0; 16];
        for (bytes, word) in random.chunks_exact_mut(4).zip([random0, random1, random2, random3]) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        let id = EventId::from_random(random);
        let now = now(wall, mono);
        let encoded = StreamEvent::read(Stream::new(event))
            .and_then(|event| tracker.encoder.encode(&event, &[], id, now.wall, &mut tracker.scratch));
        if event.len() > KEPT {
            tracker.scratch = Scratch::default();
        }
        out.clear();
        match encoded {
            Ok(payload) => {
                if tracker.outbox.track(payload, now).is_ok() {
                    out.push_line(id.write(&mut [0; EventId::TEXT_LENGTH]));
                }
                false
            }
            Err(violations) => {
                let raises = !tracker.report_invalid;
                if raises {
                    out.push_violations(violations.as_slice());
                }
                tracker.outbox.refuse_invalid(id, violations, !raises);
                raises
            }
        }
    })
}

/// Checks the subject's fields and the entities of a scope, and hands out all that is wrong with them. Where nothing is and
/// the scope `stays`, it is the tracker's from then on.
#[wasm_bindgen]
pub fn scope(tracker: usize, parts: &str, stays: bool) {
    with_tracker(tracker, |tracker, out| {
        out.clear();
        match Given::new(Stream::new(parts)).scope_in(&tracker.encoder) {
            Ok(encoder) if stays => tracker.encoder = encoder,
            Ok(_) => {}
            Err(violations) => out.push_violations(violations.as_slice()),
        }
    });
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

/// Lets time pass, and says what to do next: one of the [steps](step).
#[wasm_bindgen]
pub fn poll(tracker: usize, wall: f64, mono: f64) -> u8 {
    with_tracker(tracker, |tracker, out| {
        out.clear();
        let now = now(wall, mono);
        tracker.outbox.handle_timeout(now);
        let (step, subject) = match tracker.outbox.poll(now) {
            Output::Wait(None) => (step::IDLE, 0),
            Output::Wait(Some(moment)) => (step::WAIT, moment),
            Output::Send(request) => {
                out.bytes = request.body;
                (step::SEND, request.id.0)
            }
            Output::Notice(Notice::Outcome(outcome)) => {
                push_outcome(out, &outcome);
                (step::OUTCOME, 0)
            }
            Output::Notice(Notice::Flushed(flushed)) => {
                (if flushed.is_complete() { step::FLUSHED } else { step::UNFLUSHED }, flushed.id.0)
            }
            // A notice that a later core may add is not for this package: on to the next.
            Output::Notice(_) => (step::WAIT, 0),
        };
        out.number = number(subject);
        step
    })
}

/// Event id, reason (its place among the core's), status or 0, attempts, the fields that were cut, and then the
/// violations, each in a line.
fn push_outcome(out: &mut Out, outcome: &Outcome) {
    out.push_line(outcome.event_id.write(&mut [0; EventId::TEXT_LENGTH]));
    out.push_number(outcome.reason as u64);
    out.push_number(outcome.status.unwrap_or(0).into());
    out.push_number(outcome.attempts.into());
    out.push_words(outcome.truncated.names());
    out.push_violations(&outcome.violations);
}

/// Hands out the names of the counters, each in a line: `accepted`, then the reasons, then others.
#[wasm_bindgen]
pub fn counters() {
    with_state(|state| {
        state.out.clear();
        for name in Stats::NAMES {
            state.out.push_line(name);
        }
    });
}

/// Hands out the counts of the [`counters`], each in a line.
#[wasm_bindgen]
pub fn stats(tracker: usize) {
    with_tracker(tracker, |tracker, out| {
        out.clear();
        for count in tracker.outbox.stats().counts() {
            out.push_number(count);
        }
    });
}
