/* Runs Snowplow's own verdicts on the corpus, as `make conformance` has recorded them: this library comes to the same. */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "flat.h"

/* The one case that is read, for the test that run() calls. */
static struct {
    snowgauge_str uri, json, verdict;
} now;

/* Whether a violation is about the schema: Snowplow does not know the rules of the plan. */
static bool is_of_the_schema(const snowgauge_violation *violation) {
    return violation->code.len < 5 || memcmp(violation->code.data, "plan_", 5) != 0;
}

static void has_the_verdict(void) {
    snowgauge_error *error = NULL;
    bool good = true;
    if (snowgauge_validate_json(now.uri.data, now.uri.len, now.json.data, now.json.len, &error) != SNOWGAUGE_OK) {
        for (size_t i = 0; i < snowgauge_error_violation_count(error); i++) {
            good = good && !is_of_the_schema(snowgauge_error_violation(error, i));
        }
        CHECK(snowgauge_error_violation_count(error) > 0);
    }
    snowgauge_error_free(error);
    CHECK_SAME(snowgauge_str_from(good ? "good" : "bad"), now.verdict);
}

/* Reads one case and runs it. False: there are no more. */
static bool run_case(void) {
    begin_case();
    now.uri = text();
    if (is(now.uri, "end")) {
        return false;
    }
    now.json = text();
    now.verdict = text();
    run(now.json.data, has_the_verdict);
    return true;
}

int main(void) {
    open_flat("verdicts");
    uint64_t expected = number();
    while (run_case()) {
        expected--;
    }
    close_flat();
    if (expected != 0) {
        give_up("not as many cases ran as the manifest says");
    }
    return close_tests();
}
