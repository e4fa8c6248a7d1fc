//! The reference: `serde_json` makes the same bytes, without any check.
//!
//! As a tracker does that uses it: the entities are serialised, and then the payload that holds their text as a string.

use serde::Serialize;
use snowgauge_core::Framing;
use snowgauge_core::payload::field::{CONTEXTS, UNSTRUCT_EVENT};
use uuid::Uuid;

use crate::Sample;

/// The URI of the event's schema.
pub const QUERY: &str = "iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0";
/// The URI of the entity's schema.
pub const CONTEXT: &str = "iglu:com.gitlab/knowledge_graph_context/jsonschema/1-0-0";

/// `{"schema":…,"data":…}`
#[derive(Serialize)]
struct SelfDescribing<T> {
    schema: &'static str,
    data: T,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names)] // The schema's.
struct Query<'a> {
    query_type: &'a str,
    entity_types: &'a [&'a str],
    result_status: &'a str,
    result_row_count: u64,
    rows_redacted: u64,
    duration_ms: u64,
    compile_duration_ms: u64,
    execute_duration_ms: u64,
    authorization_duration_ms: u64,
    ch_read_rows: u64,
    ch_read_bytes: u64,
    ch_memory_bytes: u64,
    entity_types_queried: &'a [&'a str],
    traversal_depth: u64,
    error_reason: &'a str,
}

#[derive(Serialize)]
struct Context<'a> {
    correlation_id: &'a str,
    namespace_id: &'a str,
    root_namespace_id: &'a str,
    global_user_id: &'a str,
    user_type: &'a str,
    is_gitlab_team_member: bool,
    source_type: &'a str,
    tool_name: &'a str,
    tier: &'a str,
    deployment_type: &'a str,
    session_id: &'a str,
}

#[derive(Serialize)]
struct Payload<'a> {
    e: &'a str,
    eid: Uuid,
    dtm: &'a str,
    tv: &'a str,
    tna: &'a str,
    aid: &'a str,
    p: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    se_ca: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    se_ac: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ue_pr: Option<&'a str>,
    co: &'a str,
}

fn query(sample: &Sample) -> SelfDescribing<Query<'_>> {
    let query = &sample.query;
    let data = Query {
        query_type: query.query_type.as_str(),
        entity_types: &query.entity_types,
        result_status: query.result_status.as_str(),
        result_row_count: query.result_row_count,
        rows_redacted: query.rows_redacted,
        duration_ms: query.duration_ms,
        compile_duration_ms: query.compile_duration_ms,
        execute_duration_ms: query.execute_duration_ms,
        authorization_duration_ms: query.authorization_duration_ms,
        ch_read_rows: query.ch_read_rows,
        ch_read_bytes: query.ch_read_bytes,
        ch_memory_bytes: query.ch_memory_bytes,
        entity_types_queried: &query.entity_types_queried,
        traversal_depth: query.traversal_depth,
        error_reason: query.error_reason.as_str(),
    };
    SelfDescribing { schema: QUERY, data }
}

fn context(sample: &Sample) -> SelfDescribing<Context<'_>> {
    let context = &sample.context;
    let data = Context {
        correlation_id: context.correlation_id,
        namespace_id: context.namespace_id,
        root_namespace_id: context.root_namespace_id,
        global_user_id: context.global_user_id,
        user_type: context.user_type.as_str(),
        is_gitlab_team_member: context.is_gitlab_team_member,
        source_type: context.source_type.as_str(),
        tool_name: context.tool_name.as_str(),
        tier: context.tier.as_str(),
        deployment_type: context.deployment_type.as_str(),
        session_id: context.session_id,
    };
    SelfDescribing { schema: CONTEXT, data }
}

/// The event as a payload's bytes.
///
/// # Errors
///
/// None of the sample's values makes one.
pub fn payload(sample: &Sample, framing: Framing) -> serde_json::Result<Vec<u8>> {
    let mut created = itoa::Buffer::new();
    let mut payload = Payload {
        e: "se",
        eid: uuid::Builder::from_random_bytes(sample.entropy).into_uuid(),
        dtm: created.format(sample.created),
        tv: sample.tracker_version,
        tna: sample.namespace,
        aid: sample.app_id,
        p: sample.platform,
        se_ca: None,
        se_ac: None,
        ue_pr: None,
        co: "",
    };
    if framing == Framing::InternalEvents {
        let entities = SelfDescribing { schema: CONTEXTS, data: (query(sample), context(sample)) };
        payload.se_ca = Some("gkg");
        payload.se_ac = Some("gkg_query_executed");
        serde_json::to_vec(&Payload { co: &serde_json::to_string(&entities)?, ..payload })
    } else {
        let event = SelfDescribing { schema: UNSTRUCT_EVENT, data: query(sample) };
        let entities = SelfDescribing { schema: CONTEXTS, data: [context(sample)] };
        payload.e = "ue";
        let (event, entities) = (serde_json::to_string(&event)?, serde_json::to_string(&entities)?);
        serde_json::to_vec(&Payload { ue_pr: Some(&event), co: &entities, ..payload })
    }
}

/// The event's own data, and its entity's, as JSON text.
///
/// # Errors
///
/// None of the sample's values makes one.
pub fn texts(sample: &Sample) -> serde_json::Result<(String, String)> {
    Ok((serde_json::to_string(&query(sample).data)?, serde_json::to_string(&context(sample).data)?))
}
