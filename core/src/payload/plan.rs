//! The plan's rules about the entities of an event.

use alloc::string::String;

use crate::encode::Facts;
use crate::message::sentence;
use crate::schema::{Code, EventPlan, Report, Schema};

/// Checks the entities of one event against the plan while they are written.
pub(super) struct EntityCheck {
    plan: &'static EventPlan,
    /// How often each of the plan's entities was attached: two bits hold 0, 1 and "more" for up to 32 of them.
    counts: u64,
}

impl EntityCheck {
    pub(super) const fn new(plan: &'static EventPlan) -> Self {
        Self { plan, counts: 0 }
    }

    fn count(&self, index: usize) -> u64 {
        self.counts.checked_shr(shift(index)).unwrap_or(0) & 0b11
    }

    /// Takes note of an entity that was just written.
    pub(super) fn note(&mut self, schema: &'static Schema, facts: &Facts, report: &mut Report) {
        let position = self.plan.entities.iter().position(|entity| core::ptr::eq(entity.schema, schema));
        if let Some(index) = position.filter(|index| self.count(*index) < 2) {
            self.counts += 1_u64.checked_shl(shift(index)).unwrap_or(0);
        }
        for rule in self.plan.rules.iter().filter(|rule| core::ptr::eq(rule.schema, schema)) {
            let other = facts.value(rule.field).filter(|value| *value != rule.value);
            let property =
                schema.root.object().and_then(|object| object.properties.get(usize::from(rule.field)));
            if let (Some(other), Some(property)) = (other, property) {
                let value =
                    |index: u8| property.node.values().get(usize::from(index)).copied().unwrap_or_default();
                let expected =
                    sentence(&["\"", value(rule.value), "\" for the event ", self.plan.name, " (", rule.because, ")"]);
                let pointer = sentence(&["/", property.name]);
                report.add(Code::PlanValue, pointer, expected, &quoted(value(other)), schema.uri);
            }
        }
    }

    /// Reports the entities that are missing or repeated, once all are written.
    pub(super) fn finish(&self, report: &mut Report) {
        for (index, entity) in self.plan.entities.iter().enumerate() {
            let (code, found) = match self.count(index) {
                0 if entity.required => (Code::EntityMissing, "none"),
                0 | 1 => continue,
                _ => (Code::EntityRepeated, "more than one"),
            };
            let count = if entity.required { "exactly one entity " } else { "at most one entity " };
            let expected = sentence(&[count, entity.schema.uri]);
            report.add(
                code,
                String::new(),
                expected,
                found,
                self.plan.schema.map_or(self.plan.name, |schema| schema.uri),
            );
        }
    }
}

fn shift(index: usize) -> u32 {
    u32::try_from(index).map_or(u32::MAX, |index| index.saturating_mul(2))
}

fn quoted(text: &str) -> String {
    sentence(&["\"", text, "\""])
}
