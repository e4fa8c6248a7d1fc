//! The event that is measured, as a host's own values.

use snowgauge_core::event::entities::{DeploymentType, SourceType, Tier, ToolName, UserType};
use snowgauge_core::event::events::{ErrorReason, QueryType, ResultStatus};

/// The values that a host has at hand when a query has ended, and the tracker's options.
#[derive(Debug)]
pub struct Sample {
    /// The event's id, as the random bytes that it is made from.
    pub entropy: [u8; 16],
    /// When it was created, in milliseconds since 1970.
    pub created: u64,
    /// `tv`.
    pub tracker_version: &'static str,
    /// `tna`.
    pub namespace: &'static str,
    /// `aid`.
    pub app_id: &'static str,
    /// `p`.
    pub platform: &'static str,
    /// The event's own data.
    pub query: Query,
    /// Its entity.
    pub context: Context,
}

/// The fields of `gkg_query_executed`.
#[derive(Debug)]
#[allow(missing_docs)] // The schema describes them.
pub struct Query {
    pub query_type: QueryType,
    pub entity_types: [&'static str; 2],
    pub result_status: ResultStatus,
    pub result_row_count: u64,
    pub rows_redacted: u64,
    pub duration_ms: u64,
    pub compile_duration_ms: u64,
    pub execute_duration_ms: u64,
    pub authorization_duration_ms: u64,
    pub ch_read_rows: u64,
    pub ch_read_bytes: u64,
    pub ch_memory_bytes: u64,
    pub entity_types_queried: [&'static str; 2],
    pub traversal_depth: u64,
    pub error_reason: ErrorReason,
}

/// The fields of `knowledge_graph_context`.
#[derive(Debug)]
#[allow(missing_docs)] // The schema describes them.
pub struct Context {
    pub correlation_id: &'static str,
    pub namespace_id: &'static str,
    pub root_namespace_id: &'static str,
    pub global_user_id: &'static str,
    pub user_type: UserType,
    pub is_gitlab_team_member: bool,
    pub source_type: SourceType,
    pub tool_name: ToolName,
    pub tier: Tier,
    pub deployment_type: DeploymentType,
    pub session_id: &'static str,
}

impl Default for Sample {
    /// Every field set, with the examples of the tracking plan.
    fn default() -> Self {
        Self {
            entropy: *b"sixteen random B",
            created: 1_767_225_600_123,
            tracker_version: "rust-0.1.0",
            namespace: "snowgauge",
            app_id: "gkg",
            platform: "srv",
            query: Query {
                query_type: QueryType::Traverse,
                entity_types: ["Merge Request", "Issue"],
                result_status: ResultStatus::Error,
                result_row_count: 42,
                rows_redacted: 3,
                duration_ms: 340,
                compile_duration_ms: 45,
                execute_duration_ms: 115,
                authorization_duration_ms: 180,
                ch_read_rows: 128_400,
                ch_read_bytes: 18_874_368,
                ch_memory_bytes: 4_194_304,
                entity_types_queried: ["projects", "pipelines"],
                traversal_depth: 3,
                error_reason: ErrorReason::Timeout,
            },
            context: Context {
                correlation_id: "d3f1a2b4-7e8c-4c11-9f52-3d2c1b0a9f8e",
                namespace_id: "14523891",
                root_namespace_id: "9812345",
                global_user_id: "usr_8819234",
                user_type: UserType::Human,
                is_gitlab_team_member: false,
                source_type: SourceType::Dap,
                tool_name: ToolName::QueryGraph,
                tier: Tier::Ultimate,
                deployment_type: DeploymentType::Com,
                session_id: "sess_a1b2c3d4",
            },
        }
    }
}
