//! Where requests go.

use alloc::string::{String, ToString};

use super::ConfigError;

/// The path of a collector's POST endpoint (Snowplow tracker protocol 2).
const PATH: &str = "/com.snowplowanalytics.snowplow/tp2";

/// The URL to send requests to, from the option `collector`: a base URL such as `https://snowplow.example` gets the
/// standard path; a URL with a path of its own is used as it is.
///
/// # Errors
///
/// A [`ConfigError`] when it is no `http` or `https` URL with a host, when it holds credentials (they would end up in
/// logs), or a query (a collector lets it override the fields of every event) or a fragment. The error shows the scheme
/// at most, never the URL.
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
    let unusable = |expected: &'static str, found: &str| Err(ConfigError::new("collector", expected, found));
    let Some((scheme, rest)) = collector.split_once("://") else {
        return unusable("a URL such as https://snowplow.example", "a text without a scheme");
    };
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return unusable("the scheme https or http", scheme);
    }
    if rest.contains(['?', '#']) {
        return unusable("a URL without query and fragment", "one that has them");
    }
    if rest
        .contains(|character: char| character.is_whitespace() || character.is_control() || character == '\\')
    {
        return unusable("a URL without spaces, backslashes and control characters", "one that has them");
    }
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    if authority.contains('@') {
        return unusable("a URL without credentials", "one that has them");
    }
    if authority.is_empty() || authority.starts_with(':') {
        return unusable("a URL with a host", "one without");
    }
    let base = collector.strip_suffix('/').unwrap_or(collector);
    Ok(if path.len() > 1 { collector.to_string() } else { [base, PATH].concat() })
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
