/* The durable store: events outlive the process. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>

#include "check.h"
#include "collector.h"
#include "quiet.h"

static char store[320], journal[768];

/* A new place for a store, which is not there yet. */
static void choose_store(void) {
    const char *base = getenv("TMPDIR");
    char folder[256];
    int length = snprintf(folder, sizeof folder, "%s/snowgauge-store-XXXXXX", base != NULL ? base : "/tmp");
    CHECK(length > 0 && (size_t)length < sizeof folder);
    CHECK(mkdtemp(folder) != NULL);
    snprintf(store, sizeof store, "%s/store", folder);
}

/* The number of files in the store; the last one's path is in `journal`. */
static int files(void) {
    int found = 0;
    DIR *directory = opendir(store);
    CHECK(directory != NULL);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] != '.') {
            snprintf(journal, sizeof journal, "%s/%s", store, entry->d_name);
            found++;
        }
    }
    closedir(directory);
    return found;
}

/* Removes the store, which has to be empty by now. */
static void remove_store(void) {
    CHECK(files() == 0);
    CHECK(rmdir(store) == 0);
    *strrchr(store, '/') = '\0';
    CHECK(rmdir(store) == 0);
}

static snowgauge_config config_for(const collector *target) {
    snowgauge_config config = snowgauge_config_default();
    config.collector = snowgauge_str_from(target->url);
    config.app_id = SNOWGAUGE_STR("test");
    config.store = snowgauge_str_from(store);
    return config;
}

static snowgauge_tracker *tracker_with(const snowgauge_config *config) {
    snowgauge_tracker *tracker = NULL;
    CHECK(snowgauge_tracker_new(config, &tracker, NULL) == SNOWGAUGE_OK);
    return tracker;
}

static void track(snowgauge_tracker *tracker, int count) {
    snowgauge_code_suggestions_context context = {.prefix_length = &(int64_t){120}};
    snowgauge_entity entity = snowgauge_code_suggestions_context_entity(&context);
    for (int i = 0; i < count; i++) {
        CHECK(snowgauge_tracker_track(tracker, snowgauge_suggestion_requested_event(), &entity, 1, NULL, NULL) ==
              SNOWGAUGE_OK);
    }
}

static snowgauge_stats stats_of(const snowgauge_tracker *tracker) {
    snowgauge_stats stats;
    CHECK(snowgauge_tracker_stats(tracker, &stats, sizeof stats) == SNOWGAUGE_OK);
    return stats;
}

/* Has another process track events that it does not send, and kills it. */
static void track_and_be_killed(const collector *target, int count) {
    snowgauge_config config = config_for(target);
    config.linger = 60000;
    pid_t child = fork_in_quiet();
    if (child == 0) {
        track(tracker_with(&config), count);
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void the_events_of_a_killed_process_are_sent_by_the_next(void) {
    collector target;
    collector_start(&target, 200);
    choose_store();
    track_and_be_killed(&target, 50);
    snowgauge_config config = config_for(&target);
    config.durability = SNOWGAUGE_DURABILITY_POWER;
    snowgauge_tracker *tracker = tracker_with(&config);
    CHECK(stats_of(tracker).restored == 50);
    track(tracker, 1);
    bool complete = false;
    CHECK(snowgauge_tracker_shutdown(tracker, 10000, &complete) == SNOWGAUGE_OK && complete);
    snowgauge_tracker_free(tracker);
    CHECK(collector_stop(&target) == 51);
    remove_store();
}

/* What the callbacks have heard. */
typedef struct heard {
    int stored, delivered;
    char code[32];
} heard;

static void hear(void *userdata, const snowgauge_outcome *outcome) {
    heard *self = (heard *)userdata;
    self->stored += outcome->reason == SNOWGAUGE_REASON_STORED;
    self->delivered += outcome->reason == SNOWGAUGE_REASON_DELIVERED;
}

static void hear_of_the_store(void *userdata, const snowgauge_store_notice *notice) {
    heard *self = (heard *)userdata;
    CHECK(notice->message.len > notice->code.len);
    snprintf(self->code, sizeof self->code, "%.*s", (int)notice->code.len, notice->code.data);
}

static void what_a_shutdown_leaves_is_told_as_stored(void) {
    collector target;
    collector_start(&target, 200);
    choose_store();
    heard all = {0, 0, ""};
    snowgauge_config config = config_for(&target);
    config.linger = 60000;
    config.on_outcome = hear;
    config.userdata = &all;
    snowgauge_tracker *tracker = tracker_with(&config);
    track(tracker, 3);
    bool complete = true;
    CHECK(snowgauge_tracker_shutdown(tracker, 0, &complete) == SNOWGAUGE_OK && !complete);
    CHECK(stats_of(tracker).stored == 3 && stats_of(tracker).abandoned_at_shutdown == 0);
    snowgauge_tracker_free(tracker);
    CHECK(all.stored == 3);
    tracker = tracker_with(&config);
    snowgauge_tracker_free(tracker);
    CHECK(all.delivered == 3);
    CHECK(collector_stop(&target) == 3);
    remove_store();
}

static void a_damaged_journal_is_told_and_set_aside(void) {
    collector target;
    collector_start(&target, 200);
    choose_store();
    track_and_be_killed(&target, 3);
    struct stat found;
    CHECK(files() == 1 && stat(journal, &found) == 0 && truncate(journal, found.st_size - 1) == 0);
    heard all = {0, 0, ""};
    snowgauge_config config = config_for(&target);
    config.on_store = hear_of_the_store;
    config.userdata = &all;
    snowgauge_tracker *tracker = tracker_with(&config);
    CHECK(stats_of(tracker).restored == 2 && stats_of(tracker).damaged == 1);
    CHECK(snowgauge_tracker_shutdown(tracker, 10000, NULL) == SNOWGAUGE_OK);
    snowgauge_tracker_free(tracker);
    CHECK(strcmp(all.code, "damaged") == 0);
    CHECK(collector_stop(&target) == 2);
    CHECK(files() == 1 && strcmp(strrchr(journal, '.'), ".damaged") == 0 && remove(journal) == 0);
    remove_store();
}

static void a_child_leaves_the_store_to_its_parent(void) {
    collector target;
    collector_start(&target, 200);
    choose_store();
    snowgauge_config config = config_for(&target);
    config.linger = 60000;
    int held[2], has_left[2];
    char end = 0;
    CHECK(pipe(held) == 0 && pipe(has_left) == 0);
    pid_t parent = fork_in_quiet();
    if (parent == 0) {
        snowgauge_tracker *tracker = tracker_with(&config);
        track(tracker, 2);
        if (fork_in_quiet() == 0) {
            close(held[1]);
            snowgauge_tracker_leave_store_to_parent(tracker);
            /* It is there until the test is over. */
            _exit(write(has_left[1], &end, 1) == 1 ? (int)read(held[0], &end, 1) : 1);
        }
        _exit(0);
    }
    CHECK(waitpid(parent, NULL, 0) == parent);
    CHECK(read(has_left[0], &end, 1) == 1);
    snowgauge_tracker *tracker = tracker_with(&config);
    CHECK(stats_of(tracker).restored == 2);
    CHECK(snowgauge_tracker_shutdown(tracker, 10000, NULL) == SNOWGAUGE_OK);
    snowgauge_tracker_free(tracker);
    for (size_t i = 0; i < 2; i++) {
        close(held[i]);
        close(has_left[i]);
    }
    CHECK(collector_stop(&target) == 2);
    remove_store();
}

static void a_store_that_cannot_be_used_is_a_bad_config(void) {
    collector target;
    collector_down(&target);
    snowgauge_config config = config_for(&target);
    config.store = SNOWGAUGE_STR("/proc/no/store");
    snowgauge_tracker *tracker = NULL;
    snowgauge_error *error = NULL;
    CHECK(snowgauge_tracker_new(&config, &tracker, &error) == SNOWGAUGE_BAD_CONFIG && tracker == NULL);
    CHECK_TEXT(snowgauge_error_message(error),
               "store: expected a directory that can be written, found \"no parent directory\"");
    snowgauge_error_free(error);
    config = config_for(&target);
    config.durability = (snowgauge_durability)3;
    CHECK(snowgauge_tracker_new(&config, &tracker, &error) == SNOWGAUGE_BAD_CONFIG && tracker == NULL);
    CHECK_TEXT(snowgauge_error_message(error), "durability: expected a snowgauge_durability, found 3");
    snowgauge_error_free(error);
}

int main(void) {
    run("the events of a killed process are sent by the next", the_events_of_a_killed_process_are_sent_by_the_next);
    run("what a shutdown leaves is told as stored", what_a_shutdown_leaves_is_told_as_stored);
    run("a damaged journal is told and set aside", a_damaged_journal_is_told_and_set_aside);
    run("a child leaves the store to its parent", a_child_leaves_the_store_to_its_parent);
    run("a store that cannot be used is a bad config", a_store_that_cannot_be_used_is_a_bad_config);
    return close_tests();
}
