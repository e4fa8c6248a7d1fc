//! What a life is like: the tracker's options, how its host behaves, what its collector takes.

use snowgauge_core::Config;
use snowgauge_core::outbox::{Action, Overflow};

use super::coverage::Coverage;
use super::disk::Durability;
use crate::dice::Dice;

/// An option with the values that are drawn for it.
pub(super) type Choice = (&'static str, &'static [u64]);

const MAX_EVENTS: Choice = ("max_events", &[1, 2, 5, 40, 200]);
const MAX_BYTES: Choice = ("max_bytes", &[600, 3_000, 20_000, 1_000_000]);
const BATCH_EVENTS: Choice = ("batch_events", &[1, 2, 3, 10, 100]);
const BATCH_BYTES: Choice = ("batch_bytes", &[1_000, 1_500, 4_000, 150_000, 1_000_000]);
const LINGER: Choice = ("linger", &[0, 1, 50, 1_000, 5_000]);
const MAX_ATTEMPTS: Choice = ("max_attempts", &[1, 2, 3, 7, 100]);
const MAX_AGE: Choice = ("max_age", &[0, 1, 200, 20_000, 3_600_000, 86_400_000]);
const MAX_REQUESTS: Choice = ("max_requests", &[1, 2, 3, 5]);
const DROP_OLDEST: Choice = ("drop_oldest", &[0, 1]);
const TOKEN_REFRESH: Choice = ("token_refresh", &[0, 1]);
/// Which of [`STATUS_POLICIES`].
const STATUS_POLICY: Choice = ("status_policy", &[0, 0, 0, 1, 2, 3]);
/// After how many milliseconds without an answer the transport gives up; 0 is a transport that waits for ever.
const TIMEOUT: Choice = ("transport_timeout", &[0, 500, 10_000, 10_000, 60_000]);
/// The largest body that the collector takes, in bytes; 0 is any.
const MOST_BODY: Choice = ("collector_takes_at_most", &[0, 0, 0, 700, 1_200, 3_000]);
/// How many of a hundred events the collector answers 400 to.
const POISON: Choice = ("poison_percent", &[0, 0, 0, 3, 30]);

/// Every action stands somewhere in place of another.
const STATUS_POLICIES: [&[(u16, Action)]; 4] = [
    &[],
    &[(400, Action::Reject), (503, Action::Bisect), (503, Action::Reject)],
    &[(401, Action::Retry), (200, Action::Retry), (200, Action::Deliver), (304, Action::Deliver)],
    &[(413, Action::Retry), (410, Action::Split), (500, Action::Auth), (400, Action::Retry)],
];

/// Every option, for the check that each of its values was drawn.
pub(super) const CHOICES: [Choice; 14] = [
    MAX_EVENTS,
    MAX_BYTES,
    BATCH_EVENTS,
    BATCH_BYTES,
    LINGER,
    MAX_ATTEMPTS,
    MAX_AGE,
    MAX_REQUESTS,
    DROP_OLDEST,
    TOKEN_REFRESH,
    STATUS_POLICY,
    TIMEOUT,
    MOST_BODY,
    POISON,
];

/// What does not change in a life.
#[derive(Debug)]
pub(super) struct Character {
    pub(super) config: Config,
    /// How the store keeps what it is given, if there is one.
    pub(super) durability: Option<Durability>,
    /// After how long the transport reports that no answer came.
    pub(super) timeout: Option<u64>,
    /// The largest body that the collector takes.
    pub(super) most_body: Option<u64>,
    pub(super) poison_percent: u64,
    /// Whether the wall clock goes on while the machine is off. One without a battery begins at 1970 each time.
    pub(super) has_battery: bool,
    /// The most milliseconds by which the host wakes late.
    pub(super) lateness: u64,
    /// By how many milliseconds, at most, a thread is late with the time that it tracks at.
    pub(super) disorder: u64,
    /// The largest extra length of an event, in bytes.
    pub(super) padding: u64,
    /// How many of a hundred requests go wrong on a bad day.
    pub(super) trouble: u64,
    /// The most milliseconds between two actions.
    pub(super) pace: u64,
    pub(super) steps: u64,
}

impl Character {
    /// A life in which nothing is left to the dice.
    pub(super) const fn plain(config: Config, durability: Option<Durability>) -> Self {
        Self {
            config,
            durability,
            timeout: Some(10_000),
            most_body: None,
            poison_percent: 0,
            has_battery: true,
            lateness: 0,
            disorder: 0,
            padding: 0,
            trouble: 0,
            pace: 0,
            steps: 0,
        }
    }

    pub(super) fn draw(dice: &mut Dice, met: &mut Coverage) -> Self {
        let config = draw_config(dice, met);
        let durability = dice.pick(&[None, Some(Durability::Process), Some(Durability::Power)]);
        met.meet("store", durability.map_or("none", Durability::name));
        let timeout = draw(dice, met, TIMEOUT);
        let most_body = draw(dice, met, MOST_BODY);
        Self {
            config,
            durability,
            timeout: (timeout > 0).then_some(timeout),
            most_body: (most_body > 0).then_some(most_body),
            poison_percent: draw(dice, met, POISON),
            has_battery: dice.percent(60),
            lateness: dice.pick(&[0, 0, 3, 5_000]),
            disorder: dice.pick(&[0, 0, 10, 900]),
            padding: dice.pick(&[0, 100, 600, 5_000]),
            trouble: dice.pick(&[5, 30, 70, 100]),
            pace: dice.pick(&[3, 100, 1_500, 30_000]),
            steps: 20 + dice.spread(1_500),
        }
    }
}

fn draw(dice: &mut Dice, met: &mut Coverage, (name, values): Choice) -> u64 {
    let value = dice.pick(values);
    met.draw(name, value);
    value
}

pub(super) fn draw_config(dice: &mut Dice, met: &mut Coverage) -> Config {
    let mut size = |choice| usize::try_from(draw(dice, met, choice)).unwrap();
    let mut config = Config {
        app_id: "simulation".to_owned(),
        max_events: size(MAX_EVENTS),
        max_bytes: size(MAX_BYTES),
        batch_events: size(BATCH_EVENTS),
        batch_bytes: size(BATCH_BYTES),
        max_requests: size(MAX_REQUESTS),
        ..Config::default()
    };
    config.linger = draw(dice, met, LINGER);
    config.max_attempts = u32::try_from(draw(dice, met, MAX_ATTEMPTS)).unwrap();
    config.max_age = draw(dice, met, MAX_AGE);
    if draw(dice, met, DROP_OLDEST) == 1 {
        config.overflow = Overflow::DropOldest;
    }
    config.token_refresh = draw(dice, met, TOKEN_REFRESH) == 1;
    let policy = usize::try_from(draw(dice, met, STATUS_POLICY)).unwrap();
    config.status_policy = STATUS_POLICIES[policy].to_vec();
    config
}
