//! A collector in memory, for the tests of hosts.

use std::collections::BTreeMap;
use std::time::Duration;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use snowgauge::schema::Kind;
use snowgauge::testing::{Answer, Collector, ReceivedData, ReceivedEvent, ReceivedRequest};

use crate::given::{amount, seconds};

/// The native half of `snowgauge.testing.Collector`.
#[pyclass(name = "Collector", module = "snowgauge._snowgauge", subclass, frozen)]
#[derive(Default)]
pub(crate) struct PyCollector(Collector);

/// An answer as Python gets it, where it is not None: a status, or one with a `Retry-After` in seconds.
#[derive(IntoPyObject)]
enum Gotten {
    Status(u16),
    RetryAfter(u16, f64),
}

/// The URI of its schema, and the data as JSON text.
type Data = (String, String);
/// Its id, what it is, its fields, its own data, and its entities.
type Event = (String, &'static str, BTreeMap<String, String>, Option<Data>, Vec<Data>);
/// Its headers, the events that it carried, and how it was answered.
type Request = (Vec<(String, String)>, Vec<Event>, Option<Gotten>);

#[pymethods]
impl PyCollector {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Answers the next requests so, in this order, before what `answer_always` says.
    ///
    /// An answer is an HTTP status; a pair of one and the seconds of its `Retry-After`; or None, where no connection
    /// comes about.
    #[pyo3(signature = (*answers))]
    fn answer_next(&self, answers: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.0.answer_next(answers.iter().map(|given| answer(&given)).collect::<PyResult<Vec<_>>>()?);
        Ok(())
    }

    /// Answers all requests so from now on: with 200, until it is told otherwise.
    #[pyo3(signature = (answer, /))]
    fn answer_always(&self, answer: &Bound<'_, PyAny>) -> PyResult<()> {
        self.0.answer_always(self::answer(answer)?);
        Ok(())
    }

    /// What came: for each request its headers, its events, and how it was answered.
    fn _received(&self) -> Vec<Request> {
        self.0.requests().into_iter().map(request).collect()
    }
}

impl PyCollector {
    pub(crate) fn get(&self) -> Collector {
        self.0.clone()
    }
}

fn answer(given: &Bound<'_, PyAny>) -> PyResult<Answer> {
    if given.is_none() {
        return Ok(Answer::NoConnection);
    }
    match given.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>() {
        Ok((given, wait)) => Ok(Answer::RetryAfter(status(&given)?, seconds("Retry-After", &wait)?)),
        Err(_) => status(given).map(Answer::Status),
    }
}

fn status(given: &Bound<'_, PyAny>) -> PyResult<u16> {
    let status = u16::try_from(amount("answer", given)?).unwrap_or(u16::MAX);
    if (100..=599).contains(&status) {
        return Ok(status);
    }
    Err(PyValueError::new_err("answer: expected an HTTP status from 100 to 599, found another integer"))
}

fn request(request: ReceivedRequest) -> Request {
    let answer = match request.answer {
        Answer::Status(status) => Some(Gotten::Status(status)),
        Answer::RetryAfter(status, wait) => Some(Gotten::RetryAfter(status, Duration::as_secs_f64(&wait))),
        _ => None,
    };
    (request.headers, request.events.into_iter().map(event).collect(), answer)
}

fn event(event: ReceivedEvent) -> Event {
    let kind = match event.kind {
        Kind::SelfDescribing => "self_describing",
        Kind::PageView => "page_view",
        Kind::PagePing => "page_ping",
        _ => "structured",
    };
    let entities = event.entities.into_iter().map(data).collect();
    (event.id.to_string(), kind, event.fields, event.data.map(data), entities)
}

fn data(received: ReceivedData) -> Data {
    (received.schema, received.data.to_string())
}
