/* Scopes, subjects and the kinds of event from making them to freeing them, and what cannot be used of them. */
#define _POSIX_C_SOURCE 200809L

#include "collector.h"

static snowgauge_config config_for(const collector *target) {
    snowgauge_config config = snowgauge_config_default();
    config.collector = snowgauge_str_from(target->url);
    config.app_id = SNOWGAUGE_STR("test");
    return config;
}

static snowgauge_tracker *tracker_with(const snowgauge_config *config) {
    snowgauge_tracker *tracker = NULL;
    CHECK(snowgauge_tracker_new(config, &tracker, NULL) == SNOWGAUGE_OK);
    return tracker;
}

static snowgauge_tracker *scope_for(const snowgauge_tracker *tracker, const char *user_id) {
    snowgauge_subject subject = {.user_id = snowgauge_str_from(user_id)};
    snowgauge_tracker *scope = NULL;
    CHECK(snowgauge_tracker_scoped(tracker, &subject, NULL, 0, &scope, NULL) == SNOWGAUGE_OK);
    return scope;
}

static const snowgauge_structured_event OPENED = {.category = SNOWGAUGE_LITERAL("search"), .action = SNOWGAUGE_LITERAL("open")};

static snowgauge_status track(snowgauge_tracker *tracker, snowgauge_event event, snowgauge_error **error) {
    return snowgauge_tracker_track(tracker, event, NULL, 0, NULL, error);
}

static snowgauge_status track_opened(snowgauge_tracker *tracker) {
    return track(tracker, snowgauge_structured_event_event(&OPENED), NULL);
}

static void count_outcome(void *userdata, const snowgauge_outcome *outcome) {
    CHECK(outcome->reason == SNOWGAUGE_REASON_DELIVERED && outcome->truncated.len == 0);
    ++*(int *)userdata;
}

/* Whatever is freed first, what is held is sent when the last handle is freed, and heard of until then. */
static void frees_in_order(bool tracker_first) {
    collector target;
    collector_start(&target, 200);
    int heard = 0;
    snowgauge_config config = config_for(&target);
    config.linger = 60000;
    config.on_outcome = count_outcome;
    config.userdata = &heard;
    snowgauge_tracker *first = tracker_with(&config), *last = scope_for(first, "1");
    if (!tracker_first) {
        snowgauge_tracker *scope = last;
        last = first;
        first = scope;
    }
    CHECK(track_opened(first) == SNOWGAUGE_OK);
    snowgauge_tracker_free(first);
    CHECK(track_opened(last) == SNOWGAUGE_OK);
    snowgauge_stats stats;
    CHECK(snowgauge_tracker_stats(last, &stats, sizeof stats) == SNOWGAUGE_OK);
    CHECK(stats.accepted == 2 && stats.queued == 2);
    snowgauge_tracker_free(last);
    CHECK(heard == 2);
    CHECK(collector_stop(&target) == 2);
}

static void a_tracker_may_be_freed_before_its_scope(void) {
    frees_in_order(true);
}

static void a_scope_may_be_freed_before_its_tracker(void) {
    frees_in_order(false);
}

static void a_shutdown_of_a_scope_is_one_of_all(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = config_for(&target);
    snowgauge_tracker *tracker = tracker_with(&config), *scope = scope_for(tracker, "1");
    bool complete = false;
    CHECK(track_opened(tracker) == SNOWGAUGE_OK);
    CHECK(snowgauge_tracker_flush(scope, 5000, &complete) == SNOWGAUGE_OK && complete);
    CHECK(snowgauge_tracker_shutdown(scope, 5000, &complete) == SNOWGAUGE_OK && complete);
    CHECK(track_opened(tracker) == SNOWGAUGE_NOT_TAKEN);
    snowgauge_tracker_free(scope);
    snowgauge_tracker_free(tracker);
    CHECK(collector_stop(&target) == 1);
}

/* What is in a body, and what is not. */
static void has(const char *body, const char *text, bool expected) {
    if ((body != NULL && strstr(body, text) != NULL) != expected) {
        CHECK(!"the body is as expected");
        printf("   %s %s: %s\n", text, expected ? "is missing" : "is there", body == NULL ? "no body" : body);
    }
}

static void a_scope_of_a_scope_adds_to_it_and_outlives_what_it_was_given(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = config_for(&target);
    snowgauge_tracker *tracker = tracker_with(&config), *outer = scope_for(tracker, "outer"), *inner = NULL;
    char uri[] = "iglu:com.acme/cluster/jsonschema/1-0-0", data[] = "{\"name\":\"eu\"}", language[] = "en";
    snowgauge_self_describing_json cluster = {snowgauge_str_from(uri), snowgauge_str_from(data)};
    snowgauge_entity entity = snowgauge_self_describing_entity(&cluster);
    snowgauge_subject subject = {.language = snowgauge_str_from(language)};
    CHECK(snowgauge_tracker_scoped(outer, &subject, &entity, 1, &inner, NULL) == SNOWGAUGE_OK);
    memset(uri, 'x', sizeof uri - 1);
    memset(data, 'x', sizeof data - 1);
    memset(language, 'x', sizeof language - 1);
    snowgauge_tracker_free(outer);
    CHECK(track_opened(inner) == SNOWGAUGE_OK);
    CHECK(snowgauge_tracker_flush(inner, 5000, NULL) == SNOWGAUGE_OK);
    char *body = collector_take_body(&target);
    has(body, "\"uid\":\"outer\",\"lang\":\"en\"", true);
    has(body, "com.acme/cluster", true);
    free(body);
    CHECK(track_opened(tracker) == SNOWGAUGE_OK);
    CHECK(snowgauge_tracker_flush(tracker, 5000, NULL) == SNOWGAUGE_OK);
    body = collector_take_body(&target);
    has(body, "\"se_ac\":\"open\"", true);
    has(body, "outer", false);
    has(body, "com.acme/cluster", false);
    free(body);
    snowgauge_tracker_free(inner);
    snowgauge_tracker_free(tracker);
    CHECK(collector_stop(&target) == 2);
}

/* The answer to arguments that cannot be used: a status, and a message that begins like this. */
static void answers(snowgauge_status found, snowgauge_status expected, snowgauge_error **error, const char *message) {
    snowgauge_str whole = snowgauge_error_message(*error);
    CHECK(found == expected);
    if (whole.len > strlen(message)) {
        whole.len = strlen(message);
    }
    CHECK_TEXT(whole, message);
    snowgauge_error_free(*error);
    *error = NULL;
}

static void a_scope_of_nothing_and_null_where_it_may_not_be(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = config_for(&target);
    snowgauge_tracker *tracker = tracker_with(&config), *scope = NULL;
    snowgauge_error *error = NULL;
    answers(snowgauge_tracker_scoped(NULL, NULL, NULL, 0, &scope, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "tracker: expected a pointer, found NULL");
    answers(snowgauge_tracker_scoped(tracker, NULL, NULL, 0, NULL, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "scope: expected a pointer, found NULL");
    answers(snowgauge_tracker_scoped(tracker, NULL, NULL, 1, &scope, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "entities: expected a pointer, found NULL");
    snowgauge_subject wide = {.viewport = SNOWGAUGE_STR("wide")};
    answers(snowgauge_tracker_scoped(tracker, &wide, NULL, 0, &scope, &error), SNOWGAUGE_INVALID, &error,
            "/viewport: expected width and height such as 1920x1080");
    CHECK(snowgauge_tracker_scoped(tracker, &wide, NULL, 0, &scope, NULL) == SNOWGAUGE_INVALID);
    CHECK(scope == NULL);
    CHECK(snowgauge_tracker_scoped(tracker, NULL, NULL, 0, &scope, &error) == SNOWGAUGE_OK);
    CHECK(track_opened(scope) == SNOWGAUGE_OK);
    snowgauge_tracker_free(tracker);
    snowgauge_tracker_free(scope);
    CHECK(collector_stop(&target) == 1);
}

static void structs_that_cannot_be_read_are_named(void) {
    snowgauge_error *error = NULL;
    answers(snowgauge_check(snowgauge_structured_event_event(NULL), NULL, 0, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "event: expected a pointer, found NULL");
    answers(snowgauge_check(snowgauge_page_view_event(NULL), NULL, 0, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "event: expected a pointer, found NULL");
    answers(snowgauge_check(snowgauge_page_ping_event(NULL), NULL, 0, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "event: expected a pointer, found NULL");
    answers(snowgauge_check(snowgauge_self_describing_event(NULL), NULL, 0, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "event: expected a pointer, found NULL");
    snowgauge_event event = snowgauge_structured_event_event(&OPENED);
    snowgauge_entity entity = snowgauge_self_describing_entity(NULL);
    answers(snowgauge_check(event, &entity, 1, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "entities[0]: expected a pointer, found NULL");
    snowgauge_self_describing_json broken = {SNOWGAUGE_STR("iglu:com.acme/cluster/jsonschema/1-0-0"), {NULL, 2}};
    entity = snowgauge_self_describing_entity(&broken);
    answers(snowgauge_check(event, &entity, 1, &error), SNOWGAUGE_NULL_ARGUMENT, &error,
            "entities[0].data: expected a pointer, found NULL");
    entity.size -= 8;
    answers(snowgauge_check(event, &entity, 1, &error), SNOWGAUGE_BAD_ARGUMENT, &error,
            "entities[0]: expected the struct of its kind, from the same version of snowgauge.h, found another one");
    event.size += 8;
    answers(snowgauge_check(event, NULL, 0, &error), SNOWGAUGE_BAD_ARGUMENT, &error,
            "event: expected the struct of its kind, from the same version of snowgauge.h, found another one");
    event.form = (snowgauge_form)7;
    answers(snowgauge_check(event, NULL, 0, &error), SNOWGAUGE_BAD_ARGUMENT, &error,
            "event: expected a snowgauge_form, found 7");
    entity.kind = SNOWGAUGE_ENTITY_GITLAB_STANDARD;
    entity.form = SNOWGAUGE_FORM_PAGE_VIEW;
    answers(snowgauge_check(snowgauge_structured_event_event(&OPENED), &entity, 1, &error), SNOWGAUGE_BAD_ARGUMENT, &error,
            "entities[0]: expected the snowgauge_form of an entity, found 4");
}

/* An event that is refused with exactly these pointers, each of a text that is none. */
static void is_no_text(snowgauge_event event, const snowgauge_entity *entity, const char *const *pointers, size_t len) {
    snowgauge_error *error = NULL;
    CHECK(snowgauge_check(event, entity, entity != NULL, &error) == SNOWGAUGE_INVALID);
    CHECK(snowgauge_error_violation_count(error) == len);
    for (size_t i = 0; i < len && i < snowgauge_error_violation_count(error); i++) {
        CHECK_TEXT(snowgauge_error_violation(error, i)->code, "not_json");
        CHECK_TEXT(snowgauge_error_violation(error, i)->pointer, pointers[i]);
    }
    snowgauge_error_free(error);
}

static void texts_that_are_none_are_violations(void) {
    snowgauge_structured_event opened = OPENED;
    opened.category = SNOWGAUGE_STR("a\xff");
    opened.label.len = 3;
    double infinite = 1e308 * 10;
    opened.value = &infinite;
    snowgauge_event event = snowgauge_structured_event_event(&opened);
    snowgauge_subject subject = {.user_id = SNOWGAUGE_STR("\xc3"), .domain_session_index = {NULL, 1}};
    event.subject = &subject;
    is_no_text(event, NULL, (const char *const[]){"/category", "/label", "/value", "/user_id", "/domain_session_index"}, 5);
    snowgauge_self_describing_json bytes = {SNOWGAUGE_STR("iglu:com.acme/cluster/jsonschema/1-0-0"), SNOWGAUGE_STR("\xff")};
    snowgauge_entity entity = snowgauge_self_describing_entity(&bytes);
    is_no_text(snowgauge_structured_event_event(&OPENED), &entity, (const char *const[]){""}, 1);
    is_no_text(snowgauge_self_describing_event(&bytes), NULL, (const char *const[]){""}, 1);
}

static void has_code(snowgauge_event event, const char *code) {
    snowgauge_error *error = NULL;
    CHECK(snowgauge_check(event, NULL, 0, &error) == SNOWGAUGE_INVALID);
    CHECK(snowgauge_error_violation_count(error) >= 1);
    if (snowgauge_error_violation_count(error) >= 1) {
        CHECK_TEXT(snowgauge_error_violation(error, 0)->code, code);
    }
    snowgauge_error_free(error);
}

static void what_was_not_filled_is_a_violation(void) {
    snowgauge_self_describing_json none = {{NULL, 0}, {NULL, 0}};
    has_code(snowgauge_self_describing_event(&none), "format");
    none.schema = SNOWGAUGE_STR("iglu:com.acme/cluster/jsonschema/1-0-0");
    has_code(snowgauge_self_describing_event(&none), "syntax");
    none.schema = SNOWGAUGE_STR("iglu:com.acme/\xff/jsonschema/1-0-0");
    none.data = SNOWGAUGE_STR("{}");
    has_code(snowgauge_self_describing_event(&none), "format");
    snowgauge_structured_event empty = {.label = SNOWGAUGE_STR("alone")};
    has_code(snowgauge_structured_event_event(&empty), "required");
    snowgauge_page_ping ping = {.max_y_offset = &(int64_t){1}};
    has_code(snowgauge_page_ping_event(&ping), "required");
}

static void bad_config(const snowgauge_config *config, const char *message) {
    snowgauge_tracker *tracker = NULL;
    snowgauge_error *error = NULL;
    answers(snowgauge_tracker_new(config, &tracker, &error), SNOWGAUGE_BAD_CONFIG, &error, message);
    CHECK(tracker == NULL);
}

static void unusable_options_are_named(void) {
    collector target;
    collector_down(&target);
    snowgauge_config config = config_for(&target);
    snowgauge_subject subject = {.user_id = SNOWGAUGE_STR("\xff")};
    config.subject = &subject;
    bad_config(&config, "subject: /user_id: expected ");
    config = config_for(&target);
    config.entities.len = 1;
    bad_config(&config, "entities: expected a pointer, found NULL");
    snowgauge_entity entity = snowgauge_entity_json(SNOWGAUGE_ENTITY_GITLAB_STANDARD, "{}", 2);
    config.entities.items = &entity;
    bad_config(&config, "entities: ");
    entity.kind = (snowgauge_entity_kind)0;
    bad_config(&config, "entities[0]: expected a snowgauge_entity_kind, found 0");
    config = config_for(&target);
    config.too_long = (snowgauge_too_long)3;
    bad_config(&config, "too_long: expected a snowgauge_too_long, found 3");
}

int main(void) {
    run("a tracker may be freed before its scope", a_tracker_may_be_freed_before_its_scope);
    run("a scope may be freed before its tracker", a_scope_may_be_freed_before_its_tracker);
    run("a shutdown of a scope is one of all", a_shutdown_of_a_scope_is_one_of_all);
    run("a scope of a scope adds to it and outlives what it was given",
        a_scope_of_a_scope_adds_to_it_and_outlives_what_it_was_given);
    run("a scope of nothing, and NULL where it may not be", a_scope_of_nothing_and_null_where_it_may_not_be);
    run("structs that cannot be read are named", structs_that_cannot_be_read_are_named);
    run("texts that are none are violations", texts_that_are_none_are_violations);
    run("what was not filled is a violation", what_was_not_filled_is_a_violation);
    run("unusable options are named", unusable_options_are_named);
    return close_tests();
}
