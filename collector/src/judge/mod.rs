//! Decides, as Snowplow's enrich would, which events of a request are good.
//!
//! The rules are Snowplow's, found by running enrich; the code shares nothing with snowgauge's core, so that each can
//! catch the other's mistakes. A request passes three gates: [`envelope`] loses all of its events or none, then each
//! event has its [`fields`] and its [`entities`] judged.

mod batch;
pub(crate) mod entities;
pub(crate) mod envelope;
mod fault;
pub(crate) mod fields;
mod parameters;
mod value;

use uuid::Uuid;

use crate::iglu::Registry;
use crate::request::Request;

pub(crate) use batch::{Bad, Batch, Good, Verdict};
pub(crate) use fault::{Code, Fault};
pub(crate) use parameters::Parameters;

use batch::Mark;
use fault::MAX_FAULTS;

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
    pub(crate) fn judge(&self, request: Request, body: String) -> Batch {
        match envelope::open(&request, &body) {
            Ok(events) => {
                let query = envelope::overriding(&request);
                let marks =
                    events.into_iter().map(|event| self.judge_event(&request, &query, event)).collect();
                drop(query);
                Batch::new(request, body, marks)
            }
            Err(mut faults) => {
                faults.truncate(MAX_FAULTS);
                // Of a body that is too large, the collector keeps nothing.
                let body = if body.len() <= envelope::MAX_BODY_BYTES { body } else { String::new() };
                let lost = Mark { place: 0..0, event_id: None, faults: faults.into(), is_request: true };
                Batch::new(request, body, vec![lost])
            }
        }
    }

    fn judge_event<'a>(
        &self,
        request: &Request,
        query: &Parameters<'a>,
        mut event: envelope::Event<'a>,
    ) -> Mark {
        event.parameters.override_by(query);
        let fields = fields::judge(&request.context, &event.parameters);
        let mut faults = fields.faults;
        faults.extend(entities::judge(&self.registry, &event.parameters));
        faults.truncate(MAX_FAULTS);
        let event_id = match fields.event_id {
            None if faults.is_empty() => Some(Uuid::new_v4()),
            event_id => event_id,
        };
        Mark { place: event.place, event_id, faults: faults.into(), is_request: false }
    }
}

#[cfg(test)]
mod protocol;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
