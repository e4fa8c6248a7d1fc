//! What a host can set about requests.

use std::path::PathBuf;
use std::time::Duration;

use snowgauge_core::ConfigError;

use super::Proxy;

/// How requests are made.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// How long finding the address may take, and then again connecting: a proxy and TLS included.
    pub(crate) connect_timeout: Duration,
    /// How long sending the headers may take, and then again the body.
    pub(crate) send_timeout: Duration,
    /// How long the answer may take until its headers are there, and then again its body.
    pub(crate) receive_timeout: Duration,
    /// How long a request may take in all.
    pub(crate) request_timeout: Duration,
    pub(crate) proxy: Proxy,
    pub(crate) roots: Roots,
    /// What requests go to in place of the network, in a host's tests.
    #[cfg(feature = "testing")]
    pub(crate) in_memory: Option<crate::testing::Collector>,
}

impl Default for Settings {
    /// Snowplow's trackers that have a bound use 5 s for all of it, Glean 10 s. An answer may take 10 s here, since one that
    /// is not waited for makes a duplicate; the rest is ours.
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            send_timeout: Duration::from_secs(5),
            receive_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(15),
            proxy: Proxy::default(),
            roots: Roots::default(),
            #[cfg(feature = "testing")]
            in_memory: None,
        }
    }
}

/// Whose certificates are trusted.
#[derive(Clone, Debug, Default)]
#[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "without TLS they are refused unread"))]
pub(crate) enum Roots {
    /// Those that the platform trusts; the bundled ones where it has none.
    #[default]
    Platform,
    /// Those in this PEM file.
    File(PathBuf),
    /// These, as PEM.
    Pem(Vec<u8>),
}

impl Settings {
    /// Checks the timeouts. One that is much longer than a day would not fit every clock.
    ///
    /// # Errors
    ///
    /// The first that cannot be used.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        const MOST: Duration = Duration::from_hours(24);
        let timeouts = [
            ("connect_timeout", self.connect_timeout),
            ("send_timeout", self.send_timeout),
            ("receive_timeout", self.receive_timeout),
            ("request_timeout", self.request_timeout),
        ];
        for (option, timeout) in timeouts {
            if timeout < Duration::from_millis(1) || timeout > MOST {
                let found = format!("{} s", timeout.as_secs_f64());
                return Err(ConfigError::new(option, "0.001 s to a day", &found));
            }
        }
        Ok(())
    }

    /// Refuses what a build without TLS cannot do.
    #[cfg(not(feature = "tls"))]
    pub(super) fn refuse_tls(&self, endpoint: &ureq::http::Uri) -> Result<(), ConfigError> {
        if endpoint.scheme_str() == Some("https") {
            return Err(ConfigError::new("collector", "an http URL, as this build has no TLS", "https"));
        }
        match self.roots {
            Roots::Platform => Ok(()),
            Roots::File(_) | Roots::Pem(_) => {
                Err(ConfigError::new("ca_file", "nothing, as this build has no TLS", "a certificate"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_that_is_none_is_refused() {
        let settings = Settings { send_timeout: Duration::ZERO, ..Settings::default() };
        let message = settings.check().unwrap_err().message();
        assert_eq!(message, "send_timeout: expected 0.001 s to a day, found \"0 s\"");
        let settings = Settings { request_timeout: Duration::MAX, ..Settings::default() };
        assert_eq!(settings.check().unwrap_err().option(), "request_timeout");
        assert_eq!(Settings::default().check(), Ok(()));
    }
}
