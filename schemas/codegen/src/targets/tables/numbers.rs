//! What is asked of numbers, as expressions.

use crate::model::{Bound, Decimal, Numbers};

/// A telling name for an integer.
pub(super) fn integer_name(numbers: &Numbers) -> String {
    let Numbers { minimum, maximum, multiple_of } = numbers;
    let least = Some(Bound { number: Decimal::ZERO, exclusive: false });
    match maximum {
        Some(Bound { number: most, exclusive: false }) if *minimum == least && multiple_of.is_none() => {
            if *most == Decimal::from(i64::MAX) {
                "COUNT".into()
            } else {
                format!("COUNT_TO_{}", word(*most))
            }
        }
        _ => name("INTEGER", numbers),
    }
}

/// A telling name for a number of this type.
pub(super) fn name(type_name: &str, numbers: &Numbers) -> String {
    let Numbers { minimum, maximum, multiple_of } = numbers;
    let part = |words, bound: Option<Bound>| {
        bound.map(|bound| format!("_{}_{}", bound.word(words), word(bound.number)))
    };
    let bounds = [part(["FROM", "ABOVE"], *minimum), part(["TO", "BELOW"], *maximum)];
    let step = multiple_of.map(|step| format!("_STEP_{}", word(step)));
    let parts: String = bounds.into_iter().chain([step]).flatten().collect();
    format!("{type_name}{parts}")
}

/// A number as a part of a name.
fn word(number: Decimal) -> String {
    number.to_string().replace('-', "MINUS_").replace('.', "_")
}

/// The shape, without its path.
pub(super) fn shape(numbers: &Numbers) -> String {
    let Numbers { minimum, maximum, multiple_of } = numbers;
    let limit = |name: &str, number: &Decimal| format!("Limit::{name}({:?})", number.to_string());
    let bound = |names, bound: &Option<Bound>| bound.map(|bound| limit(bound.word(names), &bound.number));
    let limits = [
        bound(["minimum", "above"], minimum),
        bound(["maximum", "below"], maximum),
        multiple_of.map(|step| limit("multiple_of", &step)),
    ];
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    if limits.is_empty() { "Any".into() } else { format!("Limits(&[{}])", limits.join(", ")) }
}
