//! Decides, as Snowplow's enrich would, which events of a request are good.
//!
//! The rules are Snowplow's, found by running enrich; the code shares nothing with snowgauge's core, so that each can
//! catch the other's mistakes. A request passes three gates: [`envelope`] loses all of its events or none, then each
//! event has its [`fields`] and its [`entities`] judged.

pub(crate) mod entities;
pub(crate) mod envelope;
mod fault;
pub(crate) mod fields;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

use crate::iglu::Registry;
use crate::request::Request;

pub(crate) use fault::{Code, Fault};

/// Tracker-protocol keys and values of one event, as received.
pub(crate) type Parameters = BTreeMap<String, String>;

/// What became of one event, or of one request that was lost as a whole.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It passes.
    Good(Good),
    /// It does not.
    Bad(Bad),
}

/// An event that passes.
#[derive(Debug)]
pub(crate) struct Good {
    /// The request it came with.
    pub(crate) request: Arc<Request>,
    /// What the tracker sent.
    pub(crate) parameters: Parameters,
    /// Its `eid`, or a random one when it has none.
    pub(crate) event_id: Uuid,
}

/// An event, or a whole request, that does not pass.
#[derive(Debug)]
pub(crate) struct Bad {
    /// The request it came with.
    pub(crate) request: Arc<Request>,
    /// The body, when the request was lost as a whole.
    pub(crate) body: Option<String>,
    /// What the tracker sent, when only this event is bad.
    pub(crate) parameters: Option<Parameters>,
    /// Why.
    pub(crate) faults: Vec<Fault>,
}

/// Judges requests by a set of schemas.
pub(crate) struct Judge {
    registry: Registry,
}

impl Judge {
    /// A judge that knows these schemas and no others.
    pub(crate) fn new(registry: Registry) -> Self {
        Self { registry }
    }

    /// The schemas that it judges by.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Judges every event of a request.
    pub(crate) fn judge(&self, request: Request, body: String) -> Vec<Verdict> {
        let request = Arc::new(request);
        match envelope::open(&request, &body) {
            Ok(events) => events
                .into_iter()
                .map(|parameters| self.judge_event(Arc::clone(&request), parameters))
                .collect(),
            Err(faults) => {
                // Of a body that is too large, the collector keeps nothing.
                let body = (body.len() <= envelope::MAX_BODY_BYTES).then_some(body);
                vec![Verdict::Bad(Bad { request, body, parameters: None, faults })]
            }
        }
    }

    fn judge_event(&self, request: Arc<Request>, parameters: Parameters) -> Verdict {
        let fields = fields::judge(&request.context, &parameters);
        let entities = entities::judge(&self.registry, &parameters);
        let faults: Vec<Fault> = fields.faults.into_iter().chain(entities).collect();
        if faults.is_empty() {
            let event_id = fields.event_id.unwrap_or_else(Uuid::new_v4);
            Verdict::Good(Good { request, parameters, event_id })
        } else {
            Verdict::Bad(Bad { request, body: None, parameters: Some(parameters), faults })
        }
    }
}

#[cfg(test)]
mod protocol;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
