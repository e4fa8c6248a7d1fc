/* A tracker from making it to freeing it: what arrives, what does not, and how long a call may take. */
#define _POSIX_C_SOURCE 200809L

#include <time.h>

#include "check.h"
#include "collector.h"

static const char ENABLED[] = "{\"namespace_type\":\"group\",\"enabled_by_user_id\":\"8819234\"}";
static const char INVALID[] = "{\"namespace_type\":\"groop\",\"enabled_by_user_id\":\"8819234\"}";
static const char CONTEXT[] = "{\"correlation_id\":\"d3f1\",\"namespace_id\":\"1\",\"root_namespace_id\":\"1\","
                              "\"user_type\":\"bot\",\"source_type\":\"cli\",\"tool_name\":\"query_graph\","
                              "\"tier\":\"ultimate\",\"deployment_type\":\"com\"}";

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

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

static snowgauge_status track(snowgauge_tracker *tracker, const char *json, snowgauge_event_id *id,
                              snowgauge_error **error) {
    snowgauge_entity context =
        snowgauge_entity_json(SNOWGAUGE_ENTITY_KNOWLEDGE_GRAPH_CONTEXT, CONTEXT, strlen(CONTEXT));
    return snowgauge_tracker_track_json(tracker, SNOWGAUGE_EVENT_GKG_NAMESPACE_ENABLED, json, strlen(json), &context, 1,
                                        id, error);
}

static snowgauge_stats stats_of(const snowgauge_tracker *tracker) {
    snowgauge_stats stats;
    CHECK(snowgauge_tracker_stats(tracker, &stats, sizeof stats) == SNOWGAUGE_OK);
    return stats;
}

/* What the outcome callback has heard. */
typedef struct heard {
    pthread_mutex_t lock;
    int count;
    snowgauge_reason reason;
    uint32_t http_status, attempts;
    snowgauge_event_id id;
    char reason_name[32], code[32];
} heard;

static void hear(void *userdata, const snowgauge_outcome *outcome) {
    heard *self = (heard *)userdata;
    const snowgauge_violation *violation = snowgauge_error_violation(outcome->error, 0);
    pthread_mutex_lock(&self->lock);
    self->count++;
    self->reason = outcome->reason;
    self->http_status = outcome->http_status;
    self->attempts = outcome->attempts;
    self->id = outcome->event_id;
    snprintf(self->reason_name, sizeof self->reason_name, "%.*s", (int)outcome->reason_name.len,
             outcome->reason_name.data);
    if (violation != NULL) {
        snprintf(self->code, sizeof self->code, "%.*s", (int)violation->code.len, violation->code.data);
    }
    pthread_mutex_unlock(&self->lock);
}

/* Tracks one event with these options, frees the tracker, and gives what was heard of the event. */
static heard outcome_of(snowgauge_config config, const char *json, snowgauge_status expected, snowgauge_event_id *id) {
    heard all = {PTHREAD_MUTEX_INITIALIZER, 0, SNOWGAUGE_REASON_OTHER, 0, 0, {""}, "", ""};
    config.on_outcome = hear;
    config.userdata = &all;
    snowgauge_tracker *tracker = tracker_with(&config);
    CHECK(track(tracker, json, id, NULL) == expected);
    CHECK(snowgauge_tracker_shutdown(tracker, 5000, NULL) == SNOWGAUGE_OK);
    snowgauge_tracker_free(tracker);
    CHECK(all.count == 1);
    return all;
}

static void an_event_arrives_and_its_outcome_is_heard(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_event_id id = {""};
    heard outcome = outcome_of(config_for(&target), ENABLED, SNOWGAUGE_OK, &id);
    CHECK(collector_stop(&target) == 1);
    CHECK(outcome.reason == SNOWGAUGE_REASON_DELIVERED);
    CHECK(strcmp(outcome.reason_name, "delivered") == 0);
    CHECK(outcome.http_status == 200);
    CHECK(outcome.attempts == 1);
    CHECK(strlen(id.text) == 36 && id.text[14] == '4');
    CHECK(strcmp(outcome.id.text, id.text) == 0);
}

static void a_rejected_event_is_told_with_its_status(void) {
    collector target;
    collector_start(&target, 400);
    heard outcome = outcome_of(config_for(&target), ENABLED, SNOWGAUGE_OK, NULL);
    CHECK(collector_stop(&target) == 1);
    CHECK(outcome.reason == SNOWGAUGE_REASON_REJECTED);
    CHECK(outcome.http_status == 400);
}

static void an_invalid_event_is_reported_where_the_program_prefers_that(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = config_for(&target);
    config.on_invalid = SNOWGAUGE_ON_INVALID_REPORT;
    heard outcome = outcome_of(config, INVALID, SNOWGAUGE_NOT_TAKEN, NULL);
    CHECK(collector_stop(&target) == 0);
    CHECK(outcome.reason == SNOWGAUGE_REASON_INVALID);
    CHECK(strcmp(outcome.code, "enum") == 0);
}

static void an_invalid_event_is_returned_otherwise(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = config_for(&target);
    snowgauge_tracker *tracker = tracker_with(&config);
    snowgauge_error *error = NULL;
    snowgauge_event_id id = {"untouched"};
    CHECK(track(tracker, INVALID, &id, &error) == SNOWGAUGE_INVALID);
    CHECK(strcmp(id.text, "untouched") == 0);
    CHECK(snowgauge_error_status(error) == SNOWGAUGE_INVALID);
    CHECK(snowgauge_error_violation_count(error) == 1);
    CHECK(snowgauge_error_violations_omitted(error) == 0);
    CHECK_TEXT(snowgauge_error_violation(error, 0)->pointer, "/namespace_type");
    snowgauge_error_free(error);
    CHECK(track(tracker, INVALID, NULL, NULL) == SNOWGAUGE_INVALID);
    CHECK(stats_of(tracker).invalid == 2);
    snowgauge_tracker_free(tracker);
    CHECK(collector_stop(&target) == 0);
}

static void a_flush_delivers_what_is_held(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = config_for(&target);
    config.linger = 60000;
    snowgauge_tracker *tracker = tracker_with(&config);
    bool complete = false;
    CHECK(track(tracker, ENABLED, NULL, NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_tracker_flush(tracker, 5000, &complete) == SNOWGAUGE_OK);
    CHECK(complete);
    CHECK(stats_of(tracker).accepted == 1 && stats_of(tracker).delivered == 1);
    CHECK(track(tracker, ENABLED, NULL, NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_tracker_shutdown(tracker, 5000, &complete) == SNOWGAUGE_OK);
    CHECK(complete);
    snowgauge_tracker_free(tracker);
    CHECK(collector_stop(&target) == 2);
}

static void a_second_shutdown_is_harmless_and_later_events_are_refused(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = config_for(&target);
    snowgauge_tracker *tracker = tracker_with(&config);
    snowgauge_error *error = NULL;
    bool complete = false;
    CHECK(track(tracker, ENABLED, NULL, NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_tracker_shutdown(tracker, 5000, &complete) == SNOWGAUGE_OK && complete);
    complete = false;
    CHECK(snowgauge_tracker_shutdown(tracker, 5000, &complete) == SNOWGAUGE_OK && complete);
    CHECK(track(tracker, ENABLED, NULL, &error) == SNOWGAUGE_NOT_TAKEN);
    CHECK_TEXT(snowgauge_error_message(error), "event not taken: closed");
    CHECK(snowgauge_error_violation_count(error) == 0);
    CHECK(stats_of(tracker).closed == 1);
    snowgauge_error_free(error);
    snowgauge_tracker_free(tracker);
    CHECK(collector_stop(&target) == 1);
}

static void freeing_delivers_what_is_held(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = config_for(&target);
    config.linger = 60000;
    snowgauge_tracker *tracker = tracker_with(&config);
    CHECK(track(tracker, ENABLED, NULL, NULL) == SNOWGAUGE_OK);
    snowgauge_tracker_free(tracker);
    CHECK(collector_stop(&target) == 1);
}

/* With a collector that does not answer: calls return in their time, and the events end as abandoned. */
static void calls_return_in_time(const collector *target) {
    snowgauge_config config = config_for(target);
    snowgauge_tracker *tracker = tracker_with(&config);
    bool complete = true;
    double start = seconds();
    for (int i = 0; i < 100; i++) {
        CHECK(track(tracker, ENABLED, NULL, NULL) == SNOWGAUGE_OK);
    }
    CHECK(seconds() - start < 0.5);
    start = seconds();
    CHECK(snowgauge_tracker_flush(tracker, 1000, &complete) == SNOWGAUGE_OK);
    CHECK(!complete);
    CHECK(seconds() - start >= 0.99 && seconds() - start < 1.5);
    complete = true;
    start = seconds();
    CHECK(snowgauge_tracker_shutdown(tracker, 500, &complete) == SNOWGAUGE_OK);
    CHECK(!complete);
    CHECK(seconds() - start < 1.0);
    CHECK(stats_of(tracker).abandoned_at_shutdown == 100);
    start = seconds();
    snowgauge_tracker_free(tracker);
    CHECK(seconds() - start < 1.5);
}

static void a_collector_that_is_down_does_not_hold_up_the_program(void) {
    collector target;
    collector_down(&target);
    calls_return_in_time(&target);
}

static void a_collector_that_stays_silent_does_not_hold_up_the_program(void) {
    collector target;
    collector_listen(&target);
    calls_return_in_time(&target);
    close(target.listener);
}

static void a_full_queue_refuses(void) {
    collector target;
    collector_down(&target);
    snowgauge_config config = config_for(&target);
    config.max_events = 2;
    snowgauge_tracker *tracker = tracker_with(&config);
    snowgauge_error *error = NULL;
    CHECK(track(tracker, ENABLED, NULL, NULL) == SNOWGAUGE_OK);
    CHECK(track(tracker, ENABLED, NULL, NULL) == SNOWGAUGE_OK);
    CHECK(track(tracker, ENABLED, NULL, &error) == SNOWGAUGE_NOT_TAKEN);
    CHECK_TEXT(snowgauge_error_message(error), "event not taken: queue_full");
    CHECK(stats_of(tracker).queue_full == 1);
    snowgauge_error_free(error);
    CHECK(snowgauge_tracker_shutdown(tracker, 0, NULL) == SNOWGAUGE_OK);
    snowgauge_tracker_free(tracker);
}

static void who_opted_out_is_not_tracked(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = config_for(&target);
    snowgauge_tracker *tracker = tracker_with(&config);
    CHECK(snowgauge_tracker_set_opt_out(tracker, true) == SNOWGAUGE_OK);
    CHECK(track(tracker, ENABLED, NULL, NULL) == SNOWGAUGE_NOT_TAKEN);
    CHECK(snowgauge_tracker_set_opt_out(tracker, false) == SNOWGAUGE_OK);
    CHECK(track(tracker, ENABLED, NULL, NULL) == SNOWGAUGE_OK);
    CHECK(stats_of(tracker).opted_out == 1);
    snowgauge_tracker_free(tracker);
    CHECK(collector_stop(&target) == 1);
}

/* A callback that takes its time, and what it has heard. */
typedef struct slow {
    struct timespec each;
    pthread_mutex_t lock;
    int heard;
    bool is_freed, was_late;
} slow;

static void hear_slowly(void *userdata, const snowgauge_outcome *outcome) {
    slow *self = (slow *)userdata;
    (void)outcome;
    nanosleep(&self->each, NULL);
    pthread_mutex_lock(&self->lock);
    self->heard++;
    self->was_late = self->was_late || self->is_freed;
    pthread_mutex_unlock(&self->lock);
}

enum { HELD = 100 };

/* Frees a tracker that holds events, with a callback that takes so many milliseconds; gives how many it has heard of. */
static int heard_before_freeing(long milliseconds) {
    collector target;
    collector_down(&target);
    slow all = {{0, milliseconds * 1000000}, PTHREAD_MUTEX_INITIALIZER, 0, false, false};
    snowgauge_config config = config_for(&target);
    config.on_outcome = hear_slowly;
    config.userdata = &all;
    snowgauge_tracker *tracker = tracker_with(&config);
    for (int i = 0; i < HELD; i++) {
        CHECK(track(tracker, ENABLED, NULL, NULL) == SNOWGAUGE_OK);
    }
    CHECK(snowgauge_tracker_shutdown(tracker, 0, NULL) == SNOWGAUGE_OK);
    double start = seconds();
    snowgauge_tracker_free(tracker);
    CHECK(seconds() - start < 2.5);
    pthread_mutex_lock(&all.lock);
    all.is_freed = true;
    int heard = all.heard;
    pthread_mutex_unlock(&all.lock);
    /* Long enough for a call or two, were there any. */
    nanosleep(&(struct timespec){0, 150000000}, NULL);
    pthread_mutex_lock(&all.lock);
    CHECK(!all.was_late);
    pthread_mutex_unlock(&all.lock);
    return heard;
}

static void the_callback_hears_everything_before_freeing_returns(void) {
    CHECK(heard_before_freeing(2) == HELD);
}

static void a_callback_that_is_too_slow_is_not_called_after_freeing(void) {
    int heard = heard_before_freeing(50);
    CHECK(heard > 0 && heard < HELD);
}

/* A callback that uses the tracker, and what came of it. */
typedef struct user {
    snowgauge_tracker *tracker, *scope;
    int given_up, refused;
} user;

static void use_the_tracker(void *userdata, const snowgauge_outcome *outcome) {
    user *self = (user *)userdata;
    if (outcome->reason != SNOWGAUGE_REASON_ABANDONED_AT_SHUTDOWN) {
        return;
    }
    self->given_up++;
    self->refused += track(self->tracker, ENABLED, NULL, NULL) == SNOWGAUGE_NOT_TAKEN;
    /* There may be no other handle but the one that is being freed. */
    snowgauge_tracker_free(self->scope);
    CHECK(snowgauge_tracker_scoped(self->tracker, NULL, NULL, 0, &self->scope, NULL) == SNOWGAUGE_OK);
    CHECK(stats_of(self->tracker).abandoned_at_shutdown == HELD);
}

/* Freeing gives up what is held; who hears of that may still use what is being freed. */
static void a_callback_uses_a_tracker_until_it_is_freed(void) {
    collector target;
    collector_down(&target);
    user self = {NULL, NULL, 0, 0};
    snowgauge_config config = config_for(&target);
    config.on_outcome = use_the_tracker;
    config.userdata = &self;
    self.tracker = tracker_with(&config);
    for (int i = 0; i < HELD; i++) {
        CHECK(track(self.tracker, ENABLED, NULL, NULL) == SNOWGAUGE_OK);
    }
    snowgauge_tracker_free(self.tracker);
    CHECK(self.given_up == HELD && self.refused == HELD);
    CHECK(stats_of(self.scope).closed == HELD);
    snowgauge_tracker_free(self.scope);
}

enum { THREADS = 8, EACH = 100 };

static void *track_many(void *tracker) {
    for (int i = 0; i < EACH; i++) {
        if (track((snowgauge_tracker *)tracker, ENABLED, NULL, NULL) != SNOWGAUGE_OK) {
            return tracker;
        }
    }
    return NULL;
}

static void threads_share_a_tracker(void) {
    collector target;
    collector_start(&target, 200);
    snowgauge_config config = config_for(&target);
    snowgauge_tracker *tracker = tracker_with(&config);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, track_many, tracker) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *failed_on = tracker;
        CHECK(pthread_join(threads[i], &failed_on) == 0 && failed_on == NULL);
    }
    bool complete = false;
    CHECK(snowgauge_tracker_shutdown(tracker, 10000, &complete) == SNOWGAUGE_OK && complete);
    CHECK(stats_of(tracker).delivered == THREADS * EACH);
    snowgauge_tracker_free(tracker);
    CHECK(collector_stop(&target) == THREADS * EACH);
}

int main(void) {
    run("an event arrives and its outcome is heard", an_event_arrives_and_its_outcome_is_heard);
    run("a rejected event is told with its status", a_rejected_event_is_told_with_its_status);
    run("an invalid event is reported where the program prefers that",
        an_invalid_event_is_reported_where_the_program_prefers_that);
    run("an invalid event is returned otherwise", an_invalid_event_is_returned_otherwise);
    run("a flush delivers what is held", a_flush_delivers_what_is_held);
    run("a second shutdown is harmless and later events are refused",
        a_second_shutdown_is_harmless_and_later_events_are_refused);
    run("freeing delivers what is held", freeing_delivers_what_is_held);
    run("a collector that is down does not hold up the program", a_collector_that_is_down_does_not_hold_up_the_program);
    run("a collector that stays silent does not hold up the program",
        a_collector_that_stays_silent_does_not_hold_up_the_program);
    run("a full queue refuses", a_full_queue_refuses);
    run("who opted out is not tracked", who_opted_out_is_not_tracked);
    run("the callback hears everything before freeing returns", the_callback_hears_everything_before_freeing_returns);
    run("a callback that is too slow is not called after freeing",
        a_callback_that_is_too_slow_is_not_called_after_freeing);
    run("a callback uses a tracker until it is freed", a_callback_uses_a_tracker_until_it_is_freed);
    run("threads share a tracker", threads_share_a_tracker);
    return close_tests();
}
