/*
 * Sends events of the tracking plan, as structs and as JSON text.
 *
 *     cc send.c $(pkg-config --cflags --libs snowgauge) -o send && ./send http://127.0.0.1:9090
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <snowgauge.h>

enum { TIMEOUT_MS = 5000 };

/* Says what went wrong, and frees the error. */
static void complain(snowgauge_error *error) {
    snowgauge_str message = snowgauge_error_message(error);
    fprintf(stderr, "send: %.*s\n", (int)message.len, message.data);
    snowgauge_error_free(error);
}

static void track(snowgauge_tracker *tracker, snowgauge_event event, snowgauge_entity entity) {
    snowgauge_error *error = NULL;
    if (snowgauge_tracker_track(tracker, event, &entity, 1, NULL, &error) != SNOWGAUGE_OK) {
        complain(error);
    }
}

/* As structs: the compiler checks the fields' names and types. What is left out is zero, and zero is no value. */
static void track_structs(snowgauge_tracker *tracker) {
    static const snowgauge_str entity_types[] = {SNOWGAUGE_LITERAL("projects"), SNOWGAUGE_LITERAL("pipelines")};
    snowgauge_knowledge_graph_context context = {
        .correlation_id = SNOWGAUGE_STR("d3f1a2b4-7e8c"),
        .namespace_id = SNOWGAUGE_STR("14523891"),
        .root_namespace_id = SNOWGAUGE_STR("9812345"),
        .user_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_USER_TYPE_SERVICE_ACCOUNT,
        .source_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_SOURCE_TYPE_MCP,
        .tool_name = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_TOOL_NAME_QUERY_GRAPH,
        .tier = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_TIER_ULTIMATE,
        .deployment_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_DEPLOYMENT_TYPE_COM,
    };
    snowgauge_gkg_query_executed query = {
        .query_type = SNOWGAUGE_GKG_QUERY_EXECUTED_QUERY_TYPE_TRAVERSE,
        .result_status = SNOWGAUGE_GKG_QUERY_EXECUTED_RESULT_STATUS_SUCCESS,
        .result_row_count = 42,
        .duration_ms = 340,
        .entity_types_queried = SNOWGAUGE_LIST(entity_types),
        .traversal_depth = &(int64_t){3},
    };
    track(tracker, snowgauge_gkg_query_executed_event(&query), snowgauge_knowledge_graph_context_entity(&context));

    snowgauge_gkg_namespace_enabled enabled = {
        .namespace_type = SNOWGAUGE_GKG_NAMESPACE_ENABLED_NAMESPACE_TYPE_GROUP,
        .enabled_by_user_id = SNOWGAUGE_STR("8819234"),
    };
    track(tracker, snowgauge_gkg_namespace_enabled_event(&enabled), snowgauge_knowledge_graph_context_entity(&context));

    snowgauge_gkg_schema_introspected introspected = {.schema_version = SNOWGAUGE_STR("2.1.0")};
    context.tool_name = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_TOOL_NAME_GET_GRAPH_SCHEMA;
    track(tracker, snowgauge_gkg_schema_introspected_event(&introspected),
          snowgauge_knowledge_graph_context_entity(&context));

    snowgauge_code_suggestions_context suggestion = {
        .prefix_length = &(int64_t){1450},
        .language = SNOWGAUGE_STR("c"),
    };
    track(tracker, snowgauge_suggestion_requested_event(), snowgauge_code_suggestions_context_entity(&suggestion));
}

/* As JSON text, for data that comes from elsewhere. It is checked against the same schemas. */
static void track_json(snowgauge_tracker *tracker) {
    static const char context[] =
        "{\"correlation_id\":\"d3f1a2b4-7e8c\",\"namespace_id\":\"14523891\",\"root_namespace_id\":\"9812345\","
        "\"user_type\":\"service_account\",\"source_type\":\"dap\",\"tool_name\":\"query_graph\",\"tier\":\"ultimate\","
        "\"deployment_type\":\"com\",\"session_id\":\"sess_a1b2c3d4\"}";
    static const char indexing[] =
        "{\"indexing_type\":\"incremental\",\"index_domain\":\"code\",\"trigger_type\":\"push\",\"status\":\"success\","
        "\"languages_indexed\":[\"ruby\",\"c\"],\"file_count_processed\":4821,\"file_count_skipped\":14,"
        "\"file_count_errored\":0,\"node_count_directory\":312,\"node_count_file\":4821,\"node_count_definition\":38400,"
        "\"node_count_imported_symbol\":21000,\"node_count_edge\":194000,\"watermark_lag_seconds\":127.4,"
        "\"repository_resolution\":\"cache_hit\",\"duration_ms\":8420}";
    static const char session[] =
        "{\"total_gkg_calls\":9,\"total_tool_calls\":23,\"tools_used\":[\"query_graph\"],\"fallback_to_rest\":false,"
        "\"agent_name\":\"orbit_agent\",\"flow_type\":\"duo_chat\",\"input_tokens\":8940,\"output_tokens\":2810,"
        "\"cache_read_tokens\":1200}";
    snowgauge_entity entity =
        snowgauge_entity_json(SNOWGAUGE_ENTITY_KNOWLEDGE_GRAPH_CONTEXT, context, strlen(context));
    track(tracker, snowgauge_event_json(SNOWGAUGE_EVENT_GKG_INDEXING_COMPLETED, indexing, strlen(indexing)), entity);
    track(tracker, snowgauge_event_json(SNOWGAUGE_EVENT_GKG_DAP_SESSION_SUMMARY, session, strlen(session)), entity);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: send COLLECTOR_URL\n");
        return 2;
    }
    snowgauge_config config = snowgauge_config_default();
    config.collector = snowgauge_str_from(argv[1]);
    config.app_id = SNOWGAUGE_STR("send");
    snowgauge_tracker *tracker = NULL;
    snowgauge_error *error = NULL;
    if (snowgauge_tracker_new(&config, &tracker, &error) != SNOWGAUGE_OK) {
        complain(error);
        return EXIT_FAILURE;
    }
    track_structs(tracker);
    track_json(tracker);

    bool complete = false;
    snowgauge_tracker_shutdown(tracker, TIMEOUT_MS, &complete);
    snowgauge_stats stats;
    snowgauge_tracker_stats(tracker, &stats, sizeof stats);
    snowgauge_tracker_free(tracker);
    printf("tracked %d, delivered %d\n", (int)stats.accepted, (int)stats.delivered);
    return complete && stats.delivered == 6 ? EXIT_SUCCESS : EXIT_FAILURE;
}
