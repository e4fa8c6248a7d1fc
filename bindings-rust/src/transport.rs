//! HTTP: one request, one response, every wait bounded.

use std::time::{Duration, SystemTime};

use snowgauge_core::Response;
use snowgauge_core::payload::field;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// How long a request may take in all, its answer included; Snowplow's trackers with a bound use 5 s, Glean 10 s.
const TOTAL: Duration = Duration::from_secs(10);

/// The most bytes of an answer that are read: reading it to its end lets the connection serve the next request, but the
/// collector's "ok" is all that is expected.
const MOST_ANSWER: u64 = 64 * 1024;

/// Makes requests to one endpoint.
#[derive(Debug)]
pub(crate) struct Transport {
    agent: ureq::Agent,
    endpoint: String,
}

impl Transport {
    pub(crate) fn new(endpoint: String) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(TOTAL))
            .http_status_as_error(false)
            // An event goes where its host said, not where an answer points.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("snowgauge/", env!("CARGO_PKG_VERSION")));
        #[cfg(feature = "tls")]
        let config = config.tls_config(
            ureq::tls::TlsConfig::builder().root_certs(ureq::tls::RootCerts::PlatformVerifier).build(),
        );
        Self { agent: config.build().into(), endpoint }
    }

    /// Posts a body and waits for the answer.
    pub(crate) fn send(&self, body: &[u8]) -> Response {
        let request = self.agent.post(&self.endpoint).header("Content-Type", field::CONTENT_TYPE);
        let Ok(mut response) = request.send(body) else { return Response::NoResponse };
        let retry_after = response.headers().get("Retry-After").and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|value| parse_retry_after(value, SystemTime::now()));
        let status = response.status().as_u16();
        // The status has decided; a body that breaks off changes nothing.
        drop(response.body_mut().with_config().limit(MOST_ANSWER).read_to_vec());
        Response::Status { status, retry_after }
    }
}

/// `Retry-After` in milliseconds: seconds, or an HTTP date (RFC 9110, 10.2.3).
fn parse_retry_after(value: &str, now: SystemTime) -> Option<u64> {
    if let Ok(seconds) = value.trim().parse::<u64>() {
        return Some(seconds.saturating_mul(1_000));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(crate::clock::millis(date.duration_since(now).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Sat, 21 Nov 2026 12:00:00 GMT").unwrap();
        let cases = [
            ("120", Some(120_000)),
            (" 1 ", Some(1_000)),
            ("99999999999999999999", None),
            ("Sat, 21 Nov 2026 12:00:30 GMT", Some(30_000)),
            ("Sat, 21 Nov 2026 11:59:30 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ];
        for (value, expected) in cases {
            assert_eq!(parse_retry_after(value, now), expected, "{value}");
        }
    }
}
