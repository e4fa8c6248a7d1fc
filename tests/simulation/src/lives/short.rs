//! All short lives: every sequence of so many actions of a small tracker, none left to the dice.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use snowgauge_core::outbox::{Action, Overflow};
use snowgauge_core::{Config, Monotonic, Response};

use super::character::Character;
use super::coverage::Coverage;
use super::disk::Durability;
use super::life::{Life, START};
use super::run::text_of;
use crate::dice::Dice;

/// One action of a host, or of the world around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Track,
    /// The oldest request under way is answered.
    Answer(Response),
    /// The newest one is, where there are several.
    AnswerNewest(Response),
    /// The clock goes to the moment that the outbox waits for.
    Wake,
    /// It goes on by a millisecond, and nobody looks at it.
    Tick,
    Flush,
    Close,
    /// Or in again.
    OptOut,
    /// The process ends and another one begins with what the store has.
    Crash,
}

const STEPS: [Step; 18] = [
    Step::Track,
    Step::Answer(Response::status(200)),
    Step::Answer(Response::status(503)),
    Step::Answer(Response::Status { status: 429, retry_after: Some(50) }),
    Step::Answer(Response::status(413)),
    Step::Answer(Response::status(400)),
    Step::Answer(Response::status(410)),
    Step::Answer(Response::status(401)),
    Step::Answer(Response::NoResponse),
    Step::Answer(Response::NoToken),
    Step::AnswerNewest(Response::status(200)),
    Step::AnswerNewest(Response::NoResponse),
    Step::Wake,
    Step::Tick,
    Step::Flush,
    Step::Close,
    Step::OptOut,
    Step::Crash,
];

/// A small tracker.
#[derive(Clone, Debug)]
pub struct Tracker {
    /// What it is called.
    pub name: &'static str,
    config: Config,
    is_stored: bool,
}

/// The small trackers of which all short lives are lived.
pub fn trackers() -> [Tracker; 4] {
    let small = Config {
        app_id: "short".to_owned(),
        max_events: 3,
        batch_events: 2,
        max_requests: 2,
        max_attempts: 2,
        linger: 10,
        max_age: 200,
        ..Config::default()
    };
    let tokens = Config { token_refresh: true, max_attempts: 3, ..small.clone() };
    let dropping = Config { overflow: Overflow::DropOldest, max_events: 2, linger: 0, ..small.clone() };
    let lonely = Config {
        max_requests: 1,
        batch_events: 3,
        status_policy: [(400, Action::Retry)].into(),
        ..small.clone()
    };
    [
        Tracker { name: "in memory", config: lonely, is_stored: false },
        Tracker { name: "with a store", config: small, is_stored: true },
        Tracker { name: "with a token source", config: tokens, is_stored: false },
        Tracker { name: "dropping the oldest", config: dropping, is_stored: true },
    ]
}

/// What came of it.
#[derive(Debug)]
pub struct Short {
    /// How many different states were met.
    pub states: usize,
    /// How many steps from one to another were taken.
    pub steps: usize,
    /// The lives in which something happened that must not, each with what.
    pub failures: Vec<String>,
}

/// Takes every step from every state that so many steps lead to, and lets each state come to a good end.
///
/// # Panics
///
/// If a worker does: lives that fail are in the answer.
pub fn explore(tracker: &Tracker, depth: usize) -> Short {
    let seen = Mutex::new(HashSet::from([hash_of(&live(tracker, &[], &mut Coverage::default()))]));
    let mut short = Short { states: 1, steps: 0, failures: Vec::new() };
    let mut frontier: Vec<Vec<u8>> = vec![Vec::new()];
    for _ in 0..depth {
        let next = AtomicUsize::new(0);
        let (found, failures) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, Into::into) {
                scope.spawn(|| {
                    while let Some(path) = frontier.get(next.fetch_add(1, Ordering::Relaxed)) {
                        expand(tracker, path, &seen, &found, &failures);
                    }
                });
            }
        });
        short.steps += frontier.len() * STEPS.len();
        frontier = found.into_inner().unwrap();
        short.states += frontier.len();
        short.failures = failures.into_inner().unwrap();
        if !short.failures.is_empty() {
            break;
        }
    }
    short
}

/// Takes every step from the state that this path leads to.
fn expand(
    tracker: &Tracker,
    path: &[u8],
    seen: &Mutex<HashSet<u64>>,
    found: &Mutex<Vec<Vec<u8>>>,
    failures: &Mutex<Vec<String>>,
) {
    for step in (0_u8..).take(STEPS.len()) {
        let path: Vec<u8> = path.iter().copied().chain([step]).collect();
        let lived = catch_unwind(AssertUnwindSafe(|| {
            let mut met = Coverage::default();
            let mut life = live(tracker, &path, &mut met);
            let is_new = seen.lock().unwrap().insert(hash_of(&life));
            if is_new {
                life.end_well();
            }
            is_new
        }));
        match lived {
            Ok(true) => found.lock().unwrap().push(path),
            Ok(false) => {}
            Err(panic) => {
                let failure = format!("{}: {:?}", text_of(&*panic), steps_of(&path));
                failures.lock().unwrap().push(failure);
            }
        }
    }
}

fn steps_of(path: &[u8]) -> Vec<Step> {
    path.iter().map(|step| STEPS[usize::from(*step)]).collect()
}

/// The life that these steps make.
fn live<'m>(tracker: &Tracker, path: &[u8], met: &'m mut Coverage) -> Life<'m> {
    let durability = tracker.is_stored.then_some(Durability::Process);
    let mut life =
        Life::begin(Dice::new(0), Character::plain(tracker.config.clone(), durability), false, met);
    for step in steps_of(path) {
        take(&mut life, step);
    }
    life
}

fn take(life: &mut Life<'_>, step: Step) {
    let pending = &life.process.account.pending;
    match step {
        Step::Track => {
            // The third event has the same id whatever was done before it.
            life.dice = Dice::new(life.events.all.len() as u64);
            life.track(true);
        }
        Step::Answer(response) => {
            if let Some(id) = pending.first().map(|pending| pending.id) {
                life.be_answered(id, response);
            }
        }
        Step::AnswerNewest(response) => {
            if let Some(id) = pending.get(1..).and_then(|others| others.last()).map(|pending| pending.id) {
                life.be_answered(id, response);
            }
        }
        Step::Wake => {
            life.mono = life.process.wait.unwrap_or(life.mono);
            life.wake();
        }
        Step::Tick => life.mono += 1,
        Step::Flush => life.flush(false, 100),
        Step::Close => life.flush(true, 100),
        Step::OptOut => {
            let opted_out = life.process.account.opted_out;
            life.set_opt_out(!opted_out);
        }
        Step::Crash => life.crash(false),
    }
}

/// What tells one state from another: what the outbox and its observer know, seen from now. Counters do not: nothing is
/// decided by them, and each step checks them.
fn hash_of(life: &Life<'_>) -> u64 {
    let outbox = format!("{:?}", life.process.outbox);
    let (before, after) = outbox.split_once("counters: Counters([").unwrap();
    let (_, after) = after.split_once(']').unwrap();
    let mut hasher = DefaultHasher::new();
    for text in [before, after, &life.process.account.state()] {
        hash_from_now(text, life.mono, &mut hasher);
    }
    for event in &life.events.all {
        hash_from_now(&event.state(), life.mono, &mut hasher);
        (life.wall() - event.tracked).hash(&mut hasher);
    }
    hasher.finish()
}

/// A moment counts by how far it is from now; other numbers are small.
fn hash_from_now(text: &str, now: Monotonic, hasher: &mut DefaultHasher) {
    let mut number = 0_u64;
    for byte in text.bytes() {
        if byte.is_ascii_digit() {
            number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            continue;
        }
        let is_moment = (START / 2..START * 2).contains(&number);
        (if is_moment { number.wrapping_sub(now) } else { number }).hash(hasher);
        byte.hash(hasher);
        number = 0;
    }
}
