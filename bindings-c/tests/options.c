/* Runs the vectors of options: which ones can be used, and what is said of the others, as in every language. */
#define _POSIX_C_SOURCE 200809L

#include <stddef.h>
#include <stdlib.h>

#include "check.h"
#include "flat.h"

enum { MOST = 16 };

/* The cases with a word that is none of its enum's, which C has no name for: of framing, overflow and an action. What an
 * unlisted number is answered with, arguments.c checks. */
enum { UNSAYABLE = 3 };

/* The one case that is read, for the test that run() calls. */
static struct {
    snowgauge_str name, message;
    snowgauge_config config;
    snowgauge_schema_version versions[MOST];
    snowgauge_status_action actions[MOST];
    bool is_sayable;
} now;

static const struct {
    const char *name;
    size_t offset;
} TEXTS[] = {
    {"collector", offsetof(snowgauge_config, collector)},
    {"app_id", offsetof(snowgauge_config, app_id)},
    {"namespace", offsetof(snowgauge_config, namespace)},
    {"platform", offsetof(snowgauge_config, platform)},
    {"tracker_version", offsetof(snowgauge_config, tracker_version)},
}, SIZES[] = {
    {"max_events", offsetof(snowgauge_config, max_events)},
    {"max_bytes", offsetof(snowgauge_config, max_bytes)},
    {"batch_events", offsetof(snowgauge_config, batch_events)},
    {"batch_bytes", offsetof(snowgauge_config, batch_bytes)},
};

typedef struct word {
    const char *text;
    int number;
} word;

static const word FRAMINGS[] = {{"self_describing", SNOWGAUGE_FRAMING_SELF_DESCRIBING}, {NULL, 0}};
static const word OVERFLOWS[] = {{"drop_oldest", SNOWGAUGE_OVERFLOW_DROP_OLDEST}, {NULL, 0}};
static const word TOO_LONG[] = {{"truncate", SNOWGAUGE_TOO_LONG_TRUNCATE}, {NULL, 0}};
static const word ACTIONS[] = {{"deliver", SNOWGAUGE_ACTION_DELIVER}, {"retry", SNOWGAUGE_ACTION_RETRY},
                               {"reject", SNOWGAUGE_ACTION_REJECT},   {"bisect", SNOWGAUGE_ACTION_BISECT},
                               {"split", SNOWGAUGE_ACTION_SPLIT},     {"auth", SNOWGAUGE_ACTION_AUTH},
                               {NULL, 0}};

/* Reads a word, and gives its number; 0 where no value of its enum has it. */
static int read_word(const word *words) {
    snowgauge_str given = text();
    while (words->text != NULL && !is(given, words->text)) {
        words++;
    }
    now.is_sayable = now.is_sayable && words->text != NULL;
    return words->number;
}

static size_t read_count(void) {
    size_t found = (size_t)number();
    if (found > MOST) {
        give_up("a list is longer than expected");
    }
    return found;
}

static void read_versions(void) {
    now.config.schema_versions.items = now.versions;
    now.config.schema_versions.len = read_count();
    for (size_t i = 0; i < now.config.schema_versions.len; i++) {
        now.versions[i].name = text();
        now.versions[i].version = text();
    }
}

static void read_actions(void) {
    now.config.status_policy.items = now.actions;
    now.config.status_policy.len = read_count();
    for (size_t i = 0; i < now.config.status_policy.len; i++) {
        now.actions[i].status = (uint16_t)number();
        now.actions[i].action = (snowgauge_action)read_word(ACTIONS);
    }
}

/* Reads an option whose value is one text or one size. False: it is none of these. */
static bool read_member(snowgauge_str name) {
    char *config = (char *)&now.config;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        if (is(name, TEXTS[i].name)) {
            *(snowgauge_str *)(void *)(config + TEXTS[i].offset) = text();
            return true;
        }
    }
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        if (is(name, SIZES[i].name)) {
            *(size_t *)(void *)(config + SIZES[i].offset) = (size_t)number();
            return true;
        }
    }
    return false;
}

static void read_option(void) {
    snowgauge_str name = text();
    if (read_member(name)) {
        return;
    }
    if (is(name, "max_attempts")) {
        now.config.max_attempts = (uint32_t)number();
    } else if (is(name, "framing")) {
        now.config.framing = (snowgauge_framing)read_word(FRAMINGS);
    } else if (is(name, "overflow")) {
        now.config.overflow = (snowgauge_overflow)read_word(OVERFLOWS);
    } else if (is(name, "too_long")) {
        now.config.too_long = (snowgauge_too_long)read_word(TOO_LONG);
    } else if (is(name, "schema_versions")) {
        read_versions();
    } else if (is(name, "status_policy")) {
        read_actions();
    } else {
        give_up("an unknown option");
    }
}

static void can_be_used_or_is_named(void) {
    snowgauge_tracker *tracker = NULL;
    snowgauge_error *error = NULL;
    snowgauge_status status = snowgauge_tracker_new(&now.config, &tracker, &error);
    if (now.message.len == 0) {
        CHECK(status == SNOWGAUGE_OK && tracker != NULL && error == NULL);
    } else {
        CHECK(status == SNOWGAUGE_BAD_CONFIG && tracker == NULL);
        CHECK_SAME(snowgauge_error_message(error), now.message);
    }
    snowgauge_error_free(error);
    snowgauge_tracker_free(tracker);
}

int main(void) {
    open_flat("options");
    uint64_t expected = number(), unsayable = 0;
    for (;;) {
        begin_case();
        if (is(text(), "end")) {
            break;
        }
        now.name = text();
        now.config = snowgauge_config_default();
        now.is_sayable = true;
        for (size_t left = read_count(); left > 0; left--) {
            read_option();
        }
        now.message = text();
        if (now.is_sayable) {
            run(now.name.data, can_be_used_or_is_named);
        } else {
            unsayable++;
        }
    }
    close_flat();
    if (unsayable != UNSAYABLE || (uint64_t)(passed + failed) + unsayable != expected) {
        give_up("not as many cases ran as the manifest says");
    }
    return close_tests();
}
