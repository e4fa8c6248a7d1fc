//! What `Retry-After` asks for.

use std::time::SystemTime;

/// `Retry-After` in milliseconds: seconds, or an HTTP date (RFC 9110, 10.2.3).
pub(super) fn parse_retry_after(value: &str, now: SystemTime) -> Option<u64> {
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
