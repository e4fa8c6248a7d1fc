//! Product analytics: which event says what about the work of the service.
//!
//! The rest of the service calls these methods with its own types and never hears of schemas. A required field that is
//! forgotten here does not compile, and an enum's value that the schema does not list cannot be written.

use std::sync::atomic::{AtomicU64, Ordering};

use snowgauge::entities::{DeploymentType, KnowledgeGraphContext, SourceType, Tier, ToolName, UserType};
use snowgauge::events::{
    ErrorReason, GkgDapSessionSummary, GkgIndexingCompleted, GkgNamespaceEnabled, GkgQueryExecuted,
    GkgSchemaIntrospected, IndexDomain, NamespaceType, QueryType, ResultStatus,
};
use snowgauge::{Builder, ConfigError, Event, Outcome, Reason, Tracker};

use crate::graph::{Execution, IndexingRun, Query, QueryError, QueryKind, Target};

/// Identifies this service in the warehouse.
pub(crate) const APP_ID: &str = "gkg";

/// Who calls, and by which way: all that the context of an event says.
pub(crate) struct Caller {
    pub(crate) correlation_id: String,
    pub(crate) namespace_id: String,
    /// `None` for a bot or a service account.
    pub(crate) user_id: Option<String>,
    pub(crate) source: SourceType,
    /// The DAP session, if the call is part of one.
    pub(crate) session_id: Option<String>,
}

/// What a DAP session did, known at its end.
pub(crate) struct Session {
    pub(crate) graph_calls: u64,
    pub(crate) all_calls: u64,
    pub(crate) fell_back_to_rest: bool,
    pub(crate) input_tokens: u64,
    pub(crate) output_tokens: u64,
    pub(crate) cache_read_tokens: u64,
}

/// The service's analytics. One for the whole process: it can be shared by any number of threads and tasks.
pub(crate) struct Analytics {
    tracker: Tracker,
    tracked: AtomicU64,
}

impl Analytics {
    /// Makes the tracker; `builder` says where it delivers to. This does no IO: a collector that is down does not keep the
    /// service from starting.
    pub(crate) fn new(builder: Builder) -> Result<Self, ConfigError> {
        let tracker = builder.app_id(APP_ID).namespace("webserver").on_outcome(log_loss).build()?;
        Ok(Self { tracker, tracked: AtomicU64::new(0) })
    }

    pub(crate) fn tracker(&self) -> &Tracker {
        &self.tracker
    }

    /// How many events the tracker took.
    pub(crate) fn tracked(&self) -> u64 {
        self.tracked.load(Ordering::Relaxed)
    }

    /// A call of `query_graph` or `get_graph_schema` was answered.
    pub(crate) fn query_executed(&self, caller: &Caller, query: &Query, execution: &Execution) {
        let (status, rows, redacted, error) = match &execution.result {
            Ok(rows) if rows.found == 0 => (ResultStatus::Empty, 0, rows.redacted, None),
            Ok(rows) => (ResultStatus::Success, rows.found, rows.redacted, None),
            Err(error) => (ResultStatus::Error, 0, 0, Some(error_reason(*error))),
        };
        let event = GkgQueryExecuted::builder()
            .query_type(query_type(query.kind))
            .entity_types(query.entity_types)
            .result_status(status)
            .result_row_count(rows)
            .rows_redacted(redacted)
            .duration_ms(execution.compile_ms + execution.execute_ms + execution.authorize_ms)
            .compile_duration_ms(execution.compile_ms)
            .execute_duration_ms(execution.execute_ms)
            .authorization_duration_ms(execution.authorize_ms)
            .ch_read_rows(execution.read_rows)
            .ch_read_bytes(execution.read_bytes)
            .ch_memory_bytes(execution.memory_bytes)
            .entity_types_queried(query.entity_types)
            // `maybe_` sets a nullable field from an Option.
            .maybe_traversal_depth(query.kind.hops())
            .maybe_error_reason(error)
            .build();
        let tool =
            if query.kind == QueryKind::Schema { ToolName::GetGraphSchema } else { ToolName::QueryGraph };
        self.track(event.with(&caller.context(tool)));
    }

    /// `get_graph_schema` was called; `domains` is the caller's filter.
    pub(crate) fn schema_introspected(&self, caller: &Caller, domains: Option<&[&str]>) {
        let event =
            GkgSchemaIntrospected::builder().schema_version("2.1.0").maybe_domain_filter(domains).build();
        self.track(event.with(&caller.context(ToolName::GetGraphSchema)));
    }

    /// An indexing job finished for a namespace.
    pub(crate) fn indexing_completed(&self, caller: &Caller, run: &IndexingRun) {
        let code = run.target == Target::Code;
        let event = GkgIndexingCompleted::builder()
            .indexing_type(run.indexing_type)
            .index_domain(if code { IndexDomain::Code } else { IndexDomain::Sdlc })
            .trigger_type(run.trigger)
            .status(run.status)
            .languages_indexed(run.languages)
            .file_count_processed(run.files)
            .file_count_skipped(run.files_skipped)
            .file_count_errored(run.files_errored)
            .node_count_directory(run.files / 15)
            .node_count_file(run.files)
            .node_count_definition(run.files * 8)
            .node_count_imported_symbol(run.files * 4)
            .node_count_edge(run.edges)
            .maybe_sdlc_entity_type(run.target.sdlc_entity())
            .maybe_sdlc_rows_processed(if code { None } else { Some(run.rows) })
            .watermark_lag_seconds(run.watermark_lag.as_secs_f64())
            .repository_resolution(run.resolution)
            .duration_ms(run.duration_ms)
            .maybe_error_stage(run.failed_at)
            .build();
        self.track(event.with(&caller.context(ToolName::QueryGraph)));
    }

    /// An administrator enabled GKG for a group.
    pub(crate) fn namespace_enabled(&self, caller: &Caller, by_user_id: &str) {
        let event = GkgNamespaceEnabled::builder()
            .namespace_type(NamespaceType::Group)
            .enabled_by_user_id(by_user_id)
            .build();
        self.track(event.with(&caller.context(ToolName::QueryGraph)));
    }

    /// A DAP session ended.
    pub(crate) fn session_ended(&self, caller: &Caller, session: &Session) {
        let event = GkgDapSessionSummary::builder()
            .total_gkg_calls(session.graph_calls)
            .total_tool_calls(session.all_calls)
            .tools_used(["get_graph_schema", "query_graph"])
            .fallback_to_rest(session.fell_back_to_rest)
            .agent_name("orbit_agent")
            .flow_type("duo_chat")
            .input_tokens(session.input_tokens)
            .output_tokens(session.output_tokens)
            .cache_read_tokens(session.cache_read_tokens)
            .build();
        self.track(event.with(&caller.context(ToolName::QueryGraph)));
    }

    /// Tracks it. An event that is refused is a bug to fix, and no reason to fail the call that it tells of.
    pub(crate) fn track(&self, event: impl Event) {
        match self.tracker.track(event) {
            Ok(_id) => _ = self.tracked.fetch_add(1, Ordering::Relaxed),
            Err(error) => eprintln!("analytics: {error}"),
        }
    }
}

impl Caller {
    /// The entity that every event of GKG carries. It borrows: nothing is copied before the event is written.
    fn context(&self, tool: ToolName) -> KnowledgeGraphContext<'_> {
        KnowledgeGraphContext::builder()
            .correlation_id(&self.correlation_id)
            .namespace_id(&self.namespace_id)
            .root_namespace_id("9812345")
            .maybe_global_user_id(self.user_id.as_deref())
            .user_type(if self.user_id.is_some() { UserType::Human } else { UserType::ServiceAccount })
            .is_gitlab_team_member(false)
            .source_type(self.source)
            .tool_name(tool)
            .tier(Tier::Ultimate)
            .deployment_type(DeploymentType::Com)
            .maybe_session_id(self.session_id.as_deref())
            .build()
    }
}

/// Hears how each event ended, on a thread of the tracker's own. Only losses are worth a line in the log.
fn log_loss(outcome: &Outcome) {
    if outcome.reason != Reason::Delivered {
        eprintln!("analytics: event {} ended as {}", outcome.event_id, outcome.reason);
    }
}

fn query_type(kind: QueryKind) -> QueryType {
    match kind {
        QueryKind::FindNodes => QueryType::FindNodes,
        QueryKind::Traverse { .. } => QueryType::Traverse,
        QueryKind::Explore => QueryType::Explore,
        QueryKind::Aggregate => QueryType::Aggregate,
        QueryKind::Schema => QueryType::Schema,
    }
}

fn error_reason(error: QueryError) -> ErrorReason {
    match error {
        QueryError::Denied => ErrorReason::SecurityRejected,
        QueryError::Failed => ErrorReason::ExecutionFailed,
        QueryError::Unauthorized => ErrorReason::AuthorizationFailed,
        QueryError::TimedOut => ErrorReason::Timeout,
        QueryError::TooMany => ErrorReason::RateLimited,
        QueryError::Malformed => ErrorReason::ValidationFailed,
        QueryError::NotAllowed => ErrorReason::AllowlistRejected,
    }
}

#[cfg(test)]
mod tests;
