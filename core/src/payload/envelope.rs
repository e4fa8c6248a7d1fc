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
    /// What ends each event: the time of sending, the brace, and the comma before the next one.
    stamp: Vec<u8>,
}

/// What a body begins with: before the name of its schema, and behind it.
const HEAD: [&str; 2] = ["{\"schema\":\"", "\",\"data\":["];

impl Envelope {
    /// The bytes around the events: the last one's comma gives way to a bracket, and a brace follows.
    pub(crate) const EMPTY: usize = HEAD[0].len() + field::PAYLOAD_DATA.len() + HEAD[1].len() + 1;

    /// The most bytes that a body with this event alone has, whenever it is sent.
    pub(crate) const fn length_alone(event: &[u8]) -> usize {
        Self::EMPTY + event.len() + MOST_STAMP
    }

    /// An envelope that is sent at this time.
    pub(crate) fn new(sent: UnixMillis) -> Self {
        let mut body = Vec::new();
        body.extend_from_slice(HEAD[0].as_bytes());
        body.extend_from_slice(field::PAYLOAD_DATA.as_bytes());
        body.extend_from_slice(HEAD[1].as_bytes());
        let mut stamp = Vec::new();
        begin_member(&mut stamp, field::SENT);
        push_number(&mut stamp, sent);
        stamp.extend_from_slice(b"\"},");
        Self { body, stamp }
    }

    /// By how much an event makes the body longer, now or when it is sent again: a clock that stands at 1970 may be set
    /// right before that.
    pub(crate) fn length_of(&self, event: &[u8]) -> usize {
        event.len() + self.stamp.len().max(USUAL_STAMP)
    }

    /// Adds an event.
    pub(crate) fn push(&mut self, event: &[u8]) {
        self.body.extend_from_slice(event);
        self.body.extend_from_slice(&self.stamp);
    }

    /// The body, where there is an event in it.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.body.pop();
        self.body.extend_from_slice(b"]}");
        self.body
    }
}

/// The most bytes of `,"stm":"…"},`.
const MOST_STAMP: usize = field::SENT.name.len() + MOST_DIGITS + r#","":""},"#.len();

/// The bytes of a stamp from 2001 to 2286: its time has 13 digits.
const USUAL_STAMP: usize = MOST_STAMP - MOST_DIGITS + 13;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_predicted_length_is_the_length_also_after_the_clock_was_set_right() {
        for sent in [0, 999, 1_764_000_000_000] {
            let (mut envelope, mut later) = (Envelope::new(sent), Envelope::new(1_764_000_000_001));
            let mut predicted = Envelope::EMPTY;
            for event in [&b"{\"e\":\"se\""[..], b"{", b"{\"e\":\"ue\",\"eid\":\"x\""] {
                predicted += envelope.length_of(event);
                envelope.push(event);
                later.push(event);
                assert_eq!(predicted, later.body.len() + 1);
            }
            assert_eq!(predicted, later.finish().len());
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
