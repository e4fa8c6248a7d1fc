//! The plan's rules about the entities of an event.

use alloc::string::String;

use crate::encode::Facts;
use crate::message::sentence;
use crate::schema::{Code, EntityRule, EventPlan, Report, Schema};

/// Checks the entities of one event against the plan while they are written.
pub(super) struct EntityCheck {
    pub(super) plan: &'static EventPlan,
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
        for rule in self.plan.rules {
            if core::ptr::eq(rule.schema, schema) {
                check_value(rule, facts, report);
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
            let count = if entity.required { "exactly" } else { "at most" };
            let expected = sentence("% one entity %", &[count, entity.schema.uri]);
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

/// Reports a field of an entity that has another value than the plan says.
fn check_value(rule: &EntityRule, facts: &Facts, report: &mut Report) {
    let property = rule.schema.root.object().and_then(|object| object.property(rule.field));
    let (Some(property), Some(found)) = (property, facts.value(rule.field)) else { return };
    if found != rule.value {
        let found = sentence("\"%\"", &[property.node.value(found)]);
        let pointer = sentence("/%", &[property.name]);
        report.add(Code::PlanValue, pointer, rule.words.into(), &found, rule.schema.uri);
    }
}

fn shift(index: usize) -> u32 {
    u32::try_from(index).map_or(u32::MAX, |index| index.saturating_mul(2))
}
