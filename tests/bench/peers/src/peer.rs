//! The published Rust tracker, up to the point where it would hand its bytes to the network.

use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;
use std::time::SystemTime;

use serde_json::{Value, json};
use snowgauge_bench::{Sample, reference};
use snowgauge_core::Framing;
use snowplow_tracker::{
    Emitter, Error as PeerError, PayloadBuilder, SelfDescribingEvent, SelfDescribingJson, Tracker,
};
use uuid::Uuid;

/// A tracker whose emitter serialises each event, as the published one's does a batch, and sends nothing.
pub struct Peer {
    tracker: Tracker,
    emitter: Serializing,
}

#[derive(Clone, Default)]
struct Serializing(Rc<RefCell<Vec<u8>>>);

impl Emitter for Serializing {
    fn add(&mut self, payload: PayloadBuilder) -> Result<(), PeerError> {
        let bytes = serde_json::to_vec(&payload.finalise_payload()?);
        *self.0.borrow_mut() = bytes.map_err(|error| PeerError::EmitterError(error.to_string()))?;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), PeerError> {
        Ok(())
    }

    fn close(&mut self) -> Result<(), PeerError> {
        Ok(())
    }

    fn collector_url(&self) -> &'static str {
        ""
    }
}

impl Peer {
    /// A tracker with the sample's options.
    #[must_use]
    pub fn new(sample: &Sample) -> Self {
        let emitter = Serializing::default();
        Self { tracker: Tracker::new(sample.namespace, sample.app_id, emitter.clone(), None), emitter }
    }

    /// Builds and serialises one event, with an id and times of its own: see [`draw`].
    ///
    /// # Errors
    ///
    /// The event cannot be serialised.
    pub fn track(&mut self, (event, entity): (Value, Value)) -> Result<(), PeerError> {
        let event = SelfDescribingEvent { schema: reference::QUERY.to_owned(), data: event, subject: None };
        let entity = SelfDescribingJson::new(reference::CONTEXT, entity);
        self.tracker.track(event, Some(vec![entity])).map(drop)
    }
}

/// What the tracker does for each event and the others are given: it draws the id, and reads the clock twice.
#[must_use]
pub fn draw() -> (Uuid, [SystemTime; 2]) {
    (Uuid::new_v4(), [SystemTime::now(), SystemTime::now()])
}

/// The event's and its entity's data, as that tracker takes them.
#[must_use]
pub fn data(sample: &Sample) -> (Value, Value) {
    let Sample { query, context, .. } = sample;
    let event = json!({
        "query_type": query.query_type.as_str(),
        "entity_types": query.entity_types,
        "result_status": query.result_status.as_str(),
        "result_row_count": query.result_row_count,
        "rows_redacted": query.rows_redacted,
        "duration_ms": query.duration_ms,
        "compile_duration_ms": query.compile_duration_ms,
        "execute_duration_ms": query.execute_duration_ms,
        "authorization_duration_ms": query.authorization_duration_ms,
        "ch_read_rows": query.ch_read_rows,
        "ch_read_bytes": query.ch_read_bytes,
        "ch_memory_bytes": query.ch_memory_bytes,
        "entity_types_queried": query.entity_types_queried,
        "traversal_depth": query.traversal_depth,
        "error_reason": query.error_reason.as_str(),
    });
    let entity = json!({
        "correlation_id": context.correlation_id,
        "namespace_id": context.namespace_id,
        "root_namespace_id": context.root_namespace_id,
        "global_user_id": context.global_user_id,
        "user_type": context.user_type.as_str(),
        "is_gitlab_team_member": context.is_gitlab_team_member,
        "source_type": context.source_type.as_str(),
        "tool_name": context.tool_name.as_str(),
        "tier": context.tier.as_str(),
        "deployment_type": context.deployment_type.as_str(),
        "session_id": context.session_id,
    });
    (event, entity)
}

/// Makes sure that the tracker builds the event that the others do: the same data and entity, whatever their order.
///
/// # Errors
///
/// It does not.
pub fn check(sample: &Sample) -> Result<(), Box<dyn Error>> {
    let mut peer = Peer::new(sample);
    peer.track(data(sample))?;
    let theirs: Value = serde_json::from_slice(&peer.emitter.0.borrow())?;
    let reference: Value = serde_json::from_slice(&reference::payload(sample, Framing::SelfDescribing)?)?;
    for field in ["ue_pr", "co"] {
        let [theirs, reference]: [Value; 2] = [
            serde_json::from_str(theirs[field].as_str().unwrap_or_default())?,
            serde_json::from_str(reference[field].as_str().unwrap_or_default())?,
        ];
        if theirs != reference {
            return Err(format!("{field}: not the same event:\n{theirs}\n{reference}").into());
        }
    }
    Ok(())
}
