//! The plan's rules about the fields of one datum.

use alloc::string::String;

use super::facts::Facts;
use super::frame::push_name;
use crate::schema::{Code, Condition, Object, Report, Schema};

/// Checks the rules of a datum's schema, once all of its fields are known.
pub(super) fn check(schema: &Schema, facts: &Facts, report: &mut Report) {
    let Some(object) = schema.root.object() else { return };
    for rule in schema.rules {
        if !facts.is_null(rule.field) && condition_holds(&rule.condition, object, facts) {
            let mut pointer = String::new();
            push_name(&mut pointer, object.property(rule.field).map_or("", |property| property.name));
            report.add(Code::PlanNull, pointer, rule.words.into(), "a value", schema.uri);
        }
    }
}

/// Whether a rule's condition holds. It does not where its field is at fault itself: that has been reported.
fn condition_holds(condition: &Condition, object: &Object, facts: &Facts) -> bool {
    if let Some(value) = facts.value(condition.field) {
        return (value == condition.value) != condition.unless;
    }
    let required = object.required.has(condition.field.into());
    condition.unless && !required && facts.is_null(condition.field)
}
