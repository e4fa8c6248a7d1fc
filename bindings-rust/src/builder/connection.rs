//! The options of the way to the collector.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::Builder;
use crate::transport::{ConnectionNotice, Proxy, Roots, Settings, TokenUse};

impl Builder {
    fn set_connection(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// How long looking up the collector's address may take, and then again connecting, with proxy and TLS: 1 ms to a day.
    /// Default: 5 seconds.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.set_connection(|settings| settings.connect_timeout = timeout)
    }

    /// How long sending a request's headers may take, and then again its body: 1 ms to a day. Default: 5 seconds.
    pub fn send_timeout(self, timeout: Duration) -> Self {
        self.set_connection(|settings| settings.send_timeout = timeout)
    }

    /// How long an answer's headers may take after the request was sent, and then again its body: 1 ms to a day. An event
    /// whose answer is not waited for may arrive twice. Default: 10 seconds.
    pub fn receive_timeout(self, timeout: Duration) -> Self {
        self.set_connection(|settings| settings.receive_timeout = timeout)
    }

    /// How long a request may take in all, its answer included: 1 ms to a day. Default: 15 seconds.
    pub fn request_timeout(self, timeout: Duration) -> Self {
        self.set_connection(|settings| settings.request_timeout = timeout)
    }

    /// Through which proxy requests go: a [`Proxy`], or its text. Default: as the environment says.
    ///
    /// # Examples
    ///
    /// ```
    /// let tracker = snowgauge::Tracker::builder("https://snowplow.example").app_id("gkg").proxy("direct").build()?;
    /// # drop(tracker);
    /// # Ok::<(), snowgauge::ConfigError>(())
    /// ```
    pub fn proxy(self, proxy: impl Into<Proxy>) -> Self {
        self.set_connection(|settings| settings.proxy = proxy.into())
    }

    /// Trusts the authorities whose certificates are in this PEM file, and no others. It is read when the tracker is made.
    /// Default: those that the platform trusts; Mozilla's, which are bundled, where it names none.
    pub fn ca_file(self, path: impl Into<PathBuf>) -> Self {
        self.set_connection(|settings| settings.roots = Roots::File(path.into()))
    }

    /// Trusts the authorities whose certificates these are, in PEM, and no others: [`ca_file`](Self::ca_file) without a
    /// file.
    pub fn ca_pem(self, pem: impl Into<Vec<u8>>) -> Self {
        self.set_connection(|settings| settings.roots = Roots::Pem(pem.into()))
    }

    /// Adds these headers to each request: pairs of a name and a value. It is asked on the tracker's own threads, without any
    /// lock held.
    ///
    /// Where it panics, or gives a header that cannot be sent, no request is made, [`on_connection`](Self::on_connection)
    /// hears [`ConnectionNotice::Headers`], and it is asked again as after a failed request. That are headers that HTTP does
    /// not know as such, and those that are the request's own or a connection's: `Host`, `Content-Type`, `Content-Length`,
    /// `Connection` and the like.
    ///
    /// # Examples
    ///
    /// ```
    /// let tracker = snowgauge::Tracker::builder("https://snowplow.example")
    ///     .app_id("gkg")
    ///     .headers(|| vec![("X-GitLab-Instance-Id".into(), "8819234".into())])
    ///     .build()?;
    /// # drop(tracker);
    /// # Ok::<(), snowgauge::ConfigError>(())
    /// ```
    pub fn headers(mut self, source: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static) -> Self {
        self.credentials.headers = Some(Arc::new(source));
        self
    }

    /// Sends a token with each request, as `Authorization: Bearer`. The source is asked each time, on the tracker's own
    /// threads and without any lock held; it may take its time, and should keep a token while that holds.
    ///
    /// When the collector answers 401 or 403 it is asked once for a [fresh](TokenUse::Fresh) one; only when that is refused
    /// too, events leave as [`Reason::Auth`](crate::Reason::Auth). Where it fails, panics, or gives what is no token (RFC
    /// 6750), no request is made, [`on_connection`](Self::on_connection) hears [`ConnectionNotice::Token`], and it is asked
    /// again as after a failed request. Its error is not looked at.
    ///
    /// In a host with an async runtime the source can wait for a future: `let handle = tokio::runtime::Handle::current();`
    /// and then `.token(move |token_use| handle.block_on(fetch(token_use)))`.
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge::TokenUse;
    /// let tracker = snowgauge::Tracker::builder("https://snowplow.example")
    ///     .app_id("gkg")
    ///     .token(|token_use| match token_use {
    ///         TokenUse::Fresh => Err("there is no other"),
    ///         _ => Ok("dGVzdA".to_owned()),
    ///     })
    ///     .build()?;
    /// # drop(tracker);
    /// # Ok::<(), snowgauge::ConfigError>(())
    /// ```
    pub fn token<E>(
        mut self,
        source: impl Fn(TokenUse) -> Result<String, E> + Send + Sync + 'static,
    ) -> Self {
        self.credentials.token = Some(Arc::new(move |token_use| source(token_use).ok()));
        self
    }

    /// Delivers into memory in place of the network, for a host's tests: see [`testing`](crate::testing). All other options
    /// hold, and are checked, as they are; one request is under way at a time, so that events come in their order.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use snowgauge::{StructuredEvent, Tracker, testing::Collector};
    /// let collector = Collector::new();
    /// let tracker = Tracker::builder("https://snowplow.example").app_id("gkg").in_memory(&collector).build()?;
    /// tracker.track(StructuredEvent::builder().category("search").action("open").build())?;
    /// assert!(tracker.flush(Duration::from_secs(5)).wait().is_complete());
    /// assert_eq!(collector.events()[0].fields["action"], "open");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "testing")]
    pub fn in_memory(self, collector: &crate::testing::Collector) -> Self {
        let collector = collector.clone();
        self.set_connection(|settings| settings.in_memory = Some(collector))
    }

    /// Hears when requests begin to fail, when the cause changes, and when they succeed again: it is called like the
    /// listener of [`on_outcome`](Self::on_outcome).
    ///
    /// # Examples
    ///
    /// ```
    /// let tracker = snowgauge::Tracker::builder("https://snowplow.example")
    ///     .app_id("gkg")
    ///     .on_connection(|notice| eprintln!("{}: {notice}", notice.code()))
    ///     .build()?;
    /// # drop(tracker);
    /// # Ok::<(), snowgauge::ConfigError>(())
    /// ```
    pub fn on_connection(mut self, listener: impl Fn(&ConnectionNotice) + Send + Sync + 'static) -> Self {
        self.listeners.connection = Some(Box::new(listener));
        self
    }
}
