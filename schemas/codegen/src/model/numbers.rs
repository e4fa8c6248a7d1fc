//! Reads what a schema asks of a number: bounds, a step, a list.

use jsonc_parser::ast::ObjectProp;

use super::decimal::Decimal;
use super::schema::{Place, Reader};
use super::shape::{Bound, Numbers};
/// Where Snowplow's validator begins to round integers before it divides them: 2^53.
const EXACT: i64 = 1 << 53;

/// How a number has to be written that the generator reads.
const AS_DECIMAL: &str =
    "write a number without exponent, of at most 20 digits before the point and 15 after it";

impl Reader<'_, '_> {
    /// The keywords that are about a number.
    pub(super) fn numbers(&mut self, place: Place<'_>) -> Numbers {
        let minimum = self.bound(place, "minimum", "exclusiveMinimum");
        let maximum = self.bound(place, "maximum", "exclusiveMaximum");
        if let Some((least, most)) = minimum.as_ref().zip(maximum.as_ref())
            && (least.number > most.number
                || least.number == most.number && (least.exclusive || most.exclusive))
        {
            let what = "no number is within `minimum` and `maximum`";
            self.problem(place.json, &place.to("minimum"), what, "correct one of the two");
        }
        let multiple_of = self.step(place, [minimum, maximum]);
        Numbers { minimum, maximum, multiple_of }
    }

    /// A bound, and whether it is itself excluded.
    fn bound(&mut self, place: Place<'_>, keyword: &str, flag: &str) -> Option<Bound> {
        let exclusive = self.flag(place, flag);
        let Some(property) = place.json.get(keyword) else {
            if let Some(property) = place.json.get(flag) {
                let what = format!("`{flag}` says nothing without `{keyword}`");
                self.problem(property, &place.to(flag), what, "add the bound, or leave it out");
            }
            return None;
        };
        self.decimal(property, &place.to(keyword)).map(|number| Bound { number, exclusive })
    }

    /// A keyword that is `true` or `false`.
    pub(super) fn flag(&mut self, place: Place<'_>, keyword: &str) -> bool {
        let Some(property) = place.json.get(keyword) else { return false };
        let flag = property.value.as_boolean_lit().map(|literal| literal.value);
        if flag.is_none() {
            let what = format!("`{keyword}` is `true` or `false` in JSON Schema draft 4");
            self.problem(property, &place.to(keyword), what, "write one of the two");
        }
        flag.unwrap_or(false)
    }

    fn decimal(&mut self, property: &ObjectProp<'_>, pointer: &str) -> Option<Decimal> {
        let number = property.value.as_number_lit().and_then(|number| number.value.parse().ok());
        if number.is_none() {
            let what = format!("`{}` is not a number that the generator reads", property.name.as_str());
            self.problem(property, pointer, what, AS_DECIMAL);
        }
        number
    }

    /// `multipleOf`, where Snowplow's validator and the core are sure to agree on it.
    fn step(&mut self, place: Place<'_>, bounds: [Option<Bound>; 2]) -> Option<Decimal> {
        let property = place.json.get("multipleOf")?;
        let pointer = place.to("multipleOf");
        let step = self.decimal(property, &pointer)?;
        let is_exact =
            |bound: Option<Bound>| bound.is_some_and(|bound| bound.number.abs() <= Decimal::from(EXACT));
        if step <= Decimal::ZERO || step.significant_digits() > 15 {
            let instead = "write a number above zero of at most 15 digits";
            self.problem(property, &pointer, "Snowplow's validator does not read this step exactly", instead);
            return None;
        }
        if !bounds.into_iter().all(is_exact) {
            let instead = format!("add a `minimum` and a `maximum` within ±{EXACT}");
            let what = "Snowplow's validator rounds integers beyond ±2^53 before it divides them";
            self.problem(property, &pointer, what, instead);
        }
        Some(step)
    }
}
