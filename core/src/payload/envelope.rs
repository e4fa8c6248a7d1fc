//! The body of a request: `payload_data` around the events, each stamped with the time of this attempt.

use alloc::vec::Vec;

use super::field;
use super::fields::begin_member;
use crate::ascii::{MOST_DIGITS, push_number};
use crate::time::UnixMillis;

/// A request's body while events are added to it. An event is kept without its closing brace, so that the time of
/// sending, which is another one at each attempt, can be put in last.
#[derive(Debug)]
pub(crate) struct Envelope {
    body: Vec<u8>,
    /// What ends each event: the time of sending and the brace.
    stamp: Vec<u8>,
    /// By how much a stamp is shorter than today's: of a clock that stands at 1970, and may be set right before the events
    /// are sent again. And the same for all events so far.
    short: usize,
    short_by: usize,
    empty: bool,
}

const TAIL: &[u8] = b"]}";

/// What a body begins with.
const HEAD: [&str; 3] = ["{\"schema\":\"", field::PAYLOAD_DATA, "\",\"data\":["];

impl Envelope {
    /// The most bytes that a body with this event alone has, whenever it is sent.
    pub(crate) fn length_alone(event: &[u8]) -> usize {
        HEAD.iter().map(|part| part.len()).sum::<usize>() + event.len() + MOST_STAMP + TAIL.len()
    }

    /// An empty envelope that is sent at this time.
    pub(crate) fn new(sent: UnixMillis) -> Self {
        let mut body = Vec::new();
        for part in &HEAD {
            body.extend_from_slice(part.as_bytes());
        }
        let mut stamp = Vec::new();
        begin_member(&mut stamp, field::SENT);
        push_number(&mut stamp, sent);
        stamp.extend_from_slice(b"\"}");
        let short = USUAL_STAMP.saturating_sub(stamp.len());
        Self { body, stamp, short, short_by: 0, empty: true }
    }

    /// How many bytes the body has with this event added and the envelope closed, now or when it is sent again.
    pub(crate) fn length_with(&self, event: &[u8]) -> usize {
        let short_by = self.short_by + self.short;
        self.body.len() + usize::from(!self.empty) + event.len() + self.stamp.len() + short_by + TAIL.len()
    }

    /// Adds an event.
    pub(crate) fn push(&mut self, event: &[u8]) {
        if !self.empty {
            self.body.push(b',');
        }
        self.empty = false;
        self.short_by += self.short;
        self.body.extend_from_slice(event);
        self.body.extend_from_slice(&self.stamp);
    }

    /// The body.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.body.extend_from_slice(TAIL);
        self.body
    }
}

/// The most bytes of `,"stm":"…"}`.
const MOST_STAMP: usize = field::SENT.name.len() + MOST_DIGITS + r#","":""}"#.len();

/// The bytes of a stamp from 2001 to 2286: its time has 13 digits.
const USUAL_STAMP: usize = MOST_STAMP - MOST_DIGITS + 13;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_predicted_length_is_the_length_also_after_the_clock_was_set_right() {
        for sent in [0, 999, 1_764_000_000_000] {
            let (mut envelope, mut later) = (Envelope::new(sent), Envelope::new(1_764_000_000_001));
            for event in [&b"{\"e\":\"se\""[..], b"{", b"{\"e\":\"ue\",\"eid\":\"x\""] {
                let predicted = envelope.length_with(event);
                envelope.push(event);
                later.push(event);
                assert_eq!(predicted, later.body.len() + TAIL.len());
            }
            let body = envelope.finish();
            assert!(serde_json::from_slice::<serde_json::Value>(&body).is_err(), "a lone brace is no event");
        }
    }

    #[test]
    fn a_body_is_json_and_every_event_is_stamped() {
        let mut envelope = Envelope::new(42);
        envelope.push(b"{\"e\":\"se\"");
        envelope.push(b"{\"e\":\"ue\"");
        let body: serde_json::Value = serde_json::from_slice(&envelope.finish()).unwrap();
        assert_eq!(body["schema"], field::PAYLOAD_DATA);
        assert_eq!(body["data"], serde_json::json!([{"e": "se", "stm": "42"}, {"e": "ue", "stm": "42"}]));
    }
}
