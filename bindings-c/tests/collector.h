/* A collector inside the test program: takes requests on a port of its own, counts the events, keeps the
 * last body and answers one status. */
#ifndef COLLECTOR_H
#define COLLECTOR_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

typedef struct collector {
    char url[64];
    int listener;
    int status;
    int events;
    /* The last request, its body; NULL before the first. */
    char *head, *body;
    pthread_t thread;
    pthread_mutex_t lock;
} collector;

/* Begins to listen, and writes the URL. Nobody answers yet: such a collector is reached and stays silent. */
static void collector_listen(collector *self) {
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    self->listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(self->listener, (struct sockaddr *)&address, size) == 0);
    CHECK(listen(self->listener, 16) == 0);
    CHECK(getsockname(self->listener, (struct sockaddr *)&address, &size) == 0);
    snprintf(self->url, sizeof self->url, "http://127.0.0.1:%d", ntohs(address.sin_port));
}

/* A URL at which nobody listens. */
static inline void collector_down(collector *self) {
    collector_listen(self);
    close(self->listener);
}

static int count_events(const char *body) {
    int found = 0;
    while ((body = strstr(body, "\"eid\":\"")) != NULL) {
        body++;
        found++;
    }
    return found;
}

static size_t content_length(const char *header) {
    static const char name[] = "content-length:";
    while (header != NULL && strncasecmp(header, name, sizeof name - 1) != 0) {
        header = strchr(header, '\n');
        header = header == NULL ? NULL : header + 1;
    }
    return header == NULL ? 0 : strtoul(header + sizeof name - 1, NULL, 10);
}

/* Reads one request, and gives its body, which is to be freed; NULL if the connection ended before. Its head is given, too,
 * unless `head` is NULL. */
static char *read_request_with(int connection, char **head) {
    enum { MOST = 1 << 20 };
    char *text = malloc(MOST + 1), *body = NULL;
    size_t len = 0, wanted = 0;
    char *found = NULL;
    while (body == NULL || strlen(body) < wanted) {
        ssize_t got = len < MOST ? read(connection, text + len, MOST - len) : 0;
        if (got <= 0) {
            break;
        }
        len += (size_t)got;
        text[len] = '\0';
        if (body == NULL && (body = strstr(text, "\r\n\r\n")) != NULL) {
            body += 4;
            wanted = content_length(text);
        }
    }
    if (body != NULL && strlen(body) == wanted) {
        found = strdup(body);
        if (head != NULL) {
            body[-2] = '\0';
            *head = strdup(text);
        }
    }
    free(text);
    return found;
}

static inline char *read_request(int connection) {
    return read_request_with(connection, NULL);
}

static inline void *collector_serve(void *argument) {
    collector *self = (collector *)argument;
    for (;;) {
        int connection = accept(self->listener, NULL, NULL);
        if (connection < 0) {
            return NULL;
        }
        char *head = NULL, *body = read_request_with(connection, &head);
        if (body != NULL) {
            char answer[128];
            int len = snprintf(answer, sizeof answer,
                               "HTTP/1.1 %d Test\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", self->status);
            pthread_mutex_lock(&self->lock);
            self->events += count_events(body);
            free(self->head);
            free(self->body);
            self->head = head;
            self->body = body;
            pthread_mutex_unlock(&self->lock);
            CHECK(write(connection, answer, (size_t)len) == len);
        }
        close(connection);
    }
}

/* Starts a collector that answers every request with this status. */
static inline void collector_start(collector *self, int status) {
    memset(self, 0, sizeof *self);
    self->status = status;
    pthread_mutex_init(&self->lock, NULL);
    collector_listen(self);
    CHECK(pthread_create(&self->thread, NULL, collector_serve, self) == 0);
}

/* Takes the body of the last request out, to be freed; NULL if there was none since it was last asked for. */
static inline char *collector_take_body(collector *self) {
    pthread_mutex_lock(&self->lock);
    char *body = self->body;
    self->body = NULL;
    pthread_mutex_unlock(&self->lock);
    return body;
}

/* The same with the head of that request. */
static inline char *collector_take_head(collector *self) {
    pthread_mutex_lock(&self->lock);
    char *head = self->head;
    self->head = NULL;
    pthread_mutex_unlock(&self->lock);
    return head;
}

/* Stops it, and gives the number of events that arrived. */
static inline int collector_stop(collector *self) {
    shutdown(self->listener, SHUT_RDWR);
    pthread_join(self->thread, NULL);
    close(self->listener);
    pthread_mutex_destroy(&self->lock);
    free(self->head);
    free(self->body);
    self->head = self->body = NULL;
    return self->events;
}

#endif
