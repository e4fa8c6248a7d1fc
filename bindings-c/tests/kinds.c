/* Runs the vectors of every kind of event: through trackers and scopes to a collector, and as request bodies. */
#define _POSIX_C_SOURCE 200809L

#include "collector.h"
#include "flat.h"

enum { MOST = 64 };

/* What a tracker, a scope or an event is given: see flatten.py. */
typedef struct layer {
    snowgauge_subject subject;
    snowgauge_self_describing_json own[MOST];
    snowgauge_entity entities[MOST];
    size_t len;
} layer;

/* The one case that is read, for the test that run() calls. */
static struct {
    snowgauge_str name, at, body, message;
    snowgauge_config config;
    snowgauge_schema_version versions[MOST];
    layer tracker, scope, event_layer;
    bool has_scope;
    snowgauge_str kind;
    snowgauge_structured_event structured;
    snowgauge_page_view view;
    snowgauge_page_ping ping;
    snowgauge_self_describing_json own;
    double value;
    int64_t offsets[4], true_timestamp;
    snowgauge_event event;
    uint8_t entropy[16];
    uint64_t created, sent;
    snowgauge_str truncated[MOST], violations[MOST][5];
    size_t truncated_count, violation_count;
} now;

static collector target;

static size_t count(void) {
    size_t found = (size_t)number();
    if (found > MOST) {
        give_up("a list is longer than expected");
    }
    return found;
}

/* A text that may be absent. */
static snowgauge_str optional(void) {
    return number() == 0 ? snowgauge_str_from(NULL) : text();
}

static void read_layer(layer *to) {
    snowgauge_str *fields[] = {
        &to->subject.platform,       &to->subject.user_id,           &to->subject.screen_resolution,
        &to->subject.viewport,       &to->subject.color_depth,       &to->subject.timezone,
        &to->subject.language,       &to->subject.ip_address,        &to->subject.useragent,
        &to->subject.domain_user_id, &to->subject.network_user_id,   &to->subject.domain_session_id,
        &to->subject.domain_session_index,
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        *fields[i] = optional();
    }
    to->len = count();
    for (size_t i = 0; i < to->len; i++) {
        snowgauge_entity_kind kind;
        to->own[i].schema = text();
        to->own[i].data = text();
        /* Every other entity of the plan as that, to have both ways. */
        snowgauge_str uri = to->own[i].schema, json = to->own[i].data;
        bool is_planned = snowgauge_entity_find(uri.data, uri.len, &kind, NULL) == SNOWGAUGE_OK;
        to->entities[i] = is_planned && i % 2 == 0 ? snowgauge_entity_json(kind, json.data, json.len)
                                                   : snowgauge_self_describing_entity(&to->own[i]);
    }
}

static void read_config(void) {
    now.config = snowgauge_config_default();
    now.config.collector = snowgauge_str_from(target.url);
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
    now.config.too_long = is(text(), "truncate") ? SNOWGAUGE_TOO_LONG_TRUNCATE : SNOWGAUGE_TOO_LONG_REJECT;
    now.config.base64 = is(text(), "true");
    read_layer(&now.tracker);
    now.config.subject = &now.tracker.subject;
    now.config.entities.items = now.tracker.entities;
    now.config.entities.len = now.tracker.len;
}

static void read_structured(void) {
    now.structured.category = optional();
    now.structured.action = optional();
    now.structured.label = optional();
    now.structured.property = optional();
    snowgauge_str value = optional();
    now.value = value.data == NULL ? 0 : strtod(value.data, NULL);
    now.structured.value = value.data == NULL ? NULL : &now.value;
    now.event = snowgauge_structured_event_event(&now.structured);
}

static void read_page(void) {
    now.view.page_url = now.ping.page_url = optional();
    now.view.page_title = now.ping.page_title = optional();
    now.view.referrer = now.ping.referrer = optional();
    now.event = snowgauge_page_view_event(&now.view);
}

static void read_ping(void) {
    read_page();
    const int64_t **offsets[] = {&now.ping.min_x_offset, &now.ping.max_x_offset, &now.ping.min_y_offset,
                                 &now.ping.max_y_offset};
    for (size_t i = 0; i < 4; i++) {
        snowgauge_str offset = optional();
        now.offsets[i] = offset.data == NULL ? 0 : strtoll(offset.data, NULL, 10);
        *offsets[i] = offset.data == NULL ? NULL : &now.offsets[i];
    }
    now.event = snowgauge_page_ping_event(&now.ping);
}

static void read_planned(void) {
    snowgauge_str name = text(), json = text();
    snowgauge_event_kind kind;
    if (snowgauge_event_find(name.data, name.len, &kind, NULL) != SNOWGAUGE_OK) {
        give_up("the plan does not have an event of the vectors");
    }
    bool is_null = is(json, "null");
    now.event = snowgauge_event_json(kind, is_null ? NULL : json.data, is_null ? 0 : json.len);
}

static void read_own(void) {
    now.own.schema = text();
    now.own.data = text();
    now.event = snowgauge_self_describing_event(&now.own);
}

static void read_event(void) {
    static const struct {
        const char *kind;
        void (*read)(void);
    } KINDS[] = {{"structured_event", read_structured},
                 {"page_view", read_page},
                 {"page_ping", read_ping},
                 {"planned", read_planned},
                 {"self_describing_event", read_own}};
    snowgauge_str kind = text();
    size_t i = 0;
    while (!is(kind, KINDS[i].kind)) {
        if (++i == sizeof KINDS / sizeof *KINDS) {
            give_up("an unknown kind of event");
        }
    }
    KINDS[i].read();
    snowgauge_str true_timestamp = optional();
    if (true_timestamp.data != NULL) {
        now.true_timestamp = strtoll(true_timestamp.data, NULL, 10);
        now.event.true_timestamp = &now.true_timestamp;
    }
    read_layer(&now.event_layer);
    now.event.subject = &now.event_layer.subject;
}

static void read_expected(void) {
    now.at = text();
    if (is(now.at, "nothing")) {
        now.body = text();
        now.truncated_count = count();
        for (size_t i = 0; i < now.truncated_count; i++) {
            now.truncated[i] = text();
        }
        return;
    }
    if (is(now.at, "tracker")) {
        now.message = text();
        return;
    }
    now.violation_count = count();
    for (size_t i = 0; i < now.violation_count; i++) {
        for (size_t part = 0; part < 5; part++) {
            now.violations[i][part] = text();
        }
    }
}

static void read_case(void) {
    memset(&now, 0, sizeof now);
    now.name = text();
    read_config();
    now.has_scope = number() == 1;
    if (now.has_scope) {
        read_layer(&now.scope);
    }
    read_event();
    const char *digits = text().data;
    for (size_t i = 0; i < sizeof now.entropy; i++) {
        char pair[3] = {digits[2 * i], digits[2 * i + 1], '\0'};
        now.entropy[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    now.created = number();
    now.sent = number();
    read_expected();
}

/* Checks that a call ended as the case says, and frees the error. */
static void is_refused(snowgauge_status status, snowgauge_error *error) {
    if (is(now.at, "tracker")) {
        CHECK(status == SNOWGAUGE_BAD_CONFIG);
        CHECK_SAME(snowgauge_error_message(error), now.message);
    } else {
        CHECK(status == SNOWGAUGE_INVALID);
    }
    CHECK(snowgauge_error_violation_count(error) == now.violation_count);
    for (size_t i = 0; i < snowgauge_error_violation_count(error) && i < now.violation_count; i++) {
        const snowgauge_violation *found = snowgauge_error_violation(error, i);
        const snowgauge_str parts[5] = {found->code, found->pointer, found->expected, found->found, found->schema};
        for (size_t part = 0; part < 5; part++) {
            CHECK_SAME(parts[part], now.violations[i][part]);
        }
    }
    snowgauge_error_free(error);
}

/* Puts the value that a member has in the expected body into the one that was sent: ids and times are the tracker's own. */
static void take_over(char *body, const char *member, size_t len) {
    char *found = strstr(body, member);
    const char *expected = strstr(now.body.data, member);
    CHECK(found != NULL && expected != NULL);
    if (found != NULL && expected != NULL && strlen(found) > strlen(member) + len) {
        memcpy(found + strlen(member), expected + strlen(member), len);
    }
}

/* What the outcome callback has heard. */
static struct {
    int count;
    snowgauge_reason reason;
    bool truncated_as_expected;
} heard;

static void hear(void *userdata, const snowgauge_outcome *outcome) {
    (void)userdata;
    heard.count++;
    heard.reason = outcome->reason;
    heard.truncated_as_expected = outcome->truncated.items != NULL && outcome->truncated.len == now.truncated_count;
    for (size_t i = 0; heard.truncated_as_expected && i < now.truncated_count; i++) {
        heard.truncated_as_expected = is(outcome->truncated.items[i], now.truncated[i].data);
    }
}

/* Tracks the case's event with this tracker or scope. */
static void track(snowgauge_tracker *tracker) {
    snowgauge_error *error = NULL;
    snowgauge_event_id id = {""};
    snowgauge_status status =
        snowgauge_tracker_track(tracker, now.event, now.event_layer.entities, now.event_layer.len, &id, &error);
    snowgauge_stats stats;
    bool complete = false;
    CHECK(snowgauge_tracker_shutdown(tracker, 5000, &complete) == SNOWGAUGE_OK && complete);
    CHECK(snowgauge_tracker_stats(tracker, &stats, sizeof stats) == SNOWGAUGE_OK);
    CHECK(stats.truncated == (now.truncated_count > 0));
    char *body = collector_take_body(&target);
    if (is(now.at, "event")) {
        is_refused(status, error);
        CHECK(body == NULL && stats.invalid == 1);
    } else if (status == SNOWGAUGE_OK && body != NULL) {
        CHECK(strstr(body, id.text) != NULL);
        take_over(body, "\"eid\":\"", 36);
        take_over(body, "\"dtm\":\"", 13);
        take_over(body, "\"stm\":\"", 13);
        CHECK_SAME(snowgauge_str_from(body), now.body);
    } else {
        CHECK(status == SNOWGAUGE_OK && body != NULL);
        snowgauge_error_free(error);
    }
    free(body);
}

/* Makes the case's scope, if it has one, and tracks its event. */
static void track_in_scope(snowgauge_tracker *tracker) {
    if (!now.has_scope) {
        track(tracker);
        return;
    }
    snowgauge_tracker *scope = NULL;
    snowgauge_error *error = NULL;
    snowgauge_status status =
        snowgauge_tracker_scoped(tracker, &now.scope.subject, now.scope.entities, now.scope.len, &scope, &error);
    if (is(now.at, "scope")) {
        is_refused(status, error);
        CHECK(scope == NULL);
        return;
    }
    CHECK(status == SNOWGAUGE_OK);
    if (status == SNOWGAUGE_OK) {
        track(scope);
    }
    snowgauge_error_free(error);
    snowgauge_tracker_free(scope);
}

static void is_delivered_or_refused(void) {
    snowgauge_tracker *tracker = NULL;
    snowgauge_error *error = NULL;
    memset(&heard, 0, sizeof heard);
    now.config.on_outcome = hear;
    snowgauge_status status = snowgauge_tracker_new(&now.config, &tracker, &error);
    if (is(now.at, "tracker")) {
        is_refused(status, error);
        CHECK(tracker == NULL);
        return;
    }
    CHECK(status == SNOWGAUGE_OK);
    if (status == SNOWGAUGE_OK) {
        track_in_scope(tracker);
    }
    snowgauge_error_free(error);
    snowgauge_tracker_free(tracker);
    if (is(now.at, "nothing")) {
        CHECK(heard.count == 1 && heard.reason == SNOWGAUGE_REASON_DELIVERED && heard.truncated_as_expected);
    }
}

/* The same without a tracker, to the byte. A body has no scope. */
static void gives_the_body(void) {
    snowgauge_buffer *body = NULL;
    snowgauge_error *error = NULL;
    snowgauge_status status =
        snowgauge_request_body(&now.config, now.event, now.event_layer.entities, now.event_layer.len, now.entropy,
                               now.created, now.sent, &body, &error);
    if (is(now.at, "nothing")) {
        CHECK(status == SNOWGAUGE_OK);
        CHECK_SAME(snowgauge_buffer_text(body), now.body);
        snowgauge_error_free(error);
    } else {
        is_refused(status, error);
    }
    snowgauge_buffer_free(body);
}

static void runs(void) {
    is_delivered_or_refused();
    if (!now.has_scope) {
        gives_the_body();
    }
}

int main(void) {
    open_flat("kinds");
    collector_start(&target, 200);
    uint64_t valid = number(), invalid = number(), unsayable = number();
    for (;;) {
        begin_case();
        if (is(text(), "end")) {
            break;
        }
        read_case();
        run(now.name.data, runs);
        valid -= is(now.at, "nothing");
        invalid -= !is(now.at, "nothing");
    }
    collector_stop(&target);
    close_flat();
    if (valid != 0 || invalid != unsayable) {
        give_up("not as many cases ran as the manifest says");
    }
    return close_tests();
}
