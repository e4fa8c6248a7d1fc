/* Reads the vectors as flatten.py writes them: texts, each with its length ahead. */
#ifndef FLAT_H
#define FLAT_H

#include <stdlib.h>

#include "check.h"

enum { LONGEST = 1 << 20 };

static FILE *input;
/* The texts of one case. */
static char memory[LONGEST];
static size_t used;

static void give_up(const char *why) {
    printf("%s\n", why);
    exit(1);
}

/* The next text; see flatten.py. It can be read until the next case. */
static snowgauge_str text(void) {
    unsigned long len;
    if (fscanf(input, "%lu", &len) != 1 || fgetc(input) != '\n') {
        give_up("a length is missing");
    }
    if (used + len + 1 > sizeof memory) {
        give_up("a case is longer than expected");
    }
    snowgauge_str made = {memory + used, len};
    if (fread(memory + used, 1, len, input) != len || fgetc(input) != '\n') {
        give_up("a text is cut off");
    }
    memory[used + len] = '\0';
    used += len + 1;
    return made;
}

static uint64_t number(void) {
    return strtoull(text().data, NULL, 10);
}

static bool is(snowgauge_str found, const char *expected) {
    return found.len == strlen(expected) && memcmp(found.data, expected, found.len) == 0;
}

/* Forgets the texts of the last case. */
static void begin_case(void) {
    used = 0;
}

/* Begins to read the vectors of this kind; see flatten.py. Who includes this defines _POSIX_C_SOURCE first. */
static void open_flat(const char *kind) {
    const char *root = getenv("SNOWGAUGE_ROOT");
    char command[4096];
    snprintf(command, sizeof command, "python3 '%s/bindings-c/tests/flatten.py' %s", root == NULL ? "." : root, kind);
    input = popen(command, "r");
    if (input == NULL) {
        give_up("flatten.py cannot be run");
    }
}

static void close_flat(void) {
    if (pclose(input) != 0) {
        give_up("flatten.py failed");
    }
}

#endif
