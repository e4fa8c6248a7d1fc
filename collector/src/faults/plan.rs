//! What a specification of faults asks for, read and checked.

use std::time::Duration;

use serde_json::{Map, Value};

use super::SpecError;
use super::draw;
use super::members::Members;

/// The faults that are asked for, in the order in which they are tried.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Plan {
    /// Decides, with a request's number, which share it belongs to.
    pub(crate) seed: u64,
    /// The first rule that a request meets is carried out.
    pub(crate) rules: Vec<Rule>,
}

/// One fault, and when it happens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    /// What is done.
    pub(crate) action: Action,
    /// To which requests or connections.
    pub(crate) when: When,
    /// As it was given.
    pub(crate) given: Map<String, Value>,
}

/// What is done to a request or a connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// It gets this status; its events are stored only if `store` says so.
    Status {
        /// 200 to 599.
        status: u16,
        /// The value of `Retry-After`.
        retry_after: Option<String>,
        /// Whether its events are stored all the same.
        store: bool,
    },
    /// It is held, for this long or until the faults change, and its connection closed; nothing is stored.
    Hang(Option<Duration>),
    /// It is stored at once and answered later.
    Delay(Duration),
    /// It is stored, and its answer sent slowly.
    Drip(Pace),
    /// It is stored, and its connection closed without an answer.
    Lost,
    /// Its connection is reset before its body is read; nothing is stored.
    ResetAtHead,
    /// Its connection is reset once its body is read; nothing is stored.
    ResetAtBody,
    /// The connection is reset when its first bytes arrive.
    ResetAtConnect,
    /// The connection is read slowly.
    SlowRead(Pace),
    /// The whole collector is away for this long.
    Down(Duration, Absence),
}

/// So many bytes at a time, with a pause after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    /// Bytes at a time, at least 1.
    pub(crate) bytes: usize,
    /// The pause.
    pub(crate) pause: Duration,
}

/// How a collector is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    /// Its socket is closed: connections are refused, and those that trackers have are reset.
    Refuse,
    /// Its socket is open, and nobody reads from it.
    Blackhole,
}

/// To which requests a rule applies: to those that meet every condition given.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct When {
    /// The part of all requests, as `[from, to)` of the numbers that [`draw::share`] gives.
    pub(crate) share: Option<(f64, f64)>,
    /// Each Nth.
    pub(crate) every: Option<u64>,
    /// Not more than so many, counted after `after`.
    pub(crate) first: Option<u64>,
    /// Not the first so many.
    pub(crate) after: u64,
    /// Bodies of more bytes than this.
    pub(crate) larger_than: Option<usize>,
    /// Bodies with this text in them.
    pub(crate) containing: Option<String>,
}

/// The conditions of every rule for requests.
const REQUEST: [&str; 6] = ["share", "every", "first", "after", "larger_than", "containing"];

/// The conditions of a rule that sees no body.
const HEAD: [&str; 4] = ["share", "every", "first", "after"];

/// Each action's name, its own members, and the conditions it takes.
const ACTIONS: [(&str, &[&str], &[&str]); 8] = [
    ("status", &["status", "retry_after", "store"], &REQUEST),
    ("hang", &["ms"], &REQUEST),
    ("delay", &["ms"], &REQUEST),
    ("drip", &["bytes", "ms"], &REQUEST),
    ("lost", &[], &REQUEST),
    ("reset", &["at"], &REQUEST),
    ("slow_read", &["bytes", "ms"], &HEAD),
    ("down", &["ms", "mode"], &["after"]),
];

impl Plan {
    /// Checks `{"seed": …, "rules": […]}`.
    pub(super) fn from_json(value: Value) -> Result<Self, SpecError> {
        let mut members = Members::new(String::new(), value)?;
        let seed = members.whole("seed", 0..=u64::MAX)?.unwrap_or_default();
        let rules = members.list("rules")?;
        members.finish("a specification", &["seed", "rules"])?;
        let mut shares = 0.0;
        let rules = rules
            .into_iter()
            .enumerate()
            .map(|(index, rule)| Rule::from_json(format!("/rules/{index}"), rule, &mut shares))
            .collect::<Result<_, _>>()?;
        Ok(Self { seed, rules })
    }
}

impl Rule {
    /// Checks one rule. `shares` is what the rules before it take of all requests.
    fn from_json(at: String, value: Value, shares: &mut f64) -> Result<Self, SpecError> {
        let mut members = Members::new(at, value)?;
        let given = members.given().clone();
        let names: Vec<&str> = ACTIONS.iter().map(|(name, ..)| *name).collect();
        let name = members.one_of("do", &names)?.ok_or_else(|| members.missing("do", &names.join(", ")))?;
        let action = Action::read(name, &mut members)?;
        let allowed = ACTIONS.iter().find(|(known, ..)| *known == name);
        let (own, conditions) =
            allowed.map_or((&[][..], &[][..]), |(_, own, conditions)| (*own, *conditions));
        // A connection has no body yet.
        let conditions = if action == Action::ResetAtConnect { &HEAD[..] } else { conditions };
        let when = When::read(&mut members, conditions, shares)?;
        members.finish(&format!("`{name}`"), &[&["do"], own, conditions].concat())?;
        Ok(Self { action, when, given })
    }

    /// Whether it applies to connections, and not to requests.
    pub(crate) fn is_for_connections(&self) -> bool {
        matches!(self.action, Action::ResetAtConnect | Action::SlowRead(_))
    }
}

impl Action {
    fn read(name: &str, members: &mut Members) -> Result<Self, SpecError> {
        const DAY_MS: u64 = 24 * 60 * 60 * 1000;
        let millis = |members: &mut Members| members.whole("ms", 0..=DAY_MS);
        Ok(match name {
            "status" => Self::Status {
                status: u16::try_from(members.required("status", 200..=599)?).unwrap_or(u16::MAX),
                retry_after: members.text_or_number("retry_after")?,
                store: members.flag("store")?.unwrap_or_default(),
            },
            "hang" => Self::Hang(millis(members)?.map(Duration::from_millis)),
            "delay" => Self::Delay(Duration::from_millis(members.required("ms", 0..=DAY_MS)?)),
            "drip" => Self::Drip(Pace::read(members, 1)?),
            "slow_read" => Self::SlowRead(Pace::read(members, 1024)?),
            "lost" => Self::Lost,
            "reset" => match members.one_of("at", &["connect", "head", "body"])? {
                Some("connect") => Self::ResetAtConnect,
                Some("head") => Self::ResetAtHead,
                _ => Self::ResetAtBody,
            },
            _ => {
                let time = Duration::from_millis(members.required("ms", 1..=DAY_MS)?);
                let mode = members.one_of("mode", &["refuse", "blackhole"])?;
                Self::Down(time, if mode == Some("blackhole") { Absence::Blackhole } else { Absence::Refuse })
            }
        })
    }
}

impl Pace {
    fn read(members: &mut Members, default_bytes: u64) -> Result<Self, SpecError> {
        let bytes = members.whole("bytes", 1..=1 << 20)?.unwrap_or(default_bytes);
        let pause = members.whole("ms", 1..=60_000)?.unwrap_or(100);
        Ok(Self { bytes: usize::try_from(bytes).unwrap_or(1), pause: Duration::from_millis(pause) })
    }
}

impl When {
    fn read(members: &mut Members, allowed: &[&str], shares: &mut f64) -> Result<Self, SpecError> {
        let mut when = Self::default();
        for name in allowed {
            match *name {
                "share" => when.share = members.share(shares)?,
                "every" => when.every = members.whole("every", 1..=u64::MAX)?,
                "first" => when.first = members.whole("first", 1..=u64::MAX)?,
                "after" => when.after = members.whole("after", 0..=u64::MAX)?.unwrap_or_default(),
                "larger_than" => {
                    let bytes = members.whole("larger_than", 0..=1 << 32)?;
                    when.larger_than = bytes.and_then(|bytes| usize::try_from(bytes).ok());
                }
                _ => when.containing = members.text("containing")?,
            }
        }
        Ok(when)
    }

    /// Whether a request or a connection of this number, from 1, meets the conditions that need no body.
    pub(crate) fn covers(&self, seed: u64, number: u64) -> bool {
        let Some(counted) = number.checked_sub(self.after).filter(|counted| *counted > 0) else {
            return false;
        };
        let drawn = || draw::share(seed, number);
        self.first.is_none_or(|first| counted <= first)
            && self.every.is_none_or(|every| counted.is_multiple_of(every))
            && self.share.is_none_or(|(from, to)| (from..to).contains(&drawn()))
    }

    /// Whether it cannot be told without a body.
    pub(crate) fn needs_body(&self) -> bool {
        self.larger_than.is_some() || self.containing.is_some()
    }

    /// Whether a body meets the conditions on it.
    pub(crate) fn fits(&self, body: &[u8]) -> bool {
        self.larger_than.is_none_or(|bytes| body.len() > bytes)
            && self.containing.as_ref().is_none_or(|text| contains(body, text.as_bytes()))
    }
}

fn contains(body: &[u8], text: &[u8]) -> bool {
    text.is_empty() || body.windows(text.len()).any(|window| window == text)
}
