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
    let path = match path_length(collector.as_bytes()) {
        Ok(0) => PATH,
        Ok(1) => PATH.get(1..).unwrap_or_default(),
        Ok(_) => "",
        Err([expected, found]) => return Err(ConfigError::in_words("collector", expected, found)),
    };
    Ok(sentence("%%", &[collector, path]))
}

/// What would do and what was met, in words that tell nothing of a URL.
type Unusable = &'static [&'static str; 2];

/// How long the path of a URL is, its slash included.
fn path_length(url: &[u8]) -> Result<usize, Unusable> {
    const EXAMPLE: &str = "a URL such as https://snowplow.example";
    const THEM: &str = "one that has them";
    let mut bytes = url.iter();
    // Its last eight bytes in lower case, as a number.
    let mut scheme = 0;
    loop {
        match bytes.next() {
            Some(b':') => break,
            Some(byte) => scheme = with_next(scheme, *byte),
            None => return Err(&[EXAMPLE, "a text without a scheme"]),
        }
    }
    if scheme != HTTP && scheme != with_next(HTTP, b's') {
        return Err(&["the scheme https or http", "another one"]);
    }
    let [b'/', b'/', rest @ ..] = bytes.as_slice() else {
        return Err(&[EXAMPLE, "one without //"]);
    };
    let mut path = 0;
    for byte in rest {
        match byte {
            b'?' | b'#' => return Err(&["a URL without query and fragment", THEM]),
            0..=b' ' | b'\\' | 0x7f => {
                return Err(&["a URL without spaces, backslashes and control characters", THEM]);
            }
            b'@' if path == 0 => return Err(&["a URL without credentials", THEM]),
            b'/' => path += 1,
            _ => path += usize::from(path > 0),
        }
    }
    if matches!(rest, [] | [b'/' | b':', ..]) {
        return Err(&["a URL with a host", "one without"]);
    }
    Ok(path)
}

const HTTP: u64 = u32::from_be_bytes(*b"http") as u64;

/// A scheme with a byte more, which is never zero: what is longer is another number.
const fn with_next(scheme: u64, byte: u8) -> u64 {
    scheme << 8 | (byte | b' ') as u64
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
