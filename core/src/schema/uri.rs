//! Iglu URIs.

/// Whether a text is an Iglu URI with a full version, which data of a host's own schema needs:
/// `iglu:vendor/name/format/model-revision-addition`, the pattern of Snowplow's self-describing wrappers.
pub(crate) fn is_schema_uri(text: &str) -> bool {
    let Some(path) = text.strip_prefix("iglu:") else { return false };
    let mut parts = 0;
    for part in path.as_bytes().split(|byte| *byte == b'/') {
        let is_sound = match parts {
            0 => part.iter().all(|byte| is_word(*byte) || *byte == b'.'),
            1 | 2 => part.iter().all(|byte| is_word(*byte)),
            _ => is_full_version(part),
        };
        if !is_sound || part.is_empty() {
            return false;
        }
        parts += 1;
    }
    parts == 4
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Three numbers with hyphens between.
fn is_full_version(version: &[u8]) -> bool {
    let mut numbers = 0;
    for number in version.split(|byte| *byte == b'-') {
        if number.is_empty() || !number.iter().all(u8::is_ascii_digit) {
            return false;
        }
        numbers += 1;
    }
    numbers == 3
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
