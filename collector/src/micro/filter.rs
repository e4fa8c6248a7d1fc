//! The filters that Micro's API takes by `POST`, as its documentation has them.

use serde::Deserialize;

use crate::atomic::AtomicEvent;
use crate::judge::Verdict;
use crate::judge::entities::Documents;

/// What a filter lets pass. Every condition may be left out; others are ignored.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Filter {
    /// Of a good event: `struct`, `unstruct`, `page_view`, ….
    event_type: Option<String>,
    /// Of a good event: its schema; an event without one passes.
    schema: Option<String>,
    /// Of a good event: schemas that its entities have all of.
    contexts: Option<Vec<String>>,
    /// Of a bad event: the vendor in the path of its request.
    vendor: Option<String>,
    /// Of a bad event: the version in the path of its request.
    version: Option<String>,
    /// How many pass at most, the latest ones.
    pub(crate) limit: Option<usize>,
}

impl Filter {
    /// Reads a filter; an empty text is one that lets everything pass.
    pub(crate) fn parse(text: &str) -> serde_json::Result<Self> {
        if text.trim().is_empty() { Ok(Self::default()) } else { serde_json::from_str(text) }
    }

    /// Whether a verdict passes.
    pub(crate) fn passes(&self, verdict: &Verdict<'_>) -> bool {
        match verdict {
            Verdict::Good(good) => {
                let documents = Documents::of(&good.parameters);
                let event = documents.event().ok().flatten().map(|(_, event)| event);
                let contexts = documents.entities().ok().flatten().map(|(_, list)| list).unwrap_or_default();
                let atomic = AtomicEvent::new(good, event.as_ref(), &contexts);
                let has = |uri: &String| contexts.iter().any(|entity| entity.schema.as_str() == uri);
                self.event_type.as_ref().is_none_or(|wanted| wanted == atomic.event_type())
                    && self
                        .schema
                        .as_ref()
                        .is_none_or(|wanted| atomic.schema().is_none_or(|uri| uri == *wanted))
                    && self.contexts.iter().flatten().all(has)
            }
            Verdict::Bad(bad) => {
                let api = &bad.request.api;
                self.vendor.as_ref().is_none_or(|wanted| *wanted == api.vendor)
                    && self.version.as_ref().is_none_or(|wanted| *wanted == api.version)
            }
        }
    }
}
