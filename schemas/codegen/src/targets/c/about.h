/*
 * snowgauge: validated Snowplow events, delivered without hurting the program and without losing one in silence.
 *
 *     snowgauge_config config = snowgauge_config_default();
 *     config.collector = SNOWGAUGE_STR("https://snowplow.example");
 *     config.app_id = SNOWGAUGE_STR("gkg");
 *     snowgauge_tracker_new(&config, &tracker, &error);
 *     snowgauge_tracker_track(tracker, event, entities, 1, &id, &error);
 *     snowgauge_tracker_shutdown(tracker, 5000, &complete);
 *     snowgauge_tracker_free(tracker);
 *
 * Conventions:
 * - A function that can fail returns a snowgauge_status, SNOWGAUGE_OK being 0. Outputs come last and are written on
 *   success alone; an output may be NULL where its function says so.
 * - `snowgauge_error **error` is the one output that is written on failure, and may always be NULL. Whoever asks for an
 *   error frees it with snowgauge_error_free.
 * - What a _new function or an output gives is freed with the _free function of its type; NULL is harmless there.
 * - A pointer to const is not written to. Text comes in as pointer and length, in UTF-8, and need not end with a zero byte.
 * - Text that the library gives is borrowed, for as long as the function or struct that gives it says.
 * - Functions may be called on any thread. No call panics or throws; a bug in the library gives SNOWGAUGE_PANIC.
 */
