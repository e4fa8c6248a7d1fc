//! Sets of fields.

use super::field::{FIELDS, Field, Group};

/// A set of fields: a bit for each of [`FIELDS`], by its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FieldSet(u32);

const _: () = assert!(FIELDS.len() < 32, "each field has a bit, and the last one is no field's");

impl FieldSet {
    pub(super) const NONE: Self = Self(0);

    /// The fields of these groups.
    pub(super) const fn of_groups(mut groups: &[Group]) -> Self {
        let mut set = Self::NONE;
        while let [group, rest @ ..] = groups {
            let mut fields = FIELDS.as_slice();
            while let [field, others @ ..] = fields {
                if field.group as u8 == *group as u8 {
                    set = set.with(field);
                }
                fields = others;
            }
            groups = rest;
        }
        set
    }

    /// The set that has only this field; for one that the tracker writes by itself, the last bit.
    const fn only(field: &Field) -> Self {
        Self(1_u32.wrapping_shl(field.slot as u32))
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn has(self, field: &Field) -> bool {
        self.0 & Self::only(field).0 != 0
    }

    pub(super) const fn with(self, field: &Field) -> Self {
        self.or(Self::only(field))
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, field: &Field) -> Self {
        self.without_all(Self::only(field))
    }

    pub(super) const fn without_all(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The fields, in the order of the table.
    pub(super) fn fields(mut self) -> impl Iterator<Item = &'static Field> {
        core::iter::from_fn(move || {
            // Of an empty set this is 32, where there is no field.
            let field = FIELDS.get(self.0.trailing_zeros() as usize)?;
            self.0 &= self.0 - 1;
            Some(field)
        })
    }
}
