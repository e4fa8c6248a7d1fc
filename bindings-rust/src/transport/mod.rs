//! HTTP: one request, one response, every wait bounded.
//!
//! What a host can set is in [`settings`], what it adds to each request in [`credentials`]; through which proxy it goes is
//! decided by [`proxy`], whom it trusts by [`tls`], and how a failure is told by [`notice`].

mod credentials;
mod notice;
mod proxy;
mod retry_after;
mod settings;
#[cfg(feature = "tls")]
mod tls;

use std::io;
use std::sync::OnceLock;
use std::time::SystemTime;

pub(crate) use credentials::Credentials;
pub use credentials::TokenUse;
pub use notice::ConnectionNotice;
pub use proxy::Proxy;
use retry_after::parse_retry_after;
pub(crate) use settings::{Roots, Settings};
use snowgauge_core::payload::field;
use snowgauge_core::{ConfigError, Request, Response};
use ureq::http;

/// The most bytes of an answer that are read: reading it to its end lets the connection serve the next request, but the
/// collector's "ok" is all that is expected.
const MOST_ANSWER: u64 = 64 * 1024;

/// Makes requests to one endpoint.
#[derive(Debug)]
pub(crate) struct Transport {
    endpoint: http::Uri,
    settings: Settings,
    credentials: Credentials,
    proxy: Option<ureq::Proxy>,
    #[cfg(feature = "tls")]
    roots: Option<Vec<ureq::tls::Certificate<'static>>>,
    /// Made by the first request, as it reads the platform's certificates.
    agent: OnceLock<ureq::Agent>,
}

/// How a request ended: for the core, and for whoever wants to know why.
pub(crate) struct Exchange {
    pub(crate) response: Response,
    pub(crate) notice: ConnectionNotice,
}

impl Exchange {
    /// What is left of a request when a library below panics.
    pub(crate) const PANICKED: Self =
        Self { response: Response::NoResponse, notice: ConnectionNotice::Connect(io::ErrorKind::Other) };

    /// A request that was not made, as the host gave no token, or no headers that can be sent.
    fn unmade(request: &Request, notice: ConnectionNotice) -> Self {
        // A fresh one that was to come with it is still to come, whatever it was that lacked.
        let lacks_token = notice == ConnectionNotice::Token || request.refresh_token;
        Self { response: if lacks_token { Response::NoToken } else { Response::NoResponse }, notice }
    }

    /// An answer; `retry_after` is in milliseconds.
    const fn answered(status: u16, retry_after: Option<u64>) -> Self {
        Self {
            response: Response::Status { status, retry_after },
            notice: ConnectionNotice::of_status(status),
        }
    }
}

#[cfg(feature = "testing")]
impl From<crate::testing::Answer> for Exchange {
    fn from(answer: crate::testing::Answer) -> Self {
        use crate::testing::Answer;
        match answer {
            Answer::Status(status) => Self::answered(status, None),
            Answer::RetryAfter(status, wait) => Self::answered(status, Some(crate::clock::millis(wait))),
            Answer::NoConnection => Self {
                response: Response::NoResponse,
                notice: ConnectionNotice::Connect(io::ErrorKind::ConnectionRefused),
            },
        }
    }
}

impl Transport {
    /// A transport that has not touched the network yet.
    ///
    /// # Errors
    ///
    /// The first option that cannot be used.
    pub(crate) fn new(
        endpoint: &str,
        settings: Settings,
        credentials: Credentials,
    ) -> Result<Self, ConfigError> {
        settings.check()?;
        let endpoint: http::Uri = endpoint.parse().map_err(|_| {
            ConfigError::new("collector", "a URL such as https://snowplow.example", "another text")
        })?;
        let proxy = settings.proxy.resolve(&endpoint)?;
        #[cfg(feature = "tls")]
        let roots = tls::read(&settings.roots)?;
        #[cfg(not(feature = "tls"))]
        settings.refuse_tls(&endpoint)?;
        Ok(Self {
            endpoint,
            settings,
            credentials,
            proxy,
            #[cfg(feature = "tls")]
            roots,
            agent: OnceLock::new(),
        })
    }

    /// The same without its connections, for a forked child.
    pub(crate) fn for_child(&self) -> Self {
        Self {
            endpoint: self.endpoint.clone(),
            settings: self.settings.clone(),
            credentials: self.credentials.clone(),
            proxy: self.proxy.clone(),
            #[cfg(feature = "tls")]
            roots: self.roots.clone(),
            agent: OnceLock::new(),
        }
    }

    /// Whether requests go into memory, as a host's tests want it: then nobody waits for pauses and deadlines.
    #[cfg(feature = "testing")]
    pub(crate) const fn is_in_memory(&self) -> bool {
        self.settings.in_memory.is_some()
    }

    /// Whether requests go into memory: only the feature `testing` has that.
    #[cfg(not(feature = "testing"))]
    #[expect(clippy::unused_self, reason = "as with the feature")]
    pub(crate) const fn is_in_memory(&self) -> bool {
        false
    }

    fn agent(&self) -> &ureq::Agent {
        self.agent.get_or_init(|| {
            let Settings { connect_timeout, send_timeout, receive_timeout, request_timeout, .. } =
                self.settings;
            let config = ureq::Agent::config_builder()
                .timeout_resolve(Some(connect_timeout))
                .timeout_connect(Some(connect_timeout))
                .timeout_send_request(Some(send_timeout))
                .timeout_send_body(Some(send_timeout))
                .timeout_recv_response(Some(receive_timeout))
                .timeout_recv_body(Some(receive_timeout))
                .timeout_global(Some(request_timeout))
                .http_status_as_error(false)
                // An event goes where its host said, not where an answer points.
                .max_redirects(0)
                .max_redirects_will_error(false)
                .proxy(self.proxy.clone())
                .user_agent(concat!("snowgauge/", env!("CARGO_PKG_VERSION")));
            #[cfg(feature = "tls")]
            let config = config.tls_config(tls::config(self.roots.as_deref()));
            config.build().into()
        })
    }

    /// Posts a request's body and waits for the answer.
    pub(crate) fn send(&self, request: &Request) -> Exchange {
        let token_use = if request.refresh_token { TokenUse::Fresh } else { TokenUse::Any };
        let headers = match self.credentials.ask(token_use) {
            Ok(headers) => headers,
            Err(notice) => return Exchange::unmade(request, notice),
        };
        #[cfg(feature = "testing")]
        if let Some(collector) = &self.settings.in_memory {
            return collector.take(&request.body, &headers).into();
        }
        let mut post = self.agent().post(&self.endpoint).header("Content-Type", field::CONTENT_TYPE);
        if let Some(to) = post.headers_mut() {
            to.extend(headers);
        }
        match post.send(&request.body) {
            Ok(response) => read(response),
            Err(error) => Exchange {
                response: Response::NoResponse,
                notice: ConnectionNotice::of_failure(&error, self.proxy.is_some()),
            },
        }
    }
}

/// Reads an answer.
fn read(mut response: http::Response<ureq::Body>) -> Exchange {
    let retry_after = response.headers().get("Retry-After").and_then(|value| value.to_str().ok());
    let retry_after = retry_after.and_then(|value| parse_retry_after(value, SystemTime::now()));
    let status = response.status().as_u16();
    // The status has decided; a body that breaks off changes nothing.
    drop(response.body_mut().with_config().limit(MOST_ANSWER).read_to_vec());
    Exchange::answered(status, retry_after)
}
