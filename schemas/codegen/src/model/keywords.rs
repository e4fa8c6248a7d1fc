//! The keywords of JSON Schema draft 4: what each may stand beside, and what to write instead of the unsupported ones.

/// The metaschema of every Iglu schema.
pub(super) const METASCHEMA: &str =
    "http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#";

/// Keywords of every value.
const GENERAL: &[&str] = &["type", "description"];

/// Keywords of a schema's root only.
const ROOT: &[&str] = &["$schema", "self"];

/// Keywords of numbers.
const NUMERIC: &[&str] = &["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"];

/// The types, with the keywords that say something about a value of each.
const BY_TYPE: &[(&str, &[&str])] = &[
    ("boolean", &[]),
    ("integer", NUMERIC),
    ("number", NUMERIC),
    ("string", &["enum", "minLength", "maxLength", "format"]),
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
    ("object", &["properties", "required", "additionalProperties"]),
];

/// The names of the types, without null.
pub(super) fn types() -> impl Iterator<Item = &'static str> {
    BY_TYPE.iter().map(|(name, _)| *name)
}

/// Whether the keyword may stand in a schema for a value of this type.
pub(super) fn applies(keyword: &str, type_name: &str, is_root: bool) -> bool {
    let of_type = || BY_TYPE.iter().any(|(name, keywords)| *name == type_name && keywords.contains(&keyword));
    GENERAL.contains(&keyword) || is_root && ROOT.contains(&keyword) || of_type()
}

/// Whether the generator knows the keyword at all.
pub(super) fn known(keyword: &str) -> bool {
    let of_a_type = || BY_TYPE.iter().any(|(_, keywords)| keywords.contains(&keyword));
    GENERAL.contains(&keyword) || ROOT.contains(&keyword) || of_a_type()
}

/// What to write instead of a keyword that is not supported.
pub(super) fn instead_of(keyword: &str) -> &'static str {
    match keyword {
        "$ref" | "definitions" | "id" => "write the schema out where it is used",
        "allOf" | "anyOf" | "oneOf" | "not" | "dependencies" => {
            "make fields that may be null, and state the condition as a [[rule]] in tracking-plan.toml"
        }
        "pattern" => "use `enum`, `format` or `maxLength`, and describe the form in `description`",
        "patternProperties" | "minProperties" | "maxProperties" => "list the fields in `properties`",
        "additionalItems" => "give one schema for all `items`",
        "title" | "$comment" => "write it into `description`",
        "default" => "leave it out: no validator fills it in; say it in `description`",
        "examples" | "example" => "put it into tracking-plan.toml, in [examples.<schema>]",
        "const" => "use an `enum` with one value",
        _ => "leave it out: JSON Schema draft 4 does not know it, and neither does Iglu",
    }
}
