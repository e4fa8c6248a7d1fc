/* Runs the golden vectors of tests/vectors: the same bytes and the same violations as in every language. */
#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>

#include "check.h"
#include "flat.h"

enum { MOST = 64 };

/* The one case that is read, for the test that run() calls. */
static struct {
    snowgauge_str shape, kind, name, event_name, event_json, uri, json, body;
    snowgauge_config config;
    snowgauge_schema_version versions[MOST];
    snowgauge_str entity_uris[MOST], entity_jsons[MOST];
    size_t entities;
    uint8_t entropy[16];
    uint64_t created, sent;
    snowgauge_str violations[MOST][5];
    size_t violation_count;
} now;

/* The number of things that follow. */
static size_t count(void) {
    size_t found = (size_t)number();
    if (found > MOST) {
        give_up("a list is longer than expected");
    }
    return found;
}

static void read_event(void) {
    now.event_name = text();
    now.event_json = text();
    now.entities = count();
    for (size_t i = 0; i < now.entities; i++) {
        now.entity_uris[i] = text();
        now.entity_jsons[i] = text();
    }
}

static void read_violations(void) {
    now.violation_count = count();
    for (size_t i = 0; i < now.violation_count; i++) {
        for (size_t part = 0; part < 5; part++) {
            now.violations[i][part] = text();
        }
    }
}

static void read_body(void) {
    now.config = snowgauge_config_default();
    now.config.app_id = text();
    now.config.namespace = text();
    now.config.platform = text();
    now.config.tracker_version = text();
    now.config.framing =
        is(text(), "self_describing") ? SNOWGAUGE_FRAMING_SELF_DESCRIBING : SNOWGAUGE_FRAMING_INTERNAL_EVENTS;
    now.config.schema_versions.items = now.versions;
    now.config.schema_versions.len = count();
    for (size_t i = 0; i < now.config.schema_versions.len; i++) {
        now.versions[i].name = text();
        now.versions[i].version = text();
    }
    read_event();
    const char *digits = text().data;
    for (size_t i = 0; i < sizeof now.entropy; i++) {
        char pair[3] = {digits[2 * i], digits[2 * i + 1], '\0'};
        now.entropy[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    now.created = number();
    now.sent = number();
    now.body = text();
}

/* Finds the kinds of the event and its entities, which the vectors name. */
static snowgauge_status find(snowgauge_event_kind *event, snowgauge_entity *entities, snowgauge_error **error) {
    snowgauge_status status = snowgauge_event_find(now.event_name.data, now.event_name.len, event, error);
    for (size_t i = 0; i < now.entities && status == SNOWGAUGE_OK; i++) {
        snowgauge_entity_kind kind;
        status = snowgauge_entity_find(now.entity_uris[i].data, now.entity_uris[i].len, &kind, error);
        if (status == SNOWGAUGE_OK) {
            entities[i] = snowgauge_entity_json(kind, now.entity_jsons[i].data, now.entity_jsons[i].len);
        }
    }
    return status;
}

static void gives_the_body(void) {
    snowgauge_event_kind event;
    snowgauge_entity entities[MOST];
    snowgauge_error *error = NULL;
    snowgauge_buffer *body = NULL;
    CHECK(find(&event, entities, &error) == SNOWGAUGE_OK);
    CHECK(snowgauge_request_body_json(&now.config, event, now.event_json.data, now.event_json.len, entities, now.entities,
                                      now.entropy, now.created, now.sent, &body, &error) == SNOWGAUGE_OK);
    CHECK_SAME(snowgauge_buffer_text(body), now.body);
    if (error != NULL) {
        printf("   %.*s\n", (int)snowgauge_error_message(error).len, snowgauge_error_message(error).data);
    }
    snowgauge_buffer_free(body);
    snowgauge_error_free(error);
}

static void has_the_violations(snowgauge_status status, snowgauge_error *error) {
    CHECK(status == SNOWGAUGE_INVALID);
    CHECK(snowgauge_error_violation_count(error) == now.violation_count);
    for (size_t i = 0; i < snowgauge_error_violation_count(error) && i < now.violation_count; i++) {
        const snowgauge_violation *found = snowgauge_error_violation(error, i);
        const snowgauge_str parts[5] = {found->code, found->pointer, found->expected, found->found, found->schema};
        for (size_t part = 0; part < 5; part++) {
            CHECK_SAME(parts[part], now.violations[i][part]);
        }
        CHECK(found->message.len > found->expected.len + found->found.len);
    }
    CHECK(snowgauge_error_violation(error, now.violation_count) == NULL);
    snowgauge_error_free(error);
}

static void validates(void) {
    snowgauge_error *error = NULL;
    snowgauge_status status =
        snowgauge_validate_json(now.uri.data, now.uri.len, now.json.data, now.json.len, &error);
    has_the_violations(status, error);
}

static void checks(void) {
    snowgauge_event_kind event;
    snowgauge_entity entities[MOST];
    snowgauge_error *error = NULL;
    snowgauge_status status = find(&event, entities, &error);
    if (status == SNOWGAUGE_OK) {
        status =
            snowgauge_check_json(event, now.event_json.data, now.event_json.len, entities, now.entities, &error);
    }
    has_the_violations(status, error);
}

/* Reads one case and runs it. False: there are no more. */
static bool run_case(void) {
    begin_case();
    now.shape = text();
    if (is(now.shape, "end")) {
        return false;
    }
    now.kind = text();
    now.name = text();
    if (is(now.shape, "body")) {
        read_body();
        run(now.name.data, gives_the_body);
    } else if (is(now.shape, "validate")) {
        now.uri = text();
        now.json = text();
        read_violations();
        run(now.name.data, validates);
    } else {
        read_event();
        read_violations();
        run(now.name.data, checks);
    }
    return true;
}

int main(void) {
    open_flat("golden");
    uint64_t valid = number(), invalid_value = number(), invalid_text = number();
    while (run_case()) {
        valid -= is(now.kind, "valid");
        invalid_value -= is(now.kind, "value");
        invalid_text -= is(now.kind, "text");
    }
    close_flat();
    if (valid != 0 || invalid_value != 0 || invalid_text != 0) {
        give_up("not as many cases ran as the manifest says");
    }
    return close_tests();
}
