/* Wrong events, and what is said of each. Half of them are structs, the other half JSON text from elsewhere. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "demo.h"

static const char CONTEXT[] =
    "{\"correlation_id\":\"demo\",\"namespace_id\":\"14523891\",\"root_namespace_id\":\"9812345\",\"user_type\":\"bot\","
    "\"source_type\":\"cli\",\"tool_name\":\"query_graph\",\"tier\":\"ultimate\",\"deployment_type\":\"com\"}";

static snowgauge_entity context(void) {
    return snowgauge_entity_json(SNOWGAUGE_ENTITY_KNOWLEDGE_GRAPH_CONTEXT, CONTEXT, strlen(CONTEXT));
}

static mistake attempt(snowgauge_tracker *tracker, const char *title, const char *expected, snowgauge_event event) {
    mistake made = {title, expected, NULL};
    snowgauge_entity entities[] = {context()};
    snowgauge_tracker_track(tracker, event, entities, 1, NULL, &made.error);
    return made;
}

static mistake attempt_json(snowgauge_tracker *tracker, const char *title, const char *expected, const char *json) {
    snowgauge_event event = snowgauge_event_json(SNOWGAUGE_EVENT_GKG_NAMESPACE_ENABLED, json, strlen(json));
    return attempt(tracker, title, expected, event);
}

/* NaN comes of a division by nothing; -1 is how many a function returns that found none. */
static mistake wrong_numbers(snowgauge_tracker *tracker) {
    static const snowgauge_str languages[] = {SNOWGAUGE_LITERAL("c")};
    snowgauge_gkg_indexing_completed data = {
        .indexing_type = SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEXING_TYPE_INITIAL,
        .index_domain = SNOWGAUGE_GKG_INDEXING_COMPLETED_INDEX_DOMAIN_CODE,
        .trigger_type = SNOWGAUGE_GKG_INDEXING_COMPLETED_TRIGGER_TYPE_MANUAL,
        .status = SNOWGAUGE_GKG_INDEXING_COMPLETED_STATUS_SUCCESS,
        .languages_indexed = SNOWGAUGE_LIST(languages),
        .file_count_processed = -1,
        .watermark_lag_seconds = (double)NAN,
        .repository_resolution = SNOWGAUGE_GKG_INDEXING_COMPLETED_REPOSITORY_RESOLUTION_CACHE_HIT,
    };
    return attempt(tracker, "-1 for a count, and NaN", "minimum not_json", snowgauge_gkg_indexing_completed_event(&data));
}

/* A text of ten megabytes. */
static mistake huge_text(snowgauge_tracker *tracker) {
    size_t len = 10 * 1000 * 1000;
    char *text = malloc(len);
    if (text == NULL) {
        return (mistake){"a text of 10 MB", "max_length", NULL};
    }
    memset(text, 'x', len);
    snowgauge_gkg_namespace_enabled data = {
        .namespace_type = SNOWGAUGE_GKG_NAMESPACE_ENABLED_NAMESPACE_TYPE_PROJECT,
        .enabled_by_user_id = {text, len},
    };
    mistake made = attempt(tracker, "a text of 10 MB", "max_length", snowgauge_gkg_namespace_enabled_event(&data));
    free(text);
    return made;
}

/* No entity at all. */
static mistake no_context(snowgauge_tracker *tracker) {
    mistake made = {"no context at all", "entity_missing", NULL};
    snowgauge_event event = snowgauge_suggestion_requested_event();
    snowgauge_tracker_track(tracker, event, NULL, 0, NULL, &made.error);
    return made;
}

void make_mistakes(snowgauge_tracker *tracker, mistake made[MISTAKES]) {
    snowgauge_gkg_namespace_enabled empty = {0};
    snowgauge_gkg_namespace_enabled unknown = {
        .namespace_type = (snowgauge_gkg_namespace_enabled_namespace_type)99,
        .enabled_by_user_id = SNOWGAUGE_STR("8819234"),
    };
    made[0] = attempt(tracker, "a struct that was not filled", "required required",
                      snowgauge_gkg_namespace_enabled_event(&empty));
    made[1] = attempt(tracker, "a number that is no enum's", "enum", snowgauge_gkg_namespace_enabled_event(&unknown));
    made[2] = wrong_numbers(tracker);
    made[3] = huge_text(tracker);
    made[4] = no_context(tracker);
    made[5] = attempt_json(tracker, "text that is no JSON", "syntax", "{\"namespace_type\":\"group\",");
    made[6] = attempt_json(tracker, "a wrong type", "type", "{\"namespace_type\":\"group\",\"enabled_by_user_id\":1}");
    made[7] = attempt_json(tracker, "a misspelt field", "unknown_field required",
                           "{\"namespace_type\":\"group\",\"enabled_by_user\":\"1\"}");
    made[8] = attempt_json(tracker, "half a surrogate pair", "unpaired_surrogate",
                           "{\"namespace_type\":\"group\",\"enabled_by_user_id\":\"\\ud83e\"}");
    made[9] = attempt_json(tracker, "an array for an object", "type", "[[[[]]]]");
}
