/* The structs of the header: each gives the same bytes as the JSON text of the same data, and the same violations. */
#include <math.h>

#include "check.h"

static const snowgauge_str LANGUAGES[] = {SNOWGAUGE_LITERAL("ruby"), SNOWGAUGE_LITERAL("pyth\xc3\xb6n")};

/* A context that every GKG event can travel with. */
static snowgauge_knowledge_graph_context graph_context(void) {
    snowgauge_knowledge_graph_context context = {
        .correlation_id = SNOWGAUGE_STR("d3f1"),
        .namespace_id = SNOWGAUGE_STR("1"),
        .root_namespace_id = SNOWGAUGE_STR(""),
        .user_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_USER_TYPE_BOT,
        .source_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_SOURCE_TYPE_CLI,
        .tool_name = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_TOOL_NAME_QUERY_GRAPH,
        .tier = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_TIER_PREMIUM,
        .deployment_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_DEPLOYMENT_TYPE_SELF_MANAGED,
    };
    return context;
}

static const char GRAPH_CONTEXT[] =
    "{\"correlation_id\":\"d3f1\",\"namespace_id\":\"1\",\"root_namespace_id\":\"\",\"user_type\":\"bot\","
    "\"source_type\":\"cli\",\"tool_name\":\"query_graph\",\"tier\":\"premium\",\"deployment_type\":\"self_managed\"}";

/* The body of a request with this event and these entities; to be freed. */
static snowgauge_buffer *body_of(snowgauge_event event, const snowgauge_entity *entities, size_t entities_len) {
    static const uint8_t entropy[16] = {0};
    snowgauge_config config = snowgauge_config_default();
    snowgauge_buffer *body = NULL;
    snowgauge_error *error = NULL;
    config.app_id = SNOWGAUGE_STR("test");
    CHECK(snowgauge_request_body(&config, event, entities, entities_len, entropy, 1, 2, &body, &error) == SNOWGAUGE_OK);
    if (error != NULL) {
        printf("   %.*s\n", (int)snowgauge_error_message(error).len, snowgauge_error_message(error).data);
    }
    snowgauge_error_free(error);
    return body;
}

/* Compares two events, with an entity each, that are given as struct and as JSON text. */
static void same(snowgauge_event typed, const snowgauge_entity *typed_entity, snowgauge_event text,
                 const snowgauge_entity *text_entity) {
    snowgauge_buffer *found = body_of(typed, typed_entity, 1);
    snowgauge_buffer *expected = body_of(text, text_entity, 1);
    CHECK_SAME(snowgauge_buffer_text(found), snowgauge_buffer_text(expected));
    snowgauge_buffer_free(found);
    snowgauge_buffer_free(expected);
}

static snowgauge_event json_event(snowgauge_event_kind kind, const char *json) {
    return snowgauge_event_json(kind, json, strlen(json));
}

static snowgauge_entity json_entity(snowgauge_entity_kind kind, const char *json) {
    return snowgauge_entity_json(kind, json, strlen(json));
}

static void same_event(snowgauge_event typed, const char *json) {
    snowgauge_knowledge_graph_context context = graph_context();
    snowgauge_entity typed_entity = snowgauge_knowledge_graph_context_entity(&context);
    snowgauge_entity text_entity = json_entity(SNOWGAUGE_ENTITY_KNOWLEDGE_GRAPH_CONTEXT, GRAPH_CONTEXT);
    same(typed, &typed_entity, json_event((snowgauge_event_kind)typed.kind, json), &text_entity);
}

static void a_query_with_every_field(void) {
    snowgauge_gkg_query_executed query = {
        .query_type = SNOWGAUGE_GKG_QUERY_EXECUTED_QUERY_TYPE_TRAVERSE,
        .entity_types = SNOWGAUGE_LIST(LANGUAGES),
        .result_status = SNOWGAUGE_GKG_QUERY_EXECUTED_RESULT_STATUS_ERROR,
        .result_row_count = 42,
        .duration_ms = INT64_MAX,
        .entity_types_queried = {LANGUAGES, 0},
        .traversal_depth = &(int64_t){3},
        .error_reason = SNOWGAUGE_GKG_QUERY_EXECUTED_ERROR_REASON_ALLOWLIST_REJECTED,
    };
    same_event(snowgauge_gkg_query_executed_event(&query),
               "{\"query_type\":\"traverse\",\"entity_types\":[\"ruby\",\"pyth\xc3\xb6n\"],\"result_status\":\"error\","
               "\"result_row_count\":42,\"rows_redacted\":0,\"duration_ms\":9223372036854775807,\"compile_duration_ms\":0,"
               "\"execute_duration_ms\":0,\"authorization_duration_ms\":0,\"ch_read_rows\":0,\"ch_read_bytes\":0,"
               "\"ch_memory_bytes\":0,\"entity_types_queried\":[],\"traversal_depth\":3,"
               "\"error_reason\":\"allowlist_rejected\"}");
}

static void an_indexing_run(void) {
    snowgauge_gkg_indexing_completed run_done = {
        .indexing_type = SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEXING_TYPE_INITIAL,
        .index_domain = SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEX_DOMAIN_SDLC,
        .trigger_type = SNOWGAUGE_GKG_INDEXING_COMPLETED_TRIGGER_TYPE_MANUAL,
        .status = SNOWGAUGE_GKG_INDEXING_COMPLETED_STATUS_PARTIAL,
        .languages_indexed = SNOWGAUGE_LIST(LANGUAGES),
        .node_count_edge = 7,
        .sdlc_entity_type = SNOWGAUGE_STR("quote \" and \\"),
        .sdlc_rows_processed = &(int64_t){0},
        .watermark_lag_seconds = 127.4,
        .repository_resolution = SNOWGAUGE_GKG_INDEXING_COMPLETED_REPOSITORY_RESOLUTION_FULL_DOWNLOAD_FALLBACK,
        .error_stage = SNOWGAUGE_GKG_INDEXING_COMPLETED_ERROR_STAGE_DECODE,
    };
    same_event(snowgauge_gkg_indexing_completed_event(&run_done),
               "{\"indexing_type\":\"initial\",\"index_domain\":\"sdlc\",\"trigger_type\":\"manual\",\"status\":\"partial\","
               "\"languages_indexed\":[\"ruby\",\"pyth\xc3\xb6n\"],\"file_count_processed\":0,\"file_count_skipped\":0,"
               "\"file_count_errored\":0,\"node_count_directory\":0,\"node_count_file\":0,\"node_count_definition\":0,"
               "\"node_count_imported_symbol\":0,\"node_count_edge\":7,\"sdlc_entity_type\":\"quote \\\" and \\\\\","
               "\"sdlc_rows_processed\":0,\"watermark_lag_seconds\":127.4,"
               "\"repository_resolution\":\"full_download_fallback\",\"duration_ms\":0,\"error_stage\":\"decode\"}");
}

static void an_enabling(void) {
    snowgauge_gkg_namespace_enabled enabled = {
        .namespace_type = SNOWGAUGE_GKG_NAMESPACE_ENABLED_NAMESPACE_TYPE_PROJECT,
        .enabled_by_user_id = SNOWGAUGE_STR("8819234"),
    };
    same_event(snowgauge_gkg_namespace_enabled_event(&enabled),
               "{\"namespace_type\":\"project\",\"enabled_by_user_id\":\"8819234\"}");
}

static void a_session_with_its_context(void) {
    snowgauge_gkg_dap_session_summary session = {
        .total_gkg_calls = 9,
        .total_tool_calls = 23,
        .tools_used = SNOWGAUGE_LIST(LANGUAGES),
        .fallback_to_rest = true,
        .agent_name = SNOWGAUGE_STR("orbit_agent"),
        .flow_type = SNOWGAUGE_STR("duo_chat"),
        .cache_read_tokens = 1200,
    };
    snowgauge_knowledge_graph_context context = graph_context();
    context.source_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_SOURCE_TYPE_DAP;
    context.user_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_USER_TYPE_HUMAN;
    context.global_user_id = SNOWGAUGE_STR("usr_1");
    context.session_id = SNOWGAUGE_STR("sess_1");
    context.is_gitlab_team_member = &(bool){false};
    snowgauge_entity typed = snowgauge_knowledge_graph_context_entity(&context);
    snowgauge_entity text = json_entity(
        SNOWGAUGE_ENTITY_KNOWLEDGE_GRAPH_CONTEXT,
        "{\"correlation_id\":\"d3f1\",\"namespace_id\":\"1\",\"root_namespace_id\":\"\",\"global_user_id\":\"usr_1\","
        "\"user_type\":\"human\",\"is_gitlab_team_member\":false,\"source_type\":\"dap\",\"tool_name\":\"query_graph\","
        "\"tier\":\"premium\",\"deployment_type\":\"self_managed\",\"session_id\":\"sess_1\"}");
    same(snowgauge_gkg_dap_session_summary_event(&session), &typed,
         json_event(SNOWGAUGE_EVENT_GKG_DAP_SESSION_SUMMARY,
                    "{\"total_gkg_calls\":9,\"total_tool_calls\":23,\"tools_used\":[\"ruby\",\"pyth\xc3\xb6n\"],"
                    "\"fallback_to_rest\":true,\"agent_name\":\"orbit_agent\",\"flow_type\":\"duo_chat\","
                    "\"input_tokens\":0,\"output_tokens\":0,\"cache_read_tokens\":1200}"),
         &text);
}

static void an_introspection(void) {
    snowgauge_gkg_schema_introspected introspected = {.schema_version = SNOWGAUGE_STR("2.1.0")};
    snowgauge_knowledge_graph_context context = graph_context();
    context.tool_name = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_TOOL_NAME_GET_GRAPH_SCHEMA;
    snowgauge_entity entity = snowgauge_knowledge_graph_context_entity(&context);
    same(snowgauge_gkg_schema_introspected_event(&introspected), &entity,
         json_event(SNOWGAUGE_EVENT_GKG_SCHEMA_INTROSPECTED, "{\"schema_version\":\"2.1.0\"}"), &entity);
}

static void a_suggestion_with_counts(void) {
    static const snowgauge_code_suggestions_context_request_count counts[] = {
        {.requests = 12, .errors = 1, .accepts = 4, .lang = SNOWGAUGE_LITERAL("python")},
        {.requests = 1, .model_engine = SNOWGAUGE_LITERAL("vertex-ai")},
    };
    snowgauge_code_suggestions_context context = {
        .request_counts = SNOWGAUGE_LIST(counts),
        .prefix_length = &(int64_t){1450},
        .gitlab_realm = SNOWGAUGE_STR("saas"),
    };
    snowgauge_entity typed = snowgauge_code_suggestions_context_entity(&context);
    snowgauge_entity text =
        json_entity(SNOWGAUGE_ENTITY_CODE_SUGGESTIONS_CONTEXT,
                    "{\"request_counts\":[{\"requests\":12,\"errors\":1,\"accepts\":4,\"lang\":\"python\"},"
                    "{\"requests\":1,\"errors\":0,\"accepts\":0,\"model_engine\":\"vertex-ai\"}],"
                    "\"prefix_length\":1450,\"gitlab_realm\":\"saas\"}");
    same(snowgauge_suggestion_requested_event(), &typed, json_event(SNOWGAUGE_EVENT_SUGGESTION_REQUESTED, "{}"), &text);
}

static void a_standard_context_with_lists_and_open_json(void) {
    static const int64_t namespaces[] = {1, 9812345};
    snowgauge_gitlab_standard standard = {
        .environment = SNOWGAUGE_STR("production"),
        .project_id = &(int64_t){4512},
        .realm = SNOWGAUGE_GITLAB_STANDARD_REALM_SELF_MANAGED,
        .feature_enabled_by_namespace_ids = SNOWGAUGE_LIST(namespaces),
        .context_generated_at = SNOWGAUGE_STR("2026-01-15T09:30:00.000Z"),
        .extra = SNOWGAUGE_STR("{ \"surface\" : [1.50, null] }"),
    };
    snowgauge_entity typed = snowgauge_gitlab_standard_entity(&standard);
    snowgauge_entity text = json_entity(
        SNOWGAUGE_ENTITY_GITLAB_STANDARD,
        "{\"environment\":\"production\",\"project_id\":4512,\"realm\":\"self-managed\","
        "\"feature_enabled_by_namespace_ids\":[1,9812345],\"context_generated_at\":\"2026-01-15T09:30:00.000Z\","
        "\"extra\":{\"surface\":[1.5,null]}}");
    snowgauge_entity needed = json_entity(SNOWGAUGE_ENTITY_CODE_SUGGESTIONS_CONTEXT, "{}");
    snowgauge_entity typed_both[] = {needed, typed}, text_both[] = {needed, text};
    snowgauge_buffer *found = body_of(snowgauge_suggestion_requested_event(), typed_both, 2);
    snowgauge_buffer *expected = body_of(snowgauge_suggestion_requested_event(), text_both, 2);
    CHECK_SAME(snowgauge_buffer_text(found), snowgauge_buffer_text(expected));
    snowgauge_buffer_free(found);
    snowgauge_buffer_free(expected);
}

/* Compares all violations with "code pointer" pairs. */
static void violations(snowgauge_event event, const char *const expected[], size_t count) {
    snowgauge_knowledge_graph_context context = graph_context();
    snowgauge_entity entity = snowgauge_knowledge_graph_context_entity(&context);
    snowgauge_error *error = NULL;
    CHECK(snowgauge_check(event, &entity, 1, &error) == SNOWGAUGE_INVALID);
    CHECK(snowgauge_error_violation_count(error) == count);
    for (size_t i = 0; i < snowgauge_error_violation_count(error) && i < count; i++) {
        const snowgauge_violation *found = snowgauge_error_violation(error, i);
        char pair[200];
        snprintf(pair, sizeof pair, "%.*s %.*s", (int)found->code.len, found->code.data, (int)found->pointer.len,
                 found->pointer.data);
        CHECK_TEXT(snowgauge_str_from(pair), expected[i]);
    }
    snowgauge_error_free(error);
}

static void what_is_left_out_is_missing(void) {
    static const snowgauge_gkg_query_executed nothing = {0};
    static const char *const expected[] = {"required /query_type", "required /result_status",
                                           "required /entity_types_queried"};
    violations(snowgauge_gkg_query_executed_event(&nothing), expected, 3);
}

static void what_does_not_fit_is_told(void) {
    const snowgauge_str broken[] = {{"a\xff", 2}, {NULL, 3}, {NULL, 0}};
    snowgauge_gkg_query_executed query = {
        .query_type = (snowgauge_gkg_query_executed_query_type)99,
        .entity_types = {NULL, 2},
        .result_status = SNOWGAUGE_GKG_QUERY_EXECUTED_RESULT_STATUS_EMPTY,
        .result_row_count = -1,
        .entity_types_queried = SNOWGAUGE_LIST(broken),
        .traversal_depth = &(int64_t){-1},
    };
    static const char *const expected[] = {
        "enum /query_type",
        "not_json /entity_types",
        "minimum /result_row_count",
        "not_json /entity_types_queried/0",
        "not_json /entity_types_queried/1",
        "not_json /entity_types_queried/2",
        "minimum /traversal_depth",
    };
    violations(snowgauge_gkg_query_executed_event(&query), expected, 7);
}

static void a_number_that_is_none_is_told(void) {
    snowgauge_gkg_indexing_completed run_done = {
        .indexing_type = SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEXING_TYPE_INITIAL,
        .index_domain = SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEX_DOMAIN_CODE,
        .trigger_type = SNOWGAUGE_GKG_INDEXING_COMPLETED_TRIGGER_TYPE_PUSH,
        .status = SNOWGAUGE_GKG_INDEXING_COMPLETED_STATUS_SUCCESS,
        .languages_indexed = {LANGUAGES, 0},
        .watermark_lag_seconds = (double)NAN,
        .repository_resolution = SNOWGAUGE_GKG_INDEXING_COMPLETED_REPOSITORY_RESOLUTION_CACHE_HIT,
        .error_stage = SNOWGAUGE_GKG_INDEXING_COMPLETED_ERROR_STAGE_WRITE,
    };
    static const char *const expected[] = {"not_json /watermark_lag_seconds", "plan_null /error_stage"};
    violations(snowgauge_gkg_indexing_completed_event(&run_done), expected, 2);
}

int main(void) {
    run("a query with every field", a_query_with_every_field);
    run("an indexing run", an_indexing_run);
    run("an enabling", an_enabling);
    run("a session with its context", a_session_with_its_context);
    run("an introspection", an_introspection);
    run("a suggestion with counts", a_suggestion_with_counts);
    run("a standard context with lists and open JSON", a_standard_context_with_lists_and_open_json);
    run("what is left out is missing", what_is_left_out_is_missing);
    run("what does not fit is told", what_does_not_fit_is_told);
    run("a number that is none is told", a_number_that_is_none_is_told);
    return close_tests();
}
