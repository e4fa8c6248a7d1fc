/* What the test programs share: counting, and comparing with a message. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "snowgauge.h"

static int passed, failed;
static bool test_is_good;

/* Fails the running test, and goes on. */
#define CHECK(condition)                                                         \
    do {                                                                         \
        if (!(condition)) {                                                      \
            test_is_good = false;                                                \
            printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);     \
        }                                                                        \
    } while (0)

/* Fails the running test unless a view of the library shows this text, or the text of another view. */
#define CHECK_TEXT(view, text) check_view(view, snowgauge_str_from(text), __FILE__, __LINE__)
#define CHECK_SAME(view, other) check_view(view, other, __FILE__, __LINE__)

static inline void check_view(snowgauge_str found, snowgauge_str expected, const char *file, int line) {
    bool is_same = found.data != NULL && expected.data != NULL && found.len == expected.len;
    if (!is_same || memcmp(found.data, expected.data, found.len) != 0) {
        test_is_good = false;
        printf("%s:%d: expected: %.*s\n   found: %.*s\n", file, line, (int)expected.len,
               expected.data == NULL ? "" : expected.data, (int)found.len, found.data == NULL ? "" : found.data);
    }
}

/* Runs one test, and counts it. */
static void run(const char *name, void (*test)(void)) {
    test_is_good = true;
    test();
    if (test_is_good) {
        passed++;
    } else {
        failed++;
        printf("FAILED: %s\n", name);
    }
}

/* The last line, and the program's exit code. */
static int close_tests(void) {
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

#endif
