/** A snowgauge_str of a string literal. */
#ifdef __cplusplus
#define SNOWGAUGE_STR(literal) (snowgauge_str{"" literal, sizeof(literal) - 1})
#else
#define SNOWGAUGE_STR(literal) ((snowgauge_str){"" literal, sizeof(literal) - 1})
#endif

/** What begins a list of all items of an array: snowgauge_str_list list = SNOWGAUGE_LIST(array); */
#define SNOWGAUGE_LIST(array) {(array), sizeof(array) / sizeof *(array)}

/** A view of text that ends with a zero byte; NULL is no text. */
static inline snowgauge_str snowgauge_str_from(const char *text) {
    snowgauge_str made = {text, text == NULL ? 0 : strlen(text)};
    return made;
}

/** The default options, in the struct that this program is compiled with. */
static inline snowgauge_config snowgauge_config_default(void) {
    snowgauge_config made;
    snowgauge_config_init(&made, sizeof made);
    return made;
}

/** An event whose data is JSON text, which has to stay until the call that is given the event returns. */
static inline snowgauge_event snowgauge_event_json(snowgauge_event_kind kind, const char *json, size_t json_len) {
    snowgauge_event made = {kind, SNOWGAUGE_FORM_JSON, json, json_len};
    return made;
}

/** An entity whose data is JSON text, which has to stay until the call that is given the entity returns. */
static inline snowgauge_entity snowgauge_entity_json(snowgauge_entity_kind kind, const char *json, size_t json_len) {
    snowgauge_entity made = {kind, SNOWGAUGE_FORM_JSON, json, json_len};
    return made;
}
