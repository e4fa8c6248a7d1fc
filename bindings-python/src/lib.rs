//! The native half of the Python package `snowgauge`: Python's objects in, the crate `snowgauge` behind.
//!
//! Python values are walked straight into the core's writer ([`value`]); events and entities are encoded when they are
//! made ([`datum`], [`event`], [`fields`]), and put together when they are tracked ([`planned`]). The tracker's threads never
//! enter the interpreter; threads of Python's own tell the listeners ([`listener`]) and ask for headers and tokens
//! ([`source`]). What a forgotten tracker still holds is sent, at the interpreter's end too ([`process`]).

mod collector;
mod connection;
mod counts;
mod datum;
mod errors;
mod event;
mod fields;
mod given;
mod layer;
mod listener;
mod options;
mod outcome;
mod planned;
mod process;
mod running;
mod scope;
mod self_describing;
mod source;
mod store;
mod subject;
mod testing;
mod timestamp;
mod tracker;
mod validate;
mod value;
mod violation;
mod wait;

/// The module `snowgauge._snowgauge`.
#[pyo3::pymodule(gil_used = false)]
mod _snowgauge {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::collector::PyCollector;
    #[pymodule_export]
    use crate::connection::PyConnectionNotice;
    #[pymodule_export]
    use crate::counts::PyRequestCounts;
    #[pymodule_export]
    use crate::datum::{PyDatum, PyEntity};
    #[pymodule_export]
    use crate::event::PyEvent;
    #[pymodule_export]
    use crate::listener::PyNews;
    #[pymodule_export]
    use crate::outcome::PyOutcome;
    #[pymodule_export]
    use crate::scope::PyScope;
    #[pymodule_export]
    use crate::self_describing::{PySelfDescribing, PySelfDescribingJson};
    #[pymodule_export]
    use crate::source::{PyQuestion, PyQuestions};
    #[pymodule_export]
    use crate::store::PyStoreNotice;
    #[pymodule_export]
    use crate::subject::PySubject;
    #[pymodule_export]
    use crate::testing::request_body;
    #[pymodule_export]
    use crate::tracker::PyTracker;
    #[pymodule_export]
    use crate::validate::{check, validate};
    #[pymodule_export]
    use crate::violation::PyViolation;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // All that is imported later: a thread that imports something for the first time while another one forks leaves a
        // child that waits for the import's end, for ever.
        for later in ["atexit", "contextvars", "os", "snowgauge._listener"] {
            module.py().import(later)?;
        }
        crate::process::register_exit(module.py())?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
