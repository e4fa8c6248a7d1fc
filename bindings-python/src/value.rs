//! Python values as tokens.
//!
//! What `json.dumps` takes is taken, by its own type or a subclass of it: `dict`, `list`, `tuple`, `str`, `int`, `float`,
//! `bool`, `None`. Anything else is a violation where it stands, never an exception. Nothing is guessed: a `Decimal`, a
//! `datetime` or a plain `Enum` is the caller's to convert.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use snowgauge::encode::Writer;

/// The containers that a value stands in, innermost first.
#[derive(Clone, Copy)]
struct Inside<'p, 'py> {
    container: &'p Bound<'py, PyAny>,
    outer: Option<&'p Inside<'p, 'py>>,
}

impl Inside<'_, '_> {
    fn contains(&self, object: &Bound<'_, PyAny>) -> bool {
        self.container.is(object) || self.outer.is_some_and(|outer| outer.contains(object))
    }
}

/// Pushes any Python value.
pub(crate) fn push(value: &Bound<'_, PyAny>, to: &mut Writer<'_>) {
    push_value(value, None, to);
}

/// Pushes the fields of an event or entity. Nobody else may hold this dict: iterating over one that changes panics.
pub(crate) fn push_fields(fields: &Bound<'_, PyDict>, to: &mut Writer<'_>) {
    push_members(fields, None, to);
}

/// The types that nearly all values have come first, and are compared exactly, which costs one pointer.
fn push_value(value: &Bound<'_, PyAny>, inside: Option<&Inside<'_, '_>>, to: &mut Writer<'_>) {
    if let Ok(text) = value.cast_exact::<PyString>() {
        push_text(text, to);
    } else if let Ok(integer) = value.cast_exact::<PyInt>() {
        push_integer(integer, to);
    } else if value.is_none() {
        to.null();
    } else if let Ok(boolean) = value.cast_exact::<PyBool>() {
        to.boolean(boolean.is_true());
    } else if let Ok(float) = value.cast_exact::<PyFloat>() {
        to.float(float.value());
    } else {
        push_container(value, inside, to);
    }
}

fn push_container(value: &Bound<'_, PyAny>, inside: Option<&Inside<'_, '_>>, to: &mut Writer<'_>) {
    // Depth alone would end a cycle, but two references to itself in each of 36 levels make 2^36 values.
    if inside.is_some_and(|inside| inside.contains(value)) {
        return to.not_json("an object that contains itself");
    }
    let inside = Some(&Inside { container: value, outer: inside });
    if let Ok(dict) = value.cast::<PyDict>() {
        // The copy is ours: whatever another thread does to the dict, iterating does not notice.
        match dict.copy() {
            Ok(copy) => push_members(&copy, inside, to),
            Err(_) => to.not_json("an object that cannot be read"),
        }
    } else if let Ok(list) = value.cast::<PyList>() {
        push_items(list.iter(), inside, to);
    } else if let Ok(tuple) = value.cast::<PyTuple>() {
        push_items(tuple.iter(), inside, to);
    } else {
        push_subclass(value, to);
    }
}

/// Subclasses of the plain types, such as a `StrEnum`, an `IntEnum` or a `numpy.float64`, count as what they are made of.
fn push_subclass(value: &Bound<'_, PyAny>, to: &mut Writer<'_>) {
    if let Ok(text) = value.cast::<PyString>() {
        push_text(text, to);
    } else if let Ok(integer) = value.cast::<PyInt>() {
        push_integer(integer, to);
    } else if let Ok(float) = value.cast::<PyFloat>() {
        to.float(float.value());
    } else {
        to.not_json(&["an object of type ", &type_name(value)].concat());
    }
}

fn push_text(text: &Bound<'_, PyString>, to: &mut Writer<'_>) {
    // Half a surrogate pair is all that keeps a str from being UTF-8.
    match text.to_str() {
        Ok(text) => to.string(text),
        Err(_) => to.unpaired_surrogate(),
    }
}

fn push_integer(integer: &Bound<'_, PyInt>, to: &mut Writer<'_>) {
    if let Ok(value) = integer.extract::<i64>() {
        to.signed(value);
    } else if let Ok(value) = integer.extract::<u64>() {
        to.unsigned(value);
    } else {
        push_long_integer(integer, to);
    }
}

/// An integer beyond 64 bits is written from its decimal text.
fn push_long_integer(integer: &Bound<'_, PyInt>, to: &mut Writer<'_>) {
    match digits(integer) {
        Some(digits) => to.number(&digits),
        None => to.not_json("an integer of more digits than Python writes"),
    }
}

/// An integer's decimal text; `None` where Python refuses to write more digits than `sys.get_int_max_str_digits()`.
pub(crate) fn digits(integer: &Bound<'_, PyInt>) -> Option<String> {
    // The type's own method: a subclass, such as an enum, may show itself in other ways.
    integer.py().get_type::<PyInt>().call_method1("__repr__", (integer,)).ok()?.extract().ok()
}

fn push_members(members: &Bound<'_, PyDict>, inside: Option<&Inside<'_, '_>>, to: &mut Writer<'_>) {
    if !to.begin_object() {
        return;
    }
    for (key, value) in members {
        match key.cast::<PyString>() {
            Ok(name) => push_member(name, &value, inside, to),
            Err(_) => push_wrong_key(&key, to),
        }
    }
    to.end_object();
}

fn push_member(
    name: &Bound<'_, PyString>,
    value: &Bound<'_, PyAny>,
    inside: Option<&Inside<'_, '_>>,
    to: &mut Writer<'_>,
) {
    if let Ok(name) = name.to_str() {
        to.key(name);
        push_value(value, inside, to);
    } else {
        to.key(&name.to_string_lossy());
        to.unpaired_surrogate();
    }
}

/// JSON's keys are strings. The pointer shows the key's type in place of a name: its value may be personal.
fn push_wrong_key(key: &Bound<'_, PyAny>, to: &mut Writer<'_>) {
    let found = ["a key of type ", &type_name(key)].concat();
    to.key(&found);
    to.not_json(&found);
}

fn push_items<'py>(
    items: impl Iterator<Item = Bound<'py, PyAny>>,
    inside: Option<&Inside<'_, '_>>,
    to: &mut Writer<'_>,
) {
    if !to.begin_array() {
        return;
    }
    for item in items {
        push_value(&item, inside, to);
    }
    to.end_array();
}

/// The name of a value's type.
pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "unknown".to_owned(), |name| name.to_string_lossy().into_owned())
}
