//! What the host adds to each request: headers of its own, and a token.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ureq::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::ConnectionNotice;

/// Which token a request needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenUse {
    /// Any that holds: a source may give the one that it has.
    Any,
    /// A fresh one: the collector has refused the one before.
    Fresh,
}

type HeaderSource = Arc<dyn Fn() -> Vec<(String, String)> + Send + Sync>;

/// The source's own errors are its own affair: they may tell secrets.
type TokenSource = Arc<dyn Fn(TokenUse) -> Option<String> + Send + Sync>;

/// Where the host's headers come from. It is asked for each request.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    pub(crate) headers: Option<HeaderSource>,
    pub(crate) token: Option<TokenSource>,
}

/// What a host cannot set, as it belongs to the request itself or to one connection (RFC 9110, 7.6.1).
const OURS: [HeaderName; 12] = [
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::EXPECT,
    header::HOST,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
];

impl Credentials {
    /// The headers of the next request.
    ///
    /// # Errors
    ///
    /// Why it cannot be made now: a source has panicked, or gave nothing that can be sent.
    pub(super) fn ask(&self, token_use: TokenUse) -> Result<HeaderMap, ConnectionNotice> {
        let mut headers = HeaderMap::new();
        if let Some(source) = &self.headers {
            let given = call(|| source()).ok_or(ConnectionNotice::Headers)?;
            for (name, value) in given {
                let (name, value) = parse(&name, &value).ok_or(ConnectionNotice::Headers)?;
                headers.append(name, value);
            }
        }
        if let Some(source) = &self.token {
            let token = call(|| source(token_use)).flatten().ok_or(ConnectionNotice::Token)?;
            headers.insert(header::AUTHORIZATION, bearer(&token).ok_or(ConnectionNotice::Token)?);
        }
        Ok(headers)
    }
}

/// Calls the host; a panic of its own ends here.
fn call<T>(source: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(source)).ok()
}

fn parse(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    let name: HeaderName = name.parse().ok()?;
    (!OURS.contains(&name)).then_some((name, secret(value)?))
}

/// A token in the form of RFC 6750, 2.1.
fn bearer(token: &str) -> Option<HeaderValue> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    (!token.is_empty() && token.bytes().all(is_token)).then(|| secret(&format!("Bearer {token}")))?
}

fn secret(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { headers, token } = self;
        let (headers, token) = (headers.is_some(), token.is_some());
        f.debug_struct("Credentials").field("headers", &headers).field("token", &token).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_headers(name: &str, value: &str) -> Credentials {
        let header = vec![(name.to_owned(), value.to_owned())];
        Credentials { headers: Some(Arc::new(move || header.clone())), token: None }
    }

    #[test]
    fn headers_that_can_be_sent_are_sent() {
        for (name, value) in
            [("X-Editor", "vim"), ("user-agent", "gateway/1.0"), ("authorization", "Basic eHl6")]
        {
            let headers = with_headers(name, value).ask(TokenUse::Any).unwrap();
            assert_eq!(headers.get(name).unwrap(), value);
        }
    }

    #[test]
    fn headers_that_cannot_be_sent_hold_the_request_back() {
        let cases = [
            ("", "x"),
            ("X Editor", "x"),
            ("X-Editor:", "x"),
            ("X-Editor", "a\r\nX-Evil: b"),
            ("X-Editor", "a\0b"),
            ("Content-Type", "text/plain"),
            ("content-length", "0"),
            ("HOST", "elsewhere.example"),
            ("Transfer-Encoding", "chunked"),
            ("Connection", "close"),
            ("Keep-Alive", "1"),
        ];
        for (name, value) in cases {
            let refused = with_headers(name, value).ask(TokenUse::Any).unwrap_err();
            assert_eq!(refused, ConnectionNotice::Headers, "{name}: {value}");
        }
    }

    #[test]
    fn a_token_stands_in_one_header_whatever_else_is_there() {
        let token: TokenSource = Arc::new(|token_use| Some(format!("{token_use:?}.~+/-_=")));
        let credentials = Credentials { token: Some(token), ..with_headers("Authorization", "Basic eHl6") };
        let headers = credentials.ask(TokenUse::Fresh).unwrap();
        let all: Vec<_> = headers.get_all(header::AUTHORIZATION).iter().collect();
        assert_eq!(all, ["Bearer Fresh.~+/-_="]);
        assert!(!format!("{headers:?} {credentials:?}").contains("Fresh"));
    }

    #[test]
    fn without_a_token_there_is_no_request() {
        for text in [None, Some(""), Some("two words"), Some("a\r\nb"), Some("ä")] {
            let token: TokenSource = Arc::new(move |_| text.map(str::to_owned));
            let credentials = Credentials { headers: None, token: Some(token) };
            assert_eq!(credentials.ask(TokenUse::Any).unwrap_err(), ConnectionNotice::Token, "{text:?}");
        }
        let token: TokenSource = Arc::new(|_| panic!("on purpose"));
        let credentials = Credentials { headers: None, token: Some(token) };
        assert_eq!(credentials.ask(TokenUse::Any).unwrap_err(), ConnectionNotice::Token);
    }
}
