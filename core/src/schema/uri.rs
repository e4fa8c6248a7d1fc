//! Iglu URIs.

/// Whether a text is an Iglu URI with a full version, which data of a host's own schema needs:
/// `iglu:vendor/name/format/model-revision-addition`, the pattern of Snowplow's self-describing wrappers.
pub(crate) fn is_schema_uri(text: &str) -> bool {
    let Some(path) = text.as_bytes().strip_prefix(b"iglu:") else { return false };
    // Three parts end with a slash, two numbers with a hyphen.
    let (mut ended, mut length) = (0, 0);
    for byte in path {
        let is_number = ended >= 3;
        if *byte == if is_number { b'-' } else { b'/' } && length > 0 {
            (ended, length) = (ended + 1, 0);
            continue;
        }
        let fits = match byte {
            b'0'..=b'9' => true,
            b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' => !is_number,
            b'.' => ended == 0,
            _ => false,
        };
        if !fits {
            return false;
        }
        length += 1;
    }
    ended == 5 && length > 0
}

/// The name in an Iglu URI: what stands between its first slash and the second. For tables, which need not hold it twice.
///
/// # Examples
///
/// ```
/// use snowgauge_core::schema::name_in;
/// assert_eq!(name_in("iglu:com.acme/thing/jsonschema/1-0-0"), "thing");
/// ```
#[must_use]
pub const fn name_in(uri: &str) -> &str {
    let (_, rest) = split_at_slash(uri);
    split_at_slash(rest).0
}

/// What stands before the first slash, and what behind it.
const fn split_at_slash(text: &str) -> (&str, &str) {
    let mut length = 0;
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        if *byte == b'/' {
            break;
        }
        length += 1;
        rest = tail;
    }
    match text.split_at_checked(length) {
        Some((before, behind)) => match behind.split_at_checked(1) {
            Some((_, behind)) => (before, behind),
            None => (before, ""),
        },
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_uris_are_taken() {
        for text in ["iglu:com.acme/thing/jsonschema/1-0-0", "iglu:a-B_9.c/d_e-F/x-Y/0-10-200"] {
            assert!(is_schema_uri(text), "{text}");
        }
        for text in [
            "",
            "com.acme/thing/jsonschema/1-0-0",
            "iglu:com.acme/thing/jsonschema",
            "iglu:com.acme/thing/jsonschema/1-0",
            "iglu:com.acme/thing/jsonschema/1-0-0-0",
            "iglu:com.acme/thing/jsonschema/1-*-*",
            "iglu:com.acme/thing/jsonschema/1--0",
            "iglu:com.acme/thing/jsonschema/1-0-0/",
            "iglu:com.acme//jsonschema/1-0-0",
            "iglu:com.acme/th.ing/jsonschema/1-0-0",
            "iglu:com.acme/th ing/jsonschema/1-0-0",
            "iglu:com.acme/thing/jsonschema/1-0-0\"",
            "IGLU:com.acme/thing/jsonschema/1-0-0",
        ] {
            assert!(!is_schema_uri(text), "{text}");
        }
    }
}
