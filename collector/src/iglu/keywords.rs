//! The keywords that Snowplow's validator reads in its own way, in place of the `jsonschema` crate's.

use jsonschema::json::Node;
use jsonschema::paths::Location;
use jsonschema::{Draft, Keyword, ValidationError, Validator};
use regex::Regex;
use serde_json::{Map, Value};

use super::format::{self, Check, Format};
use super::pattern;
use crate::json::Json;
use crate::json::schema::Literal;

type Factory<'a> = Result<Box<dyn for<'i> Keyword<'i, Literal>>, ValidationError<'a>>;

/// Compiles a schema as Snowplow would read it: draft 4 whatever its `$schema` says, Java patterns, Snowplow's formats.
///
/// # Errors
///
/// The text says which keyword cannot be judged here, or why this is no draft 4 schema.
pub(crate) fn compile(schema: &Value) -> Result<Validator<Literal>, String> {
    jsonschema::options_for::<Literal>()
        .with_draft(Draft::Draft4)
        .with_keyword("pattern", pattern_keyword)
        .with_keyword("format", format_keyword)
        .with_keyword("patternProperties", pattern_properties_keyword)
        .build(schema)
        .map_err(|error| error.to_string())
}

fn pattern_keyword<'a>(_parent: &'a Map<String, Value>, value: &'a Value, _path: Location) -> Factory<'a> {
    let java = value.as_str().ok_or_else(|| ValidationError::schema("`pattern` is not a string"))?;
    let regex =
        pattern::compile(java).map_err(|reason| ValidationError::schema(format!("`pattern`: {reason}")))?;
    Ok(Box::new(Pattern(regex)))
}

fn format_keyword<'a>(_parent: &'a Map<String, Value>, value: &'a Value, _path: Location) -> Factory<'a> {
    let name = value.as_str().ok_or_else(|| ValidationError::schema("`format` is not a string"))?;
    match format::find(name) {
        Format::Checked(check) => Ok(Box::new(Formatted { name: name.to_owned(), check })),
        Format::Ignored => Ok(Box::new(Formatted { name: name.to_owned(), check: |_| true })),
        Format::Unsupported => {
            Err(ValidationError::schema(format!("the format `{name}` cannot be judged here")))
        }
    }
}

fn pattern_properties_keyword<'a>(
    _parent: &'a Map<String, Value>,
    _value: &'a Value,
    _path: Location,
) -> Factory<'a> {
    Err(ValidationError::schema("`patternProperties` cannot be judged here"))
}

/// `pattern`
struct Pattern(Regex);

impl<'i> Keyword<'i, Literal> for Pattern {
    fn validate(&self, instance: &'i Json<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            Ok(())
        } else {
            Err(ValidationError::custom("value does not match the pattern"))
        }
    }

    fn is_valid(&self, instance: &'i Json<'i>) -> bool {
        instance.as_string().is_none_or(|text| self.0.is_match(&text))
    }
}

/// `format`
struct Formatted {
    name: String,
    check: Check,
}

impl<'i> Keyword<'i, Literal> for Formatted {
    fn validate(&self, instance: &'i Json<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            Ok(())
        } else {
            Err(ValidationError::custom(format!("value is not a \"{}\"", self.name)))
        }
    }

    fn is_valid(&self, instance: &'i Json<'i>) -> bool {
        instance.as_string().is_none_or(|text| (self.check)(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    /// What protocol facts say of Snowplow's validator: schema, instance, verdict.
    #[test]
    fn judges_like_snowplow() {
        let maximum = r#"{"type":"integer","minimum":0,"maximum":9223372036854775807}"#;
        let nullable = r#"{"type":["integer","null"]}"#;
        for (schema, instance, expected) in [
            (r#"{"type":"integer"}"#, "3", true),
            (r#"{"type":"integer"}"#, "3.0", false),
            (r#"{"type":"integer"}"#, "3e0", false),
            (r#"{"type":"integer"}"#, "1e30", false),
            (r#"{"type":"integer"}"#, "-0", false),
            (r#"{"type":"integer"}"#, "9223372036854775808", true),
            (r#"{"type":"integer"}"#, "1606938044258990275541962092341162602522202993782792835301376", true),
            (nullable, "-0", false),
            (nullable, "1e30", false),
            (nullable, "18446744073709551616", true),
            (nullable, "null", true),
            (maximum, "9223372036854775807", true),
            (maximum, "9223372036854775808", false),
            (maximum, "1606938044258990275541962092341162602522202993782792835301376", false),
            (maximum, "-1", false),
            (r#"{"type":"number"}"#, "-0", true),
            (r#"{"type":"number"}"#, "1e400", true),
            (r#"{"type":"number","maximum":5}"#, "1e400", false),
            (r#"{"multipleOf":0.01}"#, "19.99", true),
            (r#"{"multipleOf":0.01}"#, "19.999", false),
            (r#"{"multipleOf":0.1}"#, "0.3", true),
            (r#"{"maxLength":1}"#, r#""😀""#, true),
            (r#"{"maxLength":1}"#, r#""ab""#, false),
            (r#"{"minLength":2}"#, r#""😀""#, false),
            (r#"{"pattern":"^a$"}"#, r#""a\n""#, true),
            (r#"{"pattern":"b"}"#, r#""abc""#, true),
            (r#"{"pattern":"^b"}"#, r#""abc""#, false),
            (r#"{"const":1,"if":{"type":"string"},"then":false,"contains":{"type":"null"}}"#, "[2]", true),
            (r#"{"exclusiveMinimum":true,"minimum":0}"#, "0", false),
            (r#"{"format":"made-up"}"#, r#""anything""#, true),
            (r#"{"format":"date-time"}"#, r#""2025-01-31T23:59Z""#, false),
            (r#"{"format":"date-time"}"#, "5", true),
            (r#"{"format":"uuid"}"#, r#""not-a-uuid""#, false),
            (r#"{"enum":["a",null]}"#, "null", true),
            (r#"{"enum":["a",null]}"#, r#""b""#, false),
            (r#"{"enum":[1]}"#, "1", true),
        ] {
            let validator = compile(&serde_json::from_str(schema).unwrap()).unwrap();
            let verdict = validator.is_valid(&parse(instance).unwrap());
            assert_eq!(verdict, expected, "{schema} on {instance}");
        }
    }

    #[test]
    fn a_keyword_it_cannot_judge_is_an_error() {
        for schema in [
            r#"{"patternProperties":{"a":{}}}"#,
            r#"{"format":"phone"}"#,
            r#"{"pattern":"(?=a)"}"#,
            r#"{"type":"text"}"#,
            r#"{"$ref":"http://127.0.0.1/schema"}"#,
        ] {
            assert!(compile(&serde_json::from_str(schema).unwrap()).is_err(), "{schema}");
        }
    }
}
