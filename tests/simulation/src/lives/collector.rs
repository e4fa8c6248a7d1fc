//! A collector with good and bad days, and the network before it.

use snowgauge_core::Response;

use super::coverage::Coverage;
use super::events::Events;
use super::network::Trip;
use crate::dice::Dice;

/// What goes wrong on a bad day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The connection is refused, or reset before the collector has the request.
    Refused,
    /// It is reset after the collector has stored the events.
    AnswerLost,
    /// No answer comes, and the collector has nothing.
    Hang,
    /// No answer comes, though the collector has stored the events.
    SilentlyStored,
    /// The answer takes longer than the host's transport waits.
    Late,
    /// The request reaches the collector after the host's transport has given up.
    LateArrival,
    /// The answer comes twice.
    Twice,
    /// A second answer says otherwise than the first.
    Contradicted,
    /// A proxy answers 502 to what the collector has stored.
    BadGateway,
    /// 503, 500, 504 or 408.
    Unavailable,
    /// 503 or 429 with `Retry-After`.
    RetryAfter,
    /// 401 or 403.
    Denied,
    /// 400, 410 or 422 to whatever comes.
    Refusing,
    /// 413 to whatever comes.
    TooLarge,
    /// A status that nobody expects.
    Odd,
    /// The host's token source has none.
    NoToken,
}

impl Fault {
    pub(super) const ALL: [(Self, &'static str); 16] = [
        (Self::Refused, "refused"),
        (Self::AnswerLost, "answer-lost"),
        (Self::Hang, "hang"),
        (Self::SilentlyStored, "silently-stored"),
        (Self::Late, "late"),
        (Self::LateArrival, "late-arrival"),
        (Self::Twice, "twice"),
        (Self::Contradicted, "contradicted"),
        (Self::BadGateway, "bad-gateway"),
        (Self::Unavailable, "unavailable"),
        (Self::RetryAfter, "retry-after"),
        (Self::Denied, "denied"),
        (Self::Refusing, "refusing"),
        (Self::TooLarge, "too-large"),
        (Self::Odd, "odd-status"),
        (Self::NoToken, "no-token"),
    ];
}

/// What a day brings: so many of a hundred requests meet the fault, or any fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weather {
    pub(super) trouble: u64,
    fault: Option<Fault>,
}

impl Weather {
    pub(super) const FINE: Self = Self { trouble: 0, fault: None };

    pub(super) fn draw(dice: &mut Dice, trouble: u64) -> Self {
        match dice.below(4) {
            0 => Self::FINE,
            1 => Self { trouble, fault: None },
            2 => Self { trouble, fault: Some(dice.pick(&Fault::ALL).0) },
            _ => Self { trouble: 100, fault: Some(dice.pick(&Fault::ALL).0) },
        }
    }
}

/// What will become of a request; all times in milliseconds.
#[derive(Debug)]
pub(super) struct Plan {
    /// After how long it reaches the collector, if it does.
    pub(super) arrives: Option<u64>,
    /// What the collector says without a look at the events.
    says: Option<Response>,
    /// What is heard instead of what it says.
    pub(super) heard: Option<Response>,
    /// After how long from there the answer is at the host, if it comes.
    pub(super) answers: Option<u64>,
    /// After how long from there it comes once more, and as what.
    pub(super) again: Option<(u64, Option<Response>)>,
}

impl Plan {
    /// What becomes of a request that a transport sends which gives up after `timeout`.
    pub(super) fn draw(dice: &mut Dice, met: &mut Coverage, weather: Weather, timeout: Option<u64>) -> Self {
        let mut plan = Self {
            arrives: Some(dice.spread(400)),
            says: None,
            heard: None,
            answers: Some(dice.spread(400)),
            again: None,
        };
        if dice.percent(weather.trouble) {
            let (fault, name) = match weather.fault {
                None => dice.pick(&Fault::ALL),
                Some(fault) => *Fault::ALL.iter().find(|(other, _)| *other == fault).unwrap(),
            };
            met.meet("fault", name);
            plan.suffer(fault, dice, timeout.unwrap_or(10_000));
        }
        plan
    }

    fn suffer(&mut self, fault: Fault, dice: &mut Dice, timeout: u64) {
        let lost = Some(Response::NoResponse);
        match fault {
            Fault::Refused => self.arrives = None,
            Fault::NoToken => (self.arrives, self.heard) = (None, Some(Response::NoToken)),
            Fault::AnswerLost => self.heard = lost,
            Fault::Hang => (self.arrives, self.answers) = (None, None),
            Fault::SilentlyStored => self.answers = None,
            Fault::Late => self.answers = Some(timeout + dice.spread(60_000)),
            Fault::LateArrival => self.arrives = Some(timeout + dice.spread(60_000)),
            Fault::Twice => self.again = Some((dice.spread(30_000), None)),
            Fault::Contradicted => {
                let second = dice.pick(&[Response::status(200), Response::status(503), Response::NoResponse]);
                self.again = Some((dice.spread(30_000), Some(second)));
            }
            Fault::BadGateway => self.heard = Some(Response::status(502)),
            Fault::Unavailable => self.says = Some(Response::status(dice.pick(&[503, 500, 504, 408]))),
            Fault::RetryAfter => {
                let retry_after = dice.pick(&[0, 1, 700, 5_000, 120_000, 7_200_000, u64::MAX]);
                let status = dice.pick(&[503, 429]);
                self.says = Some(Response::Status { status, retry_after: Some(retry_after) });
            }
            Fault::Denied => self.says = Some(Response::status(dice.pick(&[401, 403]))),
            Fault::Refusing => self.says = Some(Response::status(dice.pick(&[400, 410, 422]))),
            Fault::TooLarge => self.says = Some(Response::status(413)),
            Fault::Odd => {
                self.says = Some(Response::status(dice.pick(&[0, 100, 199, 301, 304, 404, 418, 599, 999])));
            }
        }
    }
}

/// What the collector makes of a request, and what the host will hear of it.
pub(super) fn receive(
    trip: &Trip,
    events: &mut Events,
    token: u64,
    most_body: Option<u64>,
) -> (bool, Response) {
    let poisoned = trip.events.iter().any(|event| events.get(*event).poison);
    let (stored, said) = match trip.plan.says {
        Some(response) => (false, response),
        None if trip.token != token => (false, Response::status(401)),
        None if most_body.is_some_and(|most| trip.bytes > most) => (false, Response::status(413)),
        None if poisoned => (false, Response::status(400)),
        None => (true, Response::status(200)),
    };
    (stored, trip.plan.heard.unwrap_or(said))
}
