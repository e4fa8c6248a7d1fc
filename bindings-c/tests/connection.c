/* The way to the collector: timeouts, why nothing arrives, and what the program adds to each request. */
#define _POSIX_C_SOURCE 200809L

#include <sched.h>
#include <stdatomic.h>

#include "check.h"
#include "collector.h"

/* What the callbacks have heard and said. */
typedef struct program {
    pthread_mutex_t lock;
    char codes[8][16];
    int notices, asked, fresh, delivered;
    bool has_no_token;
} program;

static void hear(void *userdata, const snowgauge_connection_notice *notice) {
    program *self = (program *)userdata;
    pthread_mutex_lock(&self->lock);
    CHECK(notice->message.len > notice->code.len && self->notices < 8);
    snprintf(self->codes[self->notices++ % 8], sizeof self->codes[0], "%.*s", (int)notice->code.len, notice->code.data);
    pthread_mutex_unlock(&self->lock);
}

static void hear_outcome(void *userdata, const snowgauge_outcome *outcome) {
    program *self = (program *)userdata;
    pthread_mutex_lock(&self->lock);
    self->delivered += outcome->reason == SNOWGAUGE_REASON_DELIVERED;
    pthread_mutex_unlock(&self->lock);
}

static void add_headers(void *userdata, snowgauge_headers *headers) {
    (void)userdata;
    CHECK(snowgauge_headers_add(headers, SNOWGAUGE_STR("X-Editor"), SNOWGAUGE_STR("vim")) == SNOWGAUGE_OK);
    CHECK(snowgauge_headers_add(headers, SNOWGAUGE_STR("X-\xff"), SNOWGAUGE_STR("")) == SNOWGAUGE_BAD_ARGUMENT);
    CHECK(snowgauge_headers_add(NULL, SNOWGAUGE_STR("a"), SNOWGAUGE_STR("b")) == SNOWGAUGE_NULL_ARGUMENT);
}

static void give_token(void *userdata, snowgauge_token_request *request) {
    program *self = (program *)userdata;
    pthread_mutex_lock(&self->lock);
    self->asked++;
    self->fresh += snowgauge_token_request_is_fresh(request);
    bool has_none = self->has_no_token;
    self->has_no_token = false;
    pthread_mutex_unlock(&self->lock);
    if (!has_none) {
        CHECK(snowgauge_token_request_answer(request, SNOWGAUGE_STR("dG9rZW4")) == SNOWGAUGE_OK);
    }
}

static snowgauge_config config_for(const collector *target, program *self) {
    static const program nothing;
    *self = nothing;
    pthread_mutex_init(&self->lock, NULL);
    snowgauge_config config = snowgauge_config_default();
    config.collector = snowgauge_str_from(target->url);
    config.app_id = SNOWGAUGE_STR("test");
    config.linger = 1;
    config.proxy = SNOWGAUGE_STR("direct");
    config.on_connection = hear;
    config.on_outcome = hear_outcome;
    config.userdata = self;
    return config;
}

static void track(snowgauge_tracker *tracker) {
    snowgauge_code_suggestions_context context = {.prefix_length = &(int64_t){120}};
    snowgauge_entity entity = snowgauge_code_suggestions_context_entity(&context);
    CHECK(snowgauge_tracker_track(tracker, snowgauge_suggestion_requested_event(), &entity, 1, NULL, NULL) ==
          SNOWGAUGE_OK);
}

static snowgauge_tracker *tracker_with(const snowgauge_config *config) {
    snowgauge_tracker *tracker = NULL;
    CHECK(snowgauge_tracker_new(config, &tracker, NULL) == SNOWGAUGE_OK);
    track(tracker);
    return tracker;
}

static bool is_delivered(snowgauge_tracker *tracker, uint64_t timeout_ms) {
    bool complete = false;
    CHECK(snowgauge_tracker_flush(tracker, timeout_ms, &complete) == SNOWGAUGE_OK);
    return complete;
}

static void a_collector_that_never_answers_is_given_up_in_time(void) {
    collector target;
    collector_listen(&target);
    program self;
    snowgauge_config config = config_for(&target, &self);
    config.connect_timeout = config.send_timeout = config.request_timeout = 60000;
    config.receive_timeout = 100;
    snowgauge_tracker *tracker = tracker_with(&config);
    CHECK(!is_delivered(tracker, 1000));
    snowgauge_stats stats;
    CHECK(snowgauge_tracker_stats(tracker, &stats, sizeof stats) == SNOWGAUGE_OK);
    CHECK(stats.failed_requests > 0);
    snowgauge_tracker_free(tracker);
    CHECK(self.notices == 1 && strcmp(self.codes[0], "timeout") == 0);
    close(target.listener);
}

static void a_cause_and_its_end_are_told_once_each(void) {
    collector target;
    collector_down(&target);
    program self;
    snowgauge_config config = config_for(&target, &self);
    snowgauge_tracker *tracker = tracker_with(&config);
    CHECK(!is_delivered(tracker, 300));
    snowgauge_tracker_free(tracker);
    CHECK(self.notices == 1 && strcmp(self.codes[0], "connect") == 0);
}

static void headers_and_token_go_with_each_request(void) {
    collector target;
    collector_start(&target, 200);
    program self;
    snowgauge_config config = config_for(&target, &self);
    config.headers = add_headers;
    config.token = give_token;
    self.has_no_token = true;
    snowgauge_tracker *tracker = tracker_with(&config);
    CHECK(is_delivered(tracker, 10000));
    snowgauge_tracker_free(tracker);
    CHECK(self.asked == 2 && self.fresh == 0 && self.delivered == 1);
    CHECK(self.notices == 2 && strcmp(self.codes[0], "token") == 0 && strcmp(self.codes[1], "working") == 0);
    char *head = collector_take_head(&target);
    CHECK(head != NULL && strstr(head, "\r\nauthorization: Bearer dG9rZW4\r\n") != NULL);
    CHECK(head != NULL && strstr(head, "\r\nx-editor: vim\r\n") != NULL);
    free(head);
    CHECK(collector_stop(&target) == 1);
}

static void a_refused_token_is_asked_for_afresh_and_then_its_events_end(void) {
    collector target;
    collector_start(&target, 401);
    program self;
    snowgauge_config config = config_for(&target, &self);
    config.token = give_token;
    snowgauge_tracker *tracker = tracker_with(&config);
    CHECK(!is_delivered(tracker, 10000));
    snowgauge_stats stats;
    CHECK(snowgauge_tracker_stats(tracker, &stats, sizeof stats) == SNOWGAUGE_OK);
    CHECK(stats.auth == 1);
    snowgauge_tracker_free(tracker);
    CHECK(self.asked == 2 && self.fresh == 1);
    collector_stop(&target);
}

/* A source of tokens that takes longer than freeing gives events. */
typedef struct patient {
    snowgauge_tracker *tracker;
    atomic_bool is_asked, is_over;
} patient;

static void answer_late(void *userdata, snowgauge_token_request *request) {
    patient *self = (patient *)userdata;
    snowgauge_stats stats = {0};
    atomic_store(&self->is_asked, true);
    while (stats.abandoned_at_shutdown == 0) {
        sched_yield();
        CHECK(snowgauge_tracker_stats(self->tracker, &stats, sizeof stats) == SNOWGAUGE_OK);
    }
    CHECK(snowgauge_token_request_answer(request, SNOWGAUGE_STR("dG9rZW4")) == SNOWGAUGE_OK);
    atomic_store(&self->is_over, true);
}

static void freeing_waits_for_every_callback_that_runs(void) {
    collector target;
    collector_down(&target);
    program unused;
    patient self = {NULL, false, false};
    snowgauge_config config = config_for(&target, &unused);
    config.on_connection = NULL;
    config.on_outcome = NULL;
    config.token = answer_late;
    config.userdata = &self;
    CHECK(snowgauge_tracker_new(&config, &self.tracker, NULL) == SNOWGAUGE_OK);
    track(self.tracker);
    while (!atomic_load(&self.is_asked)) {
        sched_yield();
    }
    snowgauge_tracker_free(self.tracker);
    CHECK(atomic_load(&self.is_over));
}

static void what_cannot_be_used_is_named(void) {
    collector target;
    collector_down(&target);
    program self;
    snowgauge_tracker *tracker = NULL;
    snowgauge_error *error = NULL;
    snowgauge_config config = config_for(&target, &self);
    config.proxy = SNOWGAUGE_STR("gopher://user:hunter2@host");
    CHECK(snowgauge_tracker_new(&config, &tracker, &error) == SNOWGAUGE_BAD_CONFIG && tracker == NULL);
    CHECK_TEXT(snowgauge_error_message(error),
               "proxy: expected environment, direct, or a URL such as http://proxy.example:3128, found \"another text\"");
    snowgauge_error_free(error);
    config = config_for(&target, &self);
    config.ca_file = SNOWGAUGE_STR("/no/such/file.pem");
    CHECK(snowgauge_tracker_new(&config, &tracker, &error) == SNOWGAUGE_BAD_CONFIG && tracker == NULL);
    CHECK_TEXT(snowgauge_error_message(error),
               "ca_file: expected certificates in PEM, found \"entity not found\"");
    snowgauge_error_free(error);
    config = config_for(&target, &self);
    config.request_timeout = 86400001;
    CHECK(snowgauge_tracker_new(&config, &tracker, &error) == SNOWGAUGE_BAD_CONFIG && tracker == NULL);
    CHECK_TEXT(snowgauge_error_message(error), "request_timeout: expected 0.001 s to a day, found \"86400.001 s\"");
    snowgauge_error_free(error);
}

int main(void) {
    run("a collector that never answers is given up in time", a_collector_that_never_answers_is_given_up_in_time);
    run("a cause and its end are told once each", a_cause_and_its_end_are_told_once_each);
    run("headers and token go with each request", headers_and_token_go_with_each_request);
    run("a refused token is asked for afresh, and then its events end",
        a_refused_token_is_asked_for_afresh_and_then_its_events_end);
    run("freeing waits for every callback that runs", freeing_waits_for_every_callback_that_runs);
    run("what cannot be used is named", what_cannot_be_used_is_named);
    return close_tests();
}
