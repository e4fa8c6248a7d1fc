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
    // The name begins behind all that there is until a slash was met; the next slash ends it.
    let (mut start, mut end) = (uri.len(), 0);
    let mut rest = uri.as_bytes();
    while let [byte, tail @ ..] = rest {
        if *byte == b'/' {
            if start <= end {
                break;
            }
            start = end + 1;
        }
        end += 1;
        rest = tail;
    }
    let Some((head, _)) = uri.split_at_checked(end) else { return "" };
    let Some((_, name)) = head.split_at_checked(start) else { return "" };
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_between_two_slashes() {
        for (uri, name) in
            [("", ""), ("é", ""), ("a/", ""), ("a/é", "é"), ("a/b/c/d", "b"), ("a//c", ""), ("/b/", "b")]
        {
            assert_eq!(name_in(uri), name, "{uri}");
        }
    }

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
