//! What a line of NDJSON holds, read from outside and judged by the core.

mod documents;
mod finding;
mod given;
mod payload;
mod protocol;
mod unplanned;

use std::borrow::Cow;

use snowgauge::encode::read;
use snowgauge::payload::field::{PAYLOAD_DATA, UNSTRUCT_EVENT};
use snowgauge::payload::validate_with;
use snowgauge::{Code, Scratch, SelfDescribingJson, Violations};

use crate::input::{Object, kind_of};
pub(crate) use finding::{Finding, Findings};
pub(crate) use given::{Given, plan_of};
pub(crate) use payload::Payload;
pub(crate) use unplanned::Unplanned;

/// What one line holds.
#[derive(Debug)]
pub(crate) enum Form<'l> {
    /// `{"schema": …, "data": …}`: one datum.
    Datum(SelfDescribingJson<'l>, &'l str),
    /// `{"event": …}`: an event as it is tracked.
    Given(Box<Given<'l>>),
    /// `{"e": …}`: an event as it is on the wire.
    Payload(Payload<'l>),
    /// A request's body: the events in it.
    Request(Vec<&'l str>),
}

/// The names of the members that tell the forms apart, as messages list them.
const EXPECTED: &str = "an object with \"event\", with \"e\", or with \"schema\" and \"data\"";

impl<'l> Form<'l> {
    /// Takes a line apart.
    ///
    /// # Errors
    ///
    /// What is wrong with it as a whole.
    pub(crate) fn read(line: &'l str) -> Result<Self, Findings> {
        let Some(object) = Object::read(line) else { return Err(not_an_object(line)) };
        if object.has("event") {
            return Given::read(&object).map(|given| Self::Given(Box::new(given)));
        }
        if object.has("e") {
            return Ok(Self::Payload(Payload::new(object)));
        }
        if !object.has("schema") || !object.has("data") {
            let found = "an object with none of these";
            return Err(Finding::new(Code::Required, "", EXPECTED, found, "").into());
        }
        let (uri, data) = self_describing(&object, "")?;
        if is_version_of(&uri, PAYLOAD_DATA) {
            return request(&uri, data);
        }
        if is_version_of(&uri, UNSTRUCT_EVENT) {
            let Some(inner) = Object::read(data) else {
                return Err(wrong_kind("/data", "an object with \"schema\" and \"data\"", data, &uri));
            };
            let (uri, data) = self_describing(&inner, "/data")?;
            return Ok(Self::Datum(SelfDescribingJson::new(uri, data), data));
        }
        Ok(Self::Datum(SelfDescribingJson::new(uri, data), data))
    }
}

/// Checks a datum by its schema and by the plan's rules about it alone.
pub(crate) fn judge_datum(
    datum: &SelfDescribingJson<'_>,
    data: &str,
    unplanned: &Unplanned,
    scratch: &mut Scratch,
) -> Findings {
    use snowgauge::Datum;
    let uri = datum.uri();
    let mut findings = Findings::default();
    findings.extend(judge_planned(uri, data, scratch));
    unplanned.judge_unplanned(datum, data, &mut findings);
    findings
}

/// Checks data by its schema and by the plan's rules about it alone, where the plan has that schema.
fn judge_planned(uri: &str, data: &str, scratch: &mut Scratch) -> Option<Violations> {
    let validate = |_| validate_with(scratch, uri, &mut |to| read(data, to));
    snowgauge::schema::find(uri).and_then(validate)
}

/// A line that is no JSON object: what the core has to say of it, as it says where and what was expected.
fn not_an_object(line: &str) -> Findings {
    let mut scratch = Scratch::default();
    let datum = SelfDescribingJson::new("iglu:com.example/line/jsonschema/1-0-0", line);
    let encoded = snowgauge::encode::Encoded::of(&datum, &mut scratch);
    let mut findings = Findings::default();
    if let Some(violations) = encoded.violations() {
        findings.extend_without_schema(violations.clone());
    } else if line.starts_with('{') {
        // Half a surrogate pair in a name: the core tells of it, but would not if it came again.
        findings.push(Finding::new(Code::Syntax, "", "a JSON object", "another text", ""));
    } else {
        findings.push(Finding::new(Code::Type, "", EXPECTED, kind_of(line), ""));
    }
    findings
}

/// The URI and the data of `{"schema": …, "data": …}`, which has no other members: Snowplow's wrappers allow none.
fn self_describing<'l>(object: &Object<'l>, at: &str) -> Result<(Cow<'l, str>, &'l str), Findings> {
    let mut findings = Findings::default();
    for name in object.others(&["schema", "data"]) {
        let expected = "one of the fields schema, data";
        let pointer = format!("{at}/{}", escaped(name));
        findings.push(Finding::new(Code::UnknownField, pointer, expected, "an unknown field", ""));
    }
    let uri = object.text("schema");
    if uri.is_none() {
        let found = object.get("schema").map_or("nothing", kind_of);
        let code = if object.has("schema") { Code::Type } else { Code::Required };
        findings.push(Finding::new(code, format!("{at}/schema"), "an Iglu URI", found, ""));
    }
    let data = object.get("data");
    if data.is_none() {
        findings.push(Finding::new(Code::Required, format!("{at}/data"), "any JSON value", "nothing", ""));
    }
    match (uri, data) {
        (Some(uri), Some(data)) if findings.is_empty() => Ok((uri, data)),
        _ => Err(findings),
    }
}

/// The events of a request's body.
fn request<'l>(uri: &str, data: &'l str) -> Result<Form<'l>, Findings> {
    if !protocol::VERSIONS.contains(&uri.rsplit('/').next().unwrap_or_default()) {
        let expected = format!("version {} of payload_data", protocol::VERSIONS.join(", "));
        return Err(Finding::new(Code::UnknownSchema, "/schema", expected, "another one", "").into());
    }
    let events: Option<Vec<&serde_json::value::RawValue>> = serde_json::from_str(data).ok();
    match events {
        Some(events) if !events.is_empty() => {
            Ok(Form::Request(events.into_iter().map(serde_json::value::RawValue::get).collect()))
        }
        Some(_) => {
            let expected = "an array of at least 1 item";
            Err(Finding::new(Code::MinItems, "/data", expected, "an array of 0 items", PAYLOAD_DATA).into())
        }
        None => Err(wrong_kind("/data", "an array", data, PAYLOAD_DATA)),
    }
}

fn wrong_kind(pointer: &str, expected: &str, data: &str, schema: &str) -> Findings {
    Finding::new(Code::Type, pointer, expected, kind_of(data), schema).into()
}

/// Whether two URIs differ in their versions at most.
fn is_version_of(uri: &str, other: &str) -> bool {
    let stem = |uri: &'_ str| uri.rfind('/').map(|end| uri.get(..end).unwrap_or_default().to_owned());
    stem(uri).is_some_and(|found| Some(found) == stem(other))
}

/// A name as a part of a JSON pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
