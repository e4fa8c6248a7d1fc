/* Forks of sanitized programs. GCC's address sanitizer replaces malloc by one whose locks a child may find held for ever, by a
 * thread that it does not have: with it, all is quiet at each fork. */
#ifndef QUIET_H
#define QUIET_H

#include <dirent.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"

#ifdef __SANITIZE_ADDRESS__
enum { IS_QUIET = true };
#else
enum { IS_QUIET = false };
#endif

/* Whether all other threads of this process sleep. */
static inline bool others_sleep(void) {
    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    bool all = true;
    for (struct dirent *task = readdir(tasks); task != NULL; task = readdir(tasks)) {
        char path[300], line[300] = "";
        snprintf(path, sizeof path, "/proc/self/task/%s/stat", task->d_name);
        int thread = atoi(task->d_name);
        FILE *stat = thread > 0 && thread != getpid() ? fopen(path, "r") : NULL;
        if (stat != NULL) {
            /* Behind the name, which is in brackets. */
            const char *state = fgets(line, sizeof line, stat) != NULL ? strrchr(line, ')') : NULL;
            all = all && (state == NULL || state[2] == 'S');
            fclose(stat);
        }
    }
    closedir(tasks);
    return all;
}

/* Forks; where it has to be quiet, once all other threads have come to rest, which they have to do by themselves. */
static inline pid_t fork_in_quiet(void) {
    fflush(stdout);
    for (int quiet = IS_QUIET ? 0 : 3; quiet < 3; quiet = others_sleep() ? quiet + 1 : 0) {
        sched_yield();
    }
    return fork();
}

#endif
