//! The first gate: from a request to the events in it. Any fault here loses the whole request.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::fault::MAX_FAULTS;
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

/// The versions in which each key may be used, as bits in the order of [`VERSIONS`].
static ALLOWED: LazyLock<HashMap<&str, u8>> = LazyLock::new(|| {
    let mut allowed: HashMap<&str, u8> = KEYS.iter().map(|key| (*key, u8::MAX)).collect();
    for (index, (_, keys)) in VERSIONS.iter().enumerate() {
        for key in *keys {
            *allowed.entry(key).or_default() |= 1 << index;
        }
    }
    allowed
});

/// One event, taken out of its request.
pub(crate) struct Event<'a> {
    /// Its fields; [`overriding`] has those of the query.
    pub(crate) parameters: Parameters<'a>,
    /// Where in the body it is, in bytes; nowhere when it came in the query alone.
    pub(crate) place: Range<u32>,
}

/// Takes the events out of a request.
pub(crate) fn open<'a>(request: &'a Request, body: &'a str) -> Result<Vec<Event<'a>>, Vec<Fault>> {
    if body.len() > MAX_BODY_BYTES {
        let message = format!("expected at most {MAX_BODY_BYTES} bytes, found {}", body.len());
        return Err(vec![Fault::new(Code::SizeViolation, "", message)]);
    }
    if body.is_empty() && request.content_type.is_none() {
        if request.querystring.is_empty() {
            return Err(lost("", "expected an event in the query or in the body, found none"));
        }
        return Ok(vec![Event { parameters: Parameters::of_query(&request.querystring), place: 0..0 }]);
    }
    check_content_type(request.content_type.as_deref())?;
    read_payload(body)
}

/// The query parameters that override the fields of every event, as far as they mean anything: a short body has very many
/// events, and a query very many parameters.
pub(crate) fn overriding(request: &Request) -> Parameters<'_> {
    Parameters::of_query(&request.querystring).only(|key| ALLOWED.contains_key(key))
}

/// Takes an event out of its part of a body once more, after [`open`] has.
pub(crate) fn reopen<'a>(request: &'a Request, event: &'a str) -> Parameters<'a> {
    if event.is_empty() {
        return Parameters::of_query(&request.querystring);
    }
    let mut parameters = Parameters::default();
    if let Ok(Json::Object(object)) = json::parse(event) {
        for (key, value) in object.into_members() {
            if let Json::String(text) = value {
                parameters.push(key, text);
            }
        }
    }
    parameters.override_by(&Parameters::of_query(&request.querystring));
    parameters
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
fn read_payload(body: &str) -> Result<Vec<Event<'_>>, Vec<Fault>> {
    let payload = json::parse(body).map_err(|error| lost("", error.to_string()))?;
    let Json::Object(mut payload) = payload else {
        return Err(lost("", "expected an object with `schema` and `data`"));
    };
    let version = version(&payload)?;
    let Some(Json::Array(items)) = payload.remove("data") else {
        return Err(lost("/data", "expected an array of events"));
    };
    if items.is_empty() {
        return Err(lost("/data", "expected at least one event, found none"));
    }
    let mut faults = Vec::new();
    let mut events = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        events.extend(read_event(index, item, version, &mut faults));
        if faults.len() >= MAX_FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(events) } else { Err(faults) }
}

/// The version of a payload, as an index into [`VERSIONS`].
fn version(payload: &Object<'_>) -> Result<usize, Vec<Fault>> {
    let uri = payload.get("schema").and_then(Json::as_str).and_then(SchemaUri::parse);
    let uri = uri.filter(|uri| uri.is("com.snowplowanalytics.snowplow", "payload_data"));
    VERSIONS
        .iter()
        .position(|(known, _)| uri.as_ref().is_some_and(|uri| uri.version() == *known))
        .ok_or_else(|| lost("/schema", "expected payload_data 1-0-0 to 1-0-4"))
}

/// Reads one event; what is wrong with it is added to `faults`.
fn read_event<'a>(
    index: usize,
    event: Json<'a>,
    version: usize,
    faults: &mut Vec<Fault>,
) -> Option<Event<'a>> {
    let Json::Object(members) = event else {
        faults.extend(lost(format!("/data/{index}"), "expected an object"));
        return None;
    };
    for key in REQUIRED {
        if members.get(key).is_none() {
            faults.extend(lost(format!("/data/{index}/{key}"), "required, and absent"));
        }
    }
    let place = u32::try_from(members.place().start).ok()?..u32::try_from(members.place().end).ok()?;
    let mut parameters = Parameters::with_capacity(members.len());
    for (key, value) in members.into_members() {
        if ALLOWED.get(key.as_ref()).is_none_or(|versions| versions & (1 << version) == 0) {
            faults.extend(lost(format!("/data/{index}"), "has a key that payload_data does not"));
        } else if let Json::String(text) = value {
            parameters.push(key, text);
        } else {
            faults.extend(lost(format!("/data/{index}/{key}"), "expected a string"));
        }
    }
    Some(Event { parameters, place })
}

fn lost(at: impl Into<String>, message: impl Into<String>) -> Vec<Fault> {
    vec![Fault::new(Code::TrackerProtocolViolation, at, message)]
}
