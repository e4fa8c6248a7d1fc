/* What the files of this example share. */
#ifndef DEMO_H
#define DEMO_H

#include <snowgauge.h>

/* A mistake that was made, and how it went. */
typedef struct mistake {
    const char *title;           /* what is wrong with the event */
    const char *expected;        /* the codes that it has to be refused with, separated by spaces */
    struct snowgauge_error *error; /* what was said, owned by whoever asked; NULL if nothing was */
} mistake;

enum { MISTAKES = 10 };

/* Makes all the mistakes. */
void make_mistakes(snowgauge_tracker *tracker, mistake made[MISTAKES]);

/* Tracks the event that every example sends with the same values; true if it was taken. */
bool track_signature(snowgauge_tracker *tracker);

/* Prints the line that `make demo` reads; see examples/README.md. */
void print_report(const char *app_id, int expected, int tracked, const snowgauge_stats *stats,
                  const mistake made[MISTAKES]);

#endif
