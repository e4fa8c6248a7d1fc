/* What cannot be used gets a clear answer: bad data, NULL, unlisted numbers, unusable options. */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "collector.h"

#define ENABLED(type, user) "{\"namespace_type\":" type ",\"enabled_by_user_id\":" user "}"
#define BAD(user) ENABLED("\"group\"", user)
#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const char GOOD[] = ENABLED("\"group\"", "\"8819234\"");
static const char CONTEXT[] = "{\"correlation_id\":\"d3f1\",\"namespace_id\":\"1\",\"root_namespace_id\":\"1\","
                              "\"user_type\":\"bot\",\"source_type\":\"cli\",\"tool_name\":\"query_graph\","
                              "\"tier\":\"ultimate\",\"deployment_type\":\"com\"}";

/* Each: data of gkg_namespace_enabled, and the first violation. */
static const struct {
    const char *json, *code, *pointer;
} BAD_INPUTS[] = {
    {BAD("8819234"), "type", "/enabled_by_user_id"},
    {"{\"namespace_type\":\"group\"}", "required", "/enabled_by_user_id"},
    {BAD("\"1\",\"more\":1"), "unknown_field", "/more"},
    {ENABLED("\"groop\"", "\"1\""), "enum", "/namespace_type"},
    {BAD("\"" HUNDRED HUNDRED HUNDRED "\""), "max_length", "/enabled_by_user_id"},
    {BAD("NaN"), "not_json", "/enabled_by_user_id"},
    {BAD("1e400"), "type", "/enabled_by_user_id"},
    {BAD("\"\\ud800\""), "unpaired_surrogate", "/enabled_by_user_id"},
    {BAD("\"\xff\""), "not_json", ""},
    {BAD("\"1\"") "}", "syntax", ""},
    {"{\"namespace_type\":", "syntax", "/namespace_type"},
    {"not JSON", "syntax", ""},
    {"", "syntax", ""},
    {"[]", "type", ""},
    {"null", "type", ""},
};
enum { BAD_COUNT = sizeof BAD_INPUTS / sizeof BAD_INPUTS[0] };

static snowgauge_entity context(void) {
    return snowgauge_entity_json(SNOWGAUGE_ENTITY_KNOWLEDGE_GRAPH_CONTEXT, CONTEXT, strlen(CONTEXT));
}

static snowgauge_status track(snowgauge_tracker *tracker, const char *json, size_t len, snowgauge_error **error) {
    snowgauge_entity entity = context();
    return snowgauge_tracker_track_json(tracker, SNOWGAUGE_EVENT_GKG_NAMESPACE_ENABLED, json, len, &entity, 1, NULL,
                                        error);
}

static snowgauge_config usable_config(void) {
    snowgauge_config config = snowgauge_config_default();
    config.collector = SNOWGAUGE_STR("http://127.0.0.1:9");
    config.app_id = SNOWGAUGE_STR("test");
    return config;
}

static void has_violation(snowgauge_error *error, const char *code, const char *pointer) {
    CHECK(snowgauge_error_violation_count(error) > 0);
    if (snowgauge_error_violation_count(error) > 0) {
        CHECK_TEXT(snowgauge_error_violation(error, 0)->code, code);
        CHECK_TEXT(snowgauge_error_violation(error, 0)->pointer, pointer);
    }
    snowgauge_error_free(error);
}

static void bad_data_is_refused_and_the_events_around_it_arrive(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = usable_config();
    config.collector = snowgauge_str_from(target.url);
    snowgauge_tracker *tracker = NULL;
    CHECK(snowgauge_tracker_new(&config, &tracker, NULL) == SNOWGAUGE_OK);
    for (int i = 0; i < BAD_COUNT; i++) {
        snowgauge_error *error = NULL;
        CHECK(track(tracker, GOOD, strlen(GOOD), NULL) == SNOWGAUGE_OK);
        CHECK(track(tracker, BAD_INPUTS[i].json, strlen(BAD_INPUTS[i].json), &error) == SNOWGAUGE_INVALID);
        has_violation(error, BAD_INPUTS[i].code, BAD_INPUTS[i].pointer);
    }
    CHECK(track(tracker, GOOD, strlen(GOOD), NULL) == SNOWGAUGE_OK);
    bool complete = false;
    CHECK(snowgauge_tracker_shutdown(tracker, 5000, &complete) == SNOWGAUGE_OK && complete);
    snowgauge_tracker_free(tracker);
    CHECK(collector_stop(&target) == BAD_COUNT + 1);
}

static snowgauge_error *check(snowgauge_event_kind kind, const char *json, size_t len) {
    snowgauge_entity entity = context();
    snowgauge_error *error = NULL;
    CHECK(snowgauge_check_json(kind, json, len, &entity, 1, &error) == SNOWGAUGE_INVALID);
    return error;
}

/* Head, many times the same byte, tail. */
static char *padded(const char *head, char byte, size_t count, const char *tail) {
    char *text = malloc(strlen(head) + count + strlen(tail) + 1);
    strcpy(text, head);
    memset(text + strlen(head), byte, count);
    strcpy(text + strlen(head) + count, tail);
    return text;
}

static void ten_megabytes_are_too_much(void) {
    char *json = padded("{\"namespace_type\":\"group\",\"enabled_by_user_id\":\"", 'x', 10 << 20, "\"}");
    has_violation(check(SNOWGAUGE_EVENT_GKG_NAMESPACE_ENABLED, json, strlen(json)), "max_length", "/enabled_by_user_id");
    free(json);
}

static void deep_nesting_does_not_end_the_program(void) {
    char *json = padded("{\"environment\":\"test\",\"extra\":{\"a\":", '[', 1 << 20, "");
    snowgauge_error *error = NULL;
    static const char uri[] = "iglu:com.gitlab/gitlab_standard/jsonschema/1-0-0";
    CHECK(snowgauge_validate_json(uri, strlen(uri), json, strlen(json), &error) == SNOWGAUGE_INVALID);
    CHECK(snowgauge_error_violation_count(error) > 0);
    snowgauge_error_free(error);
    free(json);
}

static void an_integer_out_of_range_is_told(void) {
    static const char json[] = "{\"total_gkg_calls\":9223372036854775808,\"total_tool_calls\":1,\"tools_used\":[],"
                               "\"fallback_to_rest\":false,\"agent_name\":\"a\",\"flow_type\":\"f\",\"input_tokens\":1,"
                               "\"output_tokens\":-1,\"cache_read_tokens\":1}";
    snowgauge_error *error = check(SNOWGAUGE_EVENT_GKG_DAP_SESSION_SUMMARY, json, strlen(json));
    CHECK(snowgauge_error_violation_count(error) == 3);
    CHECK_TEXT(snowgauge_error_violation(error, 1)->code, "minimum");
    CHECK_TEXT(snowgauge_error_violation(error, 2)->code, "plan_value");
    has_violation(error, "maximum", "/total_gkg_calls");
}

static void an_event_without_data_takes_none(void) {
    snowgauge_entity entity = snowgauge_entity_json(SNOWGAUGE_ENTITY_CODE_SUGGESTIONS_CONTEXT, "{}", 2);
    snowgauge_error *error = NULL;
    CHECK(snowgauge_check_json(SNOWGAUGE_EVENT_SUGGESTION_REQUESTED, NULL, 0, &entity, 1, NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_check_json(SNOWGAUGE_EVENT_SUGGESTION_REQUESTED, "{}", 2, &entity, 1, NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_check(snowgauge_suggestion_requested_event(), &entity, 1, NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_check_json(SNOWGAUGE_EVENT_SUGGESTION_REQUESTED, "\xff", 1, &entity, 1, &error) ==
          SNOWGAUGE_INVALID);
    has_violation(error, "unknown_field", "");
}

/* The answer to arguments that cannot be used: a status, and a message that begins like this. */
static void answers(snowgauge_status found, snowgauge_status expected, snowgauge_error **error, const char *message) {
    snowgauge_str whole = snowgauge_error_message(*error);
    CHECK(found == expected);
    CHECK(snowgauge_error_status(*error) == expected);
    CHECK(snowgauge_error_violation_count(*error) == 0);
    if (whole.len > strlen(message)) {
        whole.len = strlen(message);
    }
    CHECK_TEXT(whole, message);
    snowgauge_error_free(*error);
    *error = NULL;
}

static void null_where_it_may_not_be_is_named(void) {
    snowgauge_config config = usable_config();
    snowgauge_tracker *tracker = NULL;
    snowgauge_error *error = NULL;
    answers(snowgauge_tracker_new(NULL, &tracker, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "config: expected a pointer, found NULL");
    answers(snowgauge_tracker_new(&config, NULL, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "tracker: expected a pointer, found NULL");
    CHECK(tracker == NULL);
    answers(track(NULL, GOOD, strlen(GOOD), &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "tracker: expected a pointer, found NULL");
    answers(snowgauge_check_json(SNOWGAUGE_EVENT_GKG_NAMESPACE_ENABLED, NULL, 5, NULL, 0, &error),
            SNOWGAUGE_NULL_ARGUMENT, &error, "event: expected a pointer, found NULL");
    answers(snowgauge_check_json(SNOWGAUGE_EVENT_GKG_NAMESPACE_ENABLED, GOOD, strlen(GOOD), NULL, 1, &error),
            SNOWGAUGE_NULL_ARGUMENT, &error, "entities: expected a pointer, found NULL");
    answers(snowgauge_validate_json(NULL, 5, GOOD, strlen(GOOD), &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "schema_uri: expected a pointer, found NULL");
    answers(snowgauge_event_find("gkg", 3, NULL, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "kind: expected a pointer, found NULL");
    snowgauge_buffer *body = NULL;
    answers(snowgauge_request_body_json(&config, SNOWGAUGE_EVENT_GKG_NAMESPACE_ENABLED, GOOD, strlen(GOOD), NULL, 0, NULL,
                                        0, 0, &body, &error),
            SNOWGAUGE_NULL_ARGUMENT, &error, "entropy: expected a pointer, found NULL");
    CHECK(body == NULL);
    CHECK(snowgauge_tracker_flush(NULL, 0, NULL) == SNOWGAUGE_NULL_ARGUMENT);
    CHECK(snowgauge_tracker_shutdown(NULL, 0, NULL) == SNOWGAUGE_NULL_ARGUMENT);
    CHECK(snowgauge_tracker_set_opt_out(NULL, true) == SNOWGAUGE_NULL_ARGUMENT);
    CHECK(snowgauge_tracker_stats(NULL, NULL, 0) == SNOWGAUGE_NULL_ARGUMENT);
}

static void bad_config(snowgauge_config config, const char *message) {
    snowgauge_tracker *tracker = NULL;
    snowgauge_error *error = NULL;
    answers(snowgauge_tracker_new(&config, &tracker, &error), SNOWGAUGE_BAD_CONFIG, &error, message);
    CHECK(tracker == NULL);
}

/* What a program hands in that counts with -1, as other libraries let it. */
static void a_length_that_nothing_has_is_named(void) {
    static const char enabled[] = "iglu:com.gitlab/gkg_namespace_enabled/jsonschema/1-0-0";
    static const char message[] = "expected a length that something in memory has, found 18446744073709551615";
    const size_t most = (size_t)-1;
    char expected[128];
    snowgauge_error *error = NULL;
    snprintf(expected, sizeof expected, "json: %s", message);
    answers(snowgauge_validate_json(enabled, strlen(enabled), GOOD, most, &error), SNOWGAUGE_BAD_ARGUMENT, &error, expected);
    snprintf(expected, sizeof expected, "name: %s", message);
    snowgauge_event_kind kind;
    answers(snowgauge_event_find("gkg_query_executed", most, &kind, &error), SNOWGAUGE_BAD_ARGUMENT, &error, expected);
    snprintf(expected, sizeof expected, "entities: %s", message);
    snowgauge_entity entity = context();
    snowgauge_event event = snowgauge_event_json(SNOWGAUGE_EVENT_GKG_NAMESPACE_ENABLED, GOOD, strlen(GOOD));
    answers(snowgauge_check(event, &entity, most, &error), SNOWGAUGE_BAD_ARGUMENT, &error, expected);
    snprintf(expected, sizeof expected, "app_id: %s", message);
    snowgauge_config config = usable_config();
    config.app_id.len = most;
    bad_config(config, expected);
    snowgauge_gkg_dap_session_summary session = {.agent_name = {"orbit", most}, .tools_used = {&config.app_id, most}};
    CHECK(snowgauge_check(snowgauge_gkg_dap_session_summary_event(&session), NULL, 0, &error) == SNOWGAUGE_INVALID);
    CHECK_TEXT(snowgauge_error_violation(error, 0)->pointer, "/tools_used");
    CHECK_TEXT(snowgauge_error_violation(error, 0)->found, "a length that nothing in memory has");
    CHECK_TEXT(snowgauge_error_violation(error, 1)->pointer, "/agent_name");
    CHECK_TEXT(snowgauge_error_violation(error, 1)->found, "a length that nothing in memory has");
    snowgauge_error_free(error);
}

static void null_is_harmless_where_nothing_is_asked_of_it(void) {
    snowgauge_tracker_free(NULL);
    snowgauge_error_free(NULL);
    snowgauge_buffer_free(NULL);
    snowgauge_config_init(NULL, 8);
    CHECK(snowgauge_error_status(NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_error_message(NULL).data == NULL);
    CHECK(snowgauge_error_violation_count(NULL) == 0);
    CHECK(snowgauge_error_violation(NULL, 0) == NULL);
    CHECK(snowgauge_buffer_text(NULL).data == NULL);
    CHECK(snowgauge_str_from(NULL).data == NULL);
}

static void numbers_of_no_enum_are_named(void) {
    snowgauge_error *error = NULL;
    snowgauge_event event = snowgauge_event_json((snowgauge_event_kind)99, "{}", 2);
    snowgauge_entity entity = context();
    answers(snowgauge_check(event, NULL, 0, &error), SNOWGAUGE_BAD_ARGUMENT, &error,
            "event: expected a snowgauge_event_kind, found 99");
    event.kind = SNOWGAUGE_EVENT_GKG_NAMESPACE_ENABLED;
    event.form = (snowgauge_form)0;
    answers(snowgauge_check(event, NULL, 0, &error), SNOWGAUGE_BAD_ARGUMENT, &error,
            "event: expected a snowgauge_form, found 0");
    entity.kind = (snowgauge_entity_kind)0;
    event.form = SNOWGAUGE_FORM_JSON;
    answers(snowgauge_check(event, &entity, 1, &error), SNOWGAUGE_BAD_ARGUMENT, &error,
            "entities[0]: expected a snowgauge_entity_kind, found 0");
}

static void a_struct_of_another_size_is_not_read(void) {
    snowgauge_error *error = NULL;
    snowgauge_gkg_namespace_enabled data = {0};
    snowgauge_event event = snowgauge_gkg_namespace_enabled_event(&data);
    event.size -= 8;
    answers(snowgauge_check(event, NULL, 0, &error), SNOWGAUGE_BAD_ARGUMENT, &error,
            "event: expected the struct of its kind, from the same version of snowgauge.h, found another one");
    answers(snowgauge_check(snowgauge_gkg_namespace_enabled_event(NULL), NULL, 0, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "event: expected a pointer, found NULL");
}

static void unknown_names_are_violations(void) {
    snowgauge_error *error = NULL;
    snowgauge_event_kind event = SNOWGAUGE_EVENT_GKG_QUERY_EXECUTED;
    CHECK(snowgauge_event_find("gkg_unheard_of", 14, &event, &error) == SNOWGAUGE_INVALID);
    CHECK(event == SNOWGAUGE_EVENT_GKG_QUERY_EXECUTED);
    has_violation(error, "unknown_event", "");
    static const char uri[] = "iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0";
    snowgauge_entity_kind entity;
    answers(snowgauge_entity_find(uri, strlen(uri), &entity, &error), SNOWGAUGE_BAD_ARGUMENT, &error,
            "schema_uri: expected the schema of an entity, found the schema of an event");
}

static void unusable_options_are_named(void) {
    snowgauge_config config = usable_config();
    config.collector = SNOWGAUGE_STR("https://user:hunter2@example");
    bad_config(config, "collector: expected a URL without credentials");
    config = usable_config();
    config.app_id.data = NULL;
    config.app_id.len = 0;
    bad_config(config, "app_id: expected 1 to 255 UTF-16 units");
    config = usable_config();
    config.platform = SNOWGAUGE_STR("desktop");
    bad_config(config, "platform: expected one of \"web\", \"iot\", \"app\", \"mob\", \"pc\", \"cnsl\", \"tv\", \"srv\", \"headset\", found \"desktop\"");
    config = usable_config();
    config.namespace = SNOWGAUGE_STR("a\xff");
    bad_config(config, "namespace: expected UTF-8, found a byte that is not, at offset 1");
    config = usable_config();
    config.on_invalid = (snowgauge_on_invalid)7;
    bad_config(config, "on_invalid: expected a snowgauge_on_invalid, found 7");
    config = usable_config();
    config.batch_bytes = 0;
    bad_config(config, "batch_bytes: expected 1000 to 1000000 bytes, found \"0\"");
    memset(&config, 0, sizeof config);
    bad_config(config, "size: expected a struct from snowgauge_config_default(), found a shorter one");
}

static void the_version_is_told(void) {
    CHECK(strncmp(snowgauge_version(), "0.", 2) == 0);
}

int main(void) {
    run("the version is told", the_version_is_told);
    run("bad data is refused and the events around it arrive", bad_data_is_refused_and_the_events_around_it_arrive);
    run("ten megabytes are too much", ten_megabytes_are_too_much);
    run("deep nesting does not end the program", deep_nesting_does_not_end_the_program);
    run("an integer out of range is told", an_integer_out_of_range_is_told);
    run("an event without data takes none", an_event_without_data_takes_none);
    run("NULL where it may not be is named", null_where_it_may_not_be_is_named);
    run("a length that nothing has is named", a_length_that_nothing_has_is_named);
    run("NULL is harmless where nothing is asked of it", null_is_harmless_where_nothing_is_asked_of_it);
    run("numbers of no enum are named", numbers_of_no_enum_are_named);
    run("a struct of another size is not read", a_struct_of_another_size_is_not_read);
    run("unknown names are violations", unknown_names_are_violations);
    run("unusable options are named", unusable_options_are_named);
    return close_tests();
}
