//! The options of the way to the collector.

use std::path::PathBuf;
use std::time::Duration;

use super::Builder;
use crate::transport::{ConnectionNotice, Proxy, Roots, Settings};

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
