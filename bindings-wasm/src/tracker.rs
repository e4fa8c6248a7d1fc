//! What can be done with a tracker.

use snowgauge_core::outbox::Notice;
use snowgauge_core::schema::Plan;
use snowgauge_core::{Encoder, EventId, Now, Outbox, Outcome, Output, Payload, RequestId, Response, Scratch};

use crate::calls::Input;
use crate::codes::{call, step};
use crate::event::StreamEvent;
use crate::options;
use crate::out::Out;
use crate::stream::Stream;
use crate::{number, whole};

/// One tracker: the core's encoder and outbox.
pub(crate) struct Tracker {
    encoder: Encoder,
    outbox: Outbox,
}

impl Tracker {
    /// A tracker with these options, which JavaScript has checked.
    pub(crate) fn open(options: Stream<'_>) -> Box<Self> {
        let mut config = options::read(options);
        Box::new(Self { encoder: Encoder::of_checked(&mut config), outbox: Outbox::of_checked(&mut config) })
    }

    /// Does what [`codes`](crate::codes::call) says of `call`.
    pub(crate) fn call(
        &mut self,
        call: u8,
        input: &Input<'_>,
        plan: &'static Plan,
        scratch: &mut Scratch,
        out: &mut Out,
    ) -> f64 {
        let Input { now, numbers: [first, second, third], .. } = *input;
        match call {
            call::TRACK => return self.track(input, plan, scratch, out),
            call::RESTORE => return f64::from(self.restore(input)),
            call::CHECK_SCOPE => {
                out.push_all(match StreamEvent::read(input.stream, plan) {
                    Ok(ref carrier) => self.encoder.check_scope(carrier, scratch),
                    Err(violations) => Some(violations),
                });
            }
            call::RESPOND => self.respond(whole(first), whole(second), third, now),
            call::FLUSH => return number(self.outbox.flush(now, whole(first)).0),
            call::CLOSE => return number(self.outbox.close(now, whole(first)).0),
            call::OPT_OUT => self.outbox.set_opt_out(whole(first) > 0),
            call::POLL => return f64::from(self.poll(now, out)),
            call::COUNT => {
                let place = usize::try_from(whole(first)).unwrap_or(usize::MAX);
                return number(self.outbox.count(place));
            }
            _ => {}
        }
        0.0
    }

    #[inline(never)]
    fn track(&mut self, input: &Input<'_>, plan: &'static Plan, scratch: &mut Scratch, out: &mut Out) -> f64 {
        let id = EventId::from_random(input.id);
        let [is_stored, is_reported, _] = input.numbers;
        let (is_stored, is_reported) = (is_stored > 0.0, is_reported > 0.0);
        let payload = match StreamEvent::read(input.stream, plan) {
            Ok(ref event) => self.encoder.encode(event, &[], id, input.now.wall, scratch),
            Err(violations) => Err(violations),
        };
        match payload {
            Ok(mut payload) => {
                out.push_id(id);
                if is_stored {
                    payload.mark_stored();
                    out.push_line("");
                    out.bytes.extend_from_slice(payload.bytes());
                }
                if self.outbox.track(payload, input.now).is_err() {
                    out.bytes.clear();
                }
                0.0
            }
            Err(violations) => {
                if !is_reported {
                    out.push_violations(violations.as_slice());
                }
                self.outbox.refuse_invalid(id, violations, is_reported);
                f64::from(!is_reported)
            }
        }
    }

    fn restore(&mut self, input: &Input<'_>) -> bool {
        let mut stream = input.stream;
        let part = stream.part();
        let payload = Payload::from_store(EventId::from_bytes(input.id), part.name.as_bytes().into());
        self.outbox.restore(payload, part.number(), input.now)
    }

    #[inline(never)]
    fn respond(&mut self, request: u64, status: u64, retry_after: f64, now: Now) {
        let response = match u16::try_from(status) {
            Ok(status @ 1..) => {
                Response::Status { status, retry_after: (retry_after >= 0.0).then(|| whole(retry_after)) }
            }
            _ => Response::NoResponse,
        };
        self.outbox.handle_response(RequestId(request), response, now);
    }

    #[inline(never)]
    fn poll(&mut self, now: Now, out: &mut Out) -> u8 {
        let (step, subject) = match self.outbox.poll(now) {
            Output::Wait(None) => (step::IDLE, 0),
            Output::Wait(Some(moment)) => (step::WAIT, moment),
            Output::Send(request) => {
                out.bytes = request.body;
                (step::SEND, request.id.0)
            }
            Output::Notice(Notice::Outcome(ref outcome)) => {
                push_outcome(out, outcome);
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
    }
}

/// Event id, reason (its place among the core's), status or 0, attempts, the fields that were cut, and then the
/// violations, each in a line.
fn push_outcome(out: &mut Out, outcome: &Outcome) {
    out.push_id(outcome.event_id);
    out.push_number(outcome.reason as u64);
    out.push_number(outcome.status.unwrap_or(0).into());
    out.push_number(outcome.attempts.into());
    out.push_words(outcome.truncated.names());
    out.push_violations(&outcome.violations);
}
