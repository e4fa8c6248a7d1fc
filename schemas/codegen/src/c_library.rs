//! The hand-written part of the C library, `bindings-c/src`: what its header shows, and the names that are taken.

/// The sources of `bindings-c`, in the order in which the header shows what is in them. They are compiled in, so that the
/// header follows from the generator and the schemas alone.
pub(crate) const SOURCES: &[(&str, &str)] = &[
    ("lib.rs", include_str!("../../../bindings-c/src/lib.rs")),
    ("text.rs", include_str!("../../../bindings-c/src/text.rs")),
    ("error.rs", include_str!("../../../bindings-c/src/error.rs")),
    ("store.rs", include_str!("../../../bindings-c/src/store.rs")),
    ("policy.rs", include_str!("../../../bindings-c/src/policy.rs")),
    ("connection.rs", include_str!("../../../bindings-c/src/connection.rs")),
    ("config.rs", include_str!("../../../bindings-c/src/config.rs")),
    ("outcome.rs", include_str!("../../../bindings-c/src/outcome.rs")),
    ("stats.rs", include_str!("../../../bindings-c/src/stats.rs")),
    ("subject.rs", include_str!("../../../bindings-c/src/subject.rs")),
    ("kinds.rs", include_str!("../../../bindings-c/src/kinds.rs")),
    ("event.rs", include_str!("../../../bindings-c/src/event.rs")),
    ("tracker.rs", include_str!("../../../bindings-c/src/tracker.rs")),
    ("check.rs", include_str!("../../../bindings-c/src/check.rs")),
    ("request.rs", include_str!("../../../bindings-c/src/request.rs")),
];

/// Sources with a type of one schema in their functions: the type, and then as above. Where the schemas do not make it,
/// the header is without them.
pub(crate) const SOURCES_OF_SCHEMAS: &[(&str, &str, &str)] = &[(
    "snowgauge_code_suggestions_context_request_count_list",
    "counts.rs",
    include_str!("../../../bindings-c/src/counts.rs"),
)];

/// Whether the library itself has a type or function of this name.
pub(crate) fn declares(name: &str) -> bool {
    let sources =
        SOURCES.iter().map(|(_, text)| text).chain(SOURCES_OF_SCHEMAS.iter().map(|(.., text)| text));
    sources.flat_map(|text| text.lines()).filter_map(declared).any(|declared| declared == name)
}

/// The name that a line of Rust declares to C, if it does.
fn declared(line: &str) -> Option<&str> {
    let words =
        ["pub struct ", "pub enum ", "pub type ", "pub unsafe extern \"C\" fn ", "pub extern \"C\" fn "];
    let rest = words.iter().find_map(|word| line.trim_start().strip_prefix(word))?;
    rest.split(|sign: char| !sign.is_alphanumeric() && sign != '_').next()
}

#[cfg(test)]
mod tests {
    use super::declares;

    #[test]
    fn the_types_and_functions_of_the_library_are_known() {
        for name in [
            "snowgauge_config",
            "snowgauge_outcome",
            "snowgauge_outcome_callback",
            "snowgauge_str",
            "snowgauge_page_view",
            "snowgauge_tracker_new",
            "snowgauge_version",
            "snowgauge_request_counts",
        ] {
            assert!(declares(name), "{name}");
        }
        for name in ["snowgauge_gkg_query_executed", "snowgauge_conf", "config", ""] {
            assert!(!declares(name), "{name}");
        }
    }
}
