//! The one event that every example sends with the same values, so that `make demo` can compare its bytes: text that has
//! to be escaped, text beyond ASCII, a fraction, the largest integer that JavaScript has, and fields left out.

use snowgauge::entities::{
    DeploymentType, GitlabStandard, KnowledgeGraphContext, Realm, SourceType, Tier, ToolName, UserType,
};
use snowgauge::events::{
    ErrorStage, GkgIndexingCompleted, IndexDomain, IndexingType, RepositoryResolution, Status, TriggerType,
};

/// The event.
pub(crate) fn event() -> GkgIndexingCompleted<'static> {
    GkgIndexingCompleted::builder()
        .indexing_type(IndexingType::Incremental)
        .index_domain(IndexDomain::Sdlc)
        .trigger_type(TriggerType::Scheduled)
        .status(Status::Partial)
        .languages_indexed(["ruby", "c++"])
        .file_count_processed(0)
        .file_count_skipped(14)
        .file_count_errored(3)
        .node_count_directory(312)
        .node_count_file(4821)
        .node_count_definition(38400)
        .node_count_imported_symbol(21000)
        .node_count_edge(9_007_199_254_740_991)
        .sdlc_entity_type("merge \"requests\"\\\n")
        .sdlc_rows_processed(15200)
        .watermark_lag_seconds(127.4)
        .repository_resolution(RepositoryResolution::FullDownloadFallback)
        .duration_ms(8420)
        .error_stage(ErrorStage::ArrowConversion)
        .build()
}

/// Its first entity.
pub(crate) fn context() -> KnowledgeGraphContext<'static> {
    KnowledgeGraphContext::builder()
        .correlation_id("demo-signature")
        .namespace_id("14523891")
        .root_namespace_id("9812345")
        .user_type(UserType::ServiceAccount)
        .is_gitlab_team_member(true)
        .source_type(SourceType::Cli)
        .tool_name(ToolName::QueryGraph)
        .tier(Tier::Premium)
        .deployment_type(DeploymentType::SelfManaged)
        .build()
}

/// Its second entity.
pub(crate) fn standard() -> GitlabStandard<'static> {
    GitlabStandard::builder()
        .environment("demo")
        .host_name("schneehöhe.example")
        .realm(Realm::SelfManaged)
        .feature_enabled_by_namespace_ids([9_812_345, 14_523_891].as_slice())
        .source("snowgauge 🦊")
        .extra(r#"{"depth_cm":12.5,"open":true,"lifts":["北","north"]}"#)
        .build()
}
