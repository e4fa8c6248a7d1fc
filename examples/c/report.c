#include <stdio.h>
#include <string.h>

#include "demo.h"

static void print_string(snowgauge_str text) {
    putchar('"');
    for (size_t index = 0; index < text.len; index++) {
        unsigned char byte = (unsigned char)text.data[index];
        if (byte == '"' || byte == '\\') {
            printf("\\%c", byte);
        } else if (byte < 0x20) {
            printf("\\u%04x", byte);
        } else {
            putchar(byte);
        }
    }
    putchar('"');
}

/* Words separated by spaces, as an array of strings. */
static void print_words(const char *words) {
    putchar('[');
    while (*words != '\0') {
        size_t len = strcspn(words, " ");
        print_string((snowgauge_str){words, len});
        words += len;
        if (*words == ' ') {
            putchar(',');
            words++;
        }
    }
    putchar(']');
}

static void print_codes(const snowgauge_error *error) {
    putchar('[');
    for (size_t index = 0; index < snowgauge_error_violation_count(error); index++) {
        if (index > 0) {
            putchar(',');
        }
        print_string(snowgauge_error_violation(error, index)->code);
    }
    putchar(']');
}

static void print_mistake(const mistake *made) {
    printf("{\"mistake\":");
    print_string(snowgauge_str_from(made->title));
    printf(",\"expected\":");
    print_words(made->expected);
    printf(",\"found\":");
    print_codes(made->error);
    printf(",\"error\":");
    if (made->error == NULL) {
        printf("null");
    } else {
        print_string(snowgauge_error_message(made->error));
    }
    putchar('}');
}

void print_report(const char *app_id, int expected, int tracked, const snowgauge_stats *stats,
                  const mistake made[MISTAKES]) {
    printf("{\"app_id\":\"%s\",\"expected\":%d,\"tracked\":%d,", app_id, expected, tracked);
    printf("\"stats\":{\"accepted\":%llu,\"delivered\":%llu,\"invalid\":%llu},\"mistakes\":[",
           (unsigned long long)stats->accepted, (unsigned long long)stats->delivered, (unsigned long long)stats->invalid);
    for (int number = 0; number < MISTAKES; number++) {
        if (number > 0) {
            putchar(',');
        }
        print_mistake(&made[number]);
    }
    printf("]}\n");
}
