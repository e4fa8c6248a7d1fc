//! What the plan's rules need to know of a datum.

use crate::schema::Object;

/// What is known of a datum's own fields after it was written: a state per property of its root, for the plan's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts([u8; Object::MOST]);

impl Facts {
    pub(super) const ABSENT: u8 = 0;
    pub(super) const NULL: u8 = 1;
    pub(super) const OTHER: u8 = 2;
    const FIRST_VALUE: u8 = 3;

    /// Nothing was there.
    pub(super) const NONE: Self = Self([Self::ABSENT; Object::MOST]);

    /// The state of a field that has this one of its enum's values.
    pub(super) fn of_value(index: usize) -> u8 {
        u8::try_from(index).map_or(Self::OTHER, |index| index.saturating_add(Self::FIRST_VALUE))
    }

    /// Sets the state of a property; without one nothing is set.
    pub(super) fn set(&mut self, property: u8, state: u8) {
        if let Some(fact) = self.0.get_mut(usize::from(property)) {
            *fact = state;
        }
    }

    fn state(&self, property: u8) -> u8 {
        self.0.get(usize::from(property)).copied().unwrap_or(Self::ABSENT)
    }

    /// Whether the field is null or absent.
    pub(crate) fn is_null(&self, property: u8) -> bool {
        self.state(property) <= Self::NULL
    }

    /// Which of its enum's values the field has; `None` where it has none of them.
    pub(crate) fn value(&self, property: u8) -> Option<u8> {
        self.state(property).checked_sub(Self::FIRST_VALUE)
    }
}
