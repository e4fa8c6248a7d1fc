//! What is told of the way to the collector.

use std::fmt;
use std::io;

/// What an operator wants to know when nothing arrives: why requests fail. It is told when that changes. No event is lost
/// by any of it: they are tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionNotice {
    /// The collector takes events again.
    Working,
    /// The host's name has no address.
    Dns,
    /// No connection came about, for this reason.
    Connect(io::ErrorKind),
    /// The proxy could not be reached, or did not connect on.
    Proxy,
    /// The two could not agree on TLS: why, in words.
    Tls(&'static str),
    /// Time ran out, while doing what the words say.
    Timeout(&'static str),
    /// The connection broke before the answer was there.
    Reset,
    /// What came was no HTTP answer.
    Protocol,
    /// The answer was this HTTP status.
    Status(u16),
    /// The token source gave no token, or none that can be sent: no request is made.
    Token,
    /// The header source panicked, or gave a header that cannot be sent: no request is made.
    Headers,
}

impl ConnectionNotice {
    /// What has happened, as a stable text: `working`, `dns`, `connect`, `proxy`, `tls`, `timeout`, `reset`,
    /// `protocol`, `status`, `token` or `headers`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Dns => "dns",
            Self::Connect(_) => "connect",
            Self::Proxy => "proxy",
            Self::Tls(_) => "tls",
            Self::Timeout(_) => "timeout",
            Self::Reset => "reset",
            Self::Protocol => "protocol",
            Self::Status(_) => "status",
            Self::Token => "token",
            Self::Headers => "headers",
        }
    }

    pub(super) const fn of_status(status: u16) -> Self {
        match status {
            // A request that was too large is sent in parts.
            200..=299 | 413 => Self::Working,
            _ => Self::Status(status),
        }
    }

    pub(super) fn of_failure(error: &ureq::Error, through_proxy: bool) -> Self {
        use ureq::{Error, Timeout};
        match error {
            // The proxy finds the collector: whoever was not found or reached is the proxy.
            Error::HostNotFound | Error::ConnectionFailed if through_proxy => Self::Proxy,
            Error::InvalidProxyUrl | Error::ConnectProxyFailed(_) => Self::Proxy,
            Error::HostNotFound => Self::Dns,
            Error::ConnectionFailed => Self::Connect(io::ErrorKind::Other),
            Error::Timeout(Timeout::Resolve) => Self::Timeout("looking up the host's name"),
            Error::Timeout(Timeout::Connect) => Self::Timeout("connecting"),
            Error::Timeout(Timeout::SendRequest | Timeout::SendBody) => Self::Timeout("sending"),
            Error::Timeout(Timeout::RecvResponse) => Self::Timeout("waiting for the answer"),
            Error::Timeout(_) => Self::Timeout("making the request"),
            Error::Tls(_) | Error::TlsRequired => Self::Tls("no common ground"),
            #[cfg(feature = "tls")]
            Error::Rustls(error) => Self::of_tls(error),
            Error::Io(error) => Self::of_io(error, through_proxy),
            _ => Self::Protocol,
        }
    }

    fn of_io(error: &io::Error, through_proxy: bool) -> Self {
        use io::ErrorKind as Kind;
        #[cfg(feature = "tls")]
        if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return Self::of_tls(error);
        }
        // The only sign that the standard library gives; a test on a real name holds it.
        let is_lookup =
            error.raw_os_error().is_none() && error.to_string().starts_with("failed to lookup address");
        match error.kind() {
            _ if is_lookup && !through_proxy => Self::Dns,
            Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => {
                Self::Reset
            }
            Kind::TimedOut | Kind::WouldBlock => Self::Timeout("making the request"),
            _ if through_proxy => Self::Proxy,
            kind => Self::Connect(kind),
        }
    }

    /// In words of our own: those of the library tell times and names.
    #[cfg(feature = "tls")]
    const fn of_tls(error: &rustls::Error) -> Self {
        use rustls::CertificateError as Certificate;
        let rustls::Error::InvalidCertificate(error) = error else {
            return Self::Tls("the handshake failed");
        };
        Self::Tls(match error {
            Certificate::Expired | Certificate::ExpiredContext { .. } => "the certificate has expired",
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
                "the certificate is not valid yet"
            }
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                "the certificate is for another host name"
            }
            Certificate::UnknownIssuer => "the certificate is of an authority that is not trusted",
            Certificate::BadSignature => "the certificate is not signed by the authority that it names",
            Certificate::Revoked => "the certificate is revoked",
            _ => "the certificate cannot be accepted",
        })
    }
}

impl fmt::Display for ConnectionNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Working => f.write_str("the collector takes events"),
            Self::Dns => f.write_str("the collector cannot be reached: its host name has no address"),
            Self::Connect(kind) => write!(f, "the collector cannot be reached: {kind}"),
            Self::Proxy => f.write_str("the collector cannot be reached: the proxy does not connect"),
            Self::Tls(why) => write!(f, "the collector is not trusted: {why}"),
            Self::Timeout(what) => write!(f, "the collector takes too long: time ran out while {what}"),
            Self::Reset => f.write_str("the connection to the collector broke before its answer"),
            Self::Protocol => f.write_str("what answers is no collector: it does not speak HTTP/1.1"),
            Self::Status(status) => write!(f, "the collector answers with the status {status}"),
            Self::Token => f.write_str("no request is made: the token source gave no token that can be sent"),
            Self::Headers => {
                f.write_str("no request is made: the header source gave a header that cannot be sent")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_blamed_for_what_is_its_part() {
        let refused = || ureq::Error::Io(io::ErrorKind::ConnectionRefused.into());
        let reset = || ureq::Error::Io(io::ErrorKind::ConnectionReset.into());
        let cases = [
            (refused(), false, "connect"),
            (refused(), true, "proxy"),
            (reset(), true, "reset"),
            (ureq::Error::HostNotFound, false, "dns"),
            (ureq::Error::HostNotFound, true, "proxy"),
            (ureq::Error::ConnectProxyFailed("407".to_owned()), true, "proxy"),
            (ureq::Error::BadUri(String::new()), false, "protocol"),
        ];
        for (error, through_proxy, code) in cases {
            assert_eq!(ConnectionNotice::of_failure(&error, through_proxy).code(), code, "{error}");
        }
    }

    #[test]
    fn only_what_is_taken_is_no_problem() {
        for (status, code) in
            [(200, "working"), (204, "working"), (413, "working"), (302, "status"), (503, "status")]
        {
            assert_eq!(ConnectionNotice::of_status(status).code(), code, "{status}");
        }
    }
}
