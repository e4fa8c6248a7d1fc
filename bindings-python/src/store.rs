//! The durable store, as Python sets it and hears of it.

use std::path::PathBuf;

use pyo3::prelude::*;
use snowgauge::{Builder, Durability};

use crate::errors::config_error;

/// Where events outlive the process, and what.
pub(crate) struct Store {
    directory: PathBuf,
    durability: Durability,
}

impl Store {
    pub(crate) fn new(
        py: Python<'_>,
        directory: Option<PathBuf>,
        durability: Option<&str>,
    ) -> PyResult<Option<Self>> {
        let durability = match durability {
            None | Some("process") => Durability::Process,
            Some("power") => Durability::Power,
            Some(_) => {
                return Err(config_error(py, "durability", "durability: expected \"process\" or \"power\""));
            }
        };
        Ok(directory.map(|directory| Self { directory, durability }))
    }

    pub(crate) fn apply(&self, builder: Builder) -> Builder {
        builder.store(&self.directory).durability(self.durability)
    }
}

/// What has happened to the store. No event is lost by any of it.
#[pyclass(name = "StoreNotice", module = "snowgauge._snowgauge", frozen, eq, hash)]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyStoreNotice {
    /// What has happened: `failing`, `full`, `working` or `damaged`, a stable text.
    #[pyo3(get)]
    code: String,
    /// The same as a sentence, with what belongs to it.
    #[pyo3(get)]
    message: String,
}

#[pymethods]
impl PyStoreNotice {
    #[new]
    fn new(code: String, message: String) -> Self {
        Self { code, message }
    }

    fn __repr__(&self) -> String {
        format!("StoreNotice(code={:?}, message={:?})", self.code, self.message)
    }

    /// For pickle and copy.
    fn __getnewargs__(&self) -> (&str, &str) {
        (&self.code, &self.message)
    }
}

impl From<&snowgauge::StoreNotice> for PyStoreNotice {
    fn from(notice: &snowgauge::StoreNotice) -> Self {
        Self { code: notice.code().to_owned(), message: notice.to_string() }
    }
}
