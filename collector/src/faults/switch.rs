//! Which faults are on, how often each was done, and whether the collector is away.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};
use tokio::sync::watch;
use tokio::time::timeout;

use super::plan::{Absence, Action, Plan, Rule};
use super::turn::Turn;

/// The faults of one collector.
pub(crate) struct Faults {
    current: Mutex<Current>,
    presence: watch::Sender<Presence>,
    socket: watch::Sender<Socket>,
}

/// What has become of the collector's socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Socket {
    /// Connections are taken.
    Open,
    /// They are refused, on purpose.
    Closed,
    /// They should be taken, but it cannot be opened; the text says why.
    Unavailable(String),
}

/// How long whoever sets faults waits for the socket.
const SETTLE: Duration = Duration::from_secs(1);

/// Whether the collector is there, and since which change of its faults.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Presence {
    /// How often the faults were set.
    epoch: u64,
    /// How it is away; none when it is there.
    pub(crate) absence: Option<Absence>,
}

impl Presence {
    /// The faults are others now.
    fn change(&mut self) {
        *self = Self { epoch: self.epoch.wrapping_add(1), absence: None };
    }
}

#[derive(Default)]
struct Current {
    plan: Arc<Plan>,
    done: Vec<u64>,
    requests: u64,
    connections: u64,
}

/// What `GET /faults` answers.
#[derive(Serialize)]
pub(crate) struct Report {
    seed: u64,
    /// Requests to tracker endpoints since the faults were set.
    requests: u64,
    /// Connections by trackers since then.
    connections: u64,
    /// How the collector is away, or that another program has its port.
    away: Option<&'static str>,
    /// The rules as they were given, each with how often it was `done`.
    rules: Vec<Map<String, Value>>,
}

impl Faults {
    /// Starts with these.
    pub(crate) fn new(plan: Plan) -> Self {
        Self {
            current: Mutex::new(Current::of(plan)),
            presence: watch::Sender::default(),
            socket: watch::Sender::new(Socket::Open),
        }
    }

    /// Puts these in place of the present ones; counts begin again. Whoever waits for the old ones is let go.
    pub(crate) fn set(self: &Arc<Self>, plan: Plan) {
        *self.lock() = Current::of(plan);
        self.presence.send_modify(Presence::change);
        self.go_down_if_asked(0);
    }

    /// Which faults are on, and what they have done.
    pub(crate) fn report(&self) -> Report {
        let current = self.lock();
        let rules = current.plan.rules.iter().zip(&current.done).map(|(rule, done)| {
            let mut given = rule.given.clone();
            given.insert("done".to_owned(), Value::from(*done));
            given
        });
        Report {
            seed: current.plan.seed,
            requests: current.requests,
            connections: current.connections,
            away: self.away(),
            rules: rules.collect(),
        }
    }

    fn away(&self) -> Option<&'static str> {
        match self.presence.borrow().absence {
            Some(Absence::Refuse) => Some("refuse"),
            Some(Absence::Blackhole) => Some("blackhole"),
            None => matches!(*self.socket.borrow(), Socket::Unavailable(_)).then_some("taken"),
        }
    }

    /// Tells of every change.
    pub(crate) fn presence(&self) -> watch::Receiver<Presence> {
        self.presence.subscribe()
    }

    /// The socket was opened or closed, or could not be.
    pub(crate) fn set_socket(&self, socket: Socket) {
        self.socket.send_replace(socket);
    }

    /// Waits until the socket is as the faults want it: closed while connections are refused, open otherwise.
    ///
    /// # Errors
    ///
    /// Why it is not, where that takes too long.
    pub(crate) async fn settled(&self) -> Result<(), String> {
        let (mut presence, mut socket) = (self.presence(), self.socket.subscribe());
        let settled = async {
            loop {
                let wanted = presence.borrow_and_update().absence != Some(Absence::Refuse);
                if (*socket.borrow_and_update() == Socket::Open) == wanted {
                    return;
                }
                // They fail only when the sender is gone, and that is `self`. An absence may be over before the socket was closed.
                tokio::select! {
                    _ = presence.changed() => {}
                    _ = socket.changed() => {}
                }
            }
        };
        match (timeout(SETTLE, settled).await, &*self.socket.borrow()) {
            (Err(_), Socket::Unavailable(why)) => Err(why.clone()),
            _ => Ok(()),
        }
    }

    /// Gives the next request its turn; none while there are no faults.
    pub(crate) fn next_request(self: &Arc<Self>) -> Option<Turn<'_>> {
        let mut current = self.lock();
        current.requests += 1;
        if current.plan.rules.is_empty() {
            return None;
        }
        let (plan, number) = (Arc::clone(&current.plan), current.requests);
        // While the plan cannot change: a change of it is one that this has not seen.
        let presence = self.presence();
        drop(current);
        // A request may be read while its connection has yet to see that nobody is there.
        let is_lost = self.go_down_if_asked(number) || self.presence.borrow().absence.is_some();
        Some(Turn { faults: self, plan, number, is_lost, presence })
    }

    /// What is done to the next connection of a tracker.
    pub(crate) fn next_connection(&self) -> Option<Action> {
        let (plan, number) = {
            let mut current = self.lock();
            current.connections += 1;
            (Arc::clone(&current.plan), current.connections)
        };
        let covers = |rule: &Rule| rule.is_for_connections() && rule.when.covers(plan.seed, number);
        let index = plan.rules.iter().position(covers)?;
        Some(self.done(&plan, index))
    }

    /// Counts that a rule was carried out, and says what it asks for.
    pub(super) fn done(&self, plan: &Arc<Plan>, index: usize) -> Action {
        let mut current = self.lock();
        // Another plan may be in place by now.
        if Arc::ptr_eq(&current.plan, plan)
            && let Some(done) = current.done.get_mut(index)
        {
            *done += 1;
        }
        plan.rules.get(index).map_or(Action::Lost, |rule| rule.action.clone())
    }

    /// Lets go of everybody, for good.
    pub(crate) fn end(&self) {
        *self.lock() = Current::default();
        self.presence.send_modify(Presence::change);
    }

    /// Goes away if a rule says so, once the request of this number has come; 0 for the start. Says whether it did.
    pub(crate) fn go_down_if_asked(self: &Arc<Self>, number: u64) -> bool {
        let plan = Arc::clone(&self.lock().plan);
        let due = |rule: &Rule| {
            let after = rule.when.after;
            // "After 5 requests" begins when the sixth comes.
            let begins = if after == 0 { Some(0) } else { after.checked_add(1) };
            matches!(rule.action, Action::Down(..)) && begins == Some(number)
        };
        let Some(index) = plan.rules.iter().position(due) else {
            return false;
        };
        if let Action::Down(time, absence) = self.done(&plan, index) {
            self.go_down(time, absence);
        }
        true
    }

    fn go_down(self: &Arc<Self>, time: Duration, absence: Absence) {
        self.presence.send_modify(|presence| presence.absence = Some(absence));
        let epoch = self.presence.borrow().epoch;
        let faults = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            faults.presence.send_if_modified(|presence| {
                let ours = presence.epoch == epoch;
                if ours {
                    presence.absence = None;
                }
                ours
            });
        });
    }

    fn lock(&self) -> MutexGuard<'_, Current> {
        // Every change below the lock is complete in itself, so a panic elsewhere leaves nothing half done.
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Current {
    fn of(plan: Plan) -> Self {
        Self { done: vec![0; plan.rules.len()], plan: Arc::new(plan), requests: 0, connections: 0 }
    }
}
