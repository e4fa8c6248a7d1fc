//! Once its buffers have grown, the encoder allocates what it gives away, the payload, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

use allocation_counter::measure;
use snowgauge_core::event::entities::{
    DeploymentType, KnowledgeGraphContext, SourceType, Tier, ToolName, UserType,
};
use snowgauge_core::event::events::{ErrorReason, GkgQueryExecuted, QueryType, ResultStatus};
use snowgauge_core::payload::field::PAYLOAD_DATA;
use snowgauge_core::{Config, Encoder, EventId, Framing, Payload, Scratch};

const EVENTS: u64 = 1_000;

/// Lets `encode` make many payloads and asserts that each took one allocation, of its own size.
fn assert_one_allocation(name: &str, encode: &mut dyn FnMut() -> Payload) {
    let body = String::from_utf8(encode().into_request_body(0)).unwrap();
    let event = body.strip_prefix(&format!(r#"{{"schema":"{PAYLOAD_DATA}","data":["#)).unwrap();
    let size = event.strip_suffix(r#","stm":"0"}]}"#).unwrap().len() as u64;

    let allocated = measure(|| (0..EVENTS).for_each(|_| drop(encode())));
    assert_eq!((allocated.count_total, allocated.bytes_total), (EVENTS, EVENTS * size), "{name}");
    assert_eq!(allocated.count_current, 0, "{name}: something stays");
}

#[test]
fn a_typed_event_takes_one_allocation() {
    let context = context();
    for framing in [Framing::InternalEvents, Framing::SelfDescribing] {
        let encoder = Encoder::new(&Config { app_id: "gkg".into(), framing, ..Config::default() }).unwrap();
        let mut scratch = Scratch::default();
        assert_one_allocation(&format!("{framing:?}"), &mut || {
            encoder.encode(&query(), &[&context], EventId::from_random([7; 16]), 1, &mut scratch).unwrap()
        });
    }
}

fn query() -> GkgQueryExecuted<'static> {
    GkgQueryExecuted::builder()
        .query_type(QueryType::Traverse)
        .entity_types(["Merge Request", "Issue"].as_slice())
        .result_status(ResultStatus::Error)
        .result_row_count(42)
        .rows_redacted(3)
        .duration_ms(340)
        .compile_duration_ms(45)
        .execute_duration_ms(115)
        .authorization_duration_ms(180)
        .ch_read_rows(128_400)
        .ch_read_bytes(18_874_368)
        .ch_memory_bytes(4_194_304)
        .entity_types_queried(["projects", "pipelines"].as_slice())
        .traversal_depth(3)
        .error_reason(ErrorReason::Timeout)
        .build()
}

fn context() -> KnowledgeGraphContext<'static> {
    KnowledgeGraphContext::builder()
        .correlation_id("d3f1a2b4-7e8c-4c11-9f52-3d2c1b0a9f8e")
        .namespace_id("14523891")
        .root_namespace_id("9812345")
        .user_type(UserType::Bot)
        .is_gitlab_team_member(false)
        .source_type(SourceType::Dap)
        .tool_name(ToolName::QueryGraph)
        .tier(Tier::Ultimate)
        .deployment_type(DeploymentType::Com)
        .build()
}
