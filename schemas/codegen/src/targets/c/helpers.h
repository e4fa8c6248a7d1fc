/** The library's enums have four bytes. With -fshort-enums the program's have not, and its structs would be misread. */
typedef char snowgauge_enums_have_four_bytes[sizeof(snowgauge_status) == 4 ? 1 : -1];

/** What begins a snowgauge_str of a string literal, also a static one: snowgauge_str names[] = {SNOWGAUGE_LITERAL("a")}; */
#define SNOWGAUGE_LITERAL(literal) {"" literal, sizeof(literal) - 1}

/** A snowgauge_str of a string literal, where a value is wanted. */
#ifdef __cplusplus
#define SNOWGAUGE_STR(literal) (snowgauge_str SNOWGAUGE_LITERAL(literal))
#else
#define SNOWGAUGE_STR(literal) ((snowgauge_str)SNOWGAUGE_LITERAL(literal))
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

/** An event of these parts, of which nothing else is said; for the functions that follow. */
static inline snowgauge_event snowgauge_event_of(snowgauge_event_kind kind, snowgauge_form form, const void *data,
                                                 size_t size) {
    snowgauge_event made = {kind, form, data, size, NULL, NULL};
    return made;
}

/** An entity of these parts; for the functions that follow. */
static inline snowgauge_entity snowgauge_entity_of(snowgauge_entity_kind kind, snowgauge_form form, const void *data,
                                                   size_t size) {
    snowgauge_entity made = {kind, form, data, size};
    return made;
}

/** An event whose data is JSON text, which has to stay until the call that is given the event returns. */
static inline snowgauge_event snowgauge_event_json(snowgauge_event_kind kind, const char *json, size_t json_len) {
    return snowgauge_event_of(kind, SNOWGAUGE_FORM_JSON, json, json_len);
}

/** An entity whose data is JSON text, which has to stay until the call that is given the entity returns. */
static inline snowgauge_entity snowgauge_entity_json(snowgauge_entity_kind kind, const char *json, size_t json_len) {
    return snowgauge_entity_of(kind, SNOWGAUGE_FORM_JSON, json, json_len);
}

/** The event with this data, which has to stay until the call that is given it returns. */
static inline snowgauge_event snowgauge_structured_event_event(const snowgauge_structured_event *data) {
    return snowgauge_event_of((snowgauge_event_kind)0, SNOWGAUGE_FORM_STRUCTURED_EVENT, data, sizeof *data);
}

/** The event with this data, which has to stay until the call that is given it returns. */
static inline snowgauge_event snowgauge_page_view_event(const snowgauge_page_view *data) {
    return snowgauge_event_of((snowgauge_event_kind)0, SNOWGAUGE_FORM_PAGE_VIEW, data, sizeof *data);
}

/** The event with this data, which has to stay until the call that is given it returns. */
static inline snowgauge_event snowgauge_page_ping_event(const snowgauge_page_ping *data) {
    return snowgauge_event_of((snowgauge_event_kind)0, SNOWGAUGE_FORM_PAGE_PING, data, sizeof *data);
}

/** The event with this data, which has to stay until the call that is given it returns. */
static inline snowgauge_event snowgauge_self_describing_event(const snowgauge_self_describing_json *data) {
    return snowgauge_event_of((snowgauge_event_kind)0, SNOWGAUGE_FORM_SELF_DESCRIBING, data, sizeof *data);
}

/** The entity with this data, which has to stay until the call that is given it returns. */
static inline snowgauge_entity snowgauge_self_describing_entity(const snowgauge_self_describing_json *data) {
    return snowgauge_entity_of((snowgauge_entity_kind)0, SNOWGAUGE_FORM_SELF_DESCRIBING, data, sizeof *data);
}
