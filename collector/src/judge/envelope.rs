//! The first gate: from a request to the events in it. Any fault here loses the whole request.

use super::{Code, Fault, Parameters};
use crate::iglu::SchemaUri;
use crate::json::{self, Json, Object};
use crate::request::Request;

/// The collector's `maxPayloadSize`: of a larger body only a size violation is kept, in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The content types that enrich accepts, as the collector spells them.
const CONTENT_TYPES: [&str; 2] = ["application/json", "application/json; charset=utf-8"];

/// The keys without which an event does not conform to `payload_data`.
const REQUIRED: [&str; 3] = ["tv", "p", "e"];

/// The keys that every version of `payload_data` has.
const KEYS: [&str; 72] = [
    "tna", "aid", "p", "dtm", "tz", "e", "tid", "eid", "tv", "duid", "nuid", "uid", "vid", "ip", "res",
    "url", "page", "refr", "fp", "ctype", "cookie", "lang", "f_pdf", "f_qt", "f_realp", "f_wma", "f_dir",
    "f_fla", "f_java", "f_gears", "f_ag", "cd", "ds", "cs", "vp", "mac", "pp_mix", "pp_max", "pp_miy",
    "pp_may", "ad_ba", "ad_ca", "ad_ad", "ad_uid", "tr_id", "tr_af", "tr_tt", "tr_tx", "tr_sh", "tr_ci",
    "tr_st", "tr_co", "ti_id", "ti_sk", "ti_nm", "ti_ca", "ti_pr", "ti_qu", "sa", "sn", "st", "sp", "se_ca",
    "se_ac", "se_la", "se_pr", "se_va", "ue_na", "ue_pr", "ue_px", "co", "cx",
];

/// The versions of `payload_data`, each with the keys it has beyond [`KEYS`]; 1-0-1 did lose some.
const VERSIONS: [(&str, &[&str]); 5] = [
    ("1-0-0", &["tr_cu", "ti_na", "ti_cu"]),
    ("1-0-1", &["ua"]),
    ("1-0-2", &["tr_cu", "ti_na", "ti_cu", "ua", "tnuid"]),
    ("1-0-3", &["tr_cu", "ti_na", "ti_cu", "ua", "tnuid", "stm", "sid"]),
    ("1-0-4", &["tr_cu", "ti_na", "ti_cu", "ua", "tnuid", "stm", "sid", "ttm"]),
];

/// Takes the events out of a request; query parameters override the fields of each.
pub(crate) fn open(request: &Request, body: &str) -> Result<Vec<Parameters>, Vec<Fault>> {
    if body.len() > MAX_BODY_BYTES {
        let message = format!("expected at most {MAX_BODY_BYTES} bytes, found {}", body.len());
        return Err(vec![Fault::new(Code::SizeViolation, "", message)]);
    }
    let query = || request.querystring.iter().map(|p| (p.name.clone(), p.value.clone()));
    if body.is_empty() && request.content_type.is_none() {
        if request.querystring.is_empty() {
            return Err(lost("", "expected an event in the query or in the body, found none"));
        }
        return Ok(vec![query().collect()]);
    }
    check_content_type(request.content_type.as_deref())?;
    let mut events = read_payload(body)?;
    for event in &mut events {
        event.extend(query());
    }
    Ok(events)
}

fn check_content_type(content_type: Option<&str>) -> Result<(), Vec<Fault>> {
    if content_type.is_some_and(|found| CONTENT_TYPES.contains(&found)) {
        return Ok(());
    }
    let expected = CONTENT_TYPES.join("` or `");
    let found = if content_type.is_some() { "another one" } else { "none" };
    Err(lost("", format!("expected the content type `{expected}`, found {found}")))
}

/// Reads a body: `payload_data` around an array of events.
fn read_payload(body: &str) -> Result<Vec<Parameters>, Vec<Fault>> {
    let payload = json::parse(body).map_err(|error| lost("", error.to_string()))?;
    let Json::Object(mut payload) = payload else {
        return Err(lost("", "expected an object with `schema` and `data`"));
    };
    let own_keys = keys_of_version(&payload)?;
    let Some(Json::Array(events)) = payload.remove("data") else {
        return Err(lost("/data", "expected an array of events"));
    };
    if events.is_empty() {
        return Err(lost("/data", "expected at least one event, found none"));
    }
    let mut faults = Vec::new();
    let mut parameters = Vec::with_capacity(events.len());
    for (index, event) in events.into_iter().enumerate() {
        parameters.push(read_event(index, event, own_keys, &mut faults));
    }
    if faults.is_empty() { Ok(parameters) } else { Err(faults) }
}

/// The keys that the version of a payload has beyond [`KEYS`].
fn keys_of_version(payload: &Object) -> Result<&'static [&'static str], Vec<Fault>> {
    let uri = payload.get("schema").and_then(Json::as_str).and_then(SchemaUri::parse);
    let version = uri.filter(|uri| uri.is("com.snowplowanalytics.snowplow", "payload_data"));
    VERSIONS
        .iter()
        .find(|(known, _)| version.as_ref().is_some_and(|uri| uri.version() == *known))
        .map(|(_, keys)| *keys)
        .ok_or_else(|| lost("/schema", "expected payload_data 1-0-0 to 1-0-4"))
}

/// Reads one event; what is wrong with it is added to `faults`.
fn read_event(index: usize, event: Json, own_keys: &[&str], faults: &mut Vec<Fault>) -> Parameters {
    let Json::Object(members) = event else {
        faults.extend(lost(format!("/data/{index}"), "expected an object"));
        return Parameters::new();
    };
    for key in REQUIRED {
        if !members.contains_key(key) {
            faults.extend(lost(format!("/data/{index}/{key}"), "required, and absent"));
        }
    }
    let mut parameters = Parameters::new();
    for (key, value) in members {
        if !KEYS.contains(&key.as_str()) && !own_keys.contains(&key.as_str()) {
            faults.extend(lost(format!("/data/{index}"), "has a key that payload_data does not"));
        } else if let Json::String(text) = value {
            parameters.insert(key, text);
        } else {
            faults.extend(lost(format!("/data/{index}/{key}"), "expected a string"));
        }
    }
    parameters
}

fn lost(at: impl Into<String>, message: impl Into<String>) -> Vec<Fault> {
    vec![Fault::new(Code::TrackerProtocolViolation, at, message)]
}
