/* A collector behind TLS: who is trusted gets the events, who is not gets none, and the program hears why. The collector is
 * bindings-rust/examples/tls_collector.rs; SNOWGAUGE_TLS_COLLECTOR is its URL, SNOWGAUGE_TLS_FOLDER where its authorities are. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static const char *url, *folder;

/* What the callbacks have heard. */
typedef struct heard {
    pthread_mutex_t lock;
    pthread_cond_t has_notice;
    int notices, delivered, stored;
    char code[16], message[128];
} heard;

static void hear_notice(void *userdata, const snowgauge_connection_notice *notice) {
    heard *self = (heard *)userdata;
    pthread_mutex_lock(&self->lock);
    self->notices++;
    snprintf(self->code, sizeof self->code, "%.*s", (int)notice->code.len, notice->code.data);
    snprintf(self->message, sizeof self->message, "%.*s", (int)notice->message.len, notice->message.data);
    pthread_cond_signal(&self->has_notice);
    pthread_mutex_unlock(&self->lock);
}

static void hear_outcome(void *userdata, const snowgauge_outcome *outcome) {
    heard *self = (heard *)userdata;
    pthread_mutex_lock(&self->lock);
    self->delivered += outcome->reason == SNOWGAUGE_REASON_DELIVERED;
    self->stored += outcome->reason == SNOWGAUGE_REASON_STORED;
    pthread_mutex_unlock(&self->lock);
}

/* Waits until a notice has come, ten seconds at most. */
static bool has_notice(heard *self) {
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 10;
    int waited = 0;
    pthread_mutex_lock(&self->lock);
    while (self->notices == 0 && waited == 0) {
        waited = pthread_cond_timedwait(&self->has_notice, &self->lock, &end);
    }
    bool has = self->notices > 0;
    pthread_mutex_unlock(&self->lock);
    return has;
}

/* A tracker that trusts the authority in this file, or the platform's for NULL. */
static snowgauge_tracker *tracker_that_trusts(const char *file, const char *store, heard *self) {
    static char path[512];
    const heard nothing = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0, "", ""};
    *self = nothing;
    snowgauge_config config = snowgauge_config_default();
    config.collector = snowgauge_str_from(url);
    config.app_id = SNOWGAUGE_STR("test");
    config.linger = 1;
    config.proxy = SNOWGAUGE_STR("direct");
    config.store = snowgauge_str_from(store);
    if (file != NULL) {
        snprintf(path, sizeof path, "%s/%s", folder, file);
        config.ca_file = snowgauge_str_from(path);
    }
    config.on_connection = hear_notice;
    config.on_outcome = hear_outcome;
    config.userdata = self;
    snowgauge_tracker *tracker = NULL;
    CHECK(snowgauge_tracker_new(&config, &tracker, NULL) == SNOWGAUGE_OK);
    return tracker;
}

static void track(snowgauge_tracker *tracker) {
    snowgauge_code_suggestions_context context = {.prefix_length = &(int64_t){120}};
    snowgauge_entity entity = snowgauge_code_suggestions_context_entity(&context);
    CHECK(snowgauge_tracker_track(tracker, snowgauge_suggestion_requested_event(), &entity, 1, NULL, NULL) ==
          SNOWGAUGE_OK);
}

static void a_trusted_collector_gets_its_events(void) {
    heard self;
    bool complete = false;
    snowgauge_tracker *tracker = tracker_that_trusts("trusted.pem", NULL, &self);
    track(tracker);
    CHECK(snowgauge_tracker_shutdown(tracker, 10000, &complete) == SNOWGAUGE_OK && complete);
    snowgauge_tracker_free(tracker);
    CHECK(self.delivered == 1 && self.notices == 0);
}

/* The event is tracked, held, and not sent. */
static void is_not_trusted(snowgauge_tracker *tracker, heard *self) {
    track(tracker);
    CHECK(has_notice(self));
    CHECK(strcmp(self->code, "tls") == 0);
    CHECK_TEXT(snowgauge_str_from(self->message),
               "the collector is not trusted: the certificate is of an authority that is not trusted");
    snowgauge_stats stats;
    CHECK(snowgauge_tracker_stats(tracker, &stats, sizeof stats) == SNOWGAUGE_OK);
    CHECK(stats.queued + stats.in_flight == 1 && stats.delivered == 0 && stats.failed_requests > 0);
}

static void a_collector_of_an_unknown_authority_gets_nothing(void) {
    const char *files[] = {"other.pem", NULL};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        heard self;
        snowgauge_tracker *tracker = tracker_that_trusts(files[i], NULL, &self);
        is_not_trusted(tracker, &self);
        CHECK(snowgauge_tracker_shutdown(tracker, 0, NULL) == SNOWGAUGE_OK);
        snowgauge_tracker_free(tracker);
        CHECK(self.delivered == 0);
    }
}

static void what_was_held_arrives_once_the_authority_is_known(void) {
    heard self;
    char store[] = "store-of-tls-XXXXXX";
    CHECK(mkdtemp(store) != NULL);
    snowgauge_tracker *tracker = tracker_that_trusts("other.pem", store, &self);
    is_not_trusted(tracker, &self);
    CHECK(snowgauge_tracker_shutdown(tracker, 0, NULL) == SNOWGAUGE_OK);
    snowgauge_tracker_free(tracker);
    CHECK(self.stored == 1 && self.delivered == 0);
    tracker = tracker_that_trusts("trusted.pem", store, &self);
    bool complete = false;
    CHECK(snowgauge_tracker_shutdown(tracker, 10000, &complete) == SNOWGAUGE_OK && complete);
    snowgauge_tracker_free(tracker);
    CHECK(self.delivered == 1);
    CHECK(rmdir(store) == 0);
}

int main(void) {
    url = getenv("SNOWGAUGE_TLS_COLLECTOR");
    folder = getenv("SNOWGAUGE_TLS_FOLDER");
    if (url == NULL || folder == NULL) {
        printf("no collector behind TLS: scripts/test-c.sh starts one\n");
        return 1;
    }
    run("a trusted collector gets its events", a_trusted_collector_gets_its_events);
    run("a collector of an unknown authority gets nothing", a_collector_of_an_unknown_authority_gets_nothing);
    run("what was held arrives once the authority is known", what_was_held_arrives_once_the_authority_is_known);
    return close_tests();
}
