/* Request counts: what is counted goes into one event, whatever threads and refused events do. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

enum { THREADS = 4, STEPS = 2000, FORKS = 50 };

static snowgauge_request_counts *counts_with(size_t max_keys) {
    snowgauge_request_counts *counts = NULL;
    CHECK(snowgauge_request_counts_new(max_keys, &counts, NULL) == SNOWGAUGE_OK);
    return counts;
}

static snowgauge_taken_counts *take(snowgauge_request_counts *counts) {
    snowgauge_taken_counts *taken = NULL;
    CHECK(snowgauge_request_counts_take(counts, &taken) == SNOWGAUGE_OK);
    return taken;
}

static snowgauge_count_key lang(const char *text) {
    snowgauge_count_key key = {.lang = snowgauge_str_from(text)};
    return key;
}

static snowgauge_count_stats stats_of(const snowgauge_request_counts *counts) {
    snowgauge_count_stats stats;
    CHECK(snowgauge_request_counts_stats(counts, &stats, sizeof stats) == SNOWGAUGE_OK);
    return stats;
}

/* The body of a request with one event that takes these counts along. */
static snowgauge_buffer *body_with(const snowgauge_taken_counts *taken) {
    static const uint8_t entropy[16] = {0};
    snowgauge_config config = snowgauge_config_default();
    snowgauge_code_suggestions_context context = {.request_counts = snowgauge_taken_counts_list(taken)};
    snowgauge_entity entity = snowgauge_code_suggestions_context_entity(&context);
    snowgauge_buffer *body = NULL;
    config.app_id = SNOWGAUGE_STR("test");
    CHECK(snowgauge_request_body(&config, snowgauge_suggestion_requested_event(), &entity, 1, entropy, 1, 2, &body,
                                 NULL) == SNOWGAUGE_OK);
    return body;
}

static bool has(snowgauge_str text, const char *part) {
    size_t length = strlen(part);
    for (size_t at = 0; at + length <= text.len; at++) {
        if (memcmp(text.data + at, part, length) == 0) {
            return true;
        }
    }
    return false;
}

static void what_is_taken_goes_into_an_event(void) {
    snowgauge_request_counts *counts = counts_with(0);
    snowgauge_count_key key = {SNOWGAUGE_STR("c"), SNOWGAUGE_STR("vertex-ai"), SNOWGAUGE_STR("code-gecko")};
    CHECK(snowgauge_request_counts_record_request(counts, &key, 3, NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_request_counts_record_error(counts, &key, 1, NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_request_counts_record_accept(counts, NULL, 2, NULL) == SNOWGAUGE_OK);
    snowgauge_taken_counts *taken = take(counts);
    CHECK(snowgauge_taken_counts_list(taken).len == 2);
    CHECK(snowgauge_taken_counts_list(taken).items[0].lang.data == NULL);
    CHECK_TEXT(snowgauge_taken_counts_list(taken).items[1].model_name, "code-gecko");
    snowgauge_buffer *body = body_with(taken);
    CHECK(has(snowgauge_buffer_text(body),
              "\\\"request_counts\\\":[{\\\"requests\\\":0,\\\"errors\\\":0,\\\"accepts\\\":2},"
              "{\\\"requests\\\":3,\\\"errors\\\":1,\\\"accepts\\\":0,\\\"lang\\\":\\\"c\\\","
              "\\\"model_engine\\\":\\\"vertex-ai\\\",\\\"model_name\\\":\\\"code-gecko\\\"}]"));
    snowgauge_buffer_free(body);
    /* What was taken outlives what it was taken from. */
    snowgauge_request_counts_free(counts);
    CHECK(snowgauge_taken_counts_list(taken).items[1].requests == 3);
    snowgauge_taken_counts_free(taken);
}

static void what_was_given_back_is_taken_again_once(void) {
    snowgauge_request_counts *counts = counts_with(0);
    snowgauge_count_key key = lang("c");
    CHECK(snowgauge_request_counts_record_request(counts, &key, 1, NULL) == SNOWGAUGE_OK);
    snowgauge_taken_counts *taken = take(counts);
    CHECK(snowgauge_request_counts_record_accept(counts, &key, 1, NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_request_counts_give_back(counts, taken) == SNOWGAUGE_OK);
    CHECK(snowgauge_request_counts_give_back(counts, taken) == SNOWGAUGE_OK);
    CHECK(snowgauge_taken_counts_list(taken).len == 0);
    snowgauge_taken_counts_free(taken);
    taken = take(counts);
    CHECK(snowgauge_taken_counts_list(taken).len == 1);
    CHECK(snowgauge_taken_counts_list(taken).items[0].requests == 1);
    CHECK(snowgauge_taken_counts_list(taken).items[0].accepts == 1);
    snowgauge_taken_counts_free(taken);
    snowgauge_request_counts_free(counts);
}

static void what_cannot_be_counted_as_it_came_is_told(void) {
    snowgauge_request_counts *counts = counts_with(1);
    snowgauge_count_key key = lang("123456789 123456789 123456789 1234");
    CHECK(snowgauge_request_counts_record_request(counts, &key, 5, NULL) == SNOWGAUGE_OK);
    key = lang("c");
    CHECK(snowgauge_request_counts_record_request(counts, &key, UINT64_MAX, NULL) == SNOWGAUGE_OK);
    snowgauge_taken_counts *taken = take(counts);
    CHECK(snowgauge_taken_counts_list(taken).len == 2);
    CHECK(snowgauge_taken_counts_list(taken).items[0].requests == INT32_MAX);
    CHECK_TEXT(snowgauge_taken_counts_list(taken).items[1].lang, "123456789 123456789 123456789 12");
    snowgauge_taken_counts_free(taken);
    CHECK(stats_of(counts).unattributed == UINT64_MAX);
    CHECK(stats_of(counts).shortened == 5);
    CHECK(stats_of(counts).dropped == UINT64_MAX - INT32_MAX);
    snowgauge_request_counts_free(counts);
}

static void wrong_arguments_are_answered_with_an_error(void) {
    snowgauge_request_counts *counts = counts_with(0);
    snowgauge_count_key key = lang("c"), broken = {.model_name = {"\xff", 1}}, dangling = {.model_engine = {NULL, 3}};
    snowgauge_error *error = NULL;
    CHECK(snowgauge_request_counts_new(0, NULL, NULL) == SNOWGAUGE_NULL_ARGUMENT);
    CHECK(snowgauge_request_counts_record_request(NULL, &key, 1, NULL) == SNOWGAUGE_NULL_ARGUMENT);
    CHECK(snowgauge_request_counts_record_error(counts, &broken, 1, &error) == SNOWGAUGE_BAD_ARGUMENT);
    CHECK_TEXT(snowgauge_error_message(error), "model_name: expected UTF-8, found a byte that is not, at offset 0");
    snowgauge_error_free(error);
    CHECK(snowgauge_request_counts_record_accept(counts, &dangling, 1, NULL) == SNOWGAUGE_NULL_ARGUMENT);
    CHECK(snowgauge_request_counts_take(counts, NULL) == SNOWGAUGE_NULL_ARGUMENT);
    CHECK(snowgauge_request_counts_give_back(counts, NULL) == SNOWGAUGE_NULL_ARGUMENT);
    CHECK(snowgauge_request_counts_stats(counts, NULL, 0) == SNOWGAUGE_NULL_ARGUMENT);
    CHECK(snowgauge_taken_counts_list(NULL).items == NULL);
    snowgauge_taken_counts *taken = take(counts);
    CHECK(snowgauge_taken_counts_list(taken).len == 0);
    snowgauge_taken_counts_free(taken);
    snowgauge_taken_counts_free(NULL);
    snowgauge_request_counts_free(counts);
    snowgauge_request_counts_free(NULL);
}

static snowgauge_request_counts *shared;

/* Counts, and now and then takes and gives back. */
static void *work(void *argument) {
    snowgauge_count_key key = lang((const char *)argument);
    for (int step = 0; step < STEPS; step++) {
        if (snowgauge_request_counts_record_request(shared, step % 2 ? &key : NULL, 1, NULL) != SNOWGAUGE_OK) {
            return argument;
        }
        if (step % 7 == 0) {
            snowgauge_taken_counts *taken = NULL;
            if (snowgauge_request_counts_take(shared, &taken) != SNOWGAUGE_OK ||
                snowgauge_request_counts_give_back(shared, taken) != SNOWGAUGE_OK) {
                return argument;
            }
            snowgauge_taken_counts_free(taken);
        }
    }
    return NULL;
}

static void threads_lose_and_double_nothing(void) {
    static const char *const languages[THREADS] = {"c", "c", "c++", "ruby"};
    pthread_t threads[THREADS];
    shared = counts_with(0);
    for (int index = 0; index < THREADS; index++) {
        CHECK(pthread_create(&threads[index], NULL, work, (void *)languages[index]) == 0);
    }
    for (int index = 0; index < THREADS; index++) {
        void *failed_at = NULL;
        CHECK(pthread_join(threads[index], &failed_at) == 0 && failed_at == NULL);
    }
    snowgauge_taken_counts *taken = take(shared);
    snowgauge_code_suggestions_context_request_count_list list = snowgauge_taken_counts_list(taken);
    CHECK(list.len == 4);
    CHECK(list.items[0].requests == THREADS * STEPS / 2);
    CHECK(list.items[1].requests == STEPS);
    CHECK(list.items[2].requests == STEPS / 2 && list.items[3].requests == STEPS / 2);
    snowgauge_taken_counts_free(taken);
    snowgauge_request_counts_free(shared);
}

static atomic_bool over;
static atomic_int counting;

/* It needs no memory of its own, so that a sanitized child finds malloc at rest, too. */
static void *count_until_it_is_over(void *argument) {
    atomic_fetch_add(&counting, 1);
    while (!atomic_load(&over)) {
        if (snowgauge_request_counts_record_accept(shared, NULL, 1, NULL) != SNOWGAUGE_OK) {
            return argument;
        }
    }
    return NULL;
}

/* What a child does: it counts and takes. 0 if all was well. */
static int count_in_a_child(void) {
    snowgauge_count_key key = lang("c");
    snowgauge_taken_counts *of_parent = take(shared);
    if (snowgauge_request_counts_record_request(shared, &key, 1, NULL) != SNOWGAUGE_OK) {
        return 2;
    }
    snowgauge_taken_counts *own = take(shared);
    snowgauge_code_suggestions_context_request_count_list list = snowgauge_taken_counts_list(own);
    return snowgauge_taken_counts_list(of_parent).len != 0 ? 3 : list.len == 1 && list.items[0].requests == 1 ? 0 : 4;
}

/* Whatever the parent's threads are doing: no count is told twice, and nobody waits for one that is not there. */
static void a_forked_child_begins_with_nothing(void) {
    pthread_t threads[THREADS];
    snowgauge_count_key key = lang("c");
    shared = counts_with(0);
    CHECK(snowgauge_request_counts_record_request(shared, &key, 3, NULL) == SNOWGAUGE_OK);
    CHECK(snowgauge_request_counts_record_accept(shared, NULL, 1, NULL) == SNOWGAUGE_OK);
    for (int index = 0; index < THREADS; index++) {
        CHECK(pthread_create(&threads[index], NULL, count_until_it_is_over, shared) == 0);
    }
    while (atomic_load(&counting) < THREADS) {
        sched_yield();
    }
    fflush(stdout);
    for (int round = 0; round < FORKS; round++) {
        pid_t child = fork();
        if (child == 0) {
            /* A child that hangs is ended, and counts as one that did not go well. */
            alarm(20);
            _exit(count_in_a_child());
        }
        int status = -1;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    atomic_store(&over, true);
    for (int index = 0; index < THREADS; index++) {
        void *failed_at = shared;
        CHECK(pthread_join(threads[index], &failed_at) == 0 && failed_at == NULL);
    }
    snowgauge_taken_counts *taken = take(shared);
    CHECK(snowgauge_taken_counts_list(taken).len == 2);
    CHECK(snowgauge_taken_counts_list(taken).items[1].requests == 3);
    snowgauge_taken_counts_free(taken);
    snowgauge_request_counts_free(shared);
}

int main(void) {
    run("what is taken goes into an event", what_is_taken_goes_into_an_event);
    run("what was given back is taken again, once", what_was_given_back_is_taken_again_once);
    run("what cannot be counted as it came is told", what_cannot_be_counted_as_it_came_is_told);
    run("wrong arguments are answered with an error", wrong_arguments_are_answered_with_an_error);
    run("threads lose and double nothing", threads_lose_and_double_nothing);
    run("a forked child begins with nothing", a_forked_child_begins_with_nothing);
    return close_tests();
}
