//! The way to the collector, as Python sets it and hears of it.

use std::path::PathBuf;
use std::time::Duration;

use pyo3::prelude::*;
use snowgauge::testing::Collector;
use snowgauge::{Builder, ConnectionNotice, Tracker};

use crate::collector::PyCollector;
use crate::given::{optional, seconds, text};

/// Where events go.
pub(crate) enum Target {
    Url(String),
    /// In a host's tests.
    InMemory(Collector),
}

impl Target {
    /// What was given for the option `collector`.
    pub(crate) fn read(option: &str, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        match value.cast::<PyCollector>() {
            Ok(collector) => Ok(Self::InMemory(collector.get().get())),
            Err(_) => text(option, value).map(Self::Url),
        }
    }

    /// A builder for it. What is in memory has an address in name only, to which no proxy leads.
    fn builder(&self) -> Builder {
        match self {
            Self::Url(url) => Tracker::builder(url),
            Self::InMemory(collector) => {
                Tracker::builder("http://localhost").proxy("direct").in_memory(collector)
            }
        }
    }
}

/// Where the collector is and how it is reached.
pub(crate) struct Connection {
    target: Target,
    /// In the order of [`TIMEOUTS`].
    timeouts: [Option<Duration>; 4],
    proxy: Option<String>,
    ca_file: Option<PathBuf>,
}

type SetTimeout = fn(Builder, Duration) -> Builder;

const TIMEOUTS: [(&str, SetTimeout); 4] = [
    ("connect_timeout", Builder::connect_timeout),
    ("send_timeout", Builder::send_timeout),
    ("receive_timeout", Builder::receive_timeout),
    ("request_timeout", Builder::request_timeout),
];

impl Connection {
    pub(crate) fn new(
        target: Target,
        timeouts: [Option<&Bound<'_, PyAny>>; 4],
        proxy: Option<String>,
        ca_file: Option<PathBuf>,
    ) -> PyResult<Self> {
        let mut given = [None; 4];
        for ((place, timeout), (option, _)) in given.iter_mut().zip(timeouts).zip(TIMEOUTS) {
            *place = optional(option, timeout, seconds)?;
        }
        Ok(Self { target, timeouts: given, proxy, ca_file })
    }

    /// A builder for this collector.
    pub(crate) fn builder(&self) -> Builder {
        let mut builder = self.target.builder();
        for ((_, set), timeout) in TIMEOUTS.into_iter().zip(self.timeouts) {
            if let Some(timeout) = timeout {
                builder = set(builder, timeout);
            }
        }
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy.as_str());
        }
        match &self.ca_file {
            Some(path) => builder.ca_file(path),
            None => builder,
        }
    }
}

/// Why requests fail, or that they succeed again: what to look at when nothing arrives.
///
/// No event is lost by any of it.
#[pyclass(name = "ConnectionNotice", module = "snowgauge._snowgauge", frozen, eq, hash)]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyConnectionNotice {
    /// What has happened, a stable text.
    ///
    /// `working`, `dns`, `connect`, `proxy`, `tls`, `timeout`, `reset`, `protocol`, `status`, `token` or `headers`.
    #[pyo3(get)]
    code: String,
    /// The same as a sentence, with what belongs to it.
    #[pyo3(get)]
    message: String,
}

#[pymethods]
impl PyConnectionNotice {
    #[new]
    fn new(code: String, message: String) -> Self {
        Self { code, message }
    }

    fn __repr__(&self) -> String {
        format!("ConnectionNotice(code={:?}, message={:?})", self.code, self.message)
    }

    /// For pickle and copy.
    fn __getnewargs__(&self) -> (&str, &str) {
        (&self.code, &self.message)
    }
}

impl From<&ConnectionNotice> for PyConnectionNotice {
    fn from(notice: &ConnectionNotice) -> Self {
        Self { code: notice.code().to_owned(), message: notice.to_string() }
    }
}
