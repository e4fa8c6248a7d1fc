//! Where requests go.

use alloc::string::String;

use super::ConfigError;
use crate::message::sentence;

/// The path of a collector's POST endpoint (Snowplow tracker protocol 2).
const PATH: &str = "/com.snowplowanalytics.snowplow/tp2";

/// The URL to send requests to, from the option `collector`: a base URL such as `https://snowplow.example` gets the
/// standard path; a URL with a path of its own is used as it is.
///
/// # Errors
///
/// A [`ConfigError`] when it is no `http` or `https` URL with a host, when it holds credentials (they would end up in
/// logs), or a query (a collector lets it override the fields of every event) or a fragment. The error shows
/// nothing of the URL.
///
/// # Examples
///
/// ```
/// use snowgauge_core::endpoint;
/// assert_eq!(endpoint("https://snowplow.example")?, "https://snowplow.example/com.snowplowanalytics.snowplow/tp2");
/// assert_eq!(endpoint("https://gitlab.example/-/collect_events")?, "https://gitlab.example/-/collect_events");
/// assert!(endpoint("snowplow.example").is_err());
/// # Ok::<(), snowgauge_core::ConfigError>(())
/// ```
pub fn endpoint(collector: &str) -> Result<String, ConfigError> {
    let Some(colon) = collector.bytes().position(|byte| byte == b':') else {
        return unusable("a URL such as https://snowplow.example", "a text without a scheme");
    };
    let (scheme, rest) = collector.split_at(colon);
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return unusable("the scheme https or http", "another one");
    }
    let Some(rest) = rest.strip_prefix("://") else {
        return unusable("a URL such as https://snowplow.example", "one without //");
    };
    if rest.bytes().any(|byte| matches!(byte, b'?' | b'#')) {
        return unusable("a URL without query and fragment", "one that has them");
    }
    if rest.bytes().any(|byte| byte <= b' ' || byte == b'\\' || byte == 0x7f) {
        return unusable("a URL without spaces, backslashes and control characters", "one that has them");
    }
    let slash = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(slash);
    if authority.bytes().any(|byte| byte == b'@') {
        return unusable("a URL without credentials", "one that has them");
    }
    if authority.is_empty() || authority.starts_with(':') {
        return unusable("a URL with a host", "one without");
    }
    if path.len() > 1 {
        return Ok(collector.into());
    }
    Ok(sentence(&[collector.strip_suffix('/').unwrap_or(collector), PATH]))
}

fn unusable(expected: &'static str, found: &str) -> Result<String, ConfigError> {
    Err(ConfigError::in_words("collector", expected, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_gets_the_standard_path() {
        for base in ["http://127.0.0.1:9090", "http://127.0.0.1:9090/"] {
            assert_eq!(endpoint(base).unwrap(), "http://127.0.0.1:9090/com.snowplowanalytics.snowplow/tp2");
        }
    }

    #[test]
    fn what_was_met_is_told_in_words() {
        let message = endpoint("snowplow.example").unwrap_err().message();
        assert_eq!(
            message,
            "collector: expected a URL such as https://snowplow.example, found a text without a scheme"
        );
    }

    #[test]
    fn what_is_no_endpoint_is_refused_without_being_told() {
        let cases = [
            "",
            "collector",
            "ftp://collector",
            "https://",
            "https:///path",
            "https://:80",
            "https://user:hunter2@collector",
            "https://collector/?eid=hunter2",
            "https://collector/#hunter2",
            "https://collector/a b",
        ];
        for case in cases {
            let error = endpoint(case).unwrap_err();
            assert_eq!(error.option(), "collector", "{case}");
            assert!(!error.message().contains("hunter2"), "{case}");
        }
    }
}
