/* Forks while several threads track: parent and children go on, no event is lost, none is sent twice. */
#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>

#include "check.h"
#include "collector.h"
#include "quiet.h"

enum { ROUNDS = 50, THREADS = 4, OF_A_CHILD = 5, DEADLINE = 30000, ID = sizeof(snowgauge_event_id) };

/* An event's id as it is written into a file, one a line. */
static void note(FILE *file, const char *id) {
    fprintf(file, "%.36s\n", id);
}

/* Another process takes events on this listener, and notes their ids, until it is killed. No tracker was there before it
 * began, so that nothing of one is in it. */
static pid_t collect(const collector *target, FILE *arrived) {
    fflush(NULL);
    pid_t process = fork_in_quiet();
    if (process != 0) {
        return process;
    }
    for (;;) {
        static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        static const char key[] = "\"eid\":\"";
        int connection = accept(target->listener, NULL, NULL);
        char *body = read_request(connection);
        for (char *event = body; event != NULL && (event = strstr(event, key)) != NULL;) {
            event += sizeof key - 1;
            note(arrived, event);
        }
        fflush(arrived);
        if (body != NULL && write(connection, answer, sizeof answer - 1) < 0) {
            _exit(1);
        }
        free(body);
        close(connection);
    }
}

static bool track(snowgauge_tracker *tracker, FILE *tracked) {
    snowgauge_code_suggestions_context context = {.prefix_length = &(int64_t){120}};
    snowgauge_entity entity = snowgauge_code_suggestions_context_entity(&context);
    snowgauge_event_id id;
    snowgauge_status status =
        snowgauge_tracker_track(tracker, snowgauge_suggestion_requested_event(), &entity, 1, &id, NULL);
    if (status == SNOWGAUGE_OK) {
        note(tracked, id.text);
    }
    return status == SNOWGAUGE_OK;
}

static void hear(void *userdata, const snowgauge_outcome *outcome) {
    atomic_int *delivered = (atomic_int *)userdata;
    atomic_fetch_add(delivered, outcome->reason == SNOWGAUGE_REASON_DELIVERED);
}

/* Held by threads while they track, and by whoever wants quiet. */
static pthread_rwlock_t tracking = PTHREAD_RWLOCK_INITIALIZER;

/* Forks while other threads work; or, where it has to be quiet, while they wait. */
static pid_t divide(snowgauge_tracker *tracker) {
    if (!IS_QUIET) {
        return fork_in_quiet();
    }
    pthread_rwlock_wrlock(&tracking);
    /* Who tells of its end may have something to do yet. */
    CHECK(snowgauge_tracker_flush(tracker, DEADLINE, NULL) == SNOWGAUGE_OK);
    pid_t process = fork_in_quiet();
    pthread_rwlock_unlock(&tracking);
    return process;
}

/* A thread of the parent that tracks all the time. */
typedef struct worker {
    pthread_t thread;
    snowgauge_tracker *tracker;
    FILE *tracked;
    atomic_bool *over;
    bool is_good;
} worker;

static void *work(void *argument) {
    worker *self = (worker *)argument;
    struct timespec pause = {0, 200000};
    self->is_good = true;
    while (!atomic_load(self->over)) {
        pthread_rwlock_rdlock(&tracking);
        self->is_good = track(self->tracker, self->tracked) && self->is_good;
        pthread_rwlock_unlock(&tracking);
        /* Under load, but within the bounds of the queue. */
        nanosleep(&pause, NULL);
    }
    return NULL;
}

/* What a child does: its events, of which it says which they are, and then it ends. 0 if all was well. */
static int live(snowgauge_tracker *tracker, FILE *tracked, atomic_int *delivered) {
    int before = atomic_load(delivered);
    snowgauge_stats stats;
    if (snowgauge_tracker_stats(tracker, &stats, sizeof stats) != SNOWGAUGE_OK || stats.accepted != 0) {
        return 2;
    }
    for (int i = 0; i < OF_A_CHILD; i++) {
        if (!track(tracker, tracked)) {
            return 3;
        }
    }
    bool complete = false;
    if (snowgauge_tracker_shutdown(tracker, DEADLINE, &complete) != SNOWGAUGE_OK || !complete) {
        return 4;
    }
    snowgauge_tracker_free(tracker);
    if (atomic_load(delivered) != before + OF_A_CHILD) {
        return 5;
    }
    return fflush(tracked) == 0 ? 0 : 6;
}

static FILE *lines(void) {
    FILE *file = tmpfile();
    CHECK(file != NULL);
    /* All processes write at its end, and each line at once. */
    CHECK(file != NULL && fcntl(fileno(file), F_SETFL, O_APPEND) == 0);
    return file;
}

static int compare(const void *one, const void *other) {
    return memcmp(one, other, ID - 1);
}

/* The ids in a file, sorted: 36 characters and a line end each. */
static char *sorted(FILE *file, size_t *count) {
    CHECK(fseek(file, 0, SEEK_END) == 0);
    size_t size = (size_t)ftell(file);
    char *ids = malloc(size + 1);
    rewind(file);
    CHECK(size % ID == 0 && fread(ids, 1, size, file) == size);
    *count = size / ID;
    qsort(ids, *count, ID, compare);
    return ids;
}

static void parent_and_children_go_on(bool with_store) {
    collector target;
    collector_listen(&target);
    FILE *arrived = lines(), *tracked = lines();
    pid_t collecting = collect(&target, arrived);
    snowgauge_config config = snowgauge_config_default();
    atomic_int delivered = 0;
    config.collector = snowgauge_str_from(target.url);
    config.app_id = SNOWGAUGE_STR("test");
    config.proxy = SNOWGAUGE_STR("direct");
    config.linger = 5;
    config.on_outcome = hear;
    config.userdata = &delivered;
    char folder[256];
    snprintf(folder, sizeof folder, "%s/snowgauge-fork-XXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
    CHECK(mkdtemp(folder) != NULL);
    if (with_store) {
        config.store = snowgauge_str_from(folder);
    }
    snowgauge_tracker *tracker = NULL;
    CHECK(snowgauge_tracker_new(&config, &tracker, NULL) == SNOWGAUGE_OK);

    atomic_bool over = false;
    worker workers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){.tracker = tracker, .tracked = lines(), .over = &over};
        CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
    }
    for (int round = 0; round < ROUNDS; round++) {
        FILE *of_child = lines();
        pid_t child = divide(tracker);
        if (child == 0) {
            /* A child that hangs is ended, and counts as one that did not go well. */
            alarm(60);
            _exit(live(tracker, of_child, &delivered));
        }
        int status = -1;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        size_t count = 0;
        char *ids = sorted(of_child, &count);
        CHECK(count == OF_A_CHILD);
        CHECK(fwrite(ids, ID, count, tracked) == count);
        free(ids);
        fclose(of_child);
    }
    atomic_store(&over, true);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        CHECK(workers[i].is_good);
        size_t count = 0;
        char *ids = sorted(workers[i].tracked, &count);
        CHECK(count > 0 && fwrite(ids, ID, count, tracked) == count);
        free(ids);
        fclose(workers[i].tracked);
    }
    bool complete = false;
    CHECK(snowgauge_tracker_shutdown(tracker, DEADLINE, &complete) == SNOWGAUGE_OK && complete);
    snowgauge_tracker_free(tracker);
    kill(collecting, SIGKILL);
    waitpid(collecting, NULL, 0);
    close(target.listener);
    CHECK(rmdir(folder) == 0);

    size_t sent = 0, taken = 0;
    fflush(tracked);
    char *of_trackers = sorted(tracked, &sent), *of_collector = sorted(arrived, &taken);
    printf("%zu events of %d processes, %zu arrived\n", sent, ROUNDS + 1, taken);
    CHECK(sent > ROUNDS * OF_A_CHILD && sent == taken && memcmp(of_trackers, of_collector, sent * ID) == 0);
    for (size_t i = 1; i < taken; i++) {
        CHECK(compare(of_collector + (i - 1) * ID, of_collector + i * ID) != 0);
    }
    free(of_trackers);
    free(of_collector);
    fclose(tracked);
    fclose(arrived);
}

static void from_memory(void) {
    parent_and_children_go_on(false);
}

static void with_a_store(void) {
    parent_and_children_go_on(true);
}

int main(void) {
    run("parent and children go on, from memory", from_memory);
    run("parent and children go on, with a store", with_a_store);
    return close_tests();
}
