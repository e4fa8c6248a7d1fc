//! Verdicts as the JSON of Snowplow Micro's API: same names, same shape.

mod filter;

use serde::Serialize;

use crate::atomic::{AtomicEvent, COLLECTOR};
use crate::judge::entities::Documents;
use crate::judge::{Bad, Good, Parameters, Verdict};
use crate::request::{Api, Context, Parameter, Request};

pub(crate) use filter::Filter;

/// One element of `/micro/good`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GoodEvent<'a> {
    raw_event: RawEvent<'a>,
    event_type: &'a str,
    schema: Option<String>,
    contexts: Vec<&'a str>,
    event: AtomicEvent<'a>,
}

/// One element of `/micro/bad`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BadEvent<'a> {
    collector_payload: CollectorPayload<'a>,
    raw_event: Option<RawEvent<'a>>,
    errors: Vec<String>,
}

/// An event as it was received.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RawEvent<'a> {
    api: &'a Api,
    parameters: &'a Parameters<'a>,
    content_type: Option<&'a str>,
    source: Source,
    context: &'a Context,
}

/// A request as it was received.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CollectorPayload<'a> {
    api: &'a Api,
    querystring: &'a [Parameter],
    content_type: Option<&'a str>,
    body: Option<&'a str>,
    source: Source,
    context: &'a Context,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    encoding: &'static str,
}

const SOURCE: Source = Source { name: COLLECTOR, encoding: "UTF-8" };

/// Appends one verdict as JSON.
pub(crate) fn write(verdict: &Verdict<'_>, out: &mut Vec<u8>) -> serde_json::Result<()> {
    match verdict {
        Verdict::Good(good) => write_good(good, out),
        Verdict::Bad(bad) => write_bad(bad, out),
    }
}

fn write_good(good: &Good<'_>, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let documents = Documents::of(&good.parameters);
    let event = documents.event().ok().flatten().map(|(_, event)| event);
    let contexts = documents.entities().ok().flatten().map(|(_, list)| list).unwrap_or_default();
    let atomic = AtomicEvent::new(good, event.as_ref(), &contexts);
    let view = GoodEvent {
        raw_event: raw_event(good.request, &good.parameters),
        event_type: atomic.event_type(),
        schema: atomic.schema(),
        contexts: contexts.iter().map(|entity| entity.schema.as_str()).collect(),
        event: atomic.clone(),
    };
    serde_json::to_writer(out, &view)
}

fn write_bad(bad: &Bad<'_>, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let request = bad.request;
    let view = BadEvent {
        collector_payload: CollectorPayload {
            api: &request.api,
            querystring: &request.querystring,
            content_type: request.content_type.as_deref(),
            body: bad.body,
            source: SOURCE,
            context: &request.context,
        },
        raw_event: bad.parameters.as_ref().map(|parameters| raw_event(request, parameters)),
        errors: bad.faults.iter().map(ToString::to_string).collect(),
    };
    serde_json::to_writer(out, &view)
}

fn raw_event<'a>(request: &'a Request, parameters: &'a Parameters<'a>) -> RawEvent<'a> {
    RawEvent {
        api: &request.api,
        parameters,
        content_type: request.content_type.as_deref(),
        source: SOURCE,
        context: &request.context,
    }
}

#[cfg(test)]
mod tests;
