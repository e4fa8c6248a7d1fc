//! The typed events and entities write what the golden vectors say: every field of each in its place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

mod support;

use snowgauge_core::event::entities::{
    CodeSuggestionsContext, DeploymentType, GitlabStandard, KnowledgeGraphContext, Realm, RequestCount,
    SourceType, Tier, ToolName, UserType,
};
use snowgauge_core::event::events::{
    ErrorReason, ErrorStage, GkgDapSessionSummary, GkgIndexingCompleted, GkgNamespaceEnabled,
    GkgQueryExecuted, GkgSchemaIntrospected, IndexDomain, IndexingType, NamespaceType, QueryType,
    RepositoryResolution, ResultStatus, Status, SuggestionRequested, TriggerType,
};
use snowgauge_core::{Datum, Encoder, Event, Scratch};
use support::{cases, compare_bodies, config, event_id, text, time};

/// Compares a typed event with the vectors of this name, one per framing.
fn assert_is_vector(name: &str, event: &dyn Event, entities: &[&dyn Datum]) {
    let vectors: Vec<_> =
        cases("valid.json").into_iter().filter(|case| text(case, "name").starts_with(name)).collect();
    assert_eq!(vectors.len(), 2, "{name}");
    for case in vectors {
        let encoder = Encoder::new(&config(&case)).unwrap();
        let (id, created) = (event_id(&case), time(&case, "created"));
        let payload = encoder.encode(event, entities, id, created, &mut Scratch::default()).unwrap();
        let body = String::from_utf8(payload.into_request_body(time(&case, "sent"))).unwrap();
        compare_bodies(text(&case, "body"), &body).unwrap_or_else(|difference| panic!("{name} {difference}"));
    }
}

fn knowledge_graph_context(tool_name: ToolName) -> KnowledgeGraphContext<'static> {
    KnowledgeGraphContext::builder()
        .correlation_id("d3f1a2b4-7e8c-4c11-9f52-3d2c1b0a9f8e")
        .namespace_id("14523891")
        .root_namespace_id("9812345")
        .global_user_id("usr_8819234")
        .user_type(UserType::Human)
        .is_gitlab_team_member(false)
        .source_type(SourceType::Dap)
        .tool_name(tool_name)
        .tier(Tier::Ultimate)
        .deployment_type(DeploymentType::Com)
        .session_id("sess_a1b2c3d4")
        .build()
}

#[test]
fn gkg_query_executed() {
    let event = GkgQueryExecuted::builder()
        .query_type(QueryType::Traverse)
        .entity_types(["Merge Request", "Issue"])
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
        .entity_types_queried(["projects", "pipelines"])
        .traversal_depth(3)
        .error_reason(ErrorReason::Timeout)
        .build();
    assert_is_vector(
        "query_executed, every field",
        &event,
        &[&knowledge_graph_context(ToolName::QueryGraph)],
    );
}

#[test]
fn gkg_indexing_completed() {
    let event = GkgIndexingCompleted::builder()
        .indexing_type(IndexingType::Incremental)
        .index_domain(IndexDomain::Sdlc)
        .trigger_type(TriggerType::Push)
        .status(Status::Partial)
        .languages_indexed(["ruby", "python"])
        .file_count_processed(4_821)
        .file_count_skipped(14)
        .file_count_errored(3)
        .node_count_directory(312)
        .node_count_file(4_821)
        .node_count_definition(38_400)
        .node_count_imported_symbol(21_000)
        .node_count_edge(194_000)
        .sdlc_entity_type("pipelines")
        .sdlc_rows_processed(15_200)
        .watermark_lag_seconds(127.4)
        .repository_resolution(RepositoryResolution::CacheHit)
        .duration_ms(8_420)
        .error_stage(ErrorStage::Write)
        .build();
    assert_is_vector(
        "indexing_completed, every field",
        &event,
        &[&knowledge_graph_context(ToolName::QueryGraph)],
    );
}

#[test]
fn gkg_namespace_enabled() {
    let event = GkgNamespaceEnabled::builder()
        .namespace_type(NamespaceType::Group)
        .enabled_by_user_id("8819234")
        .build();
    assert_is_vector(
        "namespace_enabled, every field",
        &event,
        &[&knowledge_graph_context(ToolName::QueryGraph)],
    );
}

#[test]
fn gkg_dap_session_summary() {
    let event = GkgDapSessionSummary::builder()
        .total_gkg_calls(9)
        .total_tool_calls(23)
        .tools_used(["query_graph", "get_graph_schema"])
        .fallback_to_rest(false)
        .agent_name("orbit_agent")
        .flow_type("duo_chat")
        .input_tokens(8_940)
        .output_tokens(2_810)
        .cache_read_tokens(1_200)
        .build();
    assert_is_vector(
        "dap_session_summary, every field",
        &event,
        &[&knowledge_graph_context(ToolName::QueryGraph)],
    );
}

#[test]
fn gkg_schema_introspected() {
    let event =
        GkgSchemaIntrospected::builder().schema_version("2.1.0").domain_filter(["code", "sdlc"]).build();
    let context = knowledge_graph_context(ToolName::GetGraphSchema);
    assert_is_vector("schema_introspected, every field", &event, &[&context]);
}

fn code_suggestions_context() -> CodeSuggestionsContext<'static> {
    let counts = RequestCount::builder()
        .requests(12)
        .errors(1)
        .accepts(4)
        .lang("python")
        .model_engine("vertex-ai")
        .model_name("code-gecko")
        .build();
    CodeSuggestionsContext::builder()
        .request_counts(vec![counts])
        .prefix_length(1_450)
        .suffix_length(320)
        .language("python")
        .user_agent("vs-code-gitlab-workflow/3.60.0 VSCode/1.78.2")
        .gitlab_realm("saas")
        .build()
}

#[test]
fn suggestion_requested() {
    let context = code_suggestions_context();
    assert_is_vector("suggestion_requested, every field", &SuggestionRequested::new(), &[&context]);
    assert_is_vector("suggestion_requested, every field", &SuggestionRequested::new().with(&context), &[]);
}

#[test]
fn gitlab_standard() {
    let standard = GitlabStandard::builder()
        .environment("production")
        .project_id(4_512)
        .namespace_id(14_523_891)
        .ultimate_parent_namespace_id(9_812_345)
        .user_id(8_819_234)
        .global_user_id("9f2b5c71e0d84a36")
        .is_gitlab_team_member(true)
        .instance_id("7a1f6c1e-2b7d-4f0e-9c35-0d6f5a1b2c3e")
        .unique_instance_id("c2d8e4f0-91b3-5a6c-8d7e-3f2a1b0c9d8e")
        .host_name("gitlab.example.com")
        .instance_version("18.5.0")
        .realm(Realm::SelfManaged)
        .client_name("vscode")
        .client_version("108.0")
        .client_type("ide")
        .interface("Duo Chat")
        .feature_category("code_suggestions")
        .plan("ultimate")
        .feature_enabled_by_namespace_ids(vec![9_812_345, 14_523_891])
        .source("gitlab_ai_gateway")
        .google_analytics_id("GA1.1.123456789.1700000000")
        .correlation_id("01JH8Z3V5Q7W9X2B4C6D8F0G1H")
        .context_generated_at("2026-01-15T09:30:00.000Z")
        .extra(r#"{ "surface" : "merge_request" }"#)
        .build();
    let event = SuggestionRequested::new();
    assert_is_vector("gitlab_standard, every field", &event, &[&code_suggestions_context(), &standard]);
}
