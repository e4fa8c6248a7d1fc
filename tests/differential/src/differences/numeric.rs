//! Keywords of numbers, by exact arithmetic.

use std::cmp::Ordering;

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

use crate::number::Exact;

type Factory<'a> = Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>>;

/// What is asked of a number, given its text.
struct Numeric<F>(F);

impl<'i, F: Fn(&str) -> bool + Send + Sync> Keyword<'i> for Numeric<F> {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("the number does not fit")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        !matches!(instance, Value::Number(number) if !(self.0)(number.as_str()))
    }
}

/// `minimum`, with the flag beside it.
pub(super) fn minimum<'a>(parent: &'a Map<String, Value>, bound: &'a Value, _: Location) -> Factory<'a> {
    compared(parent, "exclusiveMinimum", bound, Ordering::Greater)
}

/// `maximum`, with the flag beside it.
pub(super) fn maximum<'a>(parent: &'a Map<String, Value>, bound: &'a Value, _: Location) -> Factory<'a> {
    compared(parent, "exclusiveMaximum", bound, Ordering::Less)
}

fn compared<'a>(parent: &Map<String, Value>, flag: &str, bound: &Value, wanted: Ordering) -> Factory<'a> {
    let exclusive = parent.get(flag) == Some(&Value::Bool(true));
    let bound = exact(bound)?;
    Ok(Box::new(Numeric(move |text: &str| {
        let order = Exact::parse(text).map(|number| number.compare(&bound));
        order.is_none_or(|order| order == wanted || order.is_eq() && !exclusive)
    })))
}

/// `multipleOf`.
pub(super) fn multiple_of<'a>(_: &'a Map<String, Value>, step: &'a Value, _: Location) -> Factory<'a> {
    let step = exact(step)?;
    Ok(Box::new(Numeric(move |text: &str| {
        Exact::parse(text).is_none_or(|number| number.is_multiple_of(&step))
    })))
}

/// `-0` is refused.
#[expect(clippy::unnecessary_wraps, reason = "the crate asks for a result")]
pub(super) fn not_negative_zero<'a>(_: &'a Map<String, Value>, _: &'a Value, _: Location) -> Factory<'a> {
    Ok(Box::new(Numeric(|text: &str| text != "-0")))
}

fn exact<'a>(value: &Value) -> Result<Exact, ValidationError<'a>> {
    Exact::parse(&value.to_string()).ok_or_else(|| ValidationError::schema("this is no number"))
}
