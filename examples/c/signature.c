/*
 * The one event that every example sends with the same values, so that `make demo` can compare its bytes: text that has
 * to be escaped, text beyond ASCII, a fraction, the largest integer that JavaScript has, and fields left out.
 */
#include "demo.h"

static snowgauge_gkg_indexing_completed signature_event(const int64_t *rows) {
    static const snowgauge_str languages[] = {SNOWGAUGE_LITERAL("ruby"), SNOWGAUGE_LITERAL("c++")};
    snowgauge_gkg_indexing_completed data = {
        .indexing_type = SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEXING_TYPE_INCREMENTAL,
        .index_domain = SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEX_DOMAIN_SDLC,
        .trigger_type = SNOWGAUGE_GKG_INDEXING_COMPLETED_TRIGGER_TYPE_SCHEDULED,
        .status = SNOWGAUGE_GKG_INDEXING_COMPLETED_STATUS_PARTIAL,
        .languages_indexed = SNOWGAUGE_LIST(languages),
        .file_count_processed = 0,
        .file_count_skipped = 14,
        .file_count_errored = 3,
        .node_count_directory = 312,
        .node_count_file = 4821,
        .node_count_definition = 38400,
        .node_count_imported_symbol = 21000,
        .node_count_edge = 9007199254740991,
        .sdlc_entity_type = SNOWGAUGE_STR("merge \"requests\"\\\n"),
        .sdlc_rows_processed = rows,
        .watermark_lag_seconds = 127.4,
        .repository_resolution = SNOWGAUGE_GKG_INDEXING_COMPLETED_REPOSITORY_RESOLUTION_FULL_DOWNLOAD_FALLBACK,
        .duration_ms = 8420,
        .error_stage = SNOWGAUGE_GKG_INDEXING_COMPLETED_ERROR_STAGE_ARROW_CONVERSION,
    };
    return data;
}

static snowgauge_knowledge_graph_context signature_context(const bool *team_member) {
    snowgauge_knowledge_graph_context data = {
        .correlation_id = SNOWGAUGE_STR("demo-signature"),
        .namespace_id = SNOWGAUGE_STR("14523891"),
        .root_namespace_id = SNOWGAUGE_STR("9812345"),
        .user_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_USER_TYPE_SERVICE_ACCOUNT,
        .is_gitlab_team_member = team_member,
        .source_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_SOURCE_TYPE_CLI,
        .tool_name = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_TOOL_NAME_QUERY_GRAPH,
        .tier = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_TIER_PREMIUM,
        .deployment_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_DEPLOYMENT_TYPE_SELF_MANAGED,
    };
    return data;
}

static snowgauge_gitlab_standard signature_standard(void) {
    static const int64_t enabled_by[] = {9812345, 14523891};
    snowgauge_gitlab_standard data = {
        .environment = SNOWGAUGE_STR("demo"),
        .host_name = SNOWGAUGE_STR("schneehöhe.example"),
        .realm = SNOWGAUGE_GITLAB_STANDARD_REALM_SELF_MANAGED,
        .feature_enabled_by_namespace_ids = SNOWGAUGE_LIST(enabled_by),
        .source = SNOWGAUGE_STR("snowgauge 🦊"),
        .extra = SNOWGAUGE_STR("{\"depth_cm\":12.5,\"open\":true,\"lifts\":[\"北\",\"north\"]}"),
    };
    return data;
}

bool track_signature(snowgauge_tracker *tracker) {
    /* A field that may be null is a pointer. */
    int64_t rows = 15200;
    bool team_member = true;
    snowgauge_gkg_indexing_completed data = signature_event(&rows);
    snowgauge_knowledge_graph_context context = signature_context(&team_member);
    snowgauge_gitlab_standard standard = signature_standard();
    snowgauge_entity entities[] = {
        snowgauge_knowledge_graph_context_entity(&context),
        snowgauge_gitlab_standard_entity(&standard),
    };
    snowgauge_event event = snowgauge_gkg_indexing_completed_event(&data);
    return snowgauge_tracker_track(tracker, event, entities, 2, NULL, NULL) == SNOWGAUGE_OK;
}
