//! Request counts.
#![expect(clippy::doc_markdown, reason = "doc comments are Python's docstrings, with an example")]

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use snowgauge::entities::RequestCount;
use snowgauge::{CountKey, Counted, PerProcess, RequestCounts};

use crate::given::{amount, optional};

/// Adds up what became of requests, until an event takes it along: what a gateway tells of previous requests.
///
/// Requests, errors and accepts are counted per language, model engine and model name. Threads may share one; no call
/// blocks.
///
/// `max_keys` is how many different keys are held; the counts of others go to the row without a key, so the totals
/// stay right. Counts stop at 2147483647, the largest that the schema allows, and texts of keys are shortened to its
/// lengths. None of it is silent: `stats` says how many counts it concerned.
///
/// A forked child begins with nothing: what was counted before is the parent's to tell.
///
/// Example:
///     >>> from snowgauge import RequestCounts
///     >>> counts = RequestCounts()
///     >>> counts.record_request(lang="python", model_engine="vertex-ai")
///     >>> counts.record_accept(lang="python", model_engine="vertex-ai")
///     >>> counts.take()
///     [{'requests': 1, 'errors': 0, 'accepts': 1, 'lang': 'python', 'model_engine': 'vertex-ai'}]
#[pyclass(name = "RequestCounts", module = "snowgauge._snowgauge", frozen)]
pub(crate) struct PyRequestCounts {
    max_keys: usize,
    counts: PerProcess<RequestCounts>,
}

/// The hint shows the default as a number.
const _: () = assert!(RequestCounts::DEFAULT_MAX_KEYS == 100);

impl PyRequestCounts {
    /// The counts of this process.
    fn here(&self) -> &RequestCounts {
        self.counts.get_or_make(|_| RequestCounts::new(self.max_keys))
    }

    fn record(&self, key: &Key<'_, '_>, what: Counted, Count(count): Count) {
        // Half a surrogate pair, which no UTF-8 text can carry, is a client's doing: no reason to fail its request.
        let [lang, model_engine, model_name] = key.map(|part| part.map(|text| text.to_string_lossy()));
        let (lang, model_engine, model_name) =
            (lang.as_deref(), model_engine.as_deref(), model_name.as_deref());
        self.here().record(CountKey { lang, model_engine, model_name }, what, count);
    }
}

/// How many were counted. More than the schema allows is a client's doing, too: it is told as dropped.
#[derive(Clone, Copy)]
struct Count(u64);

impl FromPyObject<'_, '_> for Count {
    type Error = PyErr;

    fn extract(count: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        amount("count", &count).map(Self)
    }
}

/// Language, model engine, model name.
type Key<'a, 'py> = [Option<&'a Bound<'py, PyString>>; 3];

#[pymethods]
impl PyRequestCounts {
    #[new]
    #[pyo3(signature = (*, max_keys=None), text_signature = "(*, max_keys=100)")]
    fn new(max_keys: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let max_keys = optional("max_keys", max_keys, amount)?.map(usize::try_from);
        let max_keys = max_keys.map_or(RequestCounts::DEFAULT_MAX_KEYS, |keys| keys.unwrap_or(usize::MAX));
        Ok(Self { max_keys, counts: PerProcess::new(RequestCounts::new(max_keys)) })
    }

    /// Counts a request, or `count` of them. A part of the key that is None is not known.
    #[pyo3(
        signature = (*, lang=None, model_engine=None, model_name=None, count=Count(1)),
        text_signature = "($self, *, lang=None, model_engine=None, model_name=None, count=1)"
    )]
    fn record_request(
        &self,
        lang: Option<&Bound<'_, PyString>>,
        model_engine: Option<&Bound<'_, PyString>>,
        model_name: Option<&Bound<'_, PyString>>,
        count: Count,
    ) {
        self.record(&[lang, model_engine, model_name], Counted::Request, count);
    }

    /// Counts a request that failed, or `count` of them. That it was made is recorded apart, by `record_request`.
    #[pyo3(
        signature = (*, lang=None, model_engine=None, model_name=None, count=Count(1)),
        text_signature = "($self, *, lang=None, model_engine=None, model_name=None, count=1)"
    )]
    fn record_error(
        &self,
        lang: Option<&Bound<'_, PyString>>,
        model_engine: Option<&Bound<'_, PyString>>,
        model_name: Option<&Bound<'_, PyString>>,
        count: Count,
    ) {
        self.record(&[lang, model_engine, model_name], Counted::Error, count);
    }

    /// Counts a suggestion that was accepted, or `count` of them.
    #[pyo3(
        signature = (*, lang=None, model_engine=None, model_name=None, count=Count(1)),
        text_signature = "($self, *, lang=None, model_engine=None, model_name=None, count=1)"
    )]
    fn record_accept(
        &self,
        lang: Option<&Bound<'_, PyString>>,
        model_engine: Option<&Bound<'_, PyString>>,
        model_name: Option<&Bound<'_, PyString>>,
        count: Count,
    ) {
        self.record(&[lang, model_engine, model_name], Counted::Accept, count);
    }

    /// Gives away what was counted, for an event to take along, and begins anew.
    ///
    /// Returns a list for `CodeSuggestionsContext(request_counts=...)`, in the order of the keys.
    fn take<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows = self.here().take();
        let rows = rows.iter().map(|row| row_to_python(py, row)).collect::<PyResult<Vec<_>>>()?;
        PyList::new(py, rows)
    }

    /// Adds counts again that were taken for an event which was then not tracked. What was counted since stays.
    ///
    /// Raises `TypeError`, and adds nothing, where `rows` is not what `take` gives.
    fn give_back(&self, rows: &Bound<'_, PyAny>) -> PyResult<()> {
        let mut given = Vec::new();
        // Not collected: the iterator's estimate of its length would import `operator`.
        for (index, row) in rows.try_iter()?.enumerate() {
            given.push(row_from_python(index, &row?)?);
        }
        self.here().give_back(&given);
        Ok(())
    }

    /// What could not be counted as it came, since the beginning.
    ///
    /// Counts that are `unattributed`, as there were too many keys; those whose key was `shortened`; those that were
    /// `dropped`, as their row was at its maximum.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let stats = PyDict::new(py);
        let counts = self.here().stats();
        counts.entries().into_iter().try_for_each(|(name, count)| stats.set_item(name, count))?;
        Ok(stats)
    }
}

/// A row as a dict with the schema's fields. What is not known is left out.
fn row_to_python<'py>(py: Python<'py>, row: &RequestCount<'_>) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("requests", row.requests)?;
    dict.set_item("errors", row.errors)?;
    dict.set_item("accepts", row.accepts)?;
    let texts = [("lang", &row.lang), ("model_engine", &row.model_engine), ("model_name", &row.model_name)];
    for (name, text) in texts {
        if let Some(text) = text {
            dict.set_item(name, &**text)?;
        }
    }
    Ok(dict)
}

fn row_from_python(index: usize, row: &Bound<'_, PyAny>) -> PyResult<RequestCount<'static>> {
    let wrong = |name: &str, expected: &str| {
        PyTypeError::new_err(format!("rows[{index}]{name}: expected {expected}, as `take` gives"))
    };
    let dict = row.cast::<PyDict>().map_err(|_| wrong("", "a dict"))?;
    let number = |name: &str| {
        let value = dict.get_item(name)?.and_then(|value| value.extract::<u64>().ok());
        value.ok_or_else(|| wrong(&format!("[{name:?}]"), "an integer of at least 0"))
    };
    let text = |name: &str| match dict.get_item(name)?.filter(|value| !value.is_none()) {
        Some(value) => match value.cast::<PyString>() {
            Ok(text) => Ok(Some(text.to_string_lossy().into_owned())),
            Err(_) => Err(wrong(&format!("[{name:?}]"), "a str or None")),
        },
        None => Ok(None),
    };
    Ok(RequestCount::builder()
        .requests(number("requests")?)
        .errors(number("errors")?)
        .accepts(number("accepts")?)
        .maybe_lang(text("lang")?)
        .maybe_model_engine(text("model_engine")?)
        .maybe_model_name(text("model_name")?)
        .build())
}
