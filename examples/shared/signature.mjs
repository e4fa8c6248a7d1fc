/**
 * The one event that every example sends with the same values, so that `make demo` can compare its bytes: text that has
 * to be escaped, text beyond ASCII, a fraction, JavaScript's largest integer, and fields left out.
 */
export const signature = {
  event: {
    indexing_type: "incremental",
    index_domain: "sdlc",
    trigger_type: "scheduled",
    status: "partial",
    languages_indexed: ["ruby", "c++"],
    file_count_processed: 0,
    file_count_skipped: 14,
    file_count_errored: 3,
    node_count_directory: 312,
    node_count_file: 4821,
    node_count_definition: 38400,
    node_count_imported_symbol: 21000,
    node_count_edge: Number.MAX_SAFE_INTEGER,
    sdlc_entity_type: 'merge "requests"\\\n',
    sdlc_rows_processed: 15200,
    watermark_lag_seconds: 127.4,
    repository_resolution: "full_download_fallback",
    duration_ms: 8420,
    error_stage: "arrow_conversion",
  },
  context: {
    correlation_id: "demo-signature",
    namespace_id: "14523891",
    root_namespace_id: "9812345",
    user_type: "service_account",
    is_gitlab_team_member: true,
    source_type: "cli",
    tool_name: "query_graph",
    tier: "premium",
    deployment_type: "self_managed",
  },
  standard: {
    environment: "demo",
    host_name: "schneehöhe.example",
    realm: "self-managed",
    feature_enabled_by_namespace_ids: [9812345, 14523891],
    source: "snowgauge 🦊",
    extra: { depth_cm: 12.5, open: true, lifts: ["北", "north"] },
  },
};
