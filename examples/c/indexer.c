/*
 * An indexer as a C program: it tracks each of its runs. Call it with the collector's URL.
 *
 * The data of an event is a struct of plain fields: what is left out of the initializer is zero, and zero is no value.
 * The structs, and all that they point to, only have to live until the call that is given them returns.
 */
#include <stdio.h>
#include <stdlib.h>

#include "demo.h"

#define APP_ID "gkg-indexer"

enum { RUNS = 40, SHUTDOWN_MS = 5000 };

/* Hears how each event ended, on a thread of the library. Only losses are worth a line in the log. */
static void log_loss(void *userdata, const snowgauge_outcome *outcome) {
    (void)userdata;
    if (outcome->reason != SNOWGAUGE_REASON_DELIVERED) {
        fprintf(stderr, "indexer: event %s ended as %.*s\n", outcome->event_id.text, (int)outcome->reason_name.len,
                outcome->reason_name.data);
    }
}

/* Says what went wrong, and frees the error. */
static void complain(snowgauge_error *error) {
    snowgauge_str message = snowgauge_error_message(error);
    fprintf(stderr, "indexer: %.*s\n", (int)message.len, message.data);
    snowgauge_error_free(error);
}

static snowgauge_tracker *open_tracker(const char *collector) {
    snowgauge_config config = snowgauge_config_default();
    config.collector = snowgauge_str_from(collector);
    config.app_id = SNOWGAUGE_STR(APP_ID);
    config.namespace = SNOWGAUGE_STR("indexer");
    config.on_outcome = log_loss;

    snowgauge_tracker *tracker = NULL;
    snowgauge_error *error = NULL;
    if (snowgauge_tracker_new(&config, &tracker, &error) != SNOWGAUGE_OK) {
        complain(error);
        exit(EXIT_FAILURE);
    }
    return tracker;
}

/* The entity that every event of GKG carries. */
static snowgauge_knowledge_graph_context context_of(const char *correlation_id) {
    snowgauge_knowledge_graph_context context = {
        .correlation_id = snowgauge_str_from(correlation_id),
        .namespace_id = SNOWGAUGE_STR("14523891"),
        .root_namespace_id = SNOWGAUGE_STR("9812345"),
        .user_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_USER_TYPE_SERVICE_ACCOUNT,
        .source_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_SOURCE_TYPE_CLI,
        .tool_name = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_TOOL_NAME_QUERY_GRAPH,
        .tier = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_TIER_ULTIMATE,
        .deployment_type = SNOWGAUGE_KNOWLEDGE_GRAPH_CONTEXT_DEPLOYMENT_TYPE_COM,
    };
    return context;
}

/* Tracks one run of the indexer; true if the event was taken. */
static bool track_run(snowgauge_tracker *tracker, int run) {
    static const snowgauge_str languages[] = {SNOWGAUGE_LITERAL("c"), SNOWGAUGE_LITERAL("ruby")};
    bool failed = run % 10 == 9;
    int64_t files = 200 + run * 137;
    snowgauge_gkg_indexing_completed data = {
        .indexing_type = run == 0 ? SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEXING_TYPE_INITIAL
                                  : SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEXING_TYPE_INCREMENTAL,
        .index_domain = SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEX_DOMAIN_CODE,
        .trigger_type = SNOWGAUGE_GKG_INDEXING_COMPLETED_TRIGGER_TYPE_PUSH,
        .status = failed ? SNOWGAUGE_GKG_INDEXING_COMPLETED_STATUS_PARTIAL
                         : SNOWGAUGE_GKG_INDEXING_COMPLETED_STATUS_SUCCESS,
        .languages_indexed = SNOWGAUGE_LIST(languages),
        .file_count_processed = files,
        .file_count_errored = failed ? 3 : 0,
        .node_count_directory = files / 15,
        .node_count_file = files,
        .node_count_definition = files * 8,
        .node_count_imported_symbol = files * 4,
        .node_count_edge = files * 40,
        .watermark_lag_seconds = 0.5 + run,
        .repository_resolution = SNOWGAUGE_GKG_INDEXING_COMPLETED_REPOSITORY_RESOLUTION_CACHE_HIT,
        .duration_ms = 300 + files * 2,
        .error_stage = failed ? SNOWGAUGE_GKG_INDEXING_COMPLETED_ERROR_STAGE_WRITE : 0,
    };
    char correlation_id[32];
    snprintf(correlation_id, sizeof correlation_id, "indexer-run-%d", run);
    snowgauge_knowledge_graph_context context = context_of(correlation_id);
    snowgauge_entity entities[] = {snowgauge_knowledge_graph_context_entity(&context)};

    snowgauge_event_id id;
    snowgauge_error *error = NULL;
    snowgauge_event event = snowgauge_gkg_indexing_completed_event(&data);
    if (snowgauge_tracker_track(tracker, event, entities, 1, &id, &error) != SNOWGAUGE_OK) {
        /* A bug to fix, and no reason to fail the run that the event tells of. */
        complain(error);
        return false;
    }
    return true;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s COLLECTOR_URL\n", argv[0]);
        return EXIT_FAILURE;
    }
    snowgauge_tracker *tracker = open_tracker(argv[1]);
    int tracked = 0;
    for (int run = 0; run < RUNS; run++) {
        tracked += track_run(tracker, run);
    }

    tracked += track_signature(tracker);
    mistake made[MISTAKES];
    make_mistakes(tracker, made);
    /* The events before and after a refused one are unharmed. */
    tracked += track_run(tracker, RUNS);

    bool complete = false;
    snowgauge_tracker_shutdown(tracker, SHUTDOWN_MS, &complete);
    printf("%d events tracked, all delivered at the end: %s\n", tracked, complete ? "true" : "false");
    snowgauge_stats stats;
    snowgauge_tracker_stats(tracker, &stats, sizeof stats);
    print_report(APP_ID, RUNS + 2, tracked, &stats, made);

    for (int number = 0; number < MISTAKES; number++) {
        snowgauge_error_free(made[number].error);
    }
    snowgauge_tracker_free(tracker);
    return EXIT_SUCCESS;
}
