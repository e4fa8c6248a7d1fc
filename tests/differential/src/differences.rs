//! What Snowplow's validator does otherwise than the `jsonschema` crate in draft 4: the whole list.
//!
//! Snowplow's is `com.networknt:json-schema-validator` 1.0.76 under `iglu-scala-client`. Each difference is applied where it
//! arises and nowhere else: a keyword of the crate is given Snowplow's meaning, so that everything around it is still judged
//! by the crate; or a kind of text is told apart before the crate sees it.

mod format;
mod numeric;

use jsonschema::{Draft, ValidationOptions};
use serde_json::{Value, json};

/// A difference: what is judged otherwise, and why.
pub const DIFFERENCES: [(&str, &str); 8] = [
    ("`-0` is no integer", "the pipeline's JSON library keeps negative zero as a floating-point number"),
    (
        "`date-time`, `uuid`",
        "Snowplow's validator enforces formats with libraries of its own, which read other texts than RFC 3339 has",
    ),
    (
        "`minimum`, `maximum`, `multipleOf`",
        "the crate works with doubles where a number is short; Snowplow's validator with exact decimals",
    ),
    (
        "members whose name begins with `#`",
        "Snowplow's validator passes over them where the schema does not list them",
    ),
    (
        "integers of more than 1000 digits, and numbers with an exponent beyond 32 bits",
        "enrich throws at the former and makes texts of the latter; the core refuses both wherever they stand",
    ),
    ("nesting beyond 36 levels", "enrich refuses deep JSON; the crate has no limit"),
    (
        "a repeated member that no table lists",
        "for Snowplow's validator and the crate the last one counts; the core judges each, as it keeps no list of their names",
    ),
    (
        "integers of more than 21 digits in `uniqueItems`",
        "Snowplow's validator tells 10^21 from 1e21, the crate does not; integers go out with all their digits",
    ),
];

/// The crate's options, with Snowplow's meaning for the keywords of the list.
pub fn options() -> ValidationOptions<'static> {
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .with_format("date-time", format::is_date_time)
        .with_format("uuid", format::is_uuid)
        .with_keyword("minimum", numeric::minimum)
        .with_keyword("maximum", numeric::maximum)
        .with_keyword("multipleOf", numeric::multiple_of)
        .with_keyword("notNegativeZero", numeric::not_negative_zero)
}

/// The schema with what Snowplow's validator adds to it: names with `#`, and integers that are not `-0`.
pub fn adapted(schema: &Value) -> Value {
    let mut schema = schema.clone();
    adapt(&mut schema);
    schema
}

fn adapt(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    if members.contains_key("additionalProperties") {
        members.insert("patternProperties".into(), json!({ "^#": {} }));
    }
    let types = members.get("type").cloned().unwrap_or_default();
    let has =
        |name: &str| types == name || types.as_array().is_some_and(|types| types.contains(&json!(name)));
    if has("integer") && !has("number") {
        members.insert("notNegativeZero".into(), json!(true));
    }
    for keyword in ["items", "additionalProperties"] {
        members.get_mut(keyword).into_iter().for_each(adapt);
    }
    if let Some(Value::Object(properties)) = members.get_mut("properties") {
        properties.values_mut().for_each(adapt);
    }
}
