//! Once its buffers have grown, the encoder allocates what it gives away, the payload, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

mod support;

use allocation_counter::measure;
use serde_json::Value;
use snowgauge_core::encode::Text;
use snowgauge_core::event::entities::{
    DeploymentType, KnowledgeGraphContext, SourceType, Tier, ToolName, UserType,
};
use snowgauge_core::event::events::{
    ErrorReason, GkgIndexingCompleted, GkgQueryExecuted, IndexDomain, IndexingType, QueryType,
    RepositoryResolution, ResultStatus, Status, TriggerType,
};
use snowgauge_core::payload::field::PAYLOAD_DATA;
use snowgauge_core::{Config, Datum, Encoder, Event, EventId, Framing, Payload, Scratch};
use support::{cases, compare_bodies, config, event_id, text, time};

/// Lets `encode` make a payload and then many more, and asserts that each of these took one allocation, of its own size.
/// Gives back the first as the body of a request at this time.
fn assert_one_allocation(name: &str, events: u64, sent: u64, encode: &mut dyn FnMut() -> Payload) -> String {
    let body = String::from_utf8(encode().into_request_body(sent)).unwrap();
    let event = body.strip_prefix(&format!(r#"{{"schema":"{PAYLOAD_DATA}","data":["#)).unwrap();
    let size = event.strip_suffix(&format!(r#","stm":"{sent}"}}]}}"#)).unwrap().len() as u64;

    let allocated = measure(|| (0..events).for_each(|_| drop(encode())));
    assert_eq!((allocated.count_total, allocated.bytes_total), (events, events * size), "{name}");
    assert_eq!(allocated.count_current, 0, "{name}: something stays");
    body
}

#[test]
fn a_typed_event_takes_one_allocation() {
    let context = context();
    let events: [(&str, &dyn Event); 2] = [("query", &query()), ("indexing", &indexing())];
    for framing in [Framing::InternalEvents, Framing::SelfDescribing] {
        let encoder = Encoder::new(&Config { app_id: "gkg".into(), framing, ..Config::default() }).unwrap();
        let mut scratch = Scratch::default();
        for (name, event) in events {
            assert_one_allocation(&format!("{name}, {framing:?}"), 1_000, 0, &mut || {
                encoder.encode(event, &[&context], EventId::from_random([7; 16]), 1, &mut scratch).unwrap()
            });
        }
    }
}

/// Every golden event of the plan, from JSON text.
#[test]
fn an_event_from_text_takes_one_allocation() {
    for case in cases("valid.json") {
        let encoder = Encoder::new(&config(&case)).unwrap();
        let mut scratch = Scratch::default();
        let data = case["event"]["data"].to_string();
        let event = Text::event(text(&case["event"], "name"), &data).unwrap();
        let given = case["entities"].as_array().unwrap();
        let texts: Vec<String> = given.iter().map(|entity: &Value| entity["data"].to_string()).collect();
        let entities: Vec<Text<'_>> = given
            .iter()
            .zip(&texts)
            .map(|(entity, data)| Text::entity(text(entity, "schema"), data).unwrap())
            .collect();
        let entities: Vec<&dyn Datum> = entities.iter().map(|entity| entity as &dyn Datum).collect();
        let (id, created) = (event_id(&case), time(&case, "created"));
        let body = assert_one_allocation(text(&case, "name"), 20, time(&case, "sent"), &mut || {
            encoder.encode(&event, &entities, id, created, &mut scratch).unwrap()
        });
        compare_bodies(text(&case, "body"), &body).unwrap_or_else(|difference| panic!("{difference}"));
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

/// An event with a number that is no integer.
fn indexing() -> GkgIndexingCompleted<'static> {
    GkgIndexingCompleted::builder()
        .indexing_type(IndexingType::Incremental)
        .index_domain(IndexDomain::Sdlc)
        .trigger_type(TriggerType::Push)
        .status(Status::Success)
        .languages_indexed(["ruby"].as_slice())
        .file_count_processed(4_821)
        .file_count_skipped(14)
        .file_count_errored(3)
        .node_count_directory(312)
        .node_count_file(4_821)
        .node_count_definition(38_400)
        .node_count_imported_symbol(21_000)
        .node_count_edge(194_000)
        .watermark_lag_seconds(127.4)
        .repository_resolution(RepositoryResolution::CacheHit)
        .duration_ms(8_420)
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
