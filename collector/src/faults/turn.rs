//! What becomes of one request.

use std::sync::Arc;

use tokio::sync::watch;

use super::plan::{Action, Plan, Rule};
use super::switch::{Faults, Presence};

/// One request's turn: its number, and the rules that it may meet.
pub(crate) struct Turn<'a> {
    pub(super) faults: &'a Faults,
    pub(super) plan: Arc<Plan>,
    pub(super) number: u64,
    pub(super) is_lost: bool,
    /// Has seen what was there when the turn began.
    pub(super) presence: watch::Receiver<Presence>,
}

impl Turn<'_> {
    /// Whether the collector is away, or went away with this request.
    pub(crate) fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// Waits until the faults are others than when the turn began, or the collector goes away or comes back.
    pub(crate) async fn change(&self) {
        // It fails only when the sender is gone, and the turn has that.
        drop(self.presence.clone().changed().await);
    }

    /// Waits until the collector is there.
    pub(crate) async fn presence(&self) {
        drop(self.presence.clone().wait_for(|presence| presence.absence.is_none()).await);
    }

    /// Whether the request is to be reset before its body is read: a rule says so, and no rule before it wants to see the
    /// body.
    pub(crate) fn is_reset_at_head(&self) -> bool {
        let Some(index) = self.covering().next() else {
            return false;
        };
        let reset = self
            .plan
            .rules
            .get(index)
            .is_some_and(|rule| rule.action == Action::ResetAtHead && !rule.when.needs_body());
        if reset {
            self.faults.done(&self.plan, index);
        }
        reset
    }

    /// What is done to the request.
    pub(crate) fn action(&self, body: &[u8]) -> Option<Action> {
        let fits = |index: &usize| self.plan.rules.get(*index).is_some_and(|rule| rule.when.fits(body));
        self.covering().find(fits).map(|index| self.faults.done(&self.plan, index))
    }

    fn covering(&self) -> impl Iterator<Item = usize> {
        let rules = self.plan.rules.iter().enumerate();
        let is_mine = |rule: &Rule| {
            !rule.is_for_connections()
                && !matches!(rule.action, Action::Down(..))
                && rule.when.covers(self.plan.seed, self.number)
        };
        rules.filter(move |(_, rule)| is_mine(rule)).map(|(index, _)| index)
    }
}
