//! A verdict as a list of events shows it.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::judge::entities::Documents;
use crate::judge::{Batch, Fault, Parameters, Verdict};
use crate::micro;
use crate::timestamp::Timestamp;

/// One event, or one request that was lost as a whole.
#[derive(Serialize)]
pub(crate) struct Summary {
    number: u64,
    good: bool,
    time: Timestamp,
    event_id: Option<String>,
    event: Option<String>,
    name: Option<String>,
    schema: Option<String>,
    entities: Vec<String>,
    app_id: Option<String>,
    tracker: Option<String>,
    bytes: usize,
    errors: Vec<Fault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_json: Option<Box<RawValue>>,
}

impl Summary {
    /// Of the verdict with this number, at an index of its batch.
    pub(crate) fn of(number: u64, batch: &Batch, index: usize) -> Option<Self> {
        let (request, parameters, good_id, errors) = match batch.verdict(index)? {
            Verdict::Good(good) => (good.request, Some(good.parameters), Some(good.event_id), Vec::new()),
            Verdict::Bad(bad) => (bad.request, bad.parameters, None, bad.faults.to_vec()),
        };
        let parameters = parameters.unwrap_or_default();
        let field = |key: &str| parameters.get(key).map(str::to_owned);
        let (schema, entities) = schemas(&parameters);
        let own_name = || schema.as_deref().and_then(|uri| uri.split('/').nth(1)).map(str::to_owned);
        Some(Self {
            number,
            good: good_id.is_some(),
            time: request.context.timestamp,
            event_id: good_id.map(|id| id.to_string()).or_else(|| field("eid")),
            event: field("e"),
            name: own_name().or_else(|| field("se_ac")),
            app_id: field("aid"),
            tracker: field("tv"),
            bytes: batch.event_bytes(index),
            schema,
            entities,
            errors,
            event_json: None,
        })
    }

    /// The same with everything that is known of it: what Micro's API says.
    pub(crate) fn whole(number: u64, batch: &Batch, index: usize) -> Option<Self> {
        let mut json = Vec::new();
        micro::write(&batch.verdict(index)?, &mut json).ok()?;
        let event_json = RawValue::from_string(String::from_utf8(json).ok()?).ok()?;
        Some(Self { event_json: Some(event_json), ..Self::of(number, batch, index)? })
    }
}

/// The schemas of a self-describing event and of the entities, as far as they can be read.
fn schemas(parameters: &Parameters<'_>) -> (Option<String>, Vec<String>) {
    let documents = Documents::of(parameters);
    let event = documents.event().ok().flatten().map(|(_, event)| event.schema.as_str().to_owned());
    let entities = documents.entities().ok().flatten().map(|(_, list)| list).unwrap_or_default();
    (event, entities.iter().map(|entity| entity.schema.as_str().to_owned()).collect())
}
