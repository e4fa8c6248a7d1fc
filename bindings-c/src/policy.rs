//! What happens when there is no room, and with each HTTP status.

use core::mem::MaybeUninit;

use snowgauge::{Action, Overflow};

use crate::argument::{array, number, unusable};
use crate::error::Failure;

/// What happens with an event for which there is no room.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum snowgauge_overflow {
    /// It is not taken.
    SNOWGAUGE_OVERFLOW_REJECT_NEW = 1,
    /// The oldest events that wait give way to it, as many as need be.
    SNOWGAUGE_OVERFLOW_DROP_OLDEST = 2,
}

/// What is done with the events of a request that was answered with a certain HTTP status.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum snowgauge_action {
    /// They are delivered.
    SNOWGAUGE_ACTION_DELIVER = 1,
    /// They are tried again after a pause.
    SNOWGAUGE_ACTION_RETRY = 2,
    /// All of them leave as `SNOWGAUGE_REASON_REJECTED`: the answer is about the sender or the endpoint.
    SNOWGAUGE_ACTION_REJECT = 3,
    /// The request is parted in two until the event at fault is alone; it leaves as `SNOWGAUGE_REASON_REJECTED`, the others
    /// are delivered.
    SNOWGAUGE_ACTION_BISECT = 4,
    /// The request is parted in two until it is small enough; an event that is alone leaves as
    /// `SNOWGAUGE_REASON_TOO_LARGE`.
    SNOWGAUGE_ACTION_SPLIT = 5,
    /// All of them leave as `SNOWGAUGE_REASON_AUTH`.
    SNOWGAUGE_ACTION_AUTH = 6,
}

/// What is done about a status, in place of the default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_status_action {
    /// The HTTP status, 100 to 599.
    pub status: u16,
    /// What is done about it.
    pub action: MaybeUninit<snowgauge_action>,
}

/// A list of statuses and actions; `{NULL, 0}` for none. Of several for one status the last counts.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct snowgauge_status_action_list {
    /// The first.
    pub items: *const snowgauge_status_action,
    /// How many.
    pub len: usize,
}

impl snowgauge_status_action_list {
    /// No status: the defaults hold.
    pub(crate) const NONE: Self = Self { items: core::ptr::null(), len: 0 };

    /// Reads the list that a program handed in.
    ///
    /// # Safety
    ///
    /// It keeps to rule 1 of the crate's contract.
    pub(crate) unsafe fn read(self) -> Result<Vec<(u16, Action)>, Failure> {
        // SAFETY: as the caller vouches.
        let items = unsafe { array(self.items, self.len, "status_policy") }?;
        items.iter().map(|item| Ok((item.status, action(number(&item.action))?))).collect()
    }
}

/// The action with this number.
fn action(number: u32) -> Result<Action, Failure> {
    Ok(match number {
        1 => Action::Deliver,
        2 => Action::Retry,
        3 => Action::Reject,
        4 => Action::Bisect,
        5 => Action::Split,
        6 => Action::Auth,
        other => return Err(unusable("status_policy", "a snowgauge_action", &other.to_string())),
    })
}

/// What happens when there is no room.
pub(crate) fn overflow(given: MaybeUninit<snowgauge_overflow>) -> Result<Overflow, Failure> {
    match number(&given) {
        1 => Ok(Overflow::RejectNew),
        2 => Ok(Overflow::DropOldest),
        other => Err(unusable("overflow", "a snowgauge_overflow", &other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, action: u32) -> Result<Vec<(u16, Action)>, String> {
        // SAFETY: four bytes make a `MaybeUninit` of an enum, whatever they are.
        let action = unsafe { core::mem::transmute::<u32, MaybeUninit<snowgauge_action>>(action) };
        let item = snowgauge_status_action { status, action };
        // SAFETY: a list of one.
        unsafe { snowgauge_status_action_list { items: &raw const item, len: 1 }.read() }
            .map_err(Failure::into_message)
    }

    /// The numbers are those that the core's names have.
    #[test]
    fn every_action_has_its_number() {
        let names = ["deliver", "retry", "reject", "bisect", "split", "auth"];
        for (number, name) in (1..).zip(names) {
            assert_eq!(read(404, number), Ok(vec![(404, Action::from_name(name).unwrap())]));
        }
        assert_eq!(read(404, 7), Err("status_policy: expected a snowgauge_action, found 7".to_owned()));
    }

    #[test]
    fn every_overflow_has_its_number() {
        for (number, expected) in [(1, Some(Overflow::RejectNew)), (2, Some(Overflow::DropOldest)), (3, None)]
        {
            // SAFETY: four bytes make a `MaybeUninit` of an enum, whatever they are.
            let given = unsafe { core::mem::transmute::<u32, MaybeUninit<snowgauge_overflow>>(number) };
            assert_eq!(overflow(given).ok(), expected);
        }
    }
}
