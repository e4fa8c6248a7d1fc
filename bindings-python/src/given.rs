//! What was given for an option. Every error names the option: a `TypeError` where the type is wrong, a `ConfigError` where
//! no value of the type could be more.

use std::path::PathBuf;
use std::time::Duration;

use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyMapping, PyString};

use crate::errors::config_error;
use crate::value::type_name;

type Any<'a, 'py> = &'a Bound<'py, PyAny>;

/// Reads what was given, unless that is None.
pub(crate) fn optional<'a, 'py, T>(
    option: &str,
    value: Option<Any<'a, 'py>>,
    read: impl FnOnce(&str, Any<'a, 'py>) -> PyResult<T>,
) -> PyResult<Option<T>> {
    value.map(|value| read(option, value)).transpose()
}

/// A text.
pub(crate) fn text(option: &str, value: Any<'_, '_>) -> PyResult<String> {
    let text = value.cast::<PyString>().map_err(|_| wrong_type(option, "a str", value))?;
    // Such as a variable of the environment that is no UTF-8.
    let unpaired = |_| {
        config_error(value.py(), option, &format!("{option}: expected text, found half a surrogate pair"))
    };
    text.to_str().map(str::to_owned).map_err(unpaired)
}

/// A whole number. The core looks at the bounds; Rust's type has to hold it at all.
pub(crate) fn integer<T>(option: &str, value: Any<'_, '_>) -> PyResult<T>
where
    T: for<'a, 'py> FromPyObject<'a, 'py, Error = PyErr>,
{
    number(option, value, "an int").map_err(|error| {
        let found = if value.lt(0).unwrap_or(false) { "a negative one" } else { "one that is too large" };
        unless_overflow(
            error,
            value.py(),
            option,
            &format!("{option}: expected an integer, 1 or more, found {found}"),
        )
    })
}

/// How many of something there are: one that is too large for Rust's type is as good as the largest.
pub(crate) fn amount(name: &str, value: Any<'_, '_>) -> PyResult<u64> {
    let negative =
        || PyValueError::new_err(format!("{name}: expected an integer of at least 0, found a negative one"));
    match number(name, value, "an int") {
        Err(error) if !error.is_instance_of::<PyOverflowError>(value.py()) => Err(error),
        Err(_) if value.lt(0)? => Err(negative()),
        amount => Ok(amount.unwrap_or(u64::MAX)),
    }
}

/// Seconds as a duration; an endless one is the longest there is.
pub(crate) fn seconds(option: &str, value: Any<'_, '_>) -> PyResult<Duration> {
    let py = value.py();
    let wrong = |found: &str| format!("{option}: expected seconds, 0 or more, found {found}");
    let seconds: f64 = number(option, value, "seconds as a float or an int")
        .map_err(|error| unless_overflow(error, py, option, &wrong("an integer that is too large")))?;
    if seconds.is_nan() || seconds < 0.0 {
        return Err(config_error(py, option, &wrong(&seconds.to_string())));
    }
    Ok(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// Whole milliseconds, of seconds.
pub(crate) fn milliseconds(option: &str, value: Any<'_, '_>) -> PyResult<u64> {
    seconds(option, value).map(|duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

/// True or False.
pub(crate) fn flag(option: &str, value: Any<'_, '_>) -> PyResult<bool> {
    value.extract().map_err(|_| wrong_type(option, "a bool", value))
}

/// A path.
pub(crate) fn path(option: &str, value: Any<'_, '_>) -> PyResult<PathBuf> {
    value.extract().map_err(|_| wrong_type(option, "a str or a path", value))
}

/// The keys and values of a mapping.
pub(crate) fn pairs<K, V>(
    option: &str,
    value: Any<'_, '_>,
    key: impl Fn(&str, Any<'_, '_>) -> PyResult<K>,
    item: impl Fn(&str, Any<'_, '_>) -> PyResult<V>,
) -> PyResult<Vec<(K, V)>> {
    let mapping = value.cast::<PyMapping>().map_err(|_| wrong_type(option, "a mapping", value))?;
    let pairs = mapping.items()?.into_iter().map(|pair| {
        let (name, given): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
        Ok((key(option, &name)?, item(option, &given)?))
    });
    pairs.collect()
}

/// A mapping of texts.
pub(crate) fn texts(option: &str, value: Any<'_, '_>) -> PyResult<Vec<(String, String)>> {
    pairs(option, value, text, text)
}

/// A function, and none that has to be awaited: where it is called there is no event loop.
pub(crate) fn function(option: &str, value: Any<'_, '_>) -> PyResult<Py<PyAny>> {
    if !value.is_callable() {
        return Err(wrong_type(option, "a function", value));
    }
    if has_to_be_awaited(value) || value.getattr("__call__").is_ok_and(|call| has_to_be_awaited(&call)) {
        let message =
            "expected a function that need not be awaited, as it is called on a thread without an event loop";
        return Err(PyTypeError::new_err(format!("{option}: {message}")));
    }
    Ok(value.clone().unbind())
}

fn has_to_be_awaited(function: Any<'_, '_>) -> bool {
    /// `inspect.CO_COROUTINE`.
    const COROUTINE: u32 = 0x80;
    let flags = function.getattr("__code__").and_then(|code| code.getattr("co_flags"));
    flags.and_then(|flags| flags.extract::<u32>()).is_ok_and(|flags| flags & COROUTINE != 0)
}

/// A number that is no bool, which would be one by mistake.
fn number<T>(option: &str, value: Any<'_, '_>, expected: &str) -> PyResult<T>
where
    T: for<'a, 'py> FromPyObject<'a, 'py, Error = PyErr>,
{
    if value.is_instance_of::<PyBool>() {
        return Err(wrong_type(option, expected, value));
    }
    value.extract().map_err(|error: PyErr| unless_type_error(error, option, expected, value))
}

fn unless_overflow(error: PyErr, py: Python<'_>, option: &str, message: &str) -> PyErr {
    if error.is_instance_of::<PyOverflowError>(py) { config_error(py, option, message) } else { error }
}

/// A `TypeError` that names the option, in place of Python's own.
pub(crate) fn unless_type_error(error: PyErr, option: &str, expected: &str, value: Any<'_, '_>) -> PyErr {
    if error.is_instance_of::<PyTypeError>(value.py()) { wrong_type(option, expected, value) } else { error }
}

/// What is said of a value whose type is wrong, without the value.
pub(crate) fn wrong_type(option: &str, expected: &str, value: Any<'_, '_>) -> PyErr {
    PyTypeError::new_err(format!("{option}: expected {expected}, found {}", type_name(value)))
}

/// How long a flush may take.
#[derive(Clone, Copy)]
pub(crate) struct Timeout(pub(crate) Duration);

impl Default for Timeout {
    fn default() -> Self {
        Self(Duration::from_secs(5))
    }
}

impl FromPyObject<'_, '_> for Timeout {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        seconds("timeout", &value).map(Self)
    }
}
