//! The third gate: the self-describing event and the entities of one event, by their schemas.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{Code, Fault, Parameters};
use crate::iglu::{Registry, SchemaUri, Violation};
use crate::json::{self, Json};

/// A JSON with the schema that describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SelfDescribing {
    /// The schema.
    pub(crate) schema: SchemaUri,
    /// The data.
    pub(crate) data: Json,
}

/// Where a document of one event may be: plain JSON, or Base64.
struct Source {
    plain: &'static str,
    base64: &'static str,
}

const EVENT: Source = Source { plain: "ue_pr", base64: "ue_px" };
const ENTITIES: Source = Source { plain: "co", base64: "cx" };

const VENDOR: &str = "com.snowplowanalytics.snowplow";

/// Judges the event and every entity.
pub(crate) fn judge(registry: &Registry, parameters: &Parameters) -> Vec<Fault> {
    let (event, mut faults) = unwrap_faults(event(parameters));
    let (entities, more) = unwrap_faults(entities(parameters));
    faults.extend(more);
    let of_event = event.flatten().into_iter().map(|(at, data)| (at, "/data".to_owned(), data));
    let of_entities = entities.flatten().into_iter().flat_map(|(at, list)| {
        list.into_iter().enumerate().map(move |(index, data)| (at, format!("/data/{index}"), data))
    });
    for (at, path, data) in of_event.chain(of_entities) {
        if let Err(violation) = registry.judge(&data.schema, &data.data) {
            faults.extend(describe(violation, &data.schema, at, &path));
        }
    }
    faults
}

fn unwrap_faults<T>(result: Result<T, Vec<Fault>>) -> (Option<T>, Vec<Fault>) {
    match result {
        Ok(value) => (Some(value), Vec::new()),
        Err(faults) => (None, faults),
    }
}

/// The self-describing event, if there is one, and the key it came in.
pub(crate) fn event(parameters: &Parameters) -> Result<Option<(&'static str, SelfDescribing)>, Vec<Fault>> {
    let Some((key, document)) = EVENT.read(parameters)? else {
        return Ok(None);
    };
    let outer = self_describing(document, key, "")?;
    if !outer.schema.is(VENDOR, "unstruct_event") || outer.schema.version() != "1-0-0" {
        return Err(wrong(key, "/schema", "expected unstruct_event 1-0-0"));
    }
    Ok(Some((key, strictly_self_describing(outer.data, key, "/data")?)))
}

/// The entities, if there are any, and the key they came in.
pub(crate) fn entities(
    parameters: &Parameters,
) -> Result<Option<(&'static str, Vec<SelfDescribing>)>, Vec<Fault>> {
    let Some((key, document)) = ENTITIES.read(parameters)? else {
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
        return Err(wrong(key, "/data", "expected at least one entity, which only contexts 1-0-1 does not"));
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

impl Source {
    /// Reads the document. With both keys, both have to be JSON, and the Base64 one wins.
    fn read(&self, parameters: &Parameters) -> Result<Option<(&'static str, Json)>, Vec<Fault>> {
        let plain = parameters.get(self.plain).map(|text| parse(text, self.plain)).transpose()?;
        let decoded =
            parameters.get(self.base64).map(|text| parse(&decode(text), self.base64)).transpose()?;
        Ok(decoded.map(|json| (self.base64, json)).or(plain.map(|json| (self.plain, json))))
    }
}

fn parse(text: &str, key: &str) -> Result<Json, Vec<Fault>> {
    json::parse(text).map_err(|error| wrong(key, "", error.to_string()))
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
fn self_describing(json: Json, key: &str, path: &str) -> Result<SelfDescribing, Vec<Fault>> {
    let Json::Object(mut members) = json else {
        return Err(wrong(key, path, "expected an object with `schema` and `data`"));
    };
    let schema = members.get("schema").and_then(Json::as_str).and_then(SchemaUri::parse);
    let Some(schema) = schema else {
        return Err(wrong(key, &format!("{path}/schema"), "expected an Iglu URI with a full version"));
    };
    let Some(data) = members.remove("data") else {
        return Err(wrong(key, &format!("{path}/data"), "required, and absent"));
    };
    Ok(SelfDescribing { schema, data })
}

/// Like [`self_describing`], without other members: the schemas of the wrappers allow none inside.
fn strictly_self_describing(json: Json, key: &str, path: &str) -> Result<SelfDescribing, Vec<Fault>> {
    if json.as_object().is_some_and(|members| members.keys().any(|name| name != "schema" && name != "data")) {
        return Err(wrong(key, path, "expected no members but `schema` and `data`"));
    }
    self_describing(json, key, path)
}

fn describe(violation: Violation, schema: &SchemaUri, key: &str, path: &str) -> Vec<Fault> {
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
