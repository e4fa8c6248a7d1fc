//! The third gate: the self-describing event and the entities of one event, by their schemas.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{Code, Fault, Parameters};
use crate::iglu::{Registry, SchemaUri, Violation};
use crate::json::{self, Json};

/// A JSON with the schema that describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SelfDescribing<'a> {
    /// The schema.
    pub(crate) schema: SchemaUri<'a>,
    /// The data.
    pub(crate) data: Json<'a>,
}

/// The JSON documents of one event: as they were received, or decoded from Base64.
pub(crate) struct Documents<'a> {
    event: Source<'a>,
    entities: Source<'a>,
}

/// Where one document may be: in plain JSON, or in Base64.
struct Source<'a> {
    plain: Option<(&'static str, Cow<'a, str>)>,
    base64: Option<(&'static str, Cow<'a, str>)>,
}

/// A document, and the key it came in.
type Keyed<T> = (&'static str, T);

const VENDOR: &str = "com.snowplowanalytics.snowplow";

/// Judges the event and every entity.
pub(crate) fn judge(registry: &Registry, parameters: &Parameters<'_>) -> Vec<Fault> {
    let documents = Documents::of(parameters);
    let (event, mut faults) = unwrap_faults(documents.event());
    let (entities, more) = unwrap_faults(documents.entities());
    faults.extend(more);
    if let Some((at, data)) = event.flatten() {
        faults.extend(judge_one(registry, &data, at, || "/data".to_owned()));
    }
    if let Some((at, list)) = entities.flatten() {
        for (index, data) in list.iter().enumerate() {
            faults.extend(judge_one(registry, data, at, || format!("/data/{index}")));
        }
    }
    faults
}

fn judge_one(
    registry: &Registry,
    data: &SelfDescribing<'_>,
    at: &str,
    path: impl FnOnce() -> String,
) -> Vec<Fault> {
    match registry.judge(&data.schema, &data.data) {
        Ok(()) => Vec::new(),
        Err(violation) => describe(violation, &data.schema, at, &path()),
    }
}

fn unwrap_faults<T>(result: Result<T, Vec<Fault>>) -> (Option<T>, Vec<Fault>) {
    match result {
        Ok(value) => (Some(value), Vec::new()),
        Err(faults) => (None, faults),
    }
}

impl<'a> Documents<'a> {
    /// The documents among the fields of an event.
    pub(crate) fn of(parameters: &'a Parameters<'_>) -> Self {
        Self { event: Source::of(parameters, "ue_pr", "ue_px"), entities: Source::of(parameters, "co", "cx") }
    }

    /// The self-describing event, if there is one.
    pub(crate) fn event(&self) -> Result<Option<Keyed<SelfDescribing<'_>>>, Vec<Fault>> {
        let Some((key, document)) = self.event.read()? else {
            return Ok(None);
        };
        let outer = self_describing(document, key, "")?;
        if !outer.schema.is(VENDOR, "unstruct_event") || outer.schema.version() != "1-0-0" {
            return Err(wrong(key, "/schema", "expected unstruct_event 1-0-0"));
        }
        Ok(Some((key, strictly_self_describing(outer.data, key, "/data")?)))
    }

    /// The entities, if there are any.
    pub(crate) fn entities(&self) -> Result<Option<Keyed<Vec<SelfDescribing<'_>>>>, Vec<Fault>> {
        let Some((key, document)) = self.entities.read()? else {
            return Ok(None);
        };
        let outer = self_describing(document, key, "")?;
        let may_be_empty = match outer.schema.version() {
            "1-0-0" => false,
            "1-0-1" => true,
            _ => return Err(wrong(key, "/schema", "expected contexts 1-0-0 or 1-0-1")),
        };
        if !outer.schema.is(VENDOR, "contexts") {
            return Err(wrong(key, "/schema", "expected contexts 1-0-0 or 1-0-1"));
        }
        let Json::Array(items) = outer.data else {
            return Err(wrong(key, "/data", "expected an array of entities"));
        };
        if items.is_empty() && !may_be_empty {
            return Err(wrong(
                key,
                "/data",
                "expected at least one entity, which only contexts 1-0-1 does not",
            ));
        }
        let mut faults = Vec::new();
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            match strictly_self_describing(item, key, &format!("/data/{index}")) {
                Ok(entity) => list.push(entity),
                Err(more) => faults.extend(more),
            }
        }
        if faults.is_empty() { Ok(Some((key, list))) } else { Err(faults) }
    }
}

impl<'a> Source<'a> {
    fn of(parameters: &'a Parameters<'_>, plain: &'static str, base64: &'static str) -> Self {
        Self {
            plain: parameters.get(plain).map(|text| (plain, Cow::Borrowed(text))),
            base64: parameters.get(base64).map(|text| (base64, Cow::Owned(decode(text)))),
        }
    }

    /// Reads the document. With both keys, both have to be JSON, and the Base64 one wins.
    fn read(&self) -> Result<Option<Keyed<Json<'_>>>, Vec<Fault>> {
        let plain = self.plain.as_ref().map(parse).transpose()?;
        let decoded = self.base64.as_ref().map(parse).transpose()?;
        Ok(decoded.or(plain))
    }
}

fn parse<'a>((key, text): &'a Keyed<Cow<'_, str>>) -> Result<Keyed<Json<'a>>, Vec<Fault>> {
    let document = json::parse(text).map_err(|error| wrong(key, "", error.to_string()))?;
    Ok((key, document))
}

/// Decodes Base64 as enrich's library does: either alphabet, padded or not, foreign characters skipped.
fn decode(text: &str) -> String {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let mut symbols: Vec<u8> = text
        .bytes()
        .take_while(|byte| *byte != b'=')
        .filter_map(|byte| match byte {
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            b'+' | b'/' => Some(byte),
            _ => byte.is_ascii_alphanumeric().then_some(byte),
        })
        .collect();
    // A single symbol left over holds no whole byte.
    if symbols.len() % 4 == 1 {
        symbols.pop();
    }
    String::from_utf8_lossy(&LENIENT.decode(symbols).unwrap_or_default()).into_owned()
}

/// Splits `{"schema": …, "data": …}`; other members are ignored.
fn self_describing<'a>(json: Json<'a>, key: &str, path: &str) -> Result<SelfDescribing<'a>, Vec<Fault>> {
    let Json::Object(mut members) = json else {
        return Err(wrong(key, path, "expected an object with `schema` and `data`"));
    };
    let schema = match members.remove("schema") {
        Some(Json::String(text)) => SchemaUri::parse(text),
        _ => None,
    };
    let Some(schema) = schema else {
        return Err(wrong(key, &format!("{path}/schema"), "expected an Iglu URI with a full version"));
    };
    let Some(data) = members.remove("data") else {
        return Err(wrong(key, &format!("{path}/data"), "required, and absent"));
    };
    Ok(SelfDescribing { schema, data })
}

/// Like [`self_describing`], without other members: the schemas of the wrappers allow none inside.
fn strictly_self_describing<'a>(
    json: Json<'a>,
    key: &str,
    path: &str,
) -> Result<SelfDescribing<'a>, Vec<Fault>> {
    if json
        .as_object()
        .is_some_and(|members| members.iter().any(|(name, _)| name != "schema" && name != "data"))
    {
        return Err(wrong(key, path, "expected no members but `schema` and `data`"));
    }
    self_describing(json, key, path)
}

fn describe(violation: Violation, schema: &SchemaUri<'_>, key: &str, path: &str) -> Vec<Fault> {
    match violation {
        Violation::UnknownSchema => wrong(key, path, format!("no schema {schema} is known here")),
        Violation::UnusableSchema(reason) => {
            wrong(key, path, format!("{schema} cannot be judged by: {reason}"))
        }
        Violation::Invalid(offences) => offences
            .into_iter()
            .flat_map(|(pointer, message)| {
                wrong(key, &format!("{path}/data{pointer}"), format!("{schema}: {message}"))
            })
            .collect(),
    }
}

fn wrong(key: &str, path: &str, message: impl Into<String>) -> Vec<Fault> {
    vec![Fault::new(Code::SchemaViolation, format!("{key}{path}"), message)]
}
