//! snowgauge: the typed event is built, checked against its schemas and the tracking plan, and encoded.

use snowgauge_core::event::{entities::KnowledgeGraphContext, events::GkgQueryExecuted};
use snowgauge_core::{Config, ConfigError, Encoder, EventId, Framing, Payload, Scratch, Violations};

use crate::Sample;

/// The options of a tracker that sends the sample.
pub fn config(sample: &Sample, framing: Framing) -> Config {
    Config {
        app_id: sample.app_id.into(),
        namespace: sample.namespace.into(),
        platform: sample.platform.into(),
        tracker_version: sample.tracker_version.into(),
        framing,
        ..Config::default()
    }
}

/// The event from the host's values.
pub fn event(sample: &Sample) -> GkgQueryExecuted<'_> {
    let query = &sample.query;
    GkgQueryExecuted::builder()
        .query_type(query.query_type)
        .entity_types(query.entity_types.as_slice())
        .result_status(query.result_status)
        .result_row_count(query.result_row_count)
        .rows_redacted(query.rows_redacted)
        .duration_ms(query.duration_ms)
        .compile_duration_ms(query.compile_duration_ms)
        .execute_duration_ms(query.execute_duration_ms)
        .authorization_duration_ms(query.authorization_duration_ms)
        .ch_read_rows(query.ch_read_rows)
        .ch_read_bytes(query.ch_read_bytes)
        .ch_memory_bytes(query.ch_memory_bytes)
        .entity_types_queried(query.entity_types_queried.as_slice())
        .traversal_depth(query.traversal_depth)
        .error_reason(query.error_reason)
        .build()
}

/// Its entity from the host's values.
pub fn entity(sample: &Sample) -> KnowledgeGraphContext<'_> {
    let context = &sample.context;
    KnowledgeGraphContext::builder()
        .correlation_id(context.correlation_id)
        .namespace_id(context.namespace_id)
        .root_namespace_id(context.root_namespace_id)
        .global_user_id(context.global_user_id)
        .user_type(context.user_type)
        .is_gitlab_team_member(context.is_gitlab_team_member)
        .source_type(context.source_type)
        .tool_name(context.tool_name)
        .tier(context.tier)
        .deployment_type(context.deployment_type)
        .session_id(context.session_id)
        .build()
}

/// An encoder with what it keeps between events.
#[derive(Debug)]
pub struct Typed {
    encoder: Encoder,
    scratch: Scratch,
}

impl Typed {
    /// An encoder for this framing.
    ///
    /// # Errors
    ///
    /// The sample's options cannot be used.
    pub fn new(sample: &Sample, framing: Framing) -> Result<Self, ConfigError> {
        Ok(Self { encoder: Encoder::new(&config(sample, framing))?, scratch: Scratch::default() })
    }

    /// Builds, checks and encodes the event.
    ///
    /// # Errors
    ///
    /// The sample breaks its schema or the plan.
    pub fn encode(&mut self, sample: &Sample) -> Result<Payload, Violations> {
        let id = EventId::from_random(sample.entropy);
        let (event, entity) = (event(sample), entity(sample));
        self.encoder.encode(&event, &[&entity], id, sample.created, &mut self.scratch)
    }
}
